"""A policy's text without its noise.

Noise is what pasting and double quoting leave behind: quotes and backslashes that were meant for a
layer below, control characters, typographic look-alikes of ASCII. It hides what a text says, so a
draft has it taken out, or replaced by what it stands for, and remembers where it was.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tlsrpt_lint.policy.tree import Fault, FaultKind, Place
from tlsrpt_lint.regex import lazy

_CLEAN = lazy(r"[ !#-&(-\[\]-~\t\r\n\v\f]*")
_WORD = lazy(r"""[^\s"'!?&/.,:;<=>@\\|]+""")
_EXTENSION = lazy(r"[ \t]*([A-Za-z0-9][A-Za-z0-9_.-]{0,31})=[!-:<>-~]+[ \t]*\Z")

# Typographic characters and the ASCII that was meant; NFKC settles the full-width forms.
_MEANT = {
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
    "\u037e": ";", "\u061b": ";", "\u2236": ":", "\u201a": ",",
}  # fmt: skip
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_QUOTES = frozenset("\u201c\u201d\u201e\u201f\u2018\u2019\u201b\u00ab\u00bb\u2033\u2032")

_STRING_QUOTES = lazy(r'"(?:[ \t]*")?')
_BEGINS_VERSION = lazy(r"\s*[vV]\s*=")
_QUOTED_VERSION = lazy(r"""[\s;]*[vV]\s*=\s*(["'])\w*(["']?)""")
_QUOTED_URIS = lazy(r"""(?<![A-Za-z0-9_.-])rua\s*=\s*("[^";]*"?|'[^';]*')""")
_RUA = lazy(r"(?<![A-Za-z0-9_.-])rua\s*=")


class Draft(NamedTuple):
    """The text without its noise, and what was taken out.

    `at` has, for each character kept and for the end, its index in the original. `noise` is sorted.
    """

    text: str
    at: Sequence[int]
    faults: list[Fault]
    noise: list[Place]

    def place(self, start: int, end: int) -> Place:
        """Characters `start` to `end` of the draft as a place in the original text."""
        if start >= end:
            return Place(self.at[start], self.at[start])
        return Place(self.at[start], self.at[end - 1] + 1)

    def is_noisy(self, place: Place) -> bool:
        """True if noise was taken out of `place`, a place in the original text."""
        first = bisect_left(self.noise, (place.start, place.start))
        return first < len(self.noise) and self.noise[first].start < place.end


def draft(text: str) -> Draft:
    """Take the noise out of `text`."""
    if _CLEAN.fullmatch(text):
        return Draft(text, range(len(text) + 1), [], [])
    return _Cleaner(text).draft()


def meant(character: str) -> str:
    """The one ASCII character that a typographic one stands for, "" for none, or itself."""
    if character in _INVISIBLE or character in _QUOTES:
        return ""
    if character in _MEANT:
        return _MEANT[character]
    import unicodedata

    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1 and " " <= plain < "\x7f":
        return plain
    return " " if unicodedata.category(character).startswith("Z") else character


class _Cleaner:
    """One text being cleaned: characters first, then quotes in what is left."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kept: list[str] = []
        self.at: list[int] = []
        self.groups: dict[tuple[FaultKind, str], list[Place]] = {}

    def draft(self) -> Draft:
        legal = _extensions(self.text)
        self._clean_characters(legal)
        self._clean_quotes(legal)
        self._settle_backslashes()
        faults = [Fault(kind, tuple(places)) for (kind, _), places in self.groups.items() if places]
        noise = sorted(
            place
            for fault in faults
            if fault.kind is not FaultKind.BACKSLASH_IN_EXTENSION
            for place in fault.places
        )
        return Draft("".join(self.kept), [*self.at, len(self.text)], faults, noise)

    def _note(self, kind: FaultKind, place: Place, group: str = "") -> None:
        places = self.groups.setdefault((kind, group), [])
        if places[-1:] != [place]:
            places.append(place)

    def _clean_characters(self, legal: list[Place]) -> None:
        words = _Places(Place(*found.span()) for found in _WORD.finditer(self.text))
        extensions = _Places(legal)
        for n, character in enumerate(self.text):
            place = Place(n, n + 1)
            if not character.isascii():
                plain = meant(character)
                if character in _QUOTES:
                    self._note(FaultKind.NON_ASCII, place, "quotes")
                elif plain == character:
                    word = words.holding(n) or place
                    self._note(FaultKind.NON_ASCII, word, f"word at {word.start}")
                else:
                    self._note(FaultKind.NON_ASCII, place, character)
                character = plain
            elif character == "\\":
                if extensions.holding(n):
                    self._note(FaultKind.BACKSLASH_IN_EXTENSION, place)
                else:
                    self._note(FaultKind.LITERAL_BACKSLASH, place)
                    continue
            elif not " " <= character < "\x7f" and character not in "\t\r\n\v\f":
                self._note(FaultKind.STRAY_WHITESPACE, place, "control")
                continue
            if character:
                self.kept.append(character)
                self.at.append(n)

    def _clean_quotes(self, legal: list[Place]) -> None:
        text = "".join(self.kept)
        extensions = _Places(legal)
        outer = text.strip()[:1] in ('"', "'")
        dropped: set[int] = set()
        for start, end in sorted(_quotes(text)):
            if not outer and extensions.holding(self.at[start]):
                continue
            dropped.update(range(start, end))
            self._note(FaultKind.LITERAL_QUOTES, Place(self.at[start], self.at[end - 1] + 1))
        if dropped:
            self.kept = [c for n, c in enumerate(self.kept) if n not in dropped]
            self.at = [index for n, index in enumerate(self.at) if n not in dropped]

    def _settle_backslashes(self) -> None:
        """Let `\\"` be one place, and all backslashes be one fault if one of them is illegal."""
        stray = self.groups.get((FaultKind.LITERAL_BACKSLASH, ""), [])
        if not stray:
            return
        legal = self.groups.pop((FaultKind.BACKSLASH_IN_EXTENSION, ""), [])
        quotes = self.groups.get((FaultKind.LITERAL_QUOTES, ""), [])
        escaping = {place.end for place in stray}
        escaped = {quote.start for quote in quotes if quote.start in escaping}
        quotes[:] = [quote for quote in quotes if quote.start not in escaped]
        stray[:] = sorted(
            [p._replace(end=p.end + 1) if p.end in escaped else p for p in [*stray, *legal]]
        )


class _Places:
    """Places that do not overlap, asked for by index."""

    def __init__(self, places: "Iterator[Place] | list[Place]") -> None:
        self._places = list(places)

    def holding(self, index: int) -> Place | None:
        """The place that holds the character at `index`, if there is one."""
        n = bisect_left(self._places, (index + 1, -1)) - 1
        return self._places[n] if n >= 0 and index < self._places[n].end else None


def _extensions(text: str) -> list[Place]:
    """The well-formed extension fields, in whose values quotes and backslashes are legal."""
    pieces: list[Place] = []
    start = len(text) - len(text.lstrip("; \t"))
    for piece in text[start:].split(";"):
        pieces.append(Place(start, start + len(piece)))
        start += len(piece) + 1
    names = [_EXTENSION.match(text[piece.start : piece.end]) for piece in pieces]
    has_rua = any(text[piece.start : piece.end].lstrip().startswith("rua=") for piece in pieces)
    return [
        piece
        for piece, name in zip(pieces[1:], names[1:], strict=True)
        if name and (name[1].lower() != "rua" or (has_rua and name[1] != "rua"))
    ]


def _quotes(text: str) -> list[tuple[int, int]]:
    """The quotes around the text, around its version and around report URIs."""
    inner = text.strip()
    start = text.find(inner) if inner else 0
    end = start + len(inner)
    mark = inner[:1]
    if mark == '"':
        # Each string in quotes of its own: the blank between two strings is not meant either.
        return [found.span() for found in _STRING_QUOTES.finditer(text)]
    if mark == "'" and inner.endswith("'"):
        return [place for place in ((start, start + 1), (end - 1, end)) if end - start > 1]
    places = []
    if mark == "'" and _BEGINS_VERSION.match(inner, 1):
        places.append((start, start + 1))  # its twin was cut off, say by a comment
    if version := _QUOTED_VERSION.match(text):
        places += [version.span(1), version.span(2)]
    for found in _QUOTED_URIS.finditer(text):
        places.append((found.start(1), found.start(1) + 1))
        if len(found[1]) > 1 and found[1].endswith(found[1][0]):
            places.append((found.end(1) - 1, found.end(1)))
    closing = inner.endswith('"') and (end - 1, end) not in places
    if closing and _RUA.search(inner, inner.rfind(";") + 1):
        places.append((end - 1, end))
    return [place for place in places if place[0] < place[1]]
