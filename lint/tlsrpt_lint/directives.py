"""Comments that speak to this tool, such as `; tlsrpt-lint: ignore[TR402] until the move in May`.

A loader finds them, for only it knows what is a comment in its format; what they ask for is read
here, and what comes of it is decided in `suppressions`. Nothing in here knows a rule.
"""

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import BOM, SourceFile, Span
from tlsrpt_lint.text import Edit, MappedText

WORD = b"tlsrpt-lint:"

MOST_COMMENTS = 50  # lines between a comment and what it speaks of

_COMMENT = lazy(rb"(;|#|//)[ \t]*tlsrpt-lint:[ \t]*([^\r\n]*)")
_REQUEST = lazy(r"ignore(-file)?\[([^\[\]]*)\]\s*(.*?)\s*", re.DOTALL)
_ITEM = lazy(r"[^,\s](?:[^,]*[^,\s])?")


class Directive(NamedTuple):
    """One comment, or what stands for one in a format that has none.

    `text` is what follows the word `tlsrpt-lint:`. `cut` is what goes if the comment does. `lines`
    (1-based) are those that it speaks of: its own, and the next that holds no comment if it has its
    own to itself. `scope` is the block around or behind it, which it speaks of if nothing stands on
    those lines. `at_top`: nothing but comments stands before it.
    """

    text: MappedText
    cut: Span
    lines: tuple[int, ...]
    scope: Span | None
    at_top: bool

    @property
    def source(self) -> SourceFile:
        """The file that it stands in."""
        return self.cut.source


class Word(NamedTuple):
    """A rule as a suppression names it: the text, its place, and the edit that takes it out."""

    text: str
    span: Span
    without: Edit | None


class Suppression(NamedTuple):
    """What a directive asks for. No `words`: it is not understood."""

    directive: Directive
    whole_file: bool
    words: tuple[Word, ...]
    reason: str


class Idleness(Enum):
    """Why a suppression, or a word of it, does nothing."""

    UNUSED = "there is no such finding"
    UNKNOWN = "no rule is called so"
    BLANKET = "it names all rules"
    NOT_AT_TOP = "it is for a whole file and does not stand at its top"
    MALFORMED = "it is not understood"


class Idle(NamedTuple):
    """A suppression that does nothing: which word of it (None: all of it), why, and a hint if any.

    `alone`: no other word of it does anything either, so that the whole comment can go.
    """

    suppression: Suppression
    word: Word | None
    why: Idleness
    hint: str | None
    alone: bool


def has_directives(source: SourceFile) -> bool:
    """True if the word stands anywhere in the file."""
    # From the end: Python searches backwards without the preparation that makes it slow forwards.
    return source.data.rfind(WORD) >= 0


def in_comments(
    source: SourceFile,
    marks: tuple[bytes, ...],
    comment_at: Callable[[int], int | None],
    scope_of: Callable[[int], Span | None] = lambda _offset: None,
) -> Iterator[Directive]:
    """The directives of a file whose comments begin with one of `marks` and end with the line.

    `comment_at` tells for the offset of a mark where the comment begins that it stands in, None if
    it stands in none; `scope_of` tells the block of the comment at an offset.
    """
    data = source.data
    top = _end_of_top(data, marks)
    for found in _COMMENT.finditer(data):
        mark = found.start()
        start = comment_at(mark) if found[1] in marks else None
        if start is None:
            continue
        line = source.line_start(mark)
        alone = start == mark and not data[line:mark].removeprefix(BOM).strip()
        text = MappedText.literal(source.span(found.start(2), found.end()))
        yield Directive(
            text,
            _cut(source, line, mark, found.end(), alone=alone),
            _lines(source, mark, marks, alone=alone),
            scope_of(mark),
            at_top=alone and line < top,
        )


def read(directive: Directive) -> Suppression:
    """What a directive asks for."""
    text = directive.text
    found = _REQUEST.fullmatch(text.text)
    if found is None:
        return Suppression(directive, whole_file=False, words=(), reason="")
    items = [
        (found.start(2) + item.start(), found.start(2) + item.end())
        for item in _ITEM.finditer(found[2])
    ]
    words = []
    for number, (start, end) in enumerate(items):
        # With the comma behind it, or before it if it is the last.
        first, last = start, end
        if number + 1 < len(items):
            last = items[number + 1][0]
        elif number:
            first = items[number - 1][1]
        words.append(Word(text.text[start:end], text.span(start, end), text.edit(first, last, "")))
    return Suppression(directive, bool(found[1]), tuple(words), found[3])


def _cut(source: SourceFile, line: int, mark: int, end: int, *, alone: bool) -> Span:
    """The comment with the blanks before it, or with its whole line if it has that to itself."""
    data = source.data
    if alone:
        after = re.compile(rb"\r\n?|\n").match(data, end)
        start = line + len(BOM) if line == 0 and data.startswith(BOM) else line
        return source.span(start, after.end() if after else end)
    return source.span(line + len(data[line:mark].rstrip(b" \t")), end)


def _lines(
    source: SourceFile, mark: int, marks: tuple[bytes, ...], *, alone: bool
) -> tuple[int, ...]:
    number = source.position(mark).line
    if not alone:
        return (number,)
    data, end, after = source.data, source.line_end(mark), number
    while end < len(data) and after < number + MOST_COMMENTS:
        start = end + (2 if data[end : end + 2] == b"\r\n" else 1)
        end = source.line_end(start)
        after += 1
        if not data[start:end].lstrip().startswith(marks):
            return number, after
    return (number,)


def _end_of_top(data: bytes, marks: tuple[bytes, ...]) -> int:
    """The offset of the first line that is more than a comment."""
    at = 0
    for line in data.splitlines(keepends=True):
        text = line.removeprefix(BOM).strip()
        if text and text != b"---" and not text.startswith(marks):
            break
        at += len(line)
    return at
