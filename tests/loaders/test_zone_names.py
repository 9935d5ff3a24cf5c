"""The zone's name: given, told by the SOA record, told by the file's name, or not known."""

import pytest
from zone_files import RUA, load, problems, records, shown

from tlsrpt_lint.loaders.zone._filename import zone_of_file
from tlsrpt_lint.names import parse_name

WHOLE = f"v=TLSRPTv1; {RUA}"
SOA = "SOA ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 3600\n"
TXT = f'_smtp._tls 300 TXT "{WHOLE}"\n'


@pytest.mark.parametrize(
    ("path", "zone"),
    [
        ("zones/example.com.zone", "example.com"),
        ("db.example.com", "example.com"),
        ("example.com.db", "example.com"),
        ("example.com.hosts", "example.com"),
        ("example.com.txt", "example.com"),
        ("example.com.signed", "example.com"),
        ("example.com.zone.signed", "example.com"),
        ("db.example.com.signed", "example.com"),
        ("pri.example.com", "example.com"),
        ("master.example.com", "example.com"),
        ("example.com", "example.com"),
        ("example.com.", "example.com"),
        ("Example.COM.zone", "example.com"),
        ("example.com.zone.j2", "example.com"),
        ("a.b.example.co.uk.zone", "a.b.example.co.uk"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("wild.zone", None),
        ("zone.txt", None),
        ("records.txt", None),
        ("mail.inc", None),
        ("db.192.0.2", None),
        ("2.0.192.in-addr.arpa.zone", None),
        ("named.root", None),
        ("db.local", None),
        ("example.com/zone", None),
        ("my zone.com", None),
        ("", None),
    ],
)
def test_zone_of_file(path: str, zone: str | None) -> None:
    name = zone_of_file(path)
    assert (None if name is None else str(name)) == zone


@pytest.mark.parametrize(
    ("text", "path", "given", "owner"),
    [
        ("@ 300 " + SOA + TXT, "zone", "example.org", "_smtp._tls.example.org"),
        ("@ 300 " + SOA + TXT, "db.example.com", "example.org", "_smtp._tls.example.org"),
        ("@ 300 " + SOA + TXT, "db.example.com", None, "_smtp._tls.example.com"),
        ("example.net. 300 " + SOA + TXT, "db.example.com", None, "_smtp._tls.example.net"),
        (TXT + "example.net. 300 " + SOA, "db.example.com", None, "_smtp._tls.example.net"),
        (TXT + "example.net. 300 " + SOA, "zone", None, "_smtp._tls.example.net"),
        ("$ORIGIN example.net.\n@ 300 " + SOA + TXT, "x.zone", None, "_smtp._tls.example.net"),
        ("$ORIGIN net.\nexample 300 " + SOA + "$ORIGIN example.net.\n" + TXT, "x", None,
         "_smtp._tls.example.net"),
    ],
)  # fmt: skip
def test_relative_names_are_below_the_zone(
    text: str, path: str, given: str | None, owner: str
) -> None:
    origin = None if given is None else parse_name(given)[0]
    loaded = load(text.encode(), path, origin=origin)
    assert problems(loaded) == []
    assert shown(loaded) == [(owner, [WHOLE])]
    (part,) = loaded.parts
    assert part.whole
    assert f"_smtp._tls.{part.apex}" == owner


def test_unknown_zone_is_said_once_at_the_first_policy() -> None:
    text = f'@ 300 {SOA}www A 192.0.2.1\n@ MX 10 mail\n{TXT}_smtp._tls.b TXT "{WHOLE}"\n'
    loaded = load(text.encode(), "zone.txt")
    assert problems(loaded) == [("UNKNOWN_ZONE", 4, 1)]
    (part,) = loaded.parts
    assert part.apex is None
    assert not part.whole
    first = records(loaded, "TXT")[0]
    assert (str(first.owner.name), first.owner.absolute) == ("_smtp._tls", False)
    (mx,) = records(loaded, "MX")
    assert mx.target is None


def test_zone_without_policy_needs_no_name() -> None:
    loaded = load(f"@ 300 {SOA}@ MX 10 mail\n".encode(), "zone.txt")
    assert problems(loaded) == []


def test_two_zones_in_one_file() -> None:
    text = "".join(f"$ORIGIN {zone}.\n@ 300 {SOA}{TXT}" for zone in ("example.com", "example.net"))
    loaded = load(text.encode())
    assert [str(part.apex) for part in loaded.parts] == ["example.com", "example.net"]
    assert len({part.instance for part in loaded.parts}) == 2
    assert all(part.whole for part in loaded.parts)
    assert [str(r.owner.name) for part in loaded.parts for r in part.records if r.strings] == [
        "_smtp._tls.example.com",
        "_smtp._tls.example.net",
    ]


def test_final_soa_of_a_transfer_begins_no_zone() -> None:
    text = f"example.com. 300 {SOA}_smtp._tls.example.com. TXT x\nexample.com. 300 {SOA}"
    assert len(load(text.encode()).parts) == 1


def test_absolute_names_without_a_zone() -> None:
    loaded = load(f'_smtp._tls.example.com. TXT "{WHOLE}"\n'.encode(), "records.txt")
    assert problems(loaded) == []
    assert loaded.parts[0].apex is None
    assert not loaded.parts[0].whole
    assert shown(loaded) == [("_smtp._tls.example.com", [WHOLE])]


def test_name_of_nothing_but_the_labels_cannot_be_published() -> None:
    loaded = load(f'_smtp._tls. TXT "{WHOLE}"\n'.encode(), "records.txt")
    assert problems(loaded) == [("BAD_OWNER", 1, 1)]


def test_internationalised_owner_is_kept_as_it_is() -> None:
    loaded = load(f'_smtp._tls.bücher.example. TXT "{WHOLE}"\n'.encode())
    assert shown(loaded) == [("_smtp._tls.bücher.example", [WHOLE])]
