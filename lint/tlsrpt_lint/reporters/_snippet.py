"""Source lines behind a gutter of line numbers, with marks under the text at fault.

A line that does not fit is shown as a window around its mark, and only the bytes of the window are
decoded: a Terraform plan of one line and 50 MB costs no more than a short line.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tlsrpt_lint.source import BOM, SourceFile, Span
from tlsrpt_lint.terminal import Paint, Tone, columns, glyphs

_TAB_STOP = 4
_CUT = "..."
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
    """How a snippet is laid out: `width` in columns, `gutter` the width of the line numbers."""

    width: int
    gutter: int
    paint: Paint

    def bar(self) -> str:
        """A line with nothing in the gutter and nothing behind it."""
        return " " * self.gutter + self.paint(Tone.GUTTER, " |")

    def source_line(self, number: int, text: str, sign: str = "|") -> str:
        """A numbered line; `sign` stands between number and text."""
        head = self.paint(Tone.GUTTER, f"{number:>{self.gutter}} {sign}")
        return f"{head} {text}".rstrip()

    @property
    def room(self) -> int:
        """Columns left for the text behind the gutter."""
        return max(_LEAST_ROOM, self.width - self.gutter - 3)


def snippet(marks: Iterable[Mark], frame: Frame) -> Iterator[str]:
    """The lines that hold the marks, in order, without line ends. All marks lie in one file."""
    last_number = 0
    for line, pieces in _by_line(marks):
        source = pieces[0].mark.span.source
        number = source.position(line).line
        if last_number and number == last_number + 2:
            # Dots in place of a single line would save nothing.
            between = source.line_start(line - 1)
            yield frame.source_line(number - 1, _Window(source, between, between, frame.room).text)
        elif last_number and number > last_number + 2:
            yield frame.paint(Tone.GUTTER, _CUT)
        last_number = number
        while pieces:
            window = _Window(source, line, pieces[0].start, frame.room, pieces[0].end)
            yield frame.source_line(number, window.text)
            fitting = [pieces[0]]
            fitting += (piece for piece in pieces[1:] if window.holds(piece))
            yield from (_underline(piece, window, frame) for piece in fitting)
            pieces = [piece for piece in pieces if piece not in fitting]


def changed_line(text: str, number: int, inserted: tuple[int, int], frame: Frame) -> Iterator[str]:
    """A line as it will read, its `inserted` characters (0-based, end exclusive) underlined."""
    source = SourceFile("", text.encode("utf-8", "surrogateescape"))
    start, end = (len(text[:at].encode("utf-8", "surrogateescape")) for at in inserted)
    window = _Window(source, 0, start, frame.room, end)
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


class _Window:
    """The part of the line from byte `line` that fits into `room` columns and shows `start`."""

    def __init__(
        self, source: SourceFile, line: int, start: int, room: int, end: int | None = None
    ) -> None:
        line_end = source.line_end(line)
        line += len(BOM) if line == 0 and source.data.startswith(BOM) else 0
        reach = 4 * room  # no character takes more bytes, and none less than half a column
        end = min(start + reach, start if end is None else end)
        first = _character_start(source.data, max(line, start - reach))
        last = _character_start(source.data, min(line_end, end + reach))
        self._decode(source.text(first, last), first)
        left, right = self._choose(
            room, start, end, at_head=first <= line, at_tail=last >= line_end
        )
        cut_head = first > line or left > 0
        cut_tail = last < line_end or right < len(self._glyphs)
        self._left, self._right = left, right
        self._shift = (len(_CUT) if cut_head else 0) - self._columns[left]
        body = "".join(self._glyphs[left:right])
        self.text = f"{_CUT if cut_head else ''}{body}{_CUT if cut_tail else ''}"

    def holds(self, piece: _Piece) -> bool:
        """True if all of the piece is in the window."""
        return self._offsets[self._left] <= piece.start and piece.end <= self._offsets[self._right]

    def place(self, piece: _Piece) -> tuple[int, int]:
        """The columns (0-based, end exclusive) of what the window shows of the piece."""
        start = min(max(bisect_right(self._offsets, piece.start) - 1, self._left), self._right)
        end = min(max(bisect_left(self._offsets, piece.end), start), self._right)
        return self._columns[start] + self._shift, self._columns[end] + self._shift

    def _decode(self, text: str, offset: int) -> None:
        """Glyph, byte offset and column of each character, and of the end."""
        column = 0
        self._glyphs: list[str] = []
        self._offsets = [offset]
        self._columns = [0]
        for character, glyph in zip(text, glyphs(text), strict=True):
            if character == "\t":
                glyph = " " * (_TAB_STOP - column % _TAB_STOP)
            column += columns(glyph)
            offset += len(character.encode("utf-8", "surrogateescape"))
            self._glyphs.append(glyph)
            self._offsets.append(offset)
            self._columns.append(column)

    def _choose(
        self, room: int, start: int, end: int, *, at_head: bool, at_tail: bool
    ) -> tuple[int, int]:
        """The characters to show, as indices: `start` to `end` with some text around."""
        total = self._columns[-1]
        # A mark past the last character needs a column of its own.
        if at_head and at_tail and total + (start >= self._offsets[-1]) <= room:
            return 0, len(self._glyphs)
        begin = self._columns[bisect_right(self._offsets, start) - 1]
        finish = self._columns[min(bisect_left(self._offsets, end), len(self._columns) - 1)]
        context = room // 4
        first = 0
        if not at_head or (finish + len(_CUT) > room and begin > context):
            room -= len(_CUT)
            around = max(context, (room - len(_CUT) - (finish - begin)) // 2)
            left = min(begin - around, total + 1 - room) if at_tail else begin - around
            first = bisect_left(self._columns, max(left, 0))
        left = self._columns[first]
        if not at_tail or total - left > room:
            room -= len(_CUT)
        return first, bisect_right(self._columns, left + room) - 1


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
    """The part of the mark on each line, indentation and trailing blanks left out."""
    source, start, end = mark.span
    lines = _lines(source, start, max(start, end - 1))
    for line in lines:
        line_end = source.line_end(line)
        piece_start = min(max(start, line), line_end)
        piece_end = max(piece_start, min(end, line_end))
        if len(lines) > 1:
            text = source.data[piece_start:piece_end]
            if line != lines[0]:
                piece_start += len(text) - len(text.lstrip(b" \t"))
            if line != lines[-1]:
                piece_end -= len(text) - len(text.rstrip(b" \t"))
            if piece_start >= piece_end:
                continue
        yield line, _Piece(mark, piece_start, piece_end, labelled=line == lines[-1])


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


def _underline(piece: _Piece, window: _Window, frame: Frame) -> str:
    start, end = window.place(piece)
    mark = piece.mark
    label = f" {mark.label}" if mark.label and piece.labelled else ""
    line = mark.sign * max(1, end - start) + label
    return f"{frame.bar()} {' ' * start}{frame.paint(mark.tone, line)}"


def _character_start(data: bytes, offset: int) -> int:
    """The offset, moved on to where a UTF-8 character begins if it lies inside of one."""
    for at in range(offset, min(offset + 4, len(data))):
        if data[at] & 0xC0 != 0x80:
            return at
    return min(offset, len(data))
