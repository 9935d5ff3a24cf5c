"""`--fix`, `--unsafe-fixes` and `--diff`: what becomes of the fixes that proved themselves."""

import argparse
import os
from collections.abc import Iterator, Sequence

from tlsrpt_lint.cli.output import say, write_bytes
from tlsrpt_lint.discovery import Input
from tlsrpt_lint.fixer import Fixing
from tlsrpt_lint.records import Loaded
from tlsrpt_lint.replacing import ChangedError, replace
from tlsrpt_lint.rule import Fixes
from tlsrpt_lint.source import SourceFile, in_encoding_of


def allowed(options: argparse.Namespace) -> frozenset[Fixes]:
    """The kinds of fixes that were asked for; none if no file is to be fixed."""
    if not (options.fix or options.diff):
        return frozenset()
    return frozenset({Fixes.SAFE, Fixes.UNSAFE} if options.unsafe_fixes else {Fixes.SAFE})


def from_stdin(inputs: Sequence[Input]) -> Input | None:
    """The input that came through standard input, whose fixed text goes to standard output."""
    return next((found for found in inputs if found.data is not None), None)


def save(fixing: Fixing, piped: Input | None) -> bool:
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


def show_diff(fixing: Fixing) -> None:
    """Write what would change as one unified diff, in the order of the paths."""
    for path in sorted(fixing.contents):
        write_bytes(_diff(fixing.originals[path], fixing.contents[path]))


def tell(fixing: Fixing, *, would: bool) -> None:
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
