"""The tables of docs/conformance.md: the verdicts of this tool beside those of other software."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tlsrpt_lint.examples import lint_file
from tlsrpt_lint.registry import rules
from tlsrpt_lint.rule import Finding, Severity
from tlsrpt_lint.terminal import visible

VECTORS = Path(__file__).parents[1] / "tests/data/vectors.json"
PEERS = {
    "checkdmarc-6.0.4": "checkdmarc 6",
    "checkdmarc-5.15.5": "checkdmarc 5",
    "mox-model": "mox",
    "mail-auth": "mail-auth",
    "tlsrpt-reporter": "tlsrpt-reporter",
    "rr-parser": "rr-parser",
    "postfix-model": "Postfix",
}
_LONGEST = 120

Vector = dict[str, Any]


def tables() -> str:
    """Both tables, as Markdown."""
    vectors: list[Vector] = json.loads(VECTORS.read_text(encoding="utf-8"))
    found = _findings(vectors)
    return "\n".join((*_counts(vectors, found), "", *_verdicts(vectors, found)))


def _counts(vectors: list[Vector], found: list[list[Finding]]) -> Iterator[str]:
    yield "| Reader | right records refused | faulty records taken | of |"
    yield "|---|---:|---:|---:|"
    ours = [
        (vector["valid"], not _errors(mine)) for vector, mine in zip(vectors, found, strict=True)
    ]
    yield _count("tlsrpt-lint", ours)
    for peer, name in PEERS.items():
        known = [vector for vector in vectors if peer in vector["peers"]]
        yield _count(name, [(v["valid"], v["peers"][peer] == "accept") for v in known])


def _count(name: str, verdicts: list[tuple[bool, bool]]) -> str:
    refused = sum(valid and not taken for valid, taken in verdicts)
    taken = sum(taken and not valid for valid, taken in verdicts)
    return f"| {name} | {refused} | {taken} | {len(verdicts)} |"


def _verdicts(vectors: list[Vector], found: list[list[Finding]]) -> Iterator[str]:
    yield "| Record | RFC 8460 | tlsrpt-lint | " + " | ".join(PEERS.values()) + " |"
    yield "|---|---|---|" + "---|" * len(PEERS)
    for vector, mine in zip(vectors, found, strict=True):
        verdict = "right" if vector["valid"] else "faulty"
        others = [_peer(vector, peer) for peer in PEERS]
        yield "| " + " | ".join((_record(vector), verdict, _told(mine), *others)) + " |"


def _record(vector: Vector) -> str:
    """The strings of the record, and of others at the same name."""
    records = [vector["strings"], *vector.get("others", [])]
    shown = " + ".join(" ".join(f'"{visible(text)}"' for text in strings) for strings in records)
    if len(shown) > _LONGEST:
        shown = shown[:_LONGEST] + "…"
    fence = "``" if "`" in shown else "`"
    return f"{fence}{shown}{fence}".replace("|", "\\|")


def _told(found: list[Finding]) -> str:
    codes = dict.fromkeys(f"[{f.code}](rules/{f.code}.md)" for f in found)
    return " ".join(("refused" if _errors(found) else "taken", *codes))


def _peer(vector: Vector, peer: str) -> str:
    if peer not in vector["peers"]:
        return ""
    taken = vector["peers"][peer] == "accept"
    word = "taken" if taken else "refused"
    return word if taken == vector["valid"] else f"**{word}**"


def _errors(found: list[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in found)


def _findings(vectors: list[Vector]) -> list[list[Finding]]:
    """What each vector draws, but for notes, as a record of its own in one zone file."""
    lines = ["$ORIGIN example.com.", "@ 3600 IN SOA ns1 hostmaster 1 7200 3600 1209600 3600"]
    for number, vector in enumerate(vectors):
        for strings in [vector["strings"], *vector.get("others", [])]:
            lines.append(f"_smtp._tls.v{number} TXT {' '.join(map(_quoted, strings))}")  # noqa: PERF401
    by_owner: dict[str, list[Finding]] = {}
    for finding in lint_file("example.com.zone", "\n".join(lines) + "\n", rules()):
        if finding.severity is not Severity.NOTE:
            for owner in finding.owners:
                by_owner.setdefault(owner, []).append(finding)
    owners = (f"_smtp._tls.v{number}.example.com" for number in range(len(vectors)))
    return [by_owner.get(owner, []) for owner in owners]


def _quoted(text: str) -> str:
    plain = (chr(o) if 32 <= o < 127 and o not in b'"\\' else f"\\{o:03}" for o in text.encode())
    return f'"{"".join(plain)}"'
