"""Owners that stand for more than their own record: entries that begin with a blank take them over."""

import re
from functools import partial

from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import Encoder

from ._lexer import read_entry

# Comments, empty lines and most directives keep the last owner; an included file may begin with it.
_TAKEN_OVER = lazy(
    rb"(?:[ \t]*+(?:;[^\r\n]*+)?+(?:\r\n?|\n)|\$(?!INCLUDE)[^\r\n]*+(?:\r\n?|\n))*+"
    rb"(?:[ \t]++[^ \t;\r\n]|\$INCLUDE)",
    re.IGNORECASE,
)


def owner_encoder(source: SourceFile, start: int) -> Encoder:
    """Writes the owner that the entry at `start` begins with, unless further entries have it too."""
    return partial(_encode, source, start)


def _encode(source: SourceFile, start: int, text: str) -> str | None:
    behind = read_entry(source.data, start).end
    return None if _TAKEN_OVER.match(source.data, behind) else text
