"""What a provider makes of the text of a TXT record: one string or several, with or without quotes.

Providers differ in what they take. `Reading` names the ways; which one a resource type has, and
whether anyone has seen it, stands in the provider table.
"""

import re
from collections.abc import Iterator
from enum import Enum

from tlsrpt_lint.records import CharacterString, Quirk, QuirkKind
from tlsrpt_lint.text import Encoder, MappedText, Piece

_LONGEST = 255  # octets of a character-string (RFC 1035, 3.3)

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ALL_QUOTED = re.compile(r'[ \t]*(?:"(?:[^"\\]|\\.)*"[ \t]*)+', re.DOTALL)
_WORD = re.compile(r'(?:[^ \t"\\]|\\.)+', re.DOTALL)
_COMMENT = re.compile(r"(?:[^\\;]|\\.)*(;.*)", re.DOTALL)
_DECIMAL = re.compile(r"\\(?:(\d{3})|(.))", re.DOTALL)
_OCTAL = re.compile(r'\\(?:([0-3][0-7]{2})|(["\\]))')
_INNER_BORDER = re.compile(r'(?<!\\)"[ \t]*"')


class Reading(Enum):
    """How a provider reads the text of a TXT value."""

    RAW = "raw"  # the text itself: the provider adds what quoting DNS needs
    EITHER = "either"  # the text itself, or the same in quotes
    QUOTED = "quoted"  # quoted strings; text without quotes is refused
    WORDS = "words"  # quoted strings; without quotes, each word becomes a string of its own
    MASTER_FILE = "master-file"  # as WORDS, and a bare ';' begins a comment
    INNER = "inner"  # the inside of one quoted string, with the escapes of RFC 1035
    ROUTE53 = "route53"  # the same, where `""` begins the next string and escapes are octal


def strings(
    value: MappedText, reading: Reading, *, refuses_long: bool
) -> tuple[tuple[CharacterString, ...], tuple[Quirk, ...]]:
    """The character-strings of a TXT value, and what the provider did to it on the way.

    `refuses_long`: the provider leaves a string over 255 octets as it is, so that it fails.
    """
    found, quirks = _read(value, reading)
    result: list[CharacterString] = []
    for string in found:
        if string.octets <= _LONGEST:
            result.append(string)
        elif refuses_long or string.quoted:
            quirks.append(_overlong(string, value, reading))
            result.append(string)
        else:
            result += _cut(string.text)
    return tuple(result), tuple(quirks)


def _read(value: MappedText, reading: Reading) -> tuple[list[CharacterString], list[Quirk]]:
    text = value.text
    if reading is Reading.RAW:
        return [_string(value)], []
    if reading is Reading.INNER:
        return [_string(_unescaped(value, _DECIMAL))], []
    if reading is Reading.ROUTE53:
        return _route53(value), []
    if _ALL_QUOTED.fullmatch(text):
        inner = (value[m.start(1) : m.end(1)] for m in _QUOTED.finditer(text))
        return [_string(_unescaped(part, _DECIMAL), quoted=True) for part in inner], []
    if reading is Reading.EITHER or not text.strip() or '"' in text:
        return [_string(value)], []
    if reading is Reading.QUOTED:
        return [_string(value)], [Quirk(QuirkKind.UNQUOTED_VALUE, value.span())]
    quirks = []
    if reading is Reading.MASTER_FILE and (comment := _COMMENT.match(text)):
        hidden = value[comment.start(1) :]
        quirks.append(Quirk(QuirkKind.COMMENT_CUT, value.span(comment.start(1)), hidden))
        value = value[: comment.start(1)]
    words = [
        _string(_unescaped(value[m.start() : m.end()], _DECIMAL, _bare_encoded))
        for m in _WORD.finditer(value.text)
    ]
    if len(words) > 1:
        quirks.append(Quirk(QuirkKind.UNQUOTED_STRINGS, value.span()))
    return words or [_string(value[:0])], quirks


def _overlong(string: CharacterString, value: MappedText, reading: Reading) -> Quirk:
    joint = '""' if reading is Reading.ROUTE53 else '" "' if string.quoted else ""
    at = value.text.find(string.text.text)
    written = value[at : at + len(string.text)] if joint and at >= 0 else None
    return Quirk(QuirkKind.OVERLONG_STRING, string.text.span(), written, joint)


def _route53(value: MappedText) -> list[CharacterString]:
    """The provider puts quotes around the text and Route 53 reads the whole.

    Quotes that are there already are left to be seen: they end up beside the provider's.
    """
    text = value.text
    if text.startswith('"') or _ends_in_quote(text):
        return [_string(value)]
    parts: list[MappedText] = []
    start = 0
    for border in _INNER_BORDER.finditer(text):
        parts.append(value[start : border.start()])
        start = border.end()
    parts.append(value[start:])
    return [_string(_unescaped(part, _OCTAL)) for part in parts]


def _ends_in_quote(text: str) -> bool:
    body = text.removesuffix('"')
    return body != text and (len(body) - len(body.rstrip("\\"))) % 2 == 0


def _unescaped(
    value: MappedText, escape: re.Pattern[str], encode: Encoder | None = None
) -> MappedText:
    radix = 8 if escape is _OCTAL else 10
    encode = encode or _encoder(radix)
    if "\\" not in value.text:
        return value.derive([Piece(value.text, 0, len(value.text))], encode)
    return value.derive(_pieces(value.text, escape, radix), encode)


def _pieces(text: str, escape: re.Pattern[str], radix: int) -> Iterator[Piece]:
    at = 0
    for match in escape.finditer(text):
        if match.start() > at:
            yield Piece(text[at : match.start()], at, match.start())
        code, character = match.groups()
        octet = int(code, radix) if code else -1
        if code and octet <= 255:
            character = bytes([octet]).decode("ascii", "surrogateescape")
        elif code:
            character = text[match.start() + 1]
            yield Piece(character, match.start(), match.start() + 2)
            at = match.start() + 2
            continue
        yield Piece(character, match.start(), match.end())
        at = match.end()
    if at < len(text):
        yield Piece(text[at:], at, len(text))


def _encoder(radix: int) -> Encoder:
    return _octal_encoded if radix == 8 else _decimal_encoded


def _decimal_encoded(text: str) -> str:
    return "".join(_escape(c, "03d") for c in text)


def _octal_encoded(text: str) -> str:
    return "".join(_escape(c, "03o") for c in text)


def _bare_encoded(text: str) -> str:
    """Text outside of quotes, where a blank ends the string and a ';' may begin a comment."""
    return _decimal_encoded(text).replace(";", "\\;").replace(" ", "\\032")


def _escape(character: str, code: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character < " " or character == "\x7f":
        return f"\\{format(ord(character), code)}"
    return character


def _string(text: MappedText, *, quoted: bool = False) -> CharacterString:
    plain = text.text
    octets = len(plain) if plain.isascii() else len(plain.encode("utf-8", "surrogateescape"))
    return CharacterString(text, quoted, octets)


def _cut(text: MappedText) -> Iterator[CharacterString]:
    """The strings that a provider cuts a long text into: 255 octets each, the last one the rest."""
    start = octets = 0
    for n, character in enumerate(text.text):
        size = len(character.encode("utf-8", "surrogateescape"))
        if octets + size > _LONGEST:
            yield _string(text[start:n])
            start, octets = n, 0
        octets += size
    yield _string(text[start:])
