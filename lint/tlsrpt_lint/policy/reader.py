"""From a policy's text to its version, fields and report URIs, in one pass."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from tlsrpt_lint.policy.draft import draft
from tlsrpt_lint.policy.notes import Notes
from tlsrpt_lint.policy.rua import PLACEHOLDER, RuaReader
from tlsrpt_lint.policy.tree import VERSION, FaultKind, Field, Place, Reading
from tlsrpt_lint.policytext import near_version
from tlsrpt_lint.regex import lazy

_BLANK = " \t\r\n\v\f"
_BLANKS = lazy(r"(?<!\s)\s+")
_LINE_END = lazy(r"[\r\n\v\f](?:.*[\r\n\v\f])?", re.DOTALL)
_NOT_ASCII = lazy(r"[^\x00-\x7f]")

_VERSION = lazy(
    r"(v(?:ersion)?)?(\s*)([=:-]?)(\s*)([A-Za-z0-9]+(?:[_.-][A-Za-z0-9]+)*)", re.IGNORECASE
)
_GLUED = lazy(r"TLSRPTv?\d*(?=rua\b)", re.IGNORECASE)
_ANY_VERSION = lazy(r"[vV]\s*=\s*[^;,\s]*")
_SEPARATORS = lazy(r"[^A-Za-z0-9]*")
# A further field that no ';' precedes; behind '=', ',' or ';' a blank separates nothing.
_LOST_SEMICOLON = lazy(
    r"(?<![\s=,;])(?:,?\s+(?=[A-Za-z0-9][A-Za-z0-9_.-]*[ \t]*=(?!=))|,(?=rua\s*=))"
)

_NAME = lazy(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}\Z")
_EXACT_RUA = lazy(r"rua\s*=")
_RUA_WITHOUT_EQUALS = lazy(r"rua(?:[ \t:]+[^=\s]|[^=]*\Z)", re.IGNORECASE)
_BEGINS_URI = lazy(r"(?:mailto|https):|[^\s@]+@", re.IGNORECASE)
_NOT_IN_VALUE = lazy(r"\s+|[^!-:<>-~\x80-\U0010ffff]")


def read(text: str) -> Reading:
    """Read a policy. Never raises; takes time in proportion to the length of the text."""
    return _Reader(text).read()


class _Piece(NamedTuple):
    """What stands between two semicolons, or would if none were lost. Blanks are trimmed.

    `semicolon` is the index of the one before, -1 where there is none.
    """

    start: int
    end: int
    semicolon: int


class _Reader:
    """Works on a draft of the text, so that noise hides no other fault."""

    def __init__(self, text: str) -> None:
        self.draft = draft(text)
        self.text = self.draft.text
        self.notes = Notes(self.draft)
        self.rua = RuaReader(self.text, self.notes)
        self.version: Place | None = None
        self.fields: list[Field] = []
        self.rua_meant = False
        self.has_rua = False

    def read(self) -> Reading:
        pieces = self._read_first_version(list(self._pieces()))
        self._note_stray_blanks()
        pieces = [part for piece in pieces for part in self._divided(piece)]
        if self.version is None and pieces:
            pieces = self._find_version(pieces)
        self.has_rua = any(self._is_rua(piece) for piece in pieces)
        for piece in pieces:
            self._read_piece(piece)
        faults = self.notes.faults
        return Reading(self.version, self.fields, self.rua.uris, faults, self.rua_meant)

    # -- from the text to its pieces ---------------------------------------------------------

    def _pieces(self) -> Iterator[_Piece]:
        """What stands between semicolons; a fault for each run of semicolons that end nothing."""
        text = self.text
        cuts = [-1, *(n for n, character in enumerate(text) if character == ";"), len(text)]
        empty_from: int | None = None
        for before, after in pairwise(cuts):
            start, end = self._trimmed(before + 1, after)
            if start < end:
                if empty_from is not None:
                    self.notes.fault(FaultKind.EMPTY_FIELD, empty_from, before + 1)
                    empty_from = None
                yield _Piece(start, end, before)
            elif after < len(text) and empty_from is None:
                empty_from = after
        if empty_from is not None:
            self.notes.fault(FaultKind.EMPTY_FIELD, empty_from, cuts[-2] + 1)

    def _divided(self, piece: _Piece) -> Iterator[_Piece]:
        """The piece cut where a semicolon was lost: at a blank or comma before a further field."""
        start, end, semicolon = piece
        for found in _LOST_SEMICOLON.finditer(self.text, start, end):
            in_list = found[0].startswith(",") and self.text.startswith("rua", start)
            left_is_field = self.text.find("=", start, found.start()) >= 0
            if in_list or not (left_is_field or _read_version(self.text, found.end(), end)):
                continue
            self.notes.fault(FaultKind.MISSING_SEMICOLON, *found.span())
            yield _Piece(start, found.start(), semicolon)
            start, semicolon = found.end(), -1
        yield _Piece(start, end, semicolon)

    def _note_stray_blanks(self) -> None:
        """Blanks at both ends, and line ends beside a ';' or ','. Those elsewhere stand in a field."""
        text = self.text
        first, last = self._trimmed(0, len(text))
        if first == last:
            return
        if first:
            self.notes.fault(FaultKind.STRAY_WHITESPACE, 0, first)
        for run in _BLANKS.finditer(text, first, last):
            if run.start() >= last:
                break
            beside = text[run.start() - 1] + text[run.end() : run.end() + 1]
            if (line_end := _LINE_END.search(run[0])) and (";" in beside or "," in beside):
                start, end = run.start() + line_end.start(), run.start() + line_end.end()
                self.notes.fault(FaultKind.STRAY_WHITESPACE, start, end)
        # Blanks behind a closing ';' are its own; line ends never are.
        tail = text[last:]
        if tail and (text[last - 1] != ";" or tail.strip(" \t")):
            self.notes.fault(FaultKind.STRAY_WHITESPACE, last, len(text))

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        piece = self.text[start:end]
        inner = piece.strip(_BLANK)
        start += len(piece) - len(piece.lstrip(_BLANK))
        return start, start + len(inner)

    # -- the version -------------------------------------------------------------------------

    def _read_first_version(self, pieces: list[_Piece]) -> list[_Piece]:
        """Read the version, if the text begins with one; the pieces that are left."""
        if not pieces:
            return []
        start, end, _ = pieces[0]
        found = _read_version(self.text, start, end, bare=True)
        if not found:
            return pieces
        junk = _SEPARATORS.match(self.text, found.end, end)
        if junk and found.end < junk.end() == end < len(self.text):
            found = found._replace(written=self.text[start:end], end=end)  # `v=TLSRPTv1.;`
        self._note_version(found, start)
        if found.end == end:
            return pieces[1:]
        assert junk is not None
        self.notes.fault(FaultKind.MISSING_SEMICOLON, *junk.span())
        rest = [_Piece(junk.end(), end, -1)] if junk.end() < end else []
        return [*rest, *pieces[1:]]

    def _find_version(self, pieces: list[_Piece]) -> list[_Piece]:
        """Read a version that does not come first or is none; the pieces that are left, in order."""
        read = ((n, _read_version(self.text, p.start, p.end)) for n, p in enumerate(pieces))
        number, found = next((version for version in read if version[1]), (0, None))
        piece = pieces[number]
        if found:
            self.notes.fault(FaultKind.VERSION_NOT_FIRST, piece.start, found.end)
        else:
            found = _other_version(self.text, piece.start, piece.end)
        if not found:
            self.notes.fault(FaultKind.MISSING_VERSION, piece.start, piece.start)
            return pieces
        self._note_version(found, piece.start)
        rest = [_Piece(found.end, piece.end, -1)] if found.end < piece.end else []
        return [*pieces[:number], *rest, *pieces[number + 1 :]]

    def _note_version(self, found: "_Version", start: int) -> None:
        if found.spaced:
            self.notes.fault(FaultKind.SPACE_AROUND_EQUALS, *found.spaced)
        if found.written != VERSION:
            self.notes.fault(FaultKind.WRONG_VERSION, start, found.end)
        self.version = self.draft.place(start, found.end)

    # -- fields ------------------------------------------------------------------------------

    def _is_rua(self, piece: _Piece) -> bool:
        return _EXACT_RUA.match(self.text, piece.start, piece.end) is not None

    def _read_piece(self, piece: _Piece) -> None:
        start, end, semicolon = piece
        behind_list = bool(self.fields) and self.fields[-1].name == "rua" and semicolon >= 0
        if behind_list and self.rua.goes_on(semicolon, start, end):
            return
        equals = self.text.find("=", start, end)
        name = self.text[start:equals].rstrip(_BLANK) if equals >= 0 else ""
        rua_word = _RUA_WITHOUT_EQUALS.match(self.text, start, end)
        if not name or rua_word:
            hole = PLACEHOLDER.search(self.text, start, end)
            kind = FaultKind.PLACEHOLDER if hole else FaultKind.MALFORMED_FIELD
            is_uri = _BEGINS_URI.match(self.text, start, end)
            self.rua_meant |= any((rua_word, hole, is_uri))
            self.notes.fault(kind, *(hole.span() if hole else (start, end)))
            return
        before = self.notes.count
        value, _ = self._trimmed(equals + 1, end)
        if start + len(name) < equals or equals + 1 < value < end:
            self.notes.fault(FaultKind.SPACE_AROUND_EQUALS, start + len(name), value)
        self._read_value(name, start, value, end)
        place = self.draft.place(start, end)
        spoiled = self.notes.count > before or self.draft.is_noisy(place)
        value_start = self.draft.place(value, end).start
        self.fields.append(Field(name, self.text[value:end], *place, value_start, spoiled))

    def _read_value(self, name: str, start: int, value: int, end: int) -> None:
        is_rua = name.lower() == "rua"
        if is_rua and name != "rua":
            self.notes.fault(FaultKind.RUA_CASE, start, start + len(name))
            is_rua = not self.has_rua  # beside a rua, RUA is an extension like any other
        if is_rua:
            self.rua_meant = True
            self.rua.read(start, value, end)
            return
        if not _NAME.match(_NOT_ASCII.sub("x", name)):
            self.notes.fault(FaultKind.FIELD_NAME, start, start + len(name))
        if value >= end:
            self.notes.fault(FaultKind.EMPTY_EXTENSION, start, end)
        elif bad := _NOT_IN_VALUE.search(self.text, value, end):
            self.notes.fault(FaultKind.EXTENSION_VALUE, *bad.span())


class _Version(NamedTuple):
    """A version as it was found: its octets, where it ends, and the blanks around its '='."""

    written: str
    end: int
    spaced: tuple[int, int] | None


def _read_version(text: str, start: int, end: int, *, bare: bool = False) -> _Version | None:
    """The version that begins at `start`, right or nearly; `bare`, also one that lost its `v=`."""
    found = _VERSION.match(text, start, end)
    if not found:
        return None
    name, before, equals, after, value = found.groups(default="")
    stop = found.end()
    if glued := _GLUED.match(value):
        stop, value = found.start(5) + glued.end(), glued[0]
    if not near_version(value) or not (name or (bare and text[stop : stop + 1] != "=")):
        return None
    if text[stop : stop + 1] == "=":
        stop = end
    spaced = (found.end(1), found.start(5)) if equals and (before or after) else None
    return _Version(name + equals + text[found.start(5) : stop], stop, spaced)


def _other_version(text: str, start: int, end: int) -> _Version | None:
    """A first field `v` whose value is nothing like a version."""
    found = _ANY_VERSION.match(text, start, end)
    return _Version(found[0], found.end(), None) if found else None
