"""What must hold between two readings of the same files for a fix to be kept.

The file is read again without a new problem, every record that no edit touched decodes as before,
the findings that were to be mended are gone, and no new error came. Nothing less is a fix.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tlsrpt_lint.records import Loaded, ProblemKind, Record
from tlsrpt_lint.rule import Finding, Severity
from tlsrpt_lint.source import Span
from tlsrpt_lint.text import Edit


class Reading(NamedTuple):
    """All files of a run as read once, and the findings in them."""

    files: tuple[Loaded, ...]
    findings: tuple[Finding, ...]


def objection(before: Reading, after: Reading, mended: Sequence[Finding]) -> str | None:
    """Why the fixes of the findings `mended` do not hold; None if they do.

    `before` is the reading that they were found in, `after` the one with their edits applied. The
    text is a clause that follows 'because'.
    """
    edits = [edit for finding in mended for edit in (finding.fix.edits if finding.fix else ())]
    if _problems(after) - _problems(before):
        return "the file could not be read as before"
    if not _same_records(before, after, edits):
        return "another record would have changed"
    gone = Counter(_where(finding) for finding in mended)
    was = Counter(map(_where, before.findings))
    now = Counter(map(_where, after.findings))
    if any(now[key] > was[key] - gone[key] for key in gone):
        return "the fault would still be there"
    new = new_errors(before, after)
    return f"it would bring out {new[0]}" if new else None


def new_errors(before: Reading, after: Reading) -> list[str]:
    """The codes of the errors that are in `after` and not in `before`."""
    return [code for _, code in sorted(_errors(after) - _errors(before))]


def _where(finding: Finding) -> tuple[str, str]:
    return finding.span.source.path, finding.code


def _errors(reading: Reading) -> Counter[tuple[str, str]]:
    return Counter(_where(f) for f in reading.findings if f.severity is Severity.ERROR)


def _problems(reading: Reading) -> Counter[tuple[str, ProblemKind]]:
    return Counter((file.source.path, p.kind) for file in reading.files for p in file.problems)


def _same_records(before: Reading, after: Reading, edits: Iterable[Edit]) -> bool:
    spans: dict[str, list[Span]] = {}
    for edit in edits:
        spans.setdefault(edit.span.source.path, []).append(edit.span)
    was = {file.source.path: file for file in before.files}
    for file in after.files:
        old = was.get(file.source.path)
        if old is None:
            return False
        if old is not file and not _same_but_for(spans, list(_records(old)), list(_records(file))):
            return False
    return len(was) == len(after.files)


def _same_but_for(spans: dict[str, list[Span]], old: list[Record], new: list[Record]) -> bool:
    if len(old) == len(new):
        return all(
            content(one) == content(other) or _touched(one, spans)
            for one, other in zip(old, new, strict=True)
        )
    untouched = Counter(content(record) for record in old if not _touched(record, spans))
    return not untouched - Counter(map(content, new))


def _touched(record: Record, spans: dict[str, list[Span]]) -> bool:
    places = [record.span, record.owner.written.span(), *(s.text.span() for s in record.strings)]
    return any(
        place.start <= span.end and span.start <= place.end
        for place in places
        for span in spans.get(place.source.path, ())
    )


def _records(file: Loaded) -> Iterator[Record]:
    return (record for part in file.parts for record in part.records)


def content(record: Record) -> Hashable:
    """All that is published of a record."""
    return (
        record.owner.name,
        record.owner.absolute,
        record.type,
        record.ttl,
        tuple(string.text.text for string in record.strings),
        record.target,
        record.preference,
        record.alternative,
    )
