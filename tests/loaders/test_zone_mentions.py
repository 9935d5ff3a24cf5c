"""Zones that a file does not tell itself: server configurations, and the files that include it."""

from pathlib import Path

import pytest
from zone_files import RUA, load, problems, shown

WHOLE = f"v=TLSRPTv1; {RUA}"
SOA = "@ 300 SOA ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 3600\n"
TXT = f'_smtp._tls 300 TXT "{WHOLE}"\n'
PLACE = ("_smtp._tls.example.com", [WHOLE])


@pytest.mark.parametrize(
    ("configuration", "text", "path"),
    [
        ("named.conf", 'zone "example.com" { type master; file "zones/internal"; };', "zones/internal"),
        ("bind/named.conf.local",
         ('zone "example.com" IN {\n  type primary;\n  allow-transfer { 192.0.2.1; { any; }; };\n'
         '  file "/etc/bind/zones/internal"; // here\n};\n'), "bind/zones/internal"),
        ("named.conf",
         ('// zone "example.net" { file "internal"; };\n/* zone "example.org" { file "internal"; }; */\n'
         '  zone example.com { file "/var/lib/bind/internal"; };\n'), "internal"),
        ("nsd.conf", 'zone:\n\tname: "example.com"\n\tzonefile: "zones/internal"\n', "zones/internal"),
        ("nsd.conf", "zone:\n name: example.com\n zonefile: zones/in-%s\n", "zones/in-example.com.x"),
        ("knot.conf",
         ("server:\n  listen: 192.0.2.1\nzone:\n  - domain: example.net\n  - domain: example.com\n"
         "    storage: /var/lib/knot\n    file: internal # here\n"), "internal"),
    ],
)  # fmt: skip
def test_server_configuration(tmp_path: Path, configuration: str, text: str, path: str) -> None:
    if path.endswith(".x"):
        text = text.replace("in-%s", "in-%s.x")
    for file, content in ((configuration, text), (path, SOA + TXT)):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(content)
    loaded = load((SOA + TXT).encode(), path, folder=tmp_path)
    assert problems(loaded) == []
    assert shown(loaded) == [PLACE]
    assert loaded.parts[0].whole


def test_server_configuration_comes_before_the_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "named.conf").write_text(
        'zone "example.com" { file "example.com.internal.zone"; };'
    )
    (tmp_path / "example.com.internal.zone").write_text(SOA + TXT)
    loaded = load((SOA + TXT).encode(), "example.com.internal.zone", folder=tmp_path)
    assert (problems(loaded), shown(loaded)) == ([], [PLACE])


@pytest.mark.parametrize(
    "head",
    [
        "$ORIGIN example.com.\n",
        "; comment\r\n\r\n$TTL 300\r\n$origin example.com. ; here\r\n",
    ],
)
def test_file_that_names_its_origin_first_is_believed(tmp_path: Path, head: str) -> None:
    (tmp_path / "named.conf").write_text('zone "example.org" { file "internal"; };')
    (tmp_path / "internal").write_text(head + SOA + TXT)
    loaded = load((head + SOA + TXT).encode(), "internal", folder=tmp_path)
    assert (problems(loaded), shown(loaded)) == ([], [PLACE])


@pytest.mark.parametrize("head", ["$ORIGIN sub\n", "$ORIGIN\n", "; $ORIGIN example.org.", ""])
def test_file_that_does_not_is_told(tmp_path: Path, head: str) -> None:
    (tmp_path / "named.conf").write_text('zone "example.com" { file "internal"; };')
    (tmp_path / "internal").touch()
    text = f"{head}\n_smtp._tls.example.com. 300 TXT x\n"
    loaded = load(text.encode(), "internal", folder=tmp_path)
    assert loaded.parts[0].apex == ("example", "com")


def test_part_is_read_through_the_file_that_includes_it(tmp_path: Path) -> None:
    part = f'@ MX 10 mail\n{TXT}_smtp._tls.x TXT "\\300"\n'.encode()
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "mail.inc").write_bytes(part)
    parent = f"$ORIGIN example.com.\n{SOA}$INCLUDE parts/mail.inc\n$INCLUDE parts/mail.inc sub\n"
    (tmp_path / "db.example.com").write_text(parent + "_smtp._tls.other TXT other\n")
    loaded = load(part, "parts/mail.inc", folder=tmp_path)
    assert problems(loaded) == [("SYNTAX", 3, 19)]
    assert shown(loaded) == [PLACE, ("_smtp._tls.sub.example.com", [WHOLE])]
    (zone,) = loaded.parts
    assert (str(zone.apex), zone.whole) == ("example.com", False)
    assert loaded.included == frozenset()


def test_part_that_nobody_includes(tmp_path: Path) -> None:
    (tmp_path / "mail.inc").write_text(TXT)
    loaded = load(TXT.encode(), "mail.inc", folder=tmp_path)
    assert problems(loaded) == [("LONE_PART", 1, 1)]


def test_mention_outside_the_repository_is_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "internal").write_text(SOA + TXT)
    (root / "named.conf").write_text('zone "example.com" { file "../internal"; };')
    (root / "internal.txt").write_text(SOA + TXT)
    loaded = load((SOA + TXT).encode(), "internal.txt", folder=root)
    assert problems(loaded) == [("UNKNOWN_ZONE", 2, 1)]
