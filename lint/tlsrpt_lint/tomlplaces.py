"""Where a key stands in a TOML document, which tomllib does not tell.

tomllib itself is asked: a key belongs to the first statement with which the document, read only up
to there, has the key. Only the place within that statement is looked for by pattern. This is slow
and runs only to place an error.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tlsrpt_lint.source import Position

_TOKEN = re.compile(
    r'(?P<comment>\#[^\n]*)|(?P<word>[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')|(?P<other>\S)'
)


class _Token(NamedTuple):
    text: str
    offset: int
    is_key: bool


def place_of(document: str, keys: Sequence[str], item: object = None) -> Position:
    """The place of the key that these keys lead to, or of a string `item` of the array at it.

    Where that cannot be found, the place of the statement with which it appears.
    """
    lines = document.splitlines(keepends=True)
    start, end = _statement(lines, keys)
    before = "".join(lines[:start])
    statement = "".join(lines[start:end])
    tokens = list(_tokens(statement))
    offset = tokens[0].offset if tokens else 0
    if isinstance(item, str):
        found = [t.offset for t in tokens if not t.is_key and _unquoted(t.text) == item]
    else:
        found = [t.offset for t in tokens if t.is_key and _unquoted(t.text) == keys[-1]]
    return _position(document, len(before) + (found[0] if found else offset))


def error_place(document: str, error: tomllib.TOMLDecodeError) -> tuple[Position, str]:
    """The place that an error of tomllib speaks of, and its text without the place."""
    text = str(error)
    match = re.search(r" \(at line (\d+), column (\d+)\)$", text)
    if match:
        return Position(int(match[1]), int(match[2])), text[: match.start()]
    return _position(document, len(document)), text.removesuffix(" (at end of document)")


def _statement(lines: list[str], keys: Sequence[str]) -> tuple[int, int]:
    """The lines (first, end) of the statement with which the keys appear."""
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        end, known = _read_from(lines, middle)
        if known is not None and _has(known, keys):
            high = middle
        else:
            low = end + 1
    return max(low - 1, 0), _read_from(lines, low)[0]


def _read_from(lines: list[str], count: int) -> tuple[int, dict[str, Any] | None]:
    """What the first `count` lines say, and as many more as end the statement they end in."""
    for end in range(count, len(lines) + 1):
        known = _read(lines[:end])
        if known is not None:
            return end, known
    return len(lines), None


def _read(lines: list[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads("".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def _has(known: Any, keys: Sequence[str]) -> bool:
    for key in keys:
        if isinstance(known, list):
            known = known[-1] if known else None
        if not isinstance(known, dict) or key not in known:
            return False
        known = known[key]
    return True


def _tokens(statement: str) -> Iterator[_Token]:
    header = statement.lstrip().startswith("[")
    words = [match for match in _TOKEN.finditer(statement) if not match["comment"]]
    for match, after in zip(words, [*words[1:], None], strict=True):
        if match["word"]:
            is_key = header or (after is not None and after["other"] in ("=", "."))
            yield _Token(match["word"], match.start(), is_key)


def _unquoted(token: str) -> str:
    if token[0] not in "\"'":
        return token
    try:
        text: str = tomllib.loads(f"text = {token}")["text"]
    except tomllib.TOMLDecodeError:
        return token
    return text


def _position(document: str, offset: int) -> Position:
    start = document.rfind("\n", 0, offset) + 1
    return Position(1 + document.count("\n", 0, start), 1 + offset - start)
