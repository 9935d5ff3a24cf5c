"""`--fix`, `--unsafe-fixes` and `--diff`: what becomes of the fixes that proved themselves."""

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from tlsrpt_lint.cli.output import say, write_bytes
from tlsrpt_lint.cli.status import ExitStatus
from tlsrpt_lint.discovery import Input
from tlsrpt_lint.fixer import Fixing
from tlsrpt_lint.replacing import ChangedError, replace
from tlsrpt_lint.report import Report
from tlsrpt_lint.rule import Fixes
from tlsrpt_lint.run import Outcome, Plan, lint_and_fix
from tlsrpt_lint.serials import Serials
from tlsrpt_lint.source import SourceFile, in_encoding_of

if TYPE_CHECKING:
    from datetime import date


class WriteReports(Protocol):
    """Writes all reports; `aside` if standard output holds a fixed file."""

    def __call__(self, report: Report, *, aside: bool = False) -> None: ...  # noqa: D102


def run(
    inputs: Sequence[Input], plan: Plan, options: argparse.Namespace, write_reports: WriteReports
) -> tuple[Outcome, ExitStatus | None]:
    """Lint, and fix or show how it would be fixed. The status is None if the findings decide it."""
    kinds = frozenset({Fixes.SAFE, Fixes.UNSAFE} if options.unsafe_fixes else {Fixes.SAFE})
    today = _today() if options.bump_serial else None
    fixing, serials, outcome = lint_and_fix(inputs, plan, kinds, today)
    if options.diff:
        _show_diff(fixing)
        _tell(fixing, serials, would=True)
        return outcome, ExitStatus.FINDINGS if fixing.contents else ExitStatus.CLEAN
    # What came through standard input goes to standard output, and the report beside it.
    piped = next((found for found in inputs if found.data is not None), None)
    saved = _save(fixing, piped)
    write_reports(outcome.report, aside=piped is not None)
    _tell(fixing, serials, would=False)
    return outcome, None if saved else ExitStatus.ERROR


def _save(fixing: Fixing, piped: Input | None) -> bool:
    """Replace the files that changed, and write out what was piped in, changed or not.

    False if a file could not be replaced: it is said, and the others are.
    """
    done = True
    for path, data in fixing.contents.items():
        if piped is not None and path == piped.path:
            continue
        try:
            replace(fixing.originals[path], data)
        except (ChangedError, OSError) as error:
            reason = error if isinstance(error, ChangedError) else error.strerror or error
            say(f"error: '{path}' was not fixed: {reason}")
            done = False
    if piped is not None:
        before = piped.data or b""
        after = fixing.contents.get(piped.path)
        write_bytes([before if after is None else in_encoding_of(before, after)])
    return done


def _show_diff(fixing: Fixing) -> None:
    """Write what would change as one unified diff, in the order of the paths."""
    for path in sorted(fixing.contents):
        write_bytes(_diff(fixing.originals[path], fixing.contents[path]))


def _tell(fixing: Fixing, serials: Serials, *, would: bool) -> None:
    """Say on standard error what was fixed, what was not and why, and what is left to do."""
    if fixing.mended:
        files = {edit.span.source.path for one in fixing.mended for edit in one.fix.edits}
        verb = "Would fix" if would else "Fixed"
        what = _counted(len(fixing.mended), "finding")
        say(f"{verb} {what} in {_counted(len(files), 'file')}.")
    for finding, reason in fixing.dropped:
        place = finding.span.begin
        where = f"{finding.span.source.path}:{place.line}:{place.column}"
        say(f"{where}: the fix of {finding.code} was left out, because {reason}.")
    for line in _on_serials(serials, would=would):
        say(line)


def _on_serials(serials: Serials, *, would: bool) -> Iterator[str]:
    verb = "Would raise" if would else "Raised"
    if len(serials.raised) == 1:
        path, old, new = serials.raised[0]
        yield f"{verb} the serial of the SOA in {path} from {old} to {new}."
    elif serials.raised:
        yield f"{verb} the serial of the SOA in {_listed(one.path for one in serials.raised)}."
    if serials.filled_in:
        marks = _listed(f"'{serial}'" for serial in serials.filled_in)
        paths = _listed(serial.span().source.path for serial in serials.filled_in)
        yield f"The serial in {paths} was left alone: {marks} is filled in by something else."
    low = [serial.span().source.path for serial in serials.low]
    if low and not would:
        yield f"The serial of the SOA is still to be raised in {_listed(low)}."
    if serials.unseen and not would:
        yield (
            "The serial of the SOA is still to be raised in the zones that include"
            f" {_listed(serials.unseen)}."
        )


def _listed(items: Iterable[str]) -> str:
    """The items, each once; of many, the first three and how many more there are."""
    unique = list(dict.fromkeys(items))
    if len(unique) > 4:
        unique[3:] = [f"{len(unique) - 3} more"]
    *first, last = unique
    return f"{', '.join(first)} and {last}" if first else last


def _today() -> "date":
    """The date in UTC, so that every machine raises a serial alike."""
    from datetime import UTC, datetime

    return datetime.now(UTC).date()


def _diff(before: SourceFile, after: bytes) -> Iterator[bytes]:
    import difflib

    path = os.fsencode(before.path)
    lines = difflib.diff_bytes(
        difflib.unified_diff, _lines(before.data), _lines(after), b"a/" + path, b"b/" + path
    )
    for line in lines:
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[bytes]:
    """The lines with their LF; a CR is a character of its line, as it is to git and patch."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1].removesuffix(b"\n")
    return lines if lines[-1] else lines[:-1]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
