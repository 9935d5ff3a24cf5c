"""A line of any length, cut to what a terminal is wide.

Only the bytes of the window are decoded: a Terraform plan of one line and 50 MB costs no more than a
short line.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from tlsrpt_lint.source import BOM, SourceFile
from tlsrpt_lint.terminal import columns, glyphs

_TAB_STOP = 4
_CUT = "…"


class Window:
    """The part of a line that fits into `room` columns and shows bytes `start` to `end`.

    `text` is what to show. With `strings_only` nothing is shown but the JSON strings that hold the
    bytes.
    """

    def __init__(
        self, source: SourceFile, start: int, end: int, room: int, *, strings_only: bool = False
    ) -> None:
        line, line_end = source.line_start(start), source.line_end(start)
        line += len(BOM) if line == 0 and source.data.startswith(BOM) else 0
        reach = 4 * room  # no character takes more bytes, and none less than half a column
        end = min(start + reach, end)
        low, high = max(line, start - reach), min(line_end, end + reach)
        if strings_only:
            low = _quote_before(source.data, start, low)
            high = _quote_behind(source.data, end, high)
        first, last = (_character_start(source.data, at) for at in (low, high))
        self._decode(source.text(first, last), first)
        left, right = self._choose(room, start, end, line, line_end)
        self._left, self._right = left, right
        cut_head = self._offsets[left] > line
        cut_tail = self._offsets[right] < line_end
        self._shift = (len(_CUT) if cut_head else 0) - self._columns[left]
        body = "".join(self._glyphs[left:right])
        self.text = f"{_CUT if cut_head else ''}{body}{_CUT if cut_tail else ''}"

    def holds(self, start: int, end: int) -> bool:
        """True if all of bytes `start` to `end` is in the window."""
        return self._offsets[self._left] <= start and end <= self._offsets[self._right]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The columns (0-based, end exclusive) of what the window shows of bytes `start` to `end`."""
        first = min(max(bisect_right(self._offsets, start) - 1, self._left), self._right)
        last = min(max(bisect_left(self._offsets, end), first), self._right)
        return self._columns[first] + self._shift, self._columns[last] + self._shift

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
