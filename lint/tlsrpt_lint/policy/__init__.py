"""RFC 8460, section 3: any text in, a tree with places and named faults out.

The parser never raises and never gives up: it reads what was meant and names what is wrong with how
it is written. Which of two readings of one slip is taken is settled in it, once (the precedence of
docs/rules/index.md), so that each slip becomes one fault. What needs no reading of intent, such as
the syntax of a URI or of a mail address, is left to the rules.

All `start` and `end` are 0-based character indices into the policy's text, ends exclusive.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tlsrpt_lint.policy.regular import is_regular, read_regular
from tlsrpt_lint.policy.tree import (
    FOREIGN_TAGS,
    VERSION,
    Fault,
    FaultKind,
    Field,
    Place,
    Uri,
)
from tlsrpt_lint.source import Span
from tlsrpt_lint.text import Edit, MappedText

__all__ = ["FOREIGN_TAGS", "VERSION", "Fault", "FaultKind", "Field", "Place", "Policy", "Uri"]


class _Known(NamedTuple):
    """What `Policy` says of a text, wherever it stands."""

    version: Place | None
    fields: tuple[Field, ...]
    uris: tuple[Uri, ...]
    usable_uris: tuple[Uri, ...]
    faults: tuple[Fault, ...]
    rua_meant: bool
    is_regular: bool


@lru_cache(maxsize=4096)
def _read(text: str) -> _Known:
    """One reading of a text that may stand in many zones."""
    regular = is_regular(text)
    if regular:
        found = read_regular(text)
    else:
        from tlsrpt_lint.policy.reader import read

        found = read(text)
    return _Known(
        found.version,
        tuple(found.fields),
        tuple(found.uris),
        tuple(uri for uri in found.uris if uri.scheme and not uri.spoiled),
        tuple(sorted(found.faults, key=lambda fault: fault.places)),
        found.rua_meant,
        regular,
    )


class Policy:
    """A TLS-RPT policy as it was meant, and the faults in how it is written.

    `version` is None if there is none; `rua_meant` is true if something in the text was meant to be
    a rua, however it is written; `is_regular` if it has the form that most have (see `regular`).
    Faults are in the order of their places. `usable_uris` are the report URIs that have a scheme and
    no fault that the parser knows.
    """

    __slots__ = (
        "faults", "fields", "is_regular", "rua_meant", "text", "uris", "usable_uris", "version"
    )  # fmt: skip

    def __init__(self, text: MappedText) -> None:
        self.text = text
        (
            self.version, self.fields, self.uris, self.usable_uris, self.faults, self.rua_meant,
            self.is_regular,
        ) = _read(text.text)  # fmt: skip

    def span(self, place: Place | Fault | Field | Uri | None = None) -> Span:
        """The source bytes of a part of the policy (default: of all of it)."""
        return self.text.span(place.start, place.end) if place else self.text.span()

    def written(self, place: Place | Fault | Field | Uri) -> str:
        """The characters of a part of the policy."""
        return self.text.text[place.start : place.end]

    def with_blanks(self, place: Place | Fault | Uri) -> Place:
        """A part of the policy with the blanks on both sides of it."""
        text = self.text.text
        start, end = place.start, place.end
        while start and text[start - 1] in " \t":
            start -= 1
        while end < len(text) and text[end] in " \t":
            end += 1
        return Place(start, end)

    def edit(self, place: Place | Fault | Field | Uri, text: str) -> Edit | None:
        """The edit that puts `text` in place of a part of the policy; None if it cannot be written."""
        return self.text.edit(place.start, place.end, text)

    def edits(self, fault: Fault, text: str) -> list[Edit | None]:
        """The edits that put `text` in place of a fault wherever it occurs."""
        return [self.text.edit(place.start, place.end, text) for place in fault.places]

    def faults_of(self, kind: FaultKind) -> Iterator[Fault]:
        """The faults of one kind, in the order of their places."""
        return (fault for fault in self.faults if fault.kind is kind)
