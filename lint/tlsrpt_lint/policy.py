"""RFC 8460, section 3: any text in, a tree with places and named faults out.

The parser never raises and never gives up: it reads what was meant and names what is wrong with how
it is written. Which of two readings of one slip is taken is settled here, once (the precedence of
docs/rules/index.md), so that each slip becomes one fault. What needs no reading of intent, such as
the syntax of a URI or of a mail address, is left to the rules.

All `start` and `end` are 0-based character indices into the policy's text, ends exclusive.
"""

import re
from collections.abc import Iterator
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from tlsrpt_lint.policytext import DraftText, draft, near_version
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import Span
from tlsrpt_lint.text import Edit, MappedText

VERSION = "v=TLSRPTv1"

# Tags of DMARC, SPF and MTA-STS that people carry over. TLS-RPT reports; it enforces nothing.
FOREIGN_TAGS = frozenset(
    re.findall(
        r"\w+", "adkim aspf fo id max_age mode mx np p pct psd rf ri ruf sp t include redirect"
    )
)

_BLANK = " \t\r\n\v\f"
_NAME = lazy(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}\Z")
_FIELD_AFTER_BLANK = lazy(r"[ \t\r\n\v\f]+(?=[A-Za-z0-9][\w.-]*[ \t]*=(?!=))")
_SCHEME = lazy(r"([A-Za-z][A-Za-z0-9+-]*):")
_VERSION = lazy(r"([vV])(\s*)([=:-]?)(\s*)([A-Za-z0-9_.-]*)")
_GLUED_VERSION = lazy(r"TLSRPTv?\d*(?=rua\Z)", re.IGNORECASE)
_HOST = lazy(r"(?:[A-Za-z0-9_-]+\.)+[A-Za-z][A-Za-z0-9-]*\.?(?::\d*)?(?:[/?#]|\Z)")
_TAG_IN_LIST = lazy(r"([A-Za-z_]+)[ \t]*=[ \t]*")
_RUA_WORD = lazy(r"(?i:rua)(?:[ \t:]+[^=\s]|\Z)")
_WORD = r"(?<![A-Za-z0-9])"
_PLACEHOLDER = lazy(
    r"<[A-Za-z][^<>@:;,/]*>"
    r"|\[(?![A-Fa-f0-9:.]+\])[A-Za-z][A-Za-z _-]*\]"
    r"|\{\{.*?\}\}|\$\{[^}]*\}|%[A-Za-z_]{3,}%|\{[A-Za-z_]+\}"
    rf"|{_WORD}(?i:your?)(?=@)"
    rf"|{_WORD}(?i:your)[-_ ]?(?i:domain|company|organi[sz]ation|org|e-?mail|address|mailbox|site|"
    r"website|host|name|here)(?:[-_]\w+)*(?![A-Za-z0-9])"
    rf"|{_WORD}YOUR_\w+|{_WORD}(?:EMAIL|MAIL|RUA|REPORT)_?(?:ADDRESS|HERE|URI)(?![A-Za-z0-9])"
    rf"|{_WORD}(?i:change[-_]?me|replace[-_]?me|to[-_]?be[-_]?replaced)(?![A-Za-z0-9])"
    rf"|{_WORD}(?:TODO|FIXME|XXX+)(?![A-Za-z0-9])"
    r"|(?<=@)domain\.tld(?![A-Za-z0-9])"
)


class FaultKind(Enum):
    """The slips that the parser names; each is the subject of one rule."""

    MISSING_VERSION = "no version in the text"
    VERSION_NOT_FIRST = "the version does not come first"
    WRONG_VERSION = "not the octets v=TLSRPTv1"
    MISSING_SEMICOLON = "two fields with no ';' between"
    EMPTY_FIELD = "a ';' with no field before it"
    SPACE_AROUND_EQUALS = "blanks beside '='"
    STRAY_WHITESPACE = "blanks or control characters where none may stand"
    MALFORMED_FIELD = "a field without '=' or without a name"
    FIELD_NAME = "a field name with forbidden characters or length"
    RUA_CASE = "rua in another case"
    EXTENSION_VALUE = "an extension value with forbidden characters, or none"
    NON_ASCII = "a character that is not ASCII"
    LITERAL_BACKSLASH = "a backslash that reaches the wire"
    LITERAL_QUOTES = "quotes that reach the wire"
    FOREIGN_TAG_IN_LIST = "a tag inside the list of report URIs"
    PLACEHOLDER = "a placeholder left in"
    EMPTY_RUA = "an empty rua, or an empty item in its list"
    MISSING_SCHEME = "a report URI without a scheme"
    MAILTO_SLASHES = "mailto:// instead of mailto:"
    UNENCODED_DELIMITER = "a raw '!', ',' or ';' inside a URI"
    SPACE_IN_URI = "a blank inside a URI"
    WRONG_LIST_SEPARATOR = "report URIs separated by something else than ','"
    CUT_URI = "a raw ';' turned the tail of a URI into a field"


class Place(NamedTuple):
    """Characters `start` to `end` of the policy's text."""

    start: int
    end: int


class Fault(NamedTuple):
    """One slip, at one place or at several (each of a pair of quotes, each stray backslash)."""

    kind: FaultKind
    places: tuple[Place, ...]

    @property
    def start(self) -> int:
        """Index of the first character at fault."""
        return self.places[0].start

    @property
    def end(self) -> int:
        """Index past the last character of the first place."""
        return self.places[0].end


class Field(NamedTuple):
    """One `name=value` field, blanks trimmed. The version is not among a policy's fields."""

    name: str
    value: str
    start: int
    end: int
    value_start: int

    @property
    def is_rua(self) -> bool:
        """True for the field that senders read, in lower case as the grammar has it."""
        return self.name == "rua"


class Uri(NamedTuple):
    """One item of a rua list. `scheme` is in lower case, empty if there is none.

    `spoiled`: a fault within it is reported already, so that what follows from that fault (bad
    syntax, a bad address, a bad host) is not worth a second finding.
    """

    text: str
    scheme: str
    start: int
    end: int
    spoiled: bool

    @property
    def rest(self) -> str:
        """What follows the scheme and its colon; all of the text where there is no scheme."""
        return self.text[len(self.scheme) + 1 :] if self.scheme else self.text

    @property
    def rest_start(self) -> int:
        """Index of the first character of `rest` in the policy's text."""
        return self.end - len(self.rest)


class Policy:
    """A TLS-RPT policy as it was meant, and the faults in how it is written."""

    __slots__ = ("faults", "fields", "rua_meant", "text", "uris", "version")

    def __init__(self, text: MappedText) -> None:
        reader = _Reader(text.text)
        reader.read()
        self.text = text
        self.version: Place | None = reader.version
        self.fields: tuple[Field, ...] = tuple(reader.fields)
        self.uris: tuple[Uri, ...] = tuple(reader.uris)
        self.faults: tuple[Fault, ...] = tuple(sorted(reader.faults, key=lambda f: f.places))
        self.rua_meant: bool = reader.rua_meant

    def span(self, place: "Place | Fault | Field | Uri | None" = None) -> Span:
        """The source bytes of a part of the policy (default: of all of it)."""
        return self.text.span(place.start, place.end) if place else self.text.span()

    def written(self, place: "Place | Fault | Field | Uri") -> str:
        """The characters of a part of the policy."""
        return self.text.text[place.start : place.end]

    def edit(self, place: "Place | Fault | Field | Uri", text: str) -> Edit | None:
        """The edit that puts `text` in place of a part of the policy; None if it cannot be written."""
        return self.text.edit(place.start, place.end, text)

    def edits(self, fault: Fault, text: str) -> list[Edit | None]:
        """The edits that put `text` in place of a fault wherever it occurs."""
        return [self.text.edit(place.start, place.end, text) for place in fault.places]

    def faults_of(self, kind: FaultKind) -> Iterator[Fault]:
        """The faults of one kind, in the order of their places."""
        return (fault for fault in self.faults if fault.kind is kind)


class _Reader:
    """One pass over one text. The lists fill as it goes; `Policy` freezes them.

    It works on a draft of the text from which noise (quotes, stray backslashes, characters that are
    not ASCII) is taken out, so that noise hides no other fault. Indices named `a`, `b` count in the
    draft; `_place` takes them back to the text.
    """

    def __init__(self, text: str) -> None:
        self.draft: DraftText = draft(text)
        self.text = self.draft.text
        self.version: Place | None = None
        self.fields: list[Field] = []
        self.uris: list[Uri] = []
        self.faults: list[Fault] = []
        self.rua_meant = False

    def read(self) -> None:
        self._noise()
        pieces = self._pieces()
        if pieces:
            pieces = self._read_version(pieces)
        for a, b in pieces:
            self._read_field(a, b)

    # -- places and faults -------------------------------------------------------------------

    def _place(self, a: int, b: int) -> Place:
        return Place(*self.draft.original(a, b))

    def _fault(self, kind: FaultKind, a: int, b: int) -> None:
        self.faults.append(Fault(kind, (self._place(a, b),)))

    def _noise(self) -> None:
        kinds = {
            "quotes": FaultKind.LITERAL_QUOTES,
            "backslash": FaultKind.LITERAL_BACKSLASH,
            "control": FaultKind.STRAY_WHITESPACE,
        }
        for group, places in self.draft.noise.items():
            kind = kinds.get(group, FaultKind.NON_ASCII)
            self.faults.append(Fault(kind, tuple(Place(*p) for p in places)))

    # -- fields ------------------------------------------------------------------------------

    def _pieces(self) -> list[tuple[int, int]]:
        """The texts between semicolons, trimmed; faults for empty ones and for blanks at the ends."""
        text = self.text
        cuts = [-1, *(n for n, c in enumerate(text) if c == ";"), len(text)]
        pieces: list[tuple[int, int]] = []
        empty_from: int | None = None
        for number, (before, after) in enumerate(pairwise(cuts)):
            a, b = self._trim(before + 1, after)
            last = number == len(cuts) - 2
            if a < b:
                if empty_from is not None:
                    self._fault(FaultKind.EMPTY_FIELD, empty_from, before + 1)
                    empty_from = None
                pieces.append((a, b))
            elif not last and empty_from is None:
                empty_from = after
        if empty_from is not None:
            self._fault(FaultKind.EMPTY_FIELD, empty_from, cuts[-2] + 1)
        self._outer_blanks(cuts)
        return pieces

    def _outer_blanks(self, cuts: list[int]) -> None:
        text = self.text
        first, last = self._trim(0, len(text))
        if first == len(text):
            return
        if first:
            self._fault(FaultKind.STRAY_WHITESPACE, 0, first)
        tail = text[last:]
        # Behind a closing ';' blanks are its own; line ends never are.
        if tail and (cuts[-2] + 1 != last or tail.strip(" \t")):
            self._fault(FaultKind.STRAY_WHITESPACE, last, len(text))
        for line_end in re.finditer(r"[\r\n\v\f]+", text[first:last]):
            a, b = line_end.start() + first, line_end.end() + first
            near = text[:a].rstrip(" \t")[-1:] + text[b:].lstrip(" \t")[:1]
            if ";" in near or "," in near:
                self._fault(FaultKind.STRAY_WHITESPACE, a, b)

    def _trim(self, a: int, b: int) -> tuple[int, int]:
        while a < b and self.text[a] in _BLANK:
            a += 1
        while b > a and self.text[b - 1] in _BLANK:
            b -= 1
        return a, b

    def _read_version(self, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Read the version, wherever it is; the pieces that are left, in order."""
        for number, (a, b) in enumerate(pieces):
            end = self._version_end(a, b)
            if end is None:
                continue
            if number:
                self._fault(FaultKind.VERSION_NOT_FIRST, a, end)
            self.version = self._place(a, end)
            rest = self._behind_version(end, b)
            return [*pieces[:number], *rest, *pieces[number + 1 :]]
        a, _ = pieces[0]
        self._fault(FaultKind.MISSING_VERSION, a, a)
        return pieces

    def _version_end(self, a: int, b: int) -> int | None:
        """Where a version that begins at `a` ends, its own faults noted; None if there is none."""
        text = self.text
        found = _VERSION.match(text, a, b)
        if not found:
            return None
        name, before, equals, after, value = found.groups()
        end = found.end()
        if glued := _GLUED_VERSION.match(value):
            end -= len(value) - glued.end()
            value = glued.group()
        if not near_version(value):
            return None
        if equals == "=" and text[end:b].startswith("="):
            end = b
        if before or after:
            self._fault(FaultKind.SPACE_AROUND_EQUALS, found.end(1), found.start(5))
        if name + equals + text[found.start(5) : end] != VERSION:
            self._fault(FaultKind.WRONG_VERSION, a, end)
        return end

    def _behind_version(self, a: int, b: int) -> list[tuple[int, int]]:
        rest = a
        while rest < b and self.text[rest] in _BLANK + ",:":
            rest += 1
        if a < b:
            self._fault(FaultKind.MISSING_SEMICOLON, a, rest)
        return [(rest, b)] if rest < b else []

    def _read_field(self, a: int, b: int) -> None:
        text = self.text
        piece = text[a:b]
        equals = piece.find("=")
        previous_is_rua = bool(self.fields) and self.fields[-1].is_rua
        if previous_is_rua and self._continues_list(a, b):
            return
        rua_word = _RUA_WORD.match(piece)
        if equals < 0 or rua_word:
            self.rua_meant |= bool(rua_word)
            self._fault(FaultKind.MALFORMED_FIELD, a, b)
            return
        name = piece[:equals].rstrip(_BLANK)
        value_at, _ = self._trim(a + equals + 1, b)
        if not name:
            self._fault(FaultKind.MALFORMED_FIELD, a, b)
            return
        if len(name) < equals or (value_at > a + equals + 1 and value_at < b):
            self._fault(FaultKind.SPACE_AROUND_EQUALS, a + len(name), value_at)
        split = _FIELD_AFTER_BLANK.search(text, value_at, b)
        end = split.start() if split and split.start() > value_at else b
        self._read_value(name, a, value_at, end)
        if split and end < b:
            self._fault(FaultKind.MISSING_SEMICOLON, split.start(), split.end())
            self._read_field(split.end(), b)

    def _read_value(self, name: str, a: int, value_at: int, b: int) -> None:
        place = self._place(a, b)
        value_start = self._place(value_at, b).start
        field = Field(name, self.text[value_at:b], *place, value_start)
        self.fields.append(field)
        if name.lower() == "rua":
            slip = name != "rua"
            if slip:
                self._fault(FaultKind.RUA_CASE, a, a + len(name))
            if not slip or not self._has_rua_beside(a):
                self.rua_meant = True
                self._read_list(a, value_at, b)
            return
        plain = "".join(c if c.isascii() else "x" for c in name)
        if not _NAME.match(plain):
            self._fault(FaultKind.FIELD_NAME, a, a + len(name))
        for n in range(value_at, b):
            character = self.text[n]
            if character.isascii() and (not "!" <= character <= "~" or character == "="):
                self._fault(FaultKind.EXTENSION_VALUE, n, n + 1)
                return
        if value_at >= b:
            self._fault(FaultKind.EXTENSION_VALUE, a, b)

    def _has_rua_beside(self, a: int) -> bool:
        """True if another field of the text is a lower-case rua: then RUA= is only an extension."""
        return any(
            piece.strip(_BLANK).startswith("rua=")
            for piece in (self.text[:a] + self.text[a + 3 :]).split(";")
        )

    # -- the list of report URIs -------------------------------------------------------------

    def _continues_list(self, a: int, b: int) -> bool:
        """True if the piece was read as something that belongs to the rua list before it."""
        text = self.text
        piece = text[a:b]
        delimiter = text.rfind(";", 0, a)
        tight = delimiter + 1 == a and text[delimiter - 1] not in _BLANK
        last = self.uris[-1] if self.uris else None
        scheme = _SCHEME.match(piece)
        address = "@" in piece and not re.match(r"[\w.-]*\s*=", piece)
        if (
            last
            and not last.scheme
            and last.text.lower() in ("mailto", "https")
            and "=" not in piece
        ):
            self._rejoin(last, b)
            return True
        if scheme and scheme[1].lower() in ("mailto", "https", "http"):
            self._fault(FaultKind.WRONG_LIST_SEPARATOR, delimiter, delimiter + 1)
            self._read_list(a, a, b)
            return True
        if address and last and last.scheme == "mailto" and "@" not in last.text:
            self._cut(last, delimiter, FaultKind.UNENCODED_DELIMITER)
            return True
        if address:
            self._fault(FaultKind.WRONG_LIST_SEPARATOR, delimiter, delimiter + 1)
            self._read_list(a, a, b)
            return True
        if not tight or last is None or last.scheme != "https":
            return False
        if "=" not in piece:
            self._cut(last, delimiter, FaultKind.UNENCODED_DELIMITER)
            return True
        if "?" in last.text and piece.split("=", 1)[0] not in FOREIGN_TAGS | {"rua", "v"}:
            self._fault(FaultKind.CUT_URI, delimiter, delimiter + 1)
        return False

    def _rejoin(self, last: Uri, b: int) -> None:
        """`mailto;x@y`: the ';' stands where the ':' belongs."""
        self.faults = [
            f
            for f in self.faults
            if f.kind is not FaultKind.MISSING_SCHEME or f.start != last.start
        ]
        end = self._place(b, b).start
        self.faults.append(Fault(FaultKind.MISSING_SCHEME, (Place(last.start, end),)))
        whole = self.text[b - (end - last.start) : b]
        self.uris[-1] = Uri(whole, "", last.start, end, spoiled=True)

    def _cut(self, last: Uri, delimiter: int, kind: FaultKind) -> None:
        self._fault(kind, delimiter, delimiter + 1)
        self.uris[-1] = last._replace(spoiled=True)

    def _read_list(self, field_at: int, a: int, b: int) -> None:
        text = self.text
        if a >= b:
            self._fault(FaultKind.EMPTY_RUA, field_at, b)
            return
        cuts = [a - 1, *(n for n in range(a, b) if text[n] == ","), b]
        empties: list[Place] = []
        for before, after in pairwise(cuts):
            first, last = self._trim(before + 1, after)
            if first < last:
                self._read_item(first, last, before if before >= a else None)
            else:
                comma = before if before >= a else after
                place = self._place(comma, comma + 1)
                if place not in empties:
                    empties.append(place)
        if empties:
            self.faults.append(Fault(FaultKind.EMPTY_RUA, tuple(empties)))

    def _read_item(self, a: int, b: int, comma: int | None) -> None:
        """One text between commas: mostly one URI, at times several, at times the tail of one."""
        tag = _TAG_IN_LIST.match(self.text, a, b)
        if tag and tag[1].lower() == "rua" and comma is not None:
            self._fault(FaultKind.WRONG_LIST_SEPARATOR, a, tag.end())
            if tag.end() < b:
                self._read_item(tag.end(), b, None)
            return
        if tag and comma is not None and tag[1].lower() in FOREIGN_TAGS:
            self._fault(FaultKind.FOREIGN_TAG_IN_LIST, a, b)
            return
        for separator in re.finditer(r"[ \t\r\n\v\f]+|\|", self.text[a:b]):
            x, y = a + separator.start(), a + separator.end()
            if self._complete(self.text[a:x]) and _begins_uri(self.text[y:b]):
                self._fault(FaultKind.WRONG_LIST_SEPARATOR, x, y)
                self._read_item(a, x, comma)
                self._read_item(y, b, None)
                return
        self._read_uri(a, b, comma)

    def _complete(self, text: str) -> bool:
        """True if the text can be a whole report URI, scheme forgotten or not."""
        scheme = _SCHEME.match(text)
        if scheme and scheme[1].lower() == "mailto":
            return "@" in text
        return "@" in text or (len(text) > scheme.end() if scheme else bool(_HOST.match(text)))

    def _read_uri(self, a: int, b: int, comma: int | None) -> None:
        text = self.text[a:b]
        place = self._place(a, b)
        before = len(self.faults)
        if hole := _PLACEHOLDER.search(text):
            self._fault(FaultKind.PLACEHOLDER, a + hole.start(), a + hole.end())
            self.uris.append(Uri(text, _scheme_of(text), *place, spoiled=True))
            return
        scheme = _scheme_of(text)
        if not scheme and any(c.isalnum() for c in text):
            if comma is not None and self._is_tail(text):
                self._fault(FaultKind.UNENCODED_DELIMITER, comma, comma + 1)
                self.uris[-1] = self.uris[-1]._replace(spoiled=True)
                return
            self._fault(FaultKind.MISSING_SCHEME, a, b)
        if scheme == "mailto" and text[7:9] == "//":
            self._fault(FaultKind.MAILTO_SLASHES, a, a + 9)
        blanks = [
            self._place(a + m.start(), a + m.end()) for m in re.finditer(r"[ \t\r\n\v\f]+", text)
        ]
        if blanks:
            self.faults.append(Fault(FaultKind.SPACE_IN_URI, tuple(blanks)))
        if marks := [self._place(a + n, a + n + 1) for n, c in enumerate(text) if c == "!"]:
            self.faults.append(Fault(FaultKind.UNENCODED_DELIMITER, tuple(marks)))
        noisy = any(
            place.start <= p.start < place.end
            for f in self.faults[:before]
            if f.kind
            in (FaultKind.NON_ASCII, FaultKind.LITERAL_BACKSLASH, FaultKind.STRAY_WHITESPACE)
            for p in f.places
        )
        spoiled = noisy or len(self.faults) > before
        self.uris.append(Uri(text, scheme, *place, spoiled))

    def _is_tail(self, text: str) -> bool:
        """True if a text behind a comma is the tail of the URI before, not one of its own."""
        if "@" in text or not self.uris:
            return False
        return self.uris[-1].scheme == "https" or not _HOST.match(text)


def _scheme_of(text: str) -> str:
    """The scheme in lower case; "" for `host:8443/path` and for what has none."""
    found = _SCHEME.match(text)
    if not found or (found[1].lower() not in ("mailto", "https") and text[found.end()].isdigit()):
        return ""
    return found[1].lower()


def _begins_uri(text: str) -> bool:
    scheme = _SCHEME.match(text)
    if scheme:
        return scheme[1].lower() in ("mailto", "https", "http") or text[scheme.end() :][:2] == "//"
    return bool(re.match(r"[^\s@,;|]+@[^\s@,;|]+\.[^\s@,;|]", text))
