"""A baseline: the findings that are known and lived with, as a file that people review and merge.

One JSON object a line, sorted, so that two branches that mend different faults merge by themselves.
An entry has what a fingerprint has: the rule, the path, the owner and the text of the record, never a
line number. Two findings that are equal in all of these are two equal lines.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from tlsrpt_lint.fingerprint import identity
from tlsrpt_lint.rule import Finding
from tlsrpt_lint.source import SourceFile

VERSION = 1
_HEAD = f'{{"tlsrpt-lint-baseline": {VERSION}}}'

# The path of a file as the baseline has it: from the repository root, '/'-separated.
PathOf = Callable[[SourceFile], str]


class Entry(NamedTuple):
    """One finding. `record` is type and text, or the text at fault where there is no record."""

    path: str
    owner: str
    rule: str
    record: str


class BaselineError(Exception):
    """A text that is no baseline: the 1-based `line` at fault and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


class Comparison(NamedTuple):
    """What the baseline has to say of a run: fingerprints it lists, and entries not found any more."""

    listed: frozenset[str]
    gone: tuple[Entry, ...]
    kept: tuple[Entry, ...]


def entry(finding: Finding, path_of: PathOf) -> Entry:
    """The entry of a finding. The text of a value that must not be shown is left out."""
    code, _, owner, record = identity(finding)
    path = path_of(finding.span.source)
    return Entry(path, owner, code, "" if finding.sensitive else record)


def compare(
    entries: Iterable[Entry],
    findings: Iterable[Finding],
    path_of: PathOf,
    is_judged: Callable[[Entry], bool],
) -> Comparison:
    """Hold the findings of a run, with their fingerprints and in order, against the baseline.

    `is_judged` is true for entries that the run would have found: their file was read, or is no more,
    and their rule ran. What such entries list and the run did not find is `gone`; all others are
    `kept`.
    """
    left = Counter(entries)
    listed, met = set(), []
    if left:
        for finding in findings:
            own = entry(finding, path_of)
            if left[own]:
                left[own] -= 1
                met.append(own)
                listed.add(finding.fingerprint)
    rest = sorted(left.elements())
    gone = tuple(one for one in rest if is_judged(one))
    kept = tuple(sorted([*met, *(one for one in rest if not is_judged(one))]))
    return Comparison(frozenset(listed), gone, kept)


def text_of(entries: Iterable[Entry]) -> str:
    """The file of these entries."""
    import json

    lines = [
        json.dumps({"path": one.path, "owner": one.owner, "rule": one.rule, "record": one.record})
        for one in sorted(entries)
    ]
    return "".join(f"{line}\n" for line in (_HEAD, *lines))


def read(text: str) -> tuple[Entry, ...]:
    """The entries of a file. Raises BaselineError."""
    import json

    entries = []
    lines = text.splitlines()
    if not lines or lines[0].strip() != _HEAD:
        raise BaselineError(1, f"a baseline begins with {_HEAD}")
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
            raise BaselineError(number, "a merge was not finished")
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BaselineError(number, "this is no JSON object on one line") from error
        fields = item if isinstance(item, dict) else {}
        if fields.keys() != set(Entry._fields) or not all(
            isinstance(value, str) for value in fields.values()
        ):
            raise BaselineError(number, "an entry has the texts path, owner, rule and record")
        entries.append(Entry(**fields))
    return tuple(entries)
