"""How far a long run has come: one line on the terminal, gone before the report."""

import os
import sys
import time
from typing import TextIO

from tlsrpt_lint.terminal import visible

AFTER = 2.0  # seconds from which on a run is long
_EVERY = 0.1
_ERASE = "\r\x1b[K"


class Progress:
    """Called with the number of the file that is read next, the number of all, and its path."""

    def __init__(self, stream: TextIO, width: int) -> None:
        self._stream = stream
        self._width = width
        self._next = time.monotonic() + AFTER
        self._is_shown = False

    def __call__(self, number: int, total: int, path: str) -> None:
        """Show the line, if it is time for it."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _EVERY
        self._is_shown = True
        line = visible(f"tlsrpt-lint: reading {number:,} of {total:,} files: {path}")
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


def progress() -> Progress | None:
    """The progress of a run on a terminal, None on one that only a hook or a CI system has."""
    if os.environ.get("TERM") == "dumb" or any(map(os.environ.get, ("PRE_COMMIT", "CI"))):
        return None
    return Progress(sys.stderr, os.get_terminal_size(sys.stderr.fileno()).columns or 80)
