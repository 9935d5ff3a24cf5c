"""$INCLUDE: origins and owners, bounds, and files that are not there."""

from pathlib import Path

import pytest
from zone_files import HEAD, RUA, load, problems, records, shown

WHOLE = f"v=TLSRPTv1; {RUA}"
DATA = Path(__file__).parent.parent / "data" / "zone"


def test_one_file_at_two_origins() -> None:
    folder = DATA / "include"
    loaded = load((folder / "db.example.com").read_bytes(), "db.example.com", folder=folder)
    assert problems(loaded) == []
    assert loaded.included == {"mail.inc"}
    (part,) = loaded.parts
    assert part.whole
    first, second = [r for r in records(loaded, "TXT") if r.owner.name[0] == "_smtp"]
    assert str(first.owner.name) == "_smtp._tls.example.com"
    assert str(second.owner.name) == "_smtp._tls.sub.example.com"
    for record in (first, second):
        assert record.value is not None
        assert record.value.span().source.path == "mail.inc"
        assert record.value.span().begin == (4, 20)


def test_origin_and_owner_come_back(tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(b"$ORIGIN other.example.com.\nx TXT a\n")
    text = f'_smtp._tls TXT "one"\n$INCLUDE part\n  TXT "{WHOLE}"\n_smtp._tls.b TXT "b"\n'
    loaded = load(HEAD + text.encode(), folder=tmp_path)
    assert problems(loaded) == []
    assert shown(loaded) == [
        ("_smtp._tls.example.com", ["one"]),
        ("_smtp._tls.example.com", [WHOLE]),
        ("_smtp._tls.b.example.com", ["b"]),
    ]


def test_owner_goes_into_the_include(tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(f' TXT "{WHOLE}"\n'.encode())
    loaded = load(HEAD + b'_smtp._tls TXT "one"\n$INCLUDE "part"\n', folder=tmp_path)
    assert problems(loaded) == []
    assert [owner for owner, _ in shown(loaded)] == ["_smtp._tls.example.com"] * 2


def test_file_is_looked_for_in_the_folders_above(tmp_path: Path) -> None:
    (tmp_path / "zones").mkdir()
    (tmp_path / "zones" / "mail.inc").write_bytes(f'_smtp._tls TXT "{WHOLE}"\n'.encode())
    loaded = load(HEAD + b"$INCLUDE zones/mail.inc\n", "zones/example.com.zone", folder=tmp_path)
    assert problems(loaded) == []
    assert loaded.included == {"zones/mail.inc"}


@pytest.mark.parametrize(
    ("target", "kind", "message"),
    [
        ("mail.inc", "INCLUDE_MISSING", "is not there"),
        (".", "INCLUDE_MISSING", "is not there"),
        ("../outside", "INCLUDE_REFUSED", "outside the repository"),
        ("here/../../outside", "INCLUDE_REFUSED", "outside the repository"),
        ("/etc/bind/mail.inc", "INCLUDE_SERVER_MADE", "made elsewhere"),
        ("Kexample.com.+013+12345.key", "INCLUDE_SERVER_MADE", "made elsewhere"),
        ("generated/hosts", "INCLUDE_SERVER_MADE", "made elsewhere"),
        ("zone", "INCLUDE_REFUSED", "includes itself"),
    ],
)
def test_include_that_cannot_be_read(tmp_path: Path, target: str, kind: str, message: str) -> None:
    root = tmp_path / "root"
    (root / "here").mkdir(parents=True)
    (tmp_path / "outside").write_bytes(b"")
    text = HEAD + f'$INCLUDE {target}\n_smtp._tls TXT "{WHOLE}"\n'.encode()
    (root / "zone").write_bytes(text)
    loaded = load(text, folder=root)
    assert problems(loaded) == [(kind, 6, 10)]
    assert message in loaded.problems[0].message
    assert loaded.problems[0].span.text == target
    assert shown(loaded) == [("_smtp._tls.example.com", [WHOLE])]
    assert not loaded.parts[0].whole


def test_circle_of_two(tmp_path: Path) -> None:
    (tmp_path / "zone").write_bytes(HEAD + b"$INCLUDE a\n")
    (tmp_path / "a").write_bytes(b"$INCLUDE b\n")
    (tmp_path / "b").write_bytes(b"; from a\n$INCLUDE a\n")
    loaded = load((tmp_path / "zone").read_bytes(), folder=tmp_path)
    assert problems(loaded) == [("INCLUDE_REFUSED", 2, 10)]
    assert loaded.problems[0].span.source.path == "b"


def test_includes_that_double_at_every_level_are_bounded(tmp_path: Path) -> None:
    for n in range(30):
        (tmp_path / f"f{n}").write_bytes(f"$INCLUDE f{n + 1}\n$INCLUDE f{n + 1}\n".encode())
    loaded = load(HEAD + b"$INCLUDE f0\n", folder=tmp_path)
    assert {problem.kind.name for problem in loaded.problems} == {"INCLUDE_REFUSED"}


def test_soa_in_an_include_names_the_zone(tmp_path: Path) -> None:
    (tmp_path / "soa").write_bytes(
        b"example.net. 3600 SOA ns1 hostmaster 1 7200 3600 1209600 3600\n"
    )
    loaded = load(f'$INCLUDE soa\n_smtp._tls TXT "{WHOLE}"\n'.encode(), "zone", folder=tmp_path)
    assert problems(loaded) == []
    assert shown(loaded) == [("_smtp._tls.example.net", [WHOLE])]
    assert str(loaded.parts[0].apex) == "example.net"
