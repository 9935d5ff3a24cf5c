"""Records that other software's tests, papers and the wild brought up, and what is wrong with each.

tests/data/vectors.json holds them with the verdicts of RFC 8460 and of other readers: see
docs/conformance.md.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tlsrpt_lint.examples import lint_file
from tlsrpt_lint.registry import rules
from tlsrpt_lint.rule import Finding, Severity

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "vectors.json").read_text(encoding="utf-8")
)

# Where a fault must be told: by one of these rules at least, as the precedences settle it.
TOLD_BY = {
    "backslash": {"TR211"},
    "bad-host": {"TR309", "TR310"},
    "bad-percent-encoding": {"TR309"},
    "control-char": {"TR206"},
    "duplicate-version": {"TR215"},
    "empty-field": {"TR204"},
    "empty-rua": {"TR302"},
    "empty-uri": {"TR302"},
    "escaped-semicolon": {"TR211"},
    "ext-name-chars": {"TR205", "TR208"},
    "ext-name-too-long": {"TR208"},
    "ext-value-chars": {"TR207", "TR209", "TR210"},
    "ext-value-empty": {"TR209"},
    "https-no-host": {"TR310"},
    "invalid-uri-char": {"TR211", "TR212", "TR216", "TR309"},
    "leading-garbage": {"TR201", "TR204", "TR210", "TR212"},
    "leading-whitespace": {"TR201", "TR206"},
    "mailto-bad-address": {"TR216", "TR303", "TR305", "TR306", "TR307", "TR308"},
    "mailto-double-slash": {"TR306"},
    "malformed-field": {"TR207", "TR211", "TR303", "TR307", "TR311", "TR320"},
    "missing-rua": {"TR207", "TR301", "TR504"},
    "missing-scheme": {"TR213", "TR303", "TR307", "TR309", "TR311"},
    "missing-semicolon": {"TR202", "TR203", "TR207", "TR211"},
    "missing-version": {"TR201"},
    "mta-sts-version": {"TR109"},
    "multiple-records": {"TR401"},
    "non-ascii": {"TR210", "TR319"},
    "not-tlsrpt": {"TR109", "TR202"},
    "placeholder": {"TR216"},
    "quoted-value": {"TR212"},
    "raw-exclamation": {"TR307"},
    "rua-case": {"TR208"},
    "separator-lost": {"TR303", "TR305", "TR311"},
    "string-too-long": {"TR503"},
    "template-left": {"TR216"},
    "trailing-whitespace": {"TR206"},
    "unsupported-scheme": {"TR304"},
    "version-case": {"TR202"},
    "version-not-first": {"TR201"},
    "whitespace-around-equals": {"TR205"},
    "whitespace-in-uri": {"TR207", "TR308", "TR311"},
    "wrong-version": {"TR202", "TR212"},
}


def owner(number: int) -> str:
    return f"_smtp._tls.v{number}.example.com"


def quoted(text: str) -> str:
    plain = (chr(o) if 32 <= o < 127 and o not in b'"\\' else f"\\{o:03}" for o in text.encode())
    return f'"{"".join(plain)}"'


@cache
def findings() -> dict[str, list[Finding]]:
    """What all vectors draw as records of one zone, by owner."""
    lines = ["$ORIGIN example.com.", "@ 3600 IN SOA ns1 hostmaster 1 7200 3600 1209600 3600"]
    for number, vector in enumerate(VECTORS):
        records = [vector["strings"], *vector.get("others", [])]
        lines += (
            f"{owner(number)}. IN TXT {' '.join(map(quoted, strings))}" for strings in records
        )
    found: dict[str, list[Finding]] = {}
    for finding in lint_file("example.com.zone", "\n".join(lines) + "\n", rules()):
        for name in finding.owners:
            found.setdefault(name, []).append(finding)
    return found


@pytest.mark.parametrize(
    ("number", "vector"),
    [pytest.param(number, vector, id=vector["id"]) for number, vector in enumerate(VECTORS)],
)
def test_the_verdict_is_right_and_each_fault_is_told(number: int, vector: dict[str, Any]) -> None:
    found = findings().get(owner(number), [])
    codes = {finding.code for finding in found}
    errors = {finding.code for finding in found if finding.severity is Severity.ERROR}
    if vector["valid"]:
        assert errors == set()
        return
    assert errors
    for fault in vector["faults"]:
        assert codes & TOLD_BY[fault], (fault, codes)
