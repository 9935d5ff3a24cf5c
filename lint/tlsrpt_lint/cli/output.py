"""Where text goes: standard output, standard error, and files that appear whole or not at all."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from typing import TypeVar

from tlsrpt_lint.errors import UsageError
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.terminal import visible

T = TypeVar("T")

# A lone surrogate stands for a byte that was no UTF-8. In JSON this is its escape as well.
_ERRORS = "backslashreplace"


def prepare() -> None:
    """Make standard output the same bytes on every machine: UTF-8 and LF, whatever the locale."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors=_ERRORS, newline="\n")


def write(pieces: Iterable[str]) -> None:
    """Write to standard output. A reader that has gone (`| head`) is no fault: the rest is dropped.

    Raises UsageError if it cannot be written for another reason, such as a full disk.
    """
    if sys.stdout is not None:  # it is None if whoever started the process closed it
        _write(sys.stdout.writelines, pieces)


def write_bytes(pieces: Iterable[bytes]) -> None:
    """Write bytes of files to standard output; on a terminal so that they do nothing but show.

    Raises UsageError if they cannot be written.
    """
    if sys.stdout is None:
        return
    if sys.stdout.isatty():
        texts = (piece.decode("utf-8", "surrogateescape").expandtabs() for piece in pieces)
        write("\n".join(map(visible, text.split("\n"))) for text in texts)
    else:
        _write(sys.stdout.buffer.writelines, pieces)


def write_aside(pieces: Iterable[str]) -> None:
    """Write a report to standard error, where standard output holds a file."""
    if sys.stderr is not None:
        sys.stderr.writelines(pieces)


def _write(lines: Callable[[Iterable[T]], object], pieces: Iterable[T]) -> None:
    try:
        lines(pieces)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_the_rest()
    except OSError as error:
        _drop_the_rest()
        raise UsageError(f"standard output cannot be written: {error.strerror}") from error


def write_file(path: str, pieces: Iterable[str]) -> None:
    """Write a file that other programs see whole or not at all. Raises UsageError if it cannot be."""
    from pathlib import Path

    target = Path(path).resolve()
    try:
        if target.exists() and not target.is_file():  # a terminal or a pipe
            with target.open("w", encoding="utf-8", errors=_ERRORS, newline="\n") as file:
                file.writelines(pieces)
            return
        temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
        try:
            with temporary.open("x", encoding="utf-8", errors=_ERRORS, newline="\n") as file:
                file.writelines(pieces)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"'{path}' cannot be written: {error.strerror}") from error


def write_outputs(
    options: argparse.Namespace, render: Callable[[str, Style], Iterable[str]]
) -> None:
    """Write the outputs of a command that the options ask for: into files, and to standard output.

    `render` makes the text of one, given its name and how it may look.
    """
    for name, path in options.output or ():
        write_file(path, render(name, Style()))
    style = style_of(options.color)._replace(summary=not options.quiet)
    write(render(options.output_format, style))


def style_of(color: str) -> Style:
    """How to write to standard output: `color` is auto, always or never."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    wanted = _wants_color(terminal) if color == "auto" else color == "always"
    width = os.get_terminal_size(sys.stdout.fileno()).columns if terminal else 0
    return Style(color=wanted, width=width or Style().width)


def _wants_color(terminal: bool) -> bool:
    """Both variables count if they are not empty: no-color.org, force-color.org."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return terminal and os.environ.get("TERM") != "dumb"


def say(text: str) -> None:
    """Write one line to standard error."""
    if sys.stderr is not None:
        sys.stderr.write(f"tlsrpt-lint: {visible(text)}\n")


def _drop_the_rest() -> None:
    # The interpreter flushes once more at exit, and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
