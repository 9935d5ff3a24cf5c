"""What octoDNS does in silence or says badly, and what the program says: code, line and column.

Each trap is a zone file; what a whole run finds in it stands beside it, as `line:column code`.
"""

from pathlib import Path

import pytest

from tlsrpt_lint.cli.program import run

POLICY = "v=TLSRPTv1\\; rua=mailto:tls@example.org"
BARE = POLICY.replace("\\", "")
OTHER = POLICY.replace("tls@", "other@")
# What tells how this provider wants semicolons.
ESCAPED = "zz:\n  type: TXT\n  value: v=DMARC1\\; p=none\n"
UNESCAPED = ESCAPED.replace("\\", "")


def txt(value: str, key: str = "_smtp._tls", field: str = "value") -> str:
    return f"{key}:\n  type: TXT\n  {field}: {value}\n"


TRAPS = [
    ("T1 a bare semicolon", txt(BARE) + ESCAPED, "3:20 TR502"),
    (
        "T1 an escaped semicolon where none is wanted",
        txt(POLICY) + UNESCAPED + UNESCAPED.replace("zz", "zy"),
        "3:20 TR502",
    ),
    ("T1 nothing tells which is wanted", txt(BARE), "3:20 TR502"),
    ("T2 one backslash in double quotes", txt(f'"{POLICY}"'), "3:21 TR001"),
    ("T3 two backslashes", txt("'" + POLICY.replace("\\", "\\\\") + "'"), "3:21 TR502"),
    ("T4 a blank before the semicolon", txt(BARE.replace(";", " ;")), "3:20 TR601"),
    ("T5 a string under values", txt(BARE, field="values") + UNESCAPED, "3:11 TR511"),
    ("T6 a list under value", txt(f"[{BARE}]") + UNESCAPED, "3:3 TR001"),
    (
        "T7 values meant as chunks",
        txt("\n  - v=TLSRPTv1\\;\n  - rua=mailto:tls@example.org", field="values"),
        "4:5 TR504",
    ),
    ("T8 a key twice", txt(POLICY) + txt(OTHER), "1:1 TR509"),
    ("T9 a block with a line end", txt(f"|\n    {POLICY}"), "4:44 TR206"),
    ("T10 a quote without its twin", txt(f"'\"{POLICY}'"), "3:50 TR212"),
    ("T11 a full name as key", txt(POLICY, "_smtp._tls.example.com"), "1:1 TR103"),
    ("T11 a full name with its dot", txt(POLICY, "_smtp._tls.example.com."), "1:1 TR104"),
    ("T12 a comment cuts the value", txt(POLICY.replace("rua", "#rua")), "3:23 TR505"),
    ("T12 a colon and a blank", txt(POLICY.replace("mailto:", "mailto: ")), "3:33 TR001"),
    (
        "T13 a merge key after own keys",
        f"zz: &a\n  type: TXT\n  value: x\n{txt(POLICY)}  <<: *a\n",
        "4:1 TR109, 6:3 TR509",
    ),
    (
        "T14 a key that YAML reads as something else",
        txt(POLICY, "no"),
        "1:1 TR102, 1:1 TR508",
    ),
    ("T14 a number as key", txt(POLICY, "12:30"), "1:1 TR102, 1:1 TR508"),
    (
        "T15 a lenient record is published as it is",
        txt(BARE) + "  octodns:\n    lenient: true\n" + ESCAPED,
        "",
    ),
    (
        "T16 other escapes are not escapes",
        txt(POLICY + "\\,mailto:b@example.org"),
        "3:49 TR211",
    ),
    (
        "T17 a version that nobody knows, and no scheme",
        txt("v=TLSRPTv2\\; rua=tls@example.org"),
        "3:10 TR202, 3:27 TR303",
    ),
    ("T17 upper case", txt(POLICY.replace("rua", "RUA")), "3:23 TR208"),
    ("T17 two policies", txt(f"\n  - {POLICY}\n  - {OTHER}", field="values"), "5:5 TR401"),
    (
        "T18 a CNAME beside other data",
        f"_smtp._tls:\n- type: CNAME\n  value: a.example.org.\n- type: TXT\n  value: {POLICY}\n",
        "1:1 TR106",
    ),
    (
        "T19 two records of one type",
        f"_smtp._tls:\n- type: TXT\n  value: {POLICY}\n- type: TXT\n  value: {OTHER}\n",
        "4:9 TR001, 5:10 TR401",
    ),
    ("T20 a type in small letters", txt(POLICY).replace("TXT", "txt"), "2:9 TR001"),
    ("T21 a number as value", txt("12345"), "1:1 TR109, 3:10 TR001"),
    (
        "T22 value beside values",
        txt(POLICY) + f"  values: ['{OTHER}']\n",
        "3:3 TR510",
    ),
    ("T24 a misspelled key", txt(POLICY, field="vlaue"), "3:3 TR001"),
    (
        "T25 a target without its dot is taken as it is meant",
        "_smtp._tls:\n  type: CNAME\n  value: a.example.org\n",
        "",
    ),
]


@pytest.mark.parametrize(
    ("text", "found"), [trap[1:] for trap in TRAPS], ids=[trap[0] for trap in TRAPS]
)
def test_trap(
    text: str,
    found: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "example.com.yaml").write_text(text)
    assert findings(tmp_path, monkeypatch, capsys) == (found.split(", ") if found else [])


def test_trap_23_a_name_below_a_managed_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.yaml").write_text(
        "providers:\n  files: {class: octodns.provider.yaml.YamlProvider, directory: .}\n"
        "zones:\n  example.com.: {sources: [files]}\n  mail.example.com.: {sources: [files]}\n"
    )
    (tmp_path / "example.com.yaml").write_text(txt(POLICY, "_smtp._tls.mail"))
    assert findings(tmp_path, monkeypatch, capsys) == ["1:1 TR104"]


def findings(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    monkeypatch.chdir(folder)
    options = ("--no-config", "--min-severity", "note", "--output-format", "concise", "-q")
    run(("check", *options, "example.com.yaml"))
    told = []
    for line in capsys.readouterr().out.splitlines():
        _, number, column, rest = line.split(":", 3)
        told.append(f"{number}:{column} {rest.split()[1]}")
    return told
