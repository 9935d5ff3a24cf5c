"""Fixes, applied in memory and kept only if they are proven.

A round takes the fixes of all findings that do not get into each other's way, applies them to the
bytes of the files, has the files read and judged again, and keeps what passes the proof. Rounds go
on until nothing changes, at most ten. Nothing is written here: the result is the new bytes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tlsrpt_lint.proof import BRINGS_OUT, Place, Reading, objections, place
from tlsrpt_lint.rule import Finding, Fix, Fixes
from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.text import Edit

ROUNDS = 10

# Reads and judges all files again, with other bytes for some of them (by `SourceFile.path`).
Judge = Callable[[Mapping[str, bytes]], Reading]


class Mended(NamedTuple):
    """A finding whose fix was kept."""

    finding: Finding
    fix: Fix


class Dropped(NamedTuple):
    """A finding whose fix was not kept, and why: one clause, as it follows 'because'."""

    finding: Finding
    reason: str


class Fixing(NamedTuple):
    """What fixing came to. `contents` has the new bytes of each file that changed, by path.

    `originals` are those files as they were. `before` is all files as they were, `reading` all with
    their new bytes.
    """

    contents: dict[str, bytes]
    originals: dict[str, SourceFile]
    mended: tuple[Mended, ...]
    dropped: tuple[Dropped, ...]
    before: Reading
    reading: Reading


def fix(judge: Judge, allowed: frozenset[Fixes]) -> Fixing:
    """Apply all fixes of the allowed kinds that prove themselves."""
    state = _State(judge, allowed, {}, {})
    before = state.reading
    for _ in range(ROUNDS):
        kept = len(state.mended)
        state.dropped.clear()  # what did not hold may do so now that others are mended
        state.settle()
        state.follow()
        if not state.dropped or len(state.mended) == kept:
            break
    return Fixing(
        contents=state.contents,
        originals=state.originals,
        mended=tuple(state.mended),
        dropped=state.left(),
        before=before,
        reading=state.reading,
    )


class _State:
    """The files after some fixes. `dropped` are fixes not to try, with why, by fingerprint."""

    def __init__(
        self,
        judge: Judge,
        allowed: frozenset[Fixes],
        contents: dict[str, bytes],
        dropped: dict[str, str],
    ) -> None:
        self.judge = judge
        self.allowed = allowed
        self.contents = contents
        self.originals: dict[str, SourceFile] = {}
        self.mended: list[Mended] = []
        self.dropped = dropped
        self.reading = judge(contents)

    def settle(self) -> None:
        """Apply what proves itself, in rounds until nothing changes."""
        for _ in range(ROUNDS):
            chosen = self.candidates()
            if not chosen:
                break
            self.keep(self.proven(chosen))

    def follow(self) -> None:
        """Try fixes that were dropped together with those of the errors that they bring out.

        Quotes around a policy that a comment mark cuts bring to light what is wrong with its tail.
        """
        waiting = [
            finding
            for finding in self._apart(self.reading.findings)
            if self.dropped.get(finding.fingerprint, "").startswith(BRINGS_OUT)
        ]
        while waiting:
            ahead = _State(self.judge, self.allowed, self._applied(waiting), {**self.dropped})
            ahead.settle()
            edits = _differences(_edits(waiting), ahead.contents)
            reasons = objections(self.reading, ahead.reading, waiting, edits)
            if not reasons:
                self.keep(waiting)
                self.settle()
                return
            held = [finding for finding in waiting if place(finding) not in reasons]
            waiting = held if len(held) < len(waiting) else waiting[: len(waiting) // 2]

    def candidates(self) -> list[Finding]:
        """The findings whose fixes can be applied together."""
        linted = {p for file in self.reading.files for p in (file.source.path, *file.included)}
        open_ones = []
        for finding in self.reading.findings:
            if finding.fingerprint in self.dropped:
                continue
            strange = [
                e.span.source.path for e in _edits([finding]) if e.span.source.path not in linted
            ]
            if strange:
                reason = f"it would change '{strange[0]}', which this run does not lint"
                self.dropped[finding.fingerprint] = reason
            else:
                open_ones.append(finding)
        return self._apart(open_ones)

    def _apart(self, findings: Iterable[Finding]) -> list[Finding]:
        """Those with a fix that is allowed; of two whose fixes touch, the first."""
        taken: dict[str, list[Span]] = {}
        chosen = []
        for finding in findings:
            if finding.fix is None or finding.fix.applicability not in self.allowed:
                continue
            spans = [edit.span for edit in finding.fix.edits]
            if not any(_touch(s, t) for s in spans for t in taken.get(s.source.path, ())):
                chosen.append(finding)
                for span in spans:
                    taken.setdefault(span.source.path, []).append(span)
        return chosen

    def proven(self, chosen: Sequence[Finding]) -> list[Finding]:
        """Those of the findings whose fixes pass the proof, alone or with others; drop the rest."""
        by_record: dict[Place, list[Finding]] = {}
        for finding in chosen:
            by_record.setdefault(place(finding), []).append(finding)
        return self._proven(by_record)

    def _proven(self, groups: dict[Place, list[Finding]]) -> list[Finding]:
        """The same of findings by their records: where it does not hold shows at all records at once.

        Who is blamed gets a second chance, without those who are not.
        """
        good: list[Finding] = []
        suspected = False
        while groups and (reasons := self._objections(groups.values())):
            guilty = {at: group for at, group in groups.items() if at in reasons}
            if not guilty and len(groups) > 1:  # it shows elsewhere
                both = list(groups.items())
                first, second = dict(both[: len(both) // 2]), dict(both[len(both) // 2 :])
                return self._both(good, self._both(self._proven(first), self._proven(second)))
            guilty = guilty or groups
            innocent = {at: group for at, group in groups.items() if at not in guilty}
            if innocent and not suspected:
                good = self._both(good, self._proven(innocent))
                groups, suspected = guilty, True
                continue
            for at, group in guilty.items():
                if len(group) == 1:
                    reason = reasons.get(at) or next(iter(reasons.values()))
                    self.dropped[group[0].fingerprint] = reason
            many = {at: group for at, group in guilty.items() if len(group) > 1}
            firsts = {at: group[: len(group) // 2] for at, group in many.items()}
            seconds = {at: group[len(group) // 2 :] for at, group in many.items()}
            halves = self._both(self._proven(firsts), self._proven(seconds))
            good = self._both(good, halves)
            groups = innocent
        return self._both(good, [finding for group in groups.values() for finding in group])

    def _both(self, first: list[Finding], second: list[Finding]) -> list[Finding]:
        """Two sets that hold by themselves, or the first if they do not together."""
        if first and second and self._objections([first, second]):
            return first  # the others get another round
        return [*first, *second]

    def _objections(self, groups: Iterable[Sequence[Finding]]) -> dict[Place, str]:
        findings = [finding for group in groups for finding in group]
        return objections(self.reading, self.judge(self._applied(findings)), findings)

    def keep(self, good: Sequence[Finding]) -> None:
        """Make the fixes of these findings the state from which the next round goes on."""
        if not good:
            return
        self.contents = self._applied(good)
        for finding in good:
            assert finding.fix is not None
            self.mended.append(Mended(finding, finding.fix))
            for edit in finding.fix.edits:
                self.originals.setdefault(edit.span.source.path, edit.span.source)
        self.reading = self.judge(self.contents)

    def left(self) -> tuple[Dropped, ...]:
        """The findings that are still there because their fixes were not kept, as they stand now."""
        return tuple(
            Dropped(finding, self.dropped[finding.fingerprint])
            for finding in self.reading.findings
            if finding.fingerprint in self.dropped
        )

    def _applied(self, findings: Sequence[Finding]) -> dict[str, bytes]:
        edits: dict[str, list[Edit]] = {}
        for edit in _edits(findings):
            edits.setdefault(edit.span.source.path, []).append(edit)
        contents = dict(self.contents)
        for path, group in edits.items():
            contents[path] = spliced(group[0].span.source.data, group)
        return contents


def spliced(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The bytes after the edits, which must not overlap; all else stays byte for byte."""
    pieces: list[bytes] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        assert edit.span.start >= at, "edits overlap"
        pieces += (data[at : edit.span.start], edit.text.encode("utf-8", "surrogateescape"))
        at = edit.span.end
    return b"".join((*pieces, data[at:]))


def _edits(findings: Sequence[Finding]) -> list[Edit]:
    return [edit for finding in findings if finding.fix for edit in finding.fix.edits]


def _differences(edits: Sequence[Edit], contents: Mapping[str, bytes]) -> list[Edit]:
    """What the files of some edits have become in the end: an edit of each line that is another."""
    found = []
    for path, source in {edit.span.source.path: edit.span.source for edit in edits}.items():
        old, new = source.data.split(b"\n"), contents[path].split(b"\n")
        if len(old) != len(new):  # one of all between the first and the last
            size = min(len(old), len(new))
            head = next((n for n in range(size) if old[n] != new[n]), size)
            tail = next((n for n in range(size - head) if old[-1 - n] != new[-1 - n]), size - head)
            old[head : len(old) - tail] = [b"\n".join(old[head : len(old) - tail])]
            new[head : len(new) - tail] = [b"\n".join(new[head : len(new) - tail])]
        start = 0
        for before, after in zip(old, new, strict=True):
            if before != after:
                text = after.decode("utf-8", "surrogateescape")
                found.append(Edit(source.span(start, start + len(before)), text))
            start += len(before) + 1
    return found


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end
