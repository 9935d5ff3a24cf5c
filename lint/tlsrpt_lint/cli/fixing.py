"""`--fix`, `--unsafe-fixes` and `--diff`: what becomes of the fixes that proved themselves."""

import argparse
import os
from collections.abc import Iterator, Sequence
from typing import Protocol

from tlsrpt_lint.cli.output import say, write_bytes
from tlsrpt_lint.cli.status import ExitStatus
from tlsrpt_lint.discovery import Input
from tlsrpt_lint.fixer import Fixing
from tlsrpt_lint.records import Loaded
from tlsrpt_lint.replacing import ChangedError, replace
from tlsrpt_lint.report import Report
from tlsrpt_lint.rule import Fixes
from tlsrpt_lint.run import Outcome, Plan, lint_and_fix
from tlsrpt_lint.source import SourceFile, in_encoding_of


class WriteReports(Protocol):
    """Writes all reports; `aside` if standard output holds a fixed file."""

    def __call__(self, report: Report, *, aside: bool = False) -> None: ...  # noqa: D102


def run(
    inputs: Sequence[Input], plan: Plan, options: argparse.Namespace, write_reports: WriteReports
) -> tuple[Outcome, ExitStatus | None]:
    """Lint, and fix or show how it would be fixed. The status is None if the findings decide it."""
    kinds = frozenset({Fixes.SAFE, Fixes.UNSAFE} if options.unsafe_fixes else {Fixes.SAFE})
    fixing, outcome = lint_and_fix(inputs, plan, kinds)
    if options.diff:
        _show_diff(fixing)
        _tell(fixing, would=True)
        return outcome, ExitStatus.FINDINGS if fixing.contents else ExitStatus.CLEAN
    # What came through standard input goes to standard output, and the report beside it.
    piped = next((found for found in inputs if found.data is not None), None)
    saved = _save(fixing, piped)
    write_reports(outcome.report, aside=piped is not None)
    _tell(fixing, would=False)
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


def _tell(fixing: Fixing, *, would: bool) -> None:
    """Say on standard error what was fixed, what was not and why, and what is left to do."""
    if fixing.mended:
        count, files = len(fixing.mended), len(fixing.contents)
        verb = "Would fix" if would else "Fixed"
        say(f"{verb} {_counted(count, 'finding')} in {_counted(files, 'file')}.")
    for finding, reason in fixing.dropped:
        place = finding.span.begin
        where = f"{finding.span.source.path}:{place.line}:{place.column}"
        say(f"{where}: the fix of {finding.code} was left out, because {reason}.")
    zones = [
        file.source.path
        for file in fixing.reading.files
        if file.format == "zone" and not fixing.contents.keys().isdisjoint(_read(file))
    ]
    if zones and not would:
        say(f"The serial of the SOA is still to be raised in {', '.join(sorted(zones))}.")


def _read(file: Loaded) -> set[str]:
    return {file.source.path, *file.included}


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
