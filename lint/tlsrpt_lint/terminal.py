"""Text for terminals and CI logs: what a file holds never steers what shows it.

Zone data is written by others. A terminal obeys escape sequences in it, an editor reorders it by
bidirectional controls, and the log readers of GitHub, Azure and TeamCity take `##[…]`, `##vso[…]` and
`##teamcity[…]` anywhere in a line for commands. Everything that shows such text passes it through
`visible`, or character by character through `glyphs`.
"""

import re
from enum import Enum

from tlsrpt_lint.regex import lazy

_LOG_COMMAND = lazy(r"(?<=#)#(?=(?:vso|teamcity)?\[)", re.IGNORECASE)
_NAMED_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


class Tone(Enum):
    """What a colour stands for; the value is the ANSI sequence that selects it."""

    ERROR = "\x1b[1;31m"
    WARNING = "\x1b[1;33m"
    NOTE = "\x1b[1;36m"
    HELP = "\x1b[1;32m"
    STRONG = "\x1b[1m"
    GUTTER = "\x1b[1;34m"


class Paint:
    """Colours text by what it stands for; leaves it alone where `color` is false."""

    __slots__ = ("color",)

    def __init__(self, *, color: bool) -> None:
        self.color = color

    def __call__(self, tone: Tone, text: str) -> str:
        """The text in the colour of the tone."""
        return f"{tone.value}{text}\x1b[0m" if self.color and text else text


def visible(text: str) -> str:
    """The text on one line, with an escape for every character that is not seen as itself.

    Control and format characters, blanks other than the space, unassigned code points and bytes
    that are no UTF-8 (lone surrogates) become `\\t`, `\\x1b`, `\\u202e` and so on; a character that
    makes a log command becomes an escape likewise.
    """
    if text.isprintable() and "##" not in text:
        return text
    return "".join(glyphs(text))


def glyphs(text: str) -> list[str]:
    """What each character of the text is shown as, one string a character: see `visible`."""
    shown = [c if c.isprintable() else _escape(c) for c in text]
    for command in _LOG_COMMAND.finditer(text):
        shown[command.start()] = "\\x23"
    return shown


def line_head(text: str) -> str:
    """Visible text for the head of a line, where GitHub takes `::` for a command."""
    text = visible(text)
    indent = len(text) - len(text.lstrip())
    return f"{text[:indent]}\\x3a{text[indent + 1 :]}" if text.startswith("::", indent) else text


def columns(text: str) -> int:
    """The width of printable text in terminal columns."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(c) in ("Mn", "Me") else 2 if east_asian_width(c) in "WF" else 1 for c in text
    )


def _escape(character: str) -> str:
    named = _NAMED_ESCAPES.get(character)
    if named is not None:
        return named
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # how "surrogateescape" carries a byte that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
