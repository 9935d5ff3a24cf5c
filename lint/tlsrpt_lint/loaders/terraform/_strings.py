"""The strings of HCL: quoted ones, heredocs, and the escapes of both."""

import re
from collections.abc import Iterator

from tlsrpt_lint.text import MappedText, Piece

_QUOTED_ESCAPE = re.compile(r"\$\$\{|%%\{|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\(.)", re.DOTALL)
_TEMPLATE_ESCAPE = re.compile(r"\$\$\{|%%\{")
_SHORT = {"n": "\n", "r": "\r", "t": "\t"}
_WRITTEN = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def encode_template(text: str) -> str:
    """Text as it must stand in a template so that it is taken as it is."""
    return text.replace("${", "$${").replace("%{", "%%{")


def encode_quoted(text: str) -> str:
    """Text as it must stand between quotes."""
    return encode_template("".join(_WRITTEN.get(character, character) for character in text))


def decode_template(written: MappedText) -> MappedText:
    """The text of a literal part of a heredoc or of a JSON string."""
    return _decoded(written, _TEMPLATE_ESCAPE)


def decode_quoted(written: MappedText) -> MappedText:
    """The text of a literal part of a quoted string."""
    return _decoded(written, _QUOTED_ESCAPE)


def _decoded(written: MappedText, escape: re.Pattern[str]) -> MappedText:
    quoted = escape is _QUOTED_ESCAPE
    pieces = list(_pieces(written.text, escape))
    return written.derive(pieces, encode_quoted if quoted else encode_template)


def _pieces(text: str, escape: re.Pattern[str]) -> Iterator[Piece]:
    at = 0
    for match in escape.finditer(text):
        if match.start() > at:
            yield Piece(text[at : match.start()], at, match.start())
        yield Piece(_character(match), match.start(), match.end())
        at = match.end()
    if at < len(text):
        yield Piece(text[at:], at, len(text))


def _character(match: re.Match[str]) -> str:
    if match[0] in ("$${", "%%{"):
        return match[0][1:]
    code = match[1] or match[2]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return _SHORT.get(match[3], match[3])
