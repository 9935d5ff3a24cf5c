"""Source lines behind a gutter of line numbers, with marks under the text at fault.

A line that does not fit is shown as a window around its mark, and only the bytes of the window are
decoded: a Terraform plan of one line and 50 MB costs no more than a short line.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tlsrpt_lint.source import BOM, SourceFile, Span
from tlsrpt_lint.terminal import Paint, Tone, columns, glyphs

_TAB_STOP = 4
_CUT = "…"
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
        if last_number and number == last_number + 2 and not frame.strings_only:
            # Dots in place of a single line would save nothing.
            between = source.line_start(line - 1)
            yield frame.source_line(number - 1, _Window(source, between, between, frame).text)
        elif last_number and number > last_number + 1:
            yield frame.paint(Tone.GUTTER, _SKIPPED)
        last_number = number
        while pieces:
            window = _Window(source, pieces[0].start, pieces[0].end, frame)
            yield frame.source_line(number, window.text)
            fitting = [pieces[0]]
            fitting += (piece for piece in pieces[1:] if window.holds(piece))
            yield from (_underline(piece, window, frame) for piece in fitting)
            pieces = [piece for piece in pieces if piece not in fitting]


def changed_line(text: str, number: int, inserted: tuple[int, int], frame: Frame) -> Iterator[str]:
    """A line as it will read, its `inserted` characters (0-based, end exclusive) underlined."""
    source = SourceFile("", text.encode("utf-8", "surrogateescape"))
    start, end = (len(text[:at].encode("utf-8", "surrogateescape")) for at in inserted)
    window = _Window(source, start, end, frame)
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
    """The part of a line that fits into the frame and shows bytes `start` to `end`."""

    def __init__(self, source: SourceFile, start: int, end: int, frame: Frame) -> None:
        line, line_end = source.line_start(start), source.line_end(start)
        line += len(BOM) if line == 0 and source.data.startswith(BOM) else 0
        reach = 4 * frame.room  # no character takes more bytes, and none less than half a column
        end = min(start + reach, end)
        low, high = max(line, start - reach), min(line_end, end + reach)
        if frame.strings_only:
            low = _quote_before(source.data, start, low)
            high = _quote_behind(source.data, end, high)
        first, last = (_character_start(source.data, at) for at in (low, high))
        self._decode(source.text(first, last), first)
        left, right = self._choose(frame.room, start, end, line, line_end)
        self._left, self._right = left, right
        cut_head = self._offsets[left] > line
        cut_tail = self._offsets[right] < line_end
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
        self._glyphs: list[str] = glyphs(text)
        self._offsets: Sequence[int] = range(offset, offset + len(text) + 1)
        self._columns: Sequence[int] = range(len(text) + 1)
        if "".join(self._glyphs) == text and text.isascii():
            return
        offsets, ends = [offset], [0]
        for number, character in enumerate(text):
            if character == "\t":
                self._glyphs[number] = " " * (_TAB_STOP - ends[-1] % _TAB_STOP)
            ends.append(ends[-1] + columns(self._glyphs[number]))
            offsets.append(offsets[-1] + len(character.encode("utf-8", "surrogateescape")))
        self._offsets, self._columns = offsets, ends

    def _choose(self, room: int, start: int, end: int, line: int, line_end: int) -> tuple[int, int]:
        """The characters to show, as indices: `start` to `end` with some text around."""
        cut = len(_CUT)
        head = cut if self._offsets[0] > line else 0
        tail = cut if self._offsets[-1] < line_end else 0
        total = self._columns[-1]
        # A mark past the last character needs a column of its own.
        if head + total + max(tail, start >= self._offsets[-1]) <= room:
            return 0, len(self._glyphs)
        begin = self._columns[bisect_right(self._offsets, start) - 1]
        finish = self._columns[min(bisect_left(self._offsets, end), len(self._columns) - 1)]
        context = room // 4
        first = 0
        if head + finish + cut > room and begin > context:
            head = cut
            around = max(context, (room - 2 * cut - (finish - begin)) // 2)
            left = begin - around
            if not tail:
                left = min(left, total + 1 + cut - room)
            first = bisect_left(self._columns, max(left, 0))
        left = self._columns[first]
        if head + total - left > room:
            tail = cut
        return first, bisect_right(self._columns, left + room - head - tail) - 1


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


def _quote_before(data: bytes, start: int, low: int) -> int:
    """Where the JSON string begins that holds `start`; not before `low`."""
    at = data.rfind(b'"', low, start)
    while at > low and _is_escaped(data, at, low):
        at = data.rfind(b'"', low, at)
    return max(at, low)


def _quote_behind(data: bytes, end: int, high: int) -> int:
    """Just past the quote that ends the JSON string that holds `end`; not past `high`."""
    at = data.find(b'"', end, high)
    while at >= 0 and _is_escaped(data, at, end):
        at = data.find(b'"', at + 1, high)
    return high if at < 0 else at + 1


def _is_escaped(data: bytes, at: int, low: int) -> bool:
    before = data[low:at]
    return (len(before) - len(before.rstrip(b"\\"))) % 2 == 1


def _character_start(data: bytes, offset: int) -> int:
    """The offset, moved on to where a UTF-8 character begins if it lies inside of one."""
    for at in range(offset, min(offset + 4, len(data))):
        if data[at] & 0xC0 != 0x80:
            return at
    return min(offset, len(data))
