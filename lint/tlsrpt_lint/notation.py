"""Text of others in the notation of what it is written into, so that it stays text there; and numbers."""

from tlsrpt_lint.regex import lazy
from tlsrpt_lint.terminal import visible

_SPECIAL = lazy(r"([\\`*_\[\]|~$#])")
# A name behind '@' would be told of every comment; not so with a comment of HTML between.
_MENTION = lazy(r"(?<!\w)@(?=\w)")


def in_markdown(text: str) -> str:
    """Visible text that stands for itself, in a cell of a table too."""
    text = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MENTION.sub("@<!-- -->", _SPECIAL.sub(r"\\\1", text))


def in_html(text: str) -> str:
    """Visible text that stands for itself, between tags and between the quotes of an attribute."""
    from html import escape

    return escape(visible(text))


def counted(number: int, noun: str) -> str:
    """The number with its noun, in the plural but for 1. Scripts read it, so it has no separators."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
