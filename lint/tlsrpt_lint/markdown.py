"""Markdown as our pages use it, set for a terminal.

Headings, paragraphs, lists of one level, tables, blocks of code, and in running text code, strong
words and links. Not more: the pages are ours.
"""

import re
from collections.abc import Iterator

from tlsrpt_lint.reporter import Style
from tlsrpt_lint.terminal import Paint, Tone, columns

_FENCE = re.compile(r"(`{3,})\w*$")
_LINK = re.compile(r"\[([^]]*)\]\(([^)]*)\)")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_CODE = re.compile(r"`([^`]+)`")
# A line never breaks inside of code or strong words: their marks belong together.
_WORD = re.compile(r"(?:`[^`]*`|\*\*.+?\*\*|\S)+")
_INDENT = "    "
_PLAIN = Paint(color=False)


def for_terminal(markdown: str, style: Style) -> Iterator[str]:
    """The text for a terminal of this style, in pieces that end with a line end."""
    paint = Paint(color=style.color)
    for number, block in enumerate(_blocks(markdown.splitlines())):
        if number:
            yield "\n"
        yield "".join(f"{line}\n" for line in _lines(block, style.width, paint))


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """The lines of each block; a block of code is one block, its fence included."""
    block: list[str] = []
    fence = ""
    for line in lines:
        opening = _FENCE.match(line)
        if fence:
            block.append(line)
            if line == fence:
                yield block
                block, fence = [], ""
        elif opening:
            if block:
                yield block
            block, fence = [line], opening[1]
        elif line:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _lines(block: list[str], width: int, paint: Paint) -> Iterator[str]:
    first = block[0]
    if _FENCE.match(first):
        yield from (f"{_INDENT}{line}".rstrip() for line in block[1:-1])
    elif first.startswith("#"):
        yield paint(Tone.STRONG, _set(first.lstrip("#").strip(), _PLAIN))
    elif first.startswith("|"):
        yield from _table(block, paint)
    elif first.startswith("- "):
        for item in "\n".join(block).removeprefix("- ").split("\n- "):
            yield from _wrapped(item, width, paint, "- ")
    else:
        yield from _wrapped("\n".join(block), width, paint)


def _wrapped(text: str, width: int, paint: Paint, bullet: str = "") -> Iterator[str]:
    """The words in lines of at most `width` columns, those of a list item hanging."""
    first, *words = _WORD.findall(_LINK.sub(r"\1 <\2>", text))
    line = bullet + first
    for word in words:
        if columns(_set(f"{line} {word}", _PLAIN)) > width:
            yield _set(line, paint)
            line = " " * len(bullet) + word
        else:
            line += f" {word}"
    yield _set(line, paint)


def _table(block: list[str], paint: Paint) -> Iterator[str]:
    rows = [
        [_set(cell.strip(), _PLAIN) for cell in line.strip("|").split("|")]
        for number, line in enumerate(block)
        if number != 1  # the rule under the head
    ]
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        cells = zip(row, widths, strict=True)
        line = "  ".join(cell + " " * (width - columns(cell)) for cell, width in cells).rstrip()
        yield line if number else paint(Tone.STRONG, line)


def _set(text: str, paint: Paint) -> str:
    """Running text without its marks. Without colour, code keeps its quotes."""
    text = _STRONG.sub(lambda strong: paint(Tone.STRONG, strong[1]), text)
    return _CODE.sub(lambda code: paint(Tone.NOTE, code[1]), text) if paint.color else text
