"""How far a long run has come: one line on the terminal, gone before the report."""

import os
import sys
import time
from collections.abc import Callable
from typing import TextIO

from tlsrpt_lint.terminal import visible

AFTER = 2.0  # seconds from which on a run is long
_EVERY = 0.1
_BAR = 20  # characters
_ERASE = "\r\x1b[K"


class Line:
    """The last line of a terminal, written over again and again, but not before a while."""

    def __init__(self, stream: TextIO, width: int) -> None:
        self._stream = stream
        self._width = width
        self._next = time.monotonic() + AFTER
        self._is_shown = False

    def show(self, text: Callable[[], str]) -> None:
        """Show a text, if it is time for it."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _EVERY
        self._is_shown = True
        line = visible(f"tlsrpt-lint: {text()}")
        if len(line) >= self._width:
            line = line[: max(self._width - 2, 0)] + "…"
        self._write(_ERASE + line)

    def end(self) -> None:
        """Take the line away."""
        if self._is_shown:
            self._is_shown = False
            self._write(_ERASE)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, UnicodeError):
            self._next = float("inf")  # the terminal is gone, or cannot show it


class Files:
    """The progress of a run over files."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def __call__(self, number: int, total: int, path: str) -> None:
        """Told the number of the file that is read next, the number of all, and its path."""
        self._line.show(lambda: f"reading {number:,} of {total:,} files: {path}")

    def end(self) -> None:
        """Take the line away."""
        self._line.end()


class Questions:
    """The progress of a run that asks DNS, as a bar; `what` are counted, in the plural."""

    def __init__(self, line: Line, what: str) -> None:
        self._line = line
        self._what = what
        self._start = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Told how many of how many are done."""
        self._line.show(lambda: self._text(done, total))

    def _text(self, done: int, total: int) -> str:
        filled = done * _BAR // total
        rate = done / max(time.monotonic() - self._start, 0.001)
        left = f", {(total - done) / rate:.0f} s left" if done else ""
        return (
            f"[{'#' * filled}{'-' * (_BAR - filled)}] "
            f"{done:,} of {total:,} {self._what}, {rate:,.0f} a second{left}"
        )

    def end(self) -> None:
        """Take the line away."""
        self._line.end()


def line() -> Line | None:
    """The line of a run on a terminal, None on one that only a hook or a CI system has."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None
    if os.environ.get("TERM") == "dumb" or any(map(os.environ.get, ("PRE_COMMIT", "CI"))):
        return None
    return Line(sys.stderr, os.get_terminal_size(sys.stderr.fileno()).columns or 80)
