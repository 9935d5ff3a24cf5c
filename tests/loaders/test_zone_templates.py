"""Templates and dialects: literal records are read, the rest is passed over, with one note."""

from pathlib import Path

import pytest
from zone_files import HEAD, RUA, load, problems, records, shown

from tlsrpt_lint.loaders.zone import ZoneLoader
from tlsrpt_lint.names import parse_name

WHOLE = f"v=TLSRPTv1; {RUA}"
LITERAL = f'_smtp._tls TXT "{WHOLE}"\n'
DATA = Path(__file__).parent.parent / "data" / "zone"


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("{{ include 'mail' }}\n", 1),
        ("{% include 'mail' %}\n", 1),
        ('{#\n  a "comment (\n#}\n', 1),
        ("<% if x %>\nwww A 192.0.2.1\n<% end %>\n", 1),
        ("www A {{ address }}\n", 7),
        ('www A {{ hosts["www"] }}\n', 7),
        ("www A <%= @address %>\n", 7),
        ("www A ${ADDRESS}\n", 7),
        ("www A %address%\n", 7),
        ("www A @ADDRESS@\n", 7),
        ("{{ host }} A 192.0.2.1\n", 1),
        ("{DOMAIN}. A 192.0.2.1\n", 1),
        ("<domain>. A 192.0.2.1\n", 1),
        ("$DOMAIN. A 192.0.2.1\n", 1),
        ("www {{ ttl }} IN A 192.0.2.1\n", 5),
        ('www TXT "{{ a }}\n', 9),
        ("$INCLUDE {{ file }}\n", 10),
        ("www WHAT (\n{{ x }}\n", None),
    ],
)
def test_template_draws_one_note_and_no_error(text: str, column: int | None) -> None:
    loaded = load(HEAD + text.encode() + b"not-a {{ x }}\n" + LITERAL.encode())
    if column is None:
        assert [kind for kind, _, _ in problems(loaded)] == ["TEMPLATE"]
        return
    assert problems(loaded) == [("TEMPLATE", 6, column)]
    assert shown(loaded) == [("_smtp._tls.example.com", [WHOLE])]
    assert not loaded.parts[0].whole


@pytest.mark.parametrize(
    "text",
    [
        "; {{{ a fold of vim\n",
        "; %domain% {{ x }}\n",
        'www TXT "v=spf1 exists:%{i}._spf.example.com ~all"\n',
        'www TXT "100%25 of%C3%A9"\n',
        "www TXT {a}\n",
        "www TXT <b>\n",
        "user\\@host A 192.0.2.1\n",
        "$GENERATE 1-2 www${0,2,d} A 192.0.2.$\n",
    ],
)
def test_no_template(text: str) -> None:
    loaded = load(HEAD + text.encode())
    assert problems(loaded) == []
    assert loaded.parts[0].whole


def test_value_with_a_mark_is_not_known() -> None:
    loaded = load(HEAD + b'_smtp._tls TXT "v=TLSRPTv1; rua={{ uri }}"\n')
    (record,) = records(loaded, "TXT")
    assert record.value is None
    assert record.strings == ()


def test_owner_with_a_mark_is_not_known() -> None:
    loaded = load(HEAD + f'_smtp._tls.{{{{ x }}}} TXT "{WHOLE}"\n  TXT "{WHOLE}"\n'.encode())
    assert [kind for kind, _, _ in problems(loaded)] == ["TEMPLATE"]


def test_records_in_branches_are_alternatives() -> None:
    text = f"{{% if a %}}\n{LITERAL}{{% else %}}\n{LITERAL}{{% endif %}}\n{LITERAL}"
    first, second, third = records(load(HEAD + text.encode()), "TXT")
    assert first.alternative is not None
    assert second.alternative is not None
    assert third.alternative is None


def test_gdnsd() -> None:
    folder = DATA / "gdnsd"
    origin = parse_name("example.org.")[0]
    loaded = load((folder / "example.org").read_bytes(), "example.org", origin=origin)
    assert problems(loaded) == [("TEMPLATE", 3, 55)]
    assert shown(loaded) == [
        ("_smtp._tls.svc.example.org", ["v=TLSRPTv1; rua=mailto:tls-rua@example.org"])
    ]


def test_panel() -> None:
    loaded = load((DATA / "panel" / "dedicated.tpl").read_bytes(), "dedicated.tpl")
    assert problems(loaded) == [("TEMPLATE", 3, 1)]
    assert all(record.value is None for record in records(loaded, "TXT"))


@pytest.mark.parametrize("rtype", ["DYNA geoip!x", "ALIAS host.example.net.", 'LUA A "x()"'])
def test_dialect_is_noted_and_leaves_the_zone_whole(rtype: str) -> None:
    loaded = load(HEAD + f"www {rtype}\n".encode())
    assert problems(loaded) == [("TEMPLATE", 6, 5)]
    assert loaded.parts[0].whole


class TestDetection:
    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("example.com.zone", b""),
            ("example.com.zone", b"; nothing yet\n"),
            ("db.example.com", HEAD),
            ("mail.inc", b"; mail\n_smtp._tls IN TXT x\n"),
            ("records.txt", b"example.com. MX 10 mail.example.com.\n"),
            ("zone.tpl", b"%domain%. IN NS ns1.%domain%.\n@ IN MX 10 mail\n"),
            ("example.com", b"\xef\xbb\xbf$ORIGIN example.com.\n"),
            ("x", b"$TTL 1h\r\n@ SOA a b (\r\n 1 2 3\r\n 4 5 )\r\n"),
            ("db.example.com.j2", b"{% set x %}\n$TTL 1h\nwww A {{ a }}\n"),
        ],
    )
    def test_zone_file(self, path: str, text: bytes) -> None:
        assert ZoneLoader().recognises(path, text)

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("README.md", HEAD),
            ("dns.tf", HEAD),
            ("script.sh", HEAD),
            ("zone.yaml", HEAD),
            ("script", b"#!/bin/sh\ncat <<E\n" + HEAD + b"E\n"),
            ("notes.txt", b"Set the MX record.\nA CNAME should be used.\nwww A 192.0.2.1\n"),
            ("description", b"Resolve MX via ALIAS - should yield NODATA.\n"),
            ("description", b"An NS query for the root should get a proper referral\n"),
            ("command", b"$SDIG $nameserver 5301 www.example.net a recurse 2>&1\n"),
            ("hosts", b"127.0.0.1 localhost\n192.0.2.1 www\n"),
            ("data", b'{\n  "a": 1\n}\n'),
            ("data", b"---\na: b\n"),
            ("settings", b"[section]\nkey = value\n"),
            ("empty", b""),
            ("comments", b"; nothing\n"),
            ("cache.db", b"SQLite format 3\0"),
            (".zone", b"x"),
        ],
    )
    def test_other_file(self, path: str, text: bytes) -> None:
        assert not ZoneLoader().recognises(path, text)
