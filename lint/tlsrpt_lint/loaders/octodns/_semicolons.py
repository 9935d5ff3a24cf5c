"""Which of its two semicolon modes an octoDNS provider is in, told from the values themselves.

`escaped_semicolons: true`, the default of octoDNS 1.x, wants every `;` of a TXT value written `\\;` and
refuses one straight behind a letter, a digit or `_`; `false` wants it bare and refuses `\\;`. The option
stands in a file that a linter often does not see, but values that work tell it.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from tlsrpt_lint.records import QuirkKind
from tlsrpt_lint.regex import lazy

# What `Quirk.detail` says of how the mode is known.
BY_CONFIGURATION = "the configuration"
BY_OTHER_VALUES = "other values"
BY_NEIGHBOURS = "neighbouring files"
BY_ITSELF = "the value itself"
UNKNOWN = ""

ESCAPED = re.compile(r"\\+;")
_DOUBLED = lazy(r"\\\\;")
_BARE = lazy(r"\w;")


class Counts(NamedTuple):
    """How many values tell for each mode."""

    escaped: int = 0
    bare: int = 0


class Mode(NamedTuple):
    """`escaped` is the provider's option; `known_by` is one of the texts above."""

    escaped: bool
    known_by: str


@lru_cache(maxsize=4096)
def told_by(value: str) -> Counts:
    """What one value tells. Nobody writes `\\;` by chance, so a mixed value tells for that."""
    if ESCAPED.search(value):
        return Counts(escaped=1)
    return Counts(bare=1) if _BARE.search(value) else Counts()


class Evidence:
    """The values of one file with how often each is there, what is configured, and the files around it.

    These are a last resort.
    """

    def __init__(
        self,
        values: Mapping[str, int],
        neighbours: Callable[[], Counts],
        configured: bool | None = None,
    ) -> None:
        told = [(told_by(value), times) for value, times in values.items()]
        self._counts = Counts(
            sum(each.escaped * times for each, times in told),
            sum(each.bare * times for each, times in told),
        )
        self._neighbours = neighbours
        self._configured = configured

    def mode_for(self, value: str) -> Mode:
        """The mode that `value` must obey. A value is no evidence for itself."""
        if self._configured is not None:
            return Mode(self._configured, BY_CONFIGURATION)
        own = told_by(value)
        counts = self._counts
        if counts != own:
            # In a tie the default of octoDNS 1.x stands.
            return Mode(counts.escaped >= counts.bare, BY_OTHER_VALUES)
        if own.escaped and _BARE.search(value):
            return Mode(escaped=True, known_by=BY_ITSELF)
        if own != Counts():
            around = self._neighbours()
            if around != Counts():
                return Mode(around.escaped >= around.bare, BY_NEIGHBOURS)
        return Mode(escaped=True, known_by=UNKNOWN)


def violation(value: str, mode: Mode, *, lenient: bool) -> tuple[QuirkKind, str] | None:
    """What octoDNS has against the semicolons of `value`, and how that is known.

    A lenient record is published all the same, and a bare `;` comes out right.
    """
    if _DOUBLED.search(value):
        return QuirkKind.SEMICOLON_ESCAPED, BY_ITSELF
    if mode.escaped:
        if _BARE.search(value) and not lenient:
            return QuirkKind.SEMICOLON_UNESCAPED, mode.known_by
        return None
    return (QuirkKind.SEMICOLON_ESCAPED, mode.known_by) if ESCAPED.search(value) else None


# A policy's version and what stands before the first `;`, in any YAML style.
_POLICY = lazy(rb"""\bv=(?:DMARC1|DKIM1|STSv1|TLSRPTv1)[ \t]*(\\*);""")


def told_by_bytes(data: bytes) -> Counts:
    """What the policies in a YAML file tell, without reading it as YAML."""
    marks = [found[1] for found in _POLICY.finditer(data)]
    return Counts(sum(map(bool, marks)), sum(not mark for mark in marks))
