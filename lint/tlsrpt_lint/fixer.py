"""Fixes, applied in memory and kept only if they are proven.

A round takes the fixes of all findings that do not get into each other's way, applies them to the
bytes of the files, has the files read and judged again, and keeps what passes the proof. Rounds go
on until nothing changes, at most ten. Nothing is written here: the result is the new bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tlsrpt_lint.proof import Reading, new_errors, objection
from tlsrpt_lint.rule import Finding, Fix, Fixes
from tlsrpt_lint.source import SourceFile
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
        for fingerprint in list(self.dropped):
            findings = (f for f in self.reading.findings if f.fingerprint == fingerprint)
            finding = next(findings, None)
            if finding is None or finding.fix is None:
                continue
            ahead = _State(self.judge, self.allowed, self._applied([finding]), {**self.dropped})
            if not new_errors(self.reading, ahead.reading, finding.fix.edits):
                continue
            ahead.settle()
            edits = _differences(finding.fix.edits, ahead.contents)
            if objection(self.reading, ahead.reading, [finding], edits) is None:
                self.keep([finding])
                self.settle()

    def candidates(self) -> list[Finding]:
        """The findings whose fixes can be applied together: of two that touch, the first."""
        linted = {p for file in self.reading.files for p in (file.source.path, *file.included)}
        taken: dict[str, list[Edit]] = {}
        chosen: list[Finding] = []
        for finding in self.reading.findings:
            if finding.fix is None or finding.fix.applicability not in self.allowed:
                continue
            if finding.fingerprint in self.dropped:
                continue
            edits = finding.fix.edits
            strange = [e.span.source.path for e in edits if e.span.source.path not in linted]
            if strange:
                reason = f"it would change '{strange[0]}', which this run does not lint"
                self.dropped[finding.fingerprint] = reason
                continue
            if not any(_touch(e, t) for e in edits for t in taken.get(e.span.source.path, ())):
                chosen.append(finding)
                for edit in edits:
                    taken.setdefault(edit.span.source.path, []).append(edit)
        return chosen

    def proven(self, chosen: Sequence[Finding]) -> list[Finding]:
        """Those of the findings whose fixes pass the proof, alone or with others; drop the rest."""
        after = self.judge(self._applied(chosen))
        reason = objection(self.reading, after, chosen)
        if reason is None:
            return list(chosen)
        if len(chosen) == 1:
            self.dropped[chosen[0].fingerprint] = reason
            return []
        half = len(chosen) // 2
        first, second = self.proven(chosen[:half]), self.proven(chosen[half:])
        good = [*first, *second]
        if first and second and objection(self.reading, self.judge(self._applied(good)), good):
            return good[:1]  # right each by itself, not together: the others get another round
        return good

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
        for finding in findings:
            for edit in finding.fix.edits if finding.fix else ():
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


def _differences(edits: Sequence[Edit], contents: Mapping[str, bytes]) -> list[Edit]:
    """What the files of some edits have become in the end, as one edit of each."""
    found = []
    for path, source in {edit.span.source.path: edit.span.source for edit in edits}.items():
        old, new = source.data, contents[path]
        size = min(len(old), len(new))
        start = next((n for n in range(size) if old[n] != new[n]), size)
        end = next((n for n in range(size - start) if old[-1 - n] != new[-1 - n]), size - start)
        text = new[start : len(new) - end].decode("utf-8", "surrogateescape")
        found.append(Edit(source.span(start, len(old) - end), text))
    return found


def _touch(one: Edit, other: Edit) -> bool:
    return one.span.start <= other.span.end and other.span.start <= one.span.end
