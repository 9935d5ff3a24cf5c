"""What must hold between two readings of the same files for a fix to be kept.

The file is read again without a new problem, every record that no edit touched decodes as before,
the findings that were to be mended are gone, and no new error came. Nothing less is a fix.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tlsrpt_lint.records import Loaded, ProblemKind, Record
from tlsrpt_lint.rule import Finding, Severity
from tlsrpt_lint.source import Span
from tlsrpt_lint.text import Edit

BRINGS_OUT = "it would bring out"  # begins the reason where a fix makes way for errors


# A path (as `SourceFile.path`) and an offset in bytes.
Place = tuple[str, int]


class Reading(NamedTuple):
    """All files of a run as read once, and the findings in them."""

    files: tuple[Loaded, ...]
    findings: tuple[Finding, ...]


def objections(
    before: Reading,
    after: Reading,
    mended: Sequence[Finding],
    edits: Sequence[Edit] | None = None,
) -> dict[Place, str]:
    """Why the fixes of the findings `mended` do not hold, by the place where that shows; {} if they do.

    `before` is the reading that they were found in, `after` the one with the edits applied: those of
    the fixes, or the given ones. The texts are clauses that follow 'because'.
    """
    if edits is None:
        edits = [edit for finding in mended for edit in (finding.fix.edits if finding.fix else ())]
    back = Shifts(edits).back

    def place_before(finding: Finding) -> Place:
        return back(*place(finding))

    found = {}
    for finding in _new_errors(before, after, place_before):
        found[place_before(finding)] = f"{BRINGS_OUT} {finding.code}"
    still = Counter((finding.code, place_before(finding)) for finding in after.findings)
    still.subtract((finding.code, place(finding)) for finding in before.findings)
    still.update((finding.code, place(finding)) for finding in mended)
    for finding in mended:
        if still[finding.code, place(finding)] > 0:
            found[place(finding)] = "the fault would still be there"
    for changed in _changed_elsewhere(before, after, edits):
        found[changed] = "another record would have changed"
    for path, _ in _problems(after) - _problems(before):
        found[path, 0] = "the file could not be read as before"
    return found


def place(finding: Finding) -> Place:
    """Where the record of a finding begins, or the finding if it has none."""
    span = finding.record.span if finding.record is not None else finding.span
    return span.source.path, span.start


def _new_errors(
    before: Reading, after: Reading, place_before: Callable[[Finding], Place]
) -> list[Finding]:
    """The errors in `after` that their records did not have in `before`."""
    was = [finding for finding in before.findings if finding.severity is Severity.ERROR]
    now = [finding for finding in after.findings if finding.severity is Severity.ERROR]
    was, now = _unmatched(was, now, place, place_before)
    # A record that went elsewhere in its file is known by its text.
    return _unmatched(was, now, _record_text, _record_text)[1]


class Shifts:
    """Where what stands in files after some edits stood before."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._spans: dict[str, list[Span]] = {}
        # Where the new texts end in the files after, and whether they are empty: what follows on an
        # empty one began with what is gone.
        self._ends: dict[str, list[tuple[int, bool]]] = {}
        for span, text in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
            spans = self._spans.setdefault(span.source.path, [])
            ends = self._ends.setdefault(span.source.path, [])
            size = len(text.encode("utf-8", "surrogateescape"))
            gap = span.start - (spans[-1].end if spans else 0)
            ends.append(((ends[-1][0] if ends else 0) + gap + size, not size))
            spans.append(span)

    def back(self, path: str, offset: int) -> Place:
        """The place of the byte at `offset`; of new text, where that was put."""
        spans, ends = self._spans.get(path, []), self._ends.get(path, [])
        passed = bisect_right(ends, (offset, False))
        if passed:
            offset += spans[passed - 1].end - ends[passed - 1][0]
        if passed < len(spans):
            offset = min(offset, spans[passed].start)
        return path, offset


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


def _problems(reading: Reading) -> Counter[tuple[str, ProblemKind]]:
    return Counter((file.source.path, p.kind) for file in reading.files for p in file.problems)


def _changed_elsewhere(before: Reading, after: Reading, edits: Iterable[Edit]) -> Iterator[Place]:
    """The records that changed although no edit touched them; files that came or went."""
    spans: dict[str, list[Span]] = {}
    for edit in edits:
        spans.setdefault(edit.span.source.path, []).append(edit.span)
    was = {file.source.path: file for file in before.files}
    for file in after.files:
        old = was.pop(file.source.path, None)
        if old is None:
            yield file.source.path, 0
        elif old is not file:
            left = Counter(map(content, _records(file)))
            for record in _records(old):
                # In which order they are says nothing in DNS.
                if not _touched(record, spans):
                    if left[content(record)] < 1:
                        yield record.span.source.path, record.span.start
                    left[content(record)] -= 1
    yield from ((path, 0) for path in was)


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
