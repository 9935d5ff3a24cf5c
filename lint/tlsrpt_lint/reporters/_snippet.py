"""Source lines behind a gutter of line numbers, with marks under the text at fault."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tlsrpt_lint.reporters._window import Window
from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.terminal import Paint, Tone

_SKIPPED = "..."
_LEAST_ROOM = 24
# Of a mark over more lines than these together, only its first and last lines are shown.
_HEAD_LINES = 3
_TAIL_LINES = 2


class Mark(NamedTuple):
    """A span to underline with `sign`, and the words behind the underline."""

    span: Span
    sign: str
    tone: Tone
    label: str = ""


class Frame(NamedTuple):
    """How a snippet is laid out: `width` in columns, `gutter` the width of the line numbers.

    `strings_only`: of a line of JSON nothing is shown but the strings that hold the marks. A plan
    may hold a password in the same line, and what it says of that is not known here.
    """

    width: int
    gutter: int
    paint: Paint
    strings_only: bool = False

    def bar(self) -> str:
        """A line with nothing in the gutter and nothing behind it."""
        return " " * self.gutter + self.paint(Tone.GUTTER, " |")

    def source_line(self, number: int, text: str, sign: str = "|") -> str:
        """A numbered line; `sign` stands between number and text."""
        head = self.paint(Tone.GUTTER, f"{number:>{self.gutter}} {sign}")
        return f"{head} {text}".rstrip()

    def window(self, source: SourceFile, start: int, end: int) -> Window:
        """What fits behind the gutter of the line that holds bytes `start` to `end`."""
        room = max(_LEAST_ROOM, self.width - self.gutter - 3)
        return Window(source, start, end, room, strings_only=self.strings_only)


def snippet(marks: Iterable[Mark], frame: Frame) -> Iterator[str]:
    """The lines that hold the marks, in order, without line ends. All marks lie in one file."""
    last_number = 0
    for line, pieces in _by_line(marks):
        source = pieces[0].mark.span.source
        number = source.position(line).line
        if last_number and number == last_number + 2 and not frame.strings_only:
            # Dots in place of a single line would save nothing.
            between = source.line_start(line - 1)
            yield frame.source_line(number - 1, frame.window(source, between, between).text)
        elif last_number and number > last_number + 1:
            yield frame.paint(Tone.GUTTER, _SKIPPED)
        last_number = number
        while pieces:
            window = frame.window(source, pieces[0].start, pieces[0].end)
            yield frame.source_line(number, window.text)
            fitting = [pieces[0]]
            fitting += (piece for piece in pieces[1:] if window.holds(piece.start, piece.end))
            yield from (_underline(piece, window, frame) for piece in fitting)
            pieces = [piece for piece in pieces if piece not in fitting]


def changed_line(text: str, number: int, inserted: tuple[int, int], frame: Frame) -> Iterator[str]:
    """A line as it will read, its `inserted` characters (0-based, end exclusive) underlined."""
    source = SourceFile("", text.encode("utf-8", "surrogateescape"))
    start, end = (len(text[:at].encode("utf-8", "surrogateescape")) for at in inserted)
    window = frame.window(source, start, end)
    yield frame.source_line(number, window.text, "+")
    if start < end:
        piece = _Piece(Mark(source.span(start, end), "+", Tone.HELP), start, end, labelled=True)
        yield _underline(piece, window, frame)


class _Piece(NamedTuple):
    """The part of a mark on one line, in bytes; the label goes with the last one."""

    mark: Mark
    start: int
    end: int
    labelled: bool


def _by_line(marks: Iterable[Mark]) -> list[tuple[int, list[_Piece]]]:
    """The pieces of all marks by the offset of their line, both in order."""
    lines: dict[int, list[_Piece]] = {}
    for mark in marks:
        for line, piece in _pieces(mark):
            lines.setdefault(line, []).append(piece)
    return [
        (line, sorted(pieces, key=lambda piece: (piece.start, piece.end)))
        for line, pieces in sorted(lines.items())
    ]


def _pieces(mark: Mark) -> Iterator[tuple[int, _Piece]]:
    """The part of the mark on each line; of several lines without indentation and blank ones."""
    source, start, end = mark.span
    lines = _lines(source, start, max(start, end - 1))
    parts = {line: _part(mark.span, line) for line in lines}
    trimmed = {line: _trimmed(source, *part) for line, part in parts.items()}
    solid = [line for line, (first, last) in trimmed.items() if first < last]
    if len(lines) == 1 or not solid:
        yield lines[0], _Piece(mark, *parts[lines[0]], labelled=True)
        return
    for line in solid:
        yield line, _Piece(mark, *trimmed[line], labelled=line == solid[-1])


def _part(span: Span, line: int) -> tuple[int, int]:
    """The bytes of the span on the line that begins at `line`, its line end left out."""
    line_end = span.source.line_end(line)
    first = min(max(span.start, line), line_end)
    return first, max(first, min(span.end, line_end))


def _trimmed(source: SourceFile, first: int, last: int) -> tuple[int, int]:
    text = source.data[first:last]
    return first + len(text) - len(text.lstrip(b" \t")), first + len(text.rstrip(b" \t"))


def _lines(source: SourceFile, start: int, last: int) -> list[int]:
    """Where the lines from byte `start` to byte `last` begin; of many the first and last ones."""
    final = source.line_start(last)
    found = [source.line_start(start)]
    while found[-1] < final and len(found) <= _HEAD_LINES + _TAIL_LINES:
        end = source.line_end(found[-1])
        found.append(end + (2 if source.data[end : end + 2] == b"\r\n" else 1))
    if found[-1] >= final:
        return found
    tail = [final]
    while len(tail) < _TAIL_LINES:
        tail.insert(0, source.line_start(tail[0] - 1))
    return found[:_HEAD_LINES] + tail


def _underline(piece: _Piece, window: Window, frame: Frame) -> str:
    start, end = window.place(piece.start, piece.end)
    mark = piece.mark
    label = f" {mark.label}" if mark.label and piece.labelled else ""
    line = mark.sign * max(1, end - start) + label
    return f"{frame.bar()} {' ' * start}{frame.paint(mark.tone, line)}"
