"""Templates: where their sequences stand, and what their directives are."""

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from tlsrpt_lint.text import MappedText

_MARK = re.compile(r"\$\$\{|%%\{|\$\{|%\{")


def sequences(plain: str) -> Iterator[tuple[int, int]]:
    """The ranges of `${…}` and `%{…}` in a template, outermost only, in order."""
    if "{" not in plain:
        return
    at = 0
    while match := _MARK.search(plain, at):
        at = match.end()
        if len(match[0]) == 2:
            at = _sequence_end(plain, match.start())
            yield match.start(), at


class Word(Enum):
    """What a part of a template is; all but the first two are the directives."""

    LITERAL = ""
    VALUE = "${"
    IF = "if"
    ELSE = "else"
    ENDIF = "endif"
    FOR = "for"
    ENDFOR = "endfor"


class Part(NamedTuple):
    """A part of a template: its place in the whole, and its text without marks."""

    word: Word
    start: int
    end: int
    text: MappedText


_DIRECTIVE = re.compile(r"\s*(if|else|endif|for|endfor)\b(.*)", re.DOTALL)


def parts(written: MappedText, decode: Callable[[MappedText], MappedText]) -> list[Part] | None:
    """The parts of a template, blanks beside a `~` taken off; None if a sequence is none.

    `decode` decodes the literal ones.
    """
    plain, found = written.text, []
    at = strip_from = 0
    for start, end in [*sequences(plain), (len(plain), len(plain))]:
        stop = start
        if plain[start + 2 : start + 3] == "~" and start < end:
            stop = max(strip_from, len(plain[:start].rstrip()), at)
        first = at
        if strip_from:
            first = stop - len(plain[at:stop].lstrip())
            strip_from = 0
        if first < stop:
            found.append(Part(Word.LITERAL, at, start, decode(written[first:stop])))
        if start < end:
            part = _sequence(written, start, end)
            if part is None:
                return None
            found.append(part)
            strip_from = end if plain[end - 2] == "~" else 0
        at = end
    return found


def _sequence(written: MappedText, start: int, end: int) -> Part | None:
    plain = written.text
    first = start + 2 + (plain[start + 2] == "~")
    last = end - 1 - (plain[end - 2] == "~")
    if plain[end - 1] != "}" or first > last:
        return None
    if plain[start] == "$":
        return Part(Word.VALUE, start, end, written[first:last])
    directive = _DIRECTIVE.fullmatch(plain, first, last)
    if directive is None:
        return None
    return Part(Word(directive[1]), start, end, written[directive.start(2) : directive.end(2)])


def blocks(found: list[Part]) -> dict[int, tuple[int, int]]:
    """For the part that opens a block, where its `else` stands (or its end), and where it ends."""
    ends: dict[int, tuple[int, int]] = {}
    opened: list[tuple[int, int]] = []
    for n, part in enumerate(found):
        if part.word in (Word.IF, Word.FOR):
            opened.append((n, -1))
        elif part.word is Word.ELSE and opened:
            opened[-1] = (opened[-1][0], n)
        elif part.word in (Word.ENDIF, Word.ENDFOR) and opened:
            start, middle = opened.pop()
            if (found[start].word is Word.IF) is (part.word is Word.ENDIF):
                ends[start] = (middle if middle >= 0 else n, n)
    return ends


def has_escapes(plain: str) -> bool:
    """True if a template holds `$${` or `%%{`."""
    return "$${" in plain or "%%{" in plain


def _sequence_end(plain: str, start: int) -> int:
    """Just past the '}' that closes the sequence at `start`; the end of the text if none does."""
    # A stack, for strings nest in sequences and sequences in strings without an end.
    inside = ["{"]
    at = start + 2
    while at < len(plain) and inside:
        character = plain[at]
        if inside[-1] == '"':
            if character == "\\":
                at += 1
            elif character == '"':
                inside.pop()
            elif plain.startswith(("${", "%{"), at):
                inside.append("{")
                at += 1
        elif character == "{":
            inside.append("{")
        elif character == "}":
            inside.pop()
        elif character == '"':
            inside.append('"')
        at += 1
    return min(at, len(plain))
