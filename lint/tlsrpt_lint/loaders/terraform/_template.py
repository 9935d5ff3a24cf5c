"""Templates: strings with `${…}` and `%{…}` in them."""

import re
from collections.abc import Iterator

from tlsrpt_lint.loaders.terraform._values import Address, Text, Unknown, Value
from tlsrpt_lint.text import Piece

_MARK = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
_ATTRIBUTE = re.compile(r"\$\{\s*(data\.)?([\w-]+)\.([\w-]+)(?:\.[\w.-]+)?\s*\}")


def template(text: Text) -> Value:
    """The value of a string that is a template: what it leaves open shows its spelling.

    A string that is nothing but one `${…}` has any type, so that is unknown as a whole.
    """
    plain = text.plain
    if "{" not in plain or not _MARK.search(plain):
        return text
    if (end := _sequence_end(plain, 0)) == len(plain) and plain.startswith("${"):
        return Unknown(text.source, text.start, text.end, plain, _resource(plain))
    pieces: list[Piece] = []
    holes: list[tuple[int, int]] = []
    length = at = 0
    for start, end, literal in _marks(plain):
        pieces += [Piece(plain[at:start], at, start)] if at < start else []
        length += start - at
        written = literal if literal is not None else plain[start:end]
        pieces.append(Piece(written, start, end))
        if literal is None:
            holes.append((length, length + len(written)))
        length += len(written)
        at = end
    pieces += [Piece(plain[at:], at, len(plain))] if at < len(plain) else []
    return Text(text.mapped.derive(pieces, encode_literal), tuple(holes), sensitive=text.sensitive)


def encode_literal(text: str) -> str:
    """Text as it must stand in a template so that it is taken as it is."""
    return text.replace("${", "$${").replace("%{", "%%{")


def _marks(plain: str) -> Iterator[tuple[int, int, str | None]]:
    """The sequences of a template: their range, and the text of those that are escapes."""
    at = 0
    while match := _MARK.search(plain, at):
        start = match.start()
        if len(match[0]) == 3:
            at = match.end()
            yield start, at, match[0][1:]
        else:
            at = _sequence_end(plain, start)
            yield start, at, None


def _sequence_end(plain: str, start: int) -> int:
    """Just past the '}' that closes the sequence at `start`; the end of the text if none does."""
    depth, at = 0, start
    while at < len(plain):
        character = plain[at]
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return at + 1
        elif character == '"':
            at = _string_end(plain, at)
            continue
        at += 1
    return len(plain)


def _string_end(plain: str, start: int) -> int:
    at = start + 1
    while at < len(plain) and plain[at] != '"':
        if plain.startswith(("${", "%{"), at):
            at = _sequence_end(plain, at)
        else:
            at += 2 if plain[at] == "\\" else 1
    return at + 1


def _resource(plain: str) -> Address | None:
    match = _ATTRIBUTE.fullmatch(plain)
    if match is None or match[2] in ("var", "local", "module", "each", "count", "path", "self"):
        return None
    return Address("", "data" if match[1] else "managed", match[2], match[3])
