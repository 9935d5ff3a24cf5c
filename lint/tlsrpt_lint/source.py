"""Source files and places in them: bytes to lines and columns.

Inside the program a place is a byte offset. Lines and columns appear only where a person or another
program reads them: 1-based, columns in code points, ends exclusive. A byte order mark has no column.
A line ends at LF, CRLF or a lone CR, as it does in editors; the further line breaks of YAML 1.1
(U+0085, U+2028, U+2029) do not end one.
"""

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

BOM = b"\xef\xbb\xbf"
_BLOCK = 1 << 16


def shown(path: str) -> str:
    """A path of the file system as reports show it: '/'-separated, read as UTF-8 in every locale."""
    if os.sep != "/":
        path = path.replace(os.sep, "/")
    if path.isascii():
        return path
    return os.fsencode(path).decode("utf-8", "surrogateescape")


class Position(NamedTuple):
    """A place as people count: `line` and `column`, both 1-based, `column` in code points."""

    line: int
    column: int


class SourceFile:
    """The bytes of one file, and where its lines begin.

    `path` is the name shown in reports, '/'-separated and relative to the working folder; `location`
    is the file on disk, or None for text that has none (standard input, tests). `data` is what the
    offsets count in: the file's own bytes, or its UTF-8 transcription if it was UTF-16.
    """

    __slots__ = (
        "_characters_before",
        "_cr",
        "_line",
        "_lines_before",
        "_location",
        "_numbered",
        "data",
        "path",
    )

    def __init__(self, path: str, data: bytes, location: "Path | str | None" = None) -> None:
        self.path = path
        self._location = location
        self.data = _as_utf8(data)
        self._cr: bool | None = None
        # Counts up to each 64 KiB, made as far as they are asked for, and the line last asked for:
        # a plan is one line of many megabytes, and each of its findings asks for several places.
        self._lines_before = [0]
        self._characters_before = [0]
        self._line = (0, -1)
        self._numbered = (0, 1)

    def __repr__(self) -> str:
        return f"SourceFile({self.path!r}, {len(self.data)} bytes)"

    def __reduce__(self) -> "tuple[type[SourceFile], tuple[str, bytes, Path | str | None]]":
        return SourceFile, (self.path, self.data, self._location)

    @property
    def disk_path(self) -> str | None:
        """`location` as text, for those who do not need a Path."""
        return None if self._location is None else os.fspath(self._location)

    @property
    def location(self) -> "Path | None":
        """The file on disk, None for text that has none (standard input, tests)."""
        if isinstance(self._location, str):
            from pathlib import Path

            self._location = Path(self._location)
        return self._location

    def position(self, offset: int) -> Position:
        """Line and column of the byte at `offset` (0-based; the end of the data is allowed)."""
        start = self.line_start(offset)
        if offset - start > _BLOCK:
            characters = self._characters(offset) - self._characters(start)
        else:
            characters = len(self.text(start, offset))
        bom = start == 0 and offset >= len(BOM) and self.data.startswith(BOM)
        return Position(self._line_number(start), 1 + characters - bom)

    def line_start(self, offset: int) -> int:
        """Offset of the first byte of the line that holds `offset`."""
        return self._line_at(offset)[0]

    def line_end(self, offset: int) -> int:
        """Offset just past the last byte of the line that holds `offset`, its line end left out."""
        return self._line_at(offset)[1]

    def text(self, start: int, end: int) -> str:
        """The characters of bytes `start` to `end`; what is no UTF-8 as lone surrogates."""
        return self.data[start:end].decode("utf-8", "surrogateescape")

    def span(self, start: int, end: int) -> "Span":
        """The bytes `start` to `end` of this file."""
        return Span(self, start, end)

    def _line_at(self, offset: int) -> tuple[int, int]:
        """Where the line begins that holds `offset`, and where its line end does."""
        start, end = self._line
        if start <= offset <= end:
            return self._line
        data = self.data
        if data[offset - 1 : offset + 1] == b"\r\n" and offset:
            offset -= 1
        start = data.rfind(b"\n", 0, offset) + 1
        if self._has_cr:
            start = max(start, data.rfind(b"\r", start, offset) + 1)
        end = data.find(b"\n", offset)
        end = len(data) if end < 0 else end
        if self._has_cr:
            cr = data.find(b"\r", offset, end)
            end = end if cr < 0 else cr
        self._line = (start, end)
        return self._line

    @property
    def _has_cr(self) -> bool:
        """True if there is a CR at all, which most files lack and nobody asks before a position."""
        if self._cr is None:
            self._cr = b"\r" in self.data
        return self._cr

    def _characters(self, offset: int) -> int:
        """How many characters stand before `offset`, a byte that is no UTF-8 counted as one."""
        counts = self._characters_before
        while len(counts) <= offset // _BLOCK:
            block = len(counts)
            text = self.text(self._block_start(block - 1), self._block_start(block))
            counts.append(counts[-1] + len(text))
        block = offset // _BLOCK
        if self._block_start(block) > offset:
            block -= 1
        return counts[block] + len(self.text(self._block_start(block), offset))

    def _block_start(self, block: int) -> int:
        """The first offset from `block` times 64 KiB on that does not cut a character."""
        offset = block * _BLOCK
        # A character has at most three bytes after its first.
        last = min(offset + 3, len(self.data)) if block else 0
        while offset < last and self.data[offset] & 0xC0 == 0x80:
            offset += 1
        return offset

    def _line_number(self, offset: int) -> int:
        # Findings come in the order of the file, so the line before is mostly near.
        near, number = self._numbered
        if near <= offset < near + _BLOCK:
            number += self._line_ends(near, offset)
        else:
            counts, block = self._lines_before, offset // _BLOCK
            while len(counts) <= block:
                start = (len(counts) - 1) * _BLOCK
                counts.append(counts[-1] + self._line_ends(start, start + _BLOCK))
            number = 1 + counts[block] + self._line_ends(block * _BLOCK, offset)
        self._numbered = (offset, number)
        return number

    def _line_ends(self, start: int, end: int) -> int:
        lone_cr = 0
        if self._has_cr:
            lone_cr = self.data.count(b"\r", start, end) - self.data.count(b"\r\n", start, end + 1)
        return self.data.count(b"\n", start, end) + lone_cr


class Span(NamedTuple):
    """Bytes `start` (inclusive) to `end` (exclusive) of a source file."""

    source: SourceFile
    start: int
    end: int

    @property
    def begin(self) -> Position:
        """Line and column of the first character."""
        return self.source.position(self.start)

    @property
    def finish(self) -> Position:
        """Line and column just past the last character."""
        return self.source.position(self.end)

    @property
    def text(self) -> str:
        """The characters of the span, as they stand in the file."""
        return self.source.text(self.start, self.end)

    def __contains__(self, other: object) -> bool:
        return (
            isinstance(other, Span)
            and other.source is self.source
            and self.start <= other.start
            and other.end <= self.end
        )


def in_encoding_of(before: bytes, data: bytes) -> bytes:
    """`data`, as `SourceFile.data` has it, in the encoding of the file's own bytes `before`."""
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if before.startswith(mark) and _as_utf8(before) is not before:
            return mark + data.decode().encode(codec)
    return data


def _as_utf8(data: bytes) -> bytes:
    """UTF-16 with a byte order mark (as PowerShell redirects write it) becomes UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16").encode()
        except UnicodeDecodeError:
            return data
    return data
