"""What must hold between two readings of the same files for a fix to be kept.

The file is read again without a new problem, every record that no edit touched decodes as before,
the findings that were to be mended are gone, and no new error came. Nothing less is a fix.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tlsrpt_lint.records import Loaded, ProblemKind, Record
from tlsrpt_lint.rule import Finding, Severity
from tlsrpt_lint.source import Span
from tlsrpt_lint.text import Edit


class Reading(NamedTuple):
    """All files of a run as read once, and the findings in them."""

    files: tuple[Loaded, ...]
    findings: tuple[Finding, ...]


def objection(
    before: Reading,
    after: Reading,
    mended: Sequence[Finding],
    edits: Sequence[Edit] | None = None,
) -> str | None:
    """Why the fixes of the findings `mended` do not hold; None if they do.

    `before` is the reading that they were found in, `after` the one with the edits applied: those of
    the fixes, or the given ones. The text is a clause that follows 'because'.
    """
    if edits is None:
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
    new = new_errors(before, after, edits)
    return f"it would bring out {new[0]}" if new else None


def new_errors(before: Reading, after: Reading, edits: Sequence[Edit]) -> list[str]:
    """The codes of the errors in `after` that their records did not have in `before`."""
    was = [finding for finding in before.findings if finding.severity is Severity.ERROR]
    now = [finding for finding in after.findings if finding.severity is Severity.ERROR]
    back = Shifts(edits).back
    was, now = _unmatched(was, now, _record_place, lambda f: back(*_record_place(f)))
    # A record that went elsewhere in its file is known by its text.
    _, now = _unmatched(was, now, _record_text, _record_text)
    return sorted(finding.code for finding in now)


class Shifts:
    """Where what stands in files after some edits stood before."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits: dict[str, list[Edit]] = {}
        for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
            self._edits.setdefault(edit.span.source.path, []).append(edit)

    def back(self, path: str, offset: int) -> tuple[str, int]:
        """The place of the byte at `offset`; of new text, where that was put."""
        shift = 0
        for span, text in self._edits.get(path, ()):
            size = len(text.encode("utf-8", "surrogateescape"))
            if offset + shift <= span.start:
                break
            if offset + shift < span.start + size:
                return path, span.start
            shift += span.end - span.start - size
        return path, offset + shift


def _record_place(finding: Finding) -> tuple[str, int]:
    span = finding.record.span if finding.record is not None else finding.span
    return span.source.path, span.start


def _record_text(finding: Finding) -> str | None:
    return finding.record.text if finding.record is not None else None


def _unmatched(
    was: Sequence[Finding],
    now: Sequence[Finding],
    key_before: Callable[[Finding], Hashable],
    key_after: Callable[[Finding], Hashable],
) -> tuple[list[Finding], list[Finding]]:
    """What is left of both, without pairs of one code and equal keys."""
    free = Counter((finding.code, key_before(finding)) for finding in was)
    kept = []
    for finding in now:
        key = finding.code, key_after(finding)
        if free[key]:
            free[key] -= 1
        else:
            kept.append(finding)
    left = []
    for finding in was:
        key = finding.code, key_before(finding)
        if free[key]:
            free[key] -= 1
            left.append(finding)
    return left, kept


def _where(finding: Finding) -> tuple[str, str]:
    return finding.span.source.path, finding.code


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
        if old is not file and not _same_but_for(spans, _records(old), _records(file)):
            return False
    return len(was) == len(after.files)


def _same_but_for(
    spans: dict[str, list[Span]], old: Iterable[Record], new: Iterable[Record]
) -> bool:
    """True if each old record that no edit touched is there; in which order says nothing in DNS."""
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
