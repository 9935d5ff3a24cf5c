"""The list of report URIs: mostly URIs between commas, at times something else.

Two questions are settled here. Is what stands behind a `;` the next field, or does it still belong
to the list (another URI, or the tail of the last one)? And is what stands between two commas one
URI, several, or the tail of one?
"""

import re
from itertools import pairwise

from tlsrpt_lint.policy.notes import Notes
from tlsrpt_lint.policy.tree import FOREIGN_TAGS, FaultKind, Uri
from tlsrpt_lint.regex import lazy

_KNOWN = ("mailto", "https")
_SCHEME = lazy(r"([A-Za-z][A-Za-z0-9+-]*):")
_HOST = lazy(r"(?:[A-Za-z0-9_-]+\.)+[A-Za-z][A-Za-z0-9-]*\.?(?::\d*)?(?:[/?#]|\Z)")
_HOST_AND_PORT = lazy(r"[A-Za-z0-9-]+:\d{1,5}(?:[/?#]|\Z)")
_ADDRESS = lazy(r"[^\s@,;|]+@[^\s@,;|]+\.[^\s@,;|]")
_FIELD = lazy(r"[A-Za-z0-9_.-]*\s*=")
_NAMED = lazy(r"([A-Za-z0-9][A-Za-z0-9_.-]*)=")
_TAG = lazy(r"([A-Za-z_]+)[ \t]*=[ \t]*")
_WORD = lazy(r"[^\s|]+")
_LOST_COLON = lazy(r"mailto[\s;=/.,]+", re.IGNORECASE)

# What people and templates leave in place of an address.
_ALONE = r"(?<![A-Za-z0-9])"
PLACEHOLDER = lazy(
    r"<[A-Za-z][^<>@:;,/]*>"
    r"|\[(?![A-Fa-f0-9:.]+\])[A-Za-z][A-Za-z _-]*\]"
    r"|\{\{[^{}]*\}\}|\{%[^{}]*%\}|\$\{[^{}]*\}|\{[A-Za-z_]+\}|<%[^<>]*%>"
    r"|\$\([^()]*\)|\$[A-Z][A-Z_]{2,}(?![A-Za-z0-9])|@[A-Z][A-Z_]{2,}@|%\([A-Za-z_]+\)s"
    r"|%(?![0-9A-Fa-f]{2})[A-Za-z_]{3,}%|%[A-Za-z_]{3,}%(?![0-9A-Fa-f]{2})"
    rf"|{_ALONE}(?i:you)(?=@your)"
    rf"|{_ALONE}(?i:your)[-_ ]?(?i:domain|company|organi[sz]ation|org|e-?mail|address|mailbox|site|"
    r"website|host|name|here)(?:[-_][\w-]*)?(?![A-Za-z0-9])"
    rf"|{_ALONE}YOUR_\w+|{_ALONE}(?:EMAIL|MAIL|RUA|REPORT)_?(?:ADDRESS|HERE|URI)(?![A-Za-z0-9])"
    rf"|{_ALONE}(?i:change[-_]?me|replace[-_]?me|to[-_]?be[-_]?replaced)(?![A-Za-z0-9])"
    rf"|{_ALONE}(?:TODO|FIXME|XXX+)(?![A-Za-z0-9])"
    r"|(?<=@)domain\.tld(?![A-Za-z0-9])"
)


class RuaReader:
    """Reads the rua lists of one draft. Indices given to it count in the draft.

    A list may reach over several pieces of the text (between semicolons), so the reader is asked
    of each piece behind a list whether it belongs to it.
    """

    def __init__(self, text: str, notes: Notes) -> None:
        self.text = text
        self.notes = notes
        self.uris: list[Uri] = []
        self._last_start = 0  # where the last URI begins in the draft

    def read(self, field: int, start: int, end: int) -> None:
        """Read the value `start` to `end` of the rua field that begins at `field`."""
        if start >= end:
            self.notes.fault(FaultKind.EMPTY_RUA, field, end)
        else:
            self._read_items(start, end)

    def goes_on(self, semicolon: int, start: int, end: int) -> bool:
        """Read the piece `start` to `end`, if it belongs to the list before the semicolon."""
        piece = self.text[start:end].partition(",")[0]
        last = self.uris[-1] if self.uris else None
        has_equals = "=" in piece
        if not _FIELD.match(piece) and self._lost_colon():
            self._rejoin(start + len(piece))
            if start + len(piece) < end:
                self._read_items(start + len(piece) + 1, end)
            return True
        scheme = _SCHEME.match(piece)
        is_address = "@" in piece and not _FIELD.match(piece)
        if is_address and last and last.scheme == "mailto" and "@" not in last.text:
            self._take_tail(semicolon, start, end)
            return True
        if is_address or (scheme and scheme[1].lower() in (*_KNOWN, "http")):
            self.notes.fault(FaultKind.WRONG_LIST_SEPARATOR, semicolon, semicolon + 1)
            self._read_items(start, end)
            return True
        tight = semicolon + 1 == start and not self.text[semicolon - 1].isspace()
        if not tight or last is None or last.scheme != "https":
            return False
        if not has_equals:
            self._take_tail(semicolon, start, end)
            return True
        name = _NAMED.match(piece)
        if name and "?" in last.text and name[1] not in FOREIGN_TAGS | {"rua", "v"}:
            self.notes.fault(FaultKind.CUT_URI, semicolon, semicolon + 1)
        return False

    def _lost_colon(self) -> bool:
        """True if the last URI is a scheme without its colon, as in `mailto;x@y`."""
        return bool(self.uris) and self.uris[-1].text.lower() in _KNOWN

    def _rejoin(self, end: int) -> None:
        """Read the last URI again, up to `end`."""
        self.uris.pop()
        self.notes.withdraw(FaultKind.MISSING_SCHEME, self._last_start)
        self._read_uri(self._last_start, end, None)

    def _take_tail(self, semicolon: int, start: int, end: int) -> None:
        """The piece, up to its first comma, is the tail of the URI before the semicolon."""
        self.notes.fault(FaultKind.UNENCODED_DELIMITER, semicolon, semicolon + 1)
        self.uris[-1] = self.uris[-1]._replace(spoiled=True)
        comma = self.text.find(",", start, end)
        if comma >= 0:
            self._read_items(comma + 1, end)

    def _read_items(self, start: int, end: int) -> None:
        text = self.text
        commas = [n for n, character in enumerate(text[start:end], start) if character == ","]
        empty: list[tuple[int, int]] = []
        for before, after in pairwise([start - 1, *commas, end]):
            item = text[before + 1 : after]
            first = after - len(item.lstrip())
            last = before + 1 + len(item.rstrip())
            comma = before if text[before : before + 1] == "," else None
            if first < last:
                self._read_item(first, last, comma)
            else:
                at = after if comma is None else comma
                if (at, at + 1) not in empty[-1:]:
                    empty.append((at, at + 1))
        self.notes.fault_at(FaultKind.EMPTY_RUA, empty)

    def _read_item(self, start: int, end: int, comma: int | None) -> None:
        """One text between commas: a tag, one URI, several, or the tail of one."""
        tag = _TAG.match(self.text, start, end)
        if tag:
            if tag[1].lower() == "rua":
                self.notes.fault(FaultKind.WRONG_LIST_SEPARATOR, start, tag.end())
                start, comma = tag.end(), None
            elif comma is not None and tag[1].lower() in FOREIGN_TAGS:
                self.notes.fault(FaultKind.FOREIGN_TAG_IN_LIST, start, end)
                return
        if comma is not None and self._lost_colon() and "@" in self.text[start:end]:
            self._rejoin(end)
            return
        words = [found.span() for found in _WORD.finditer(self.text, start, end)]
        for (_, before), (word, word_end) in pairwise(words):
            if self._is_complete(start, before) and _begins_uri(self.text[word:word_end]):
                self.notes.fault(FaultKind.WRONG_LIST_SEPARATOR, before, word)
                self._read_uri(start, before, comma)
                start, comma = word, None
        if start < end:
            self._read_uri(start, end, comma)

    def _is_complete(self, start: int, end: int) -> bool:
        """True if the text can be a whole report URI, scheme forgotten or not."""
        scheme = _SCHEME.match(self.text, start, end)
        if scheme and scheme[1].lower() != "mailto":
            return end > scheme.end()
        at = self.text.find("@", start, end) >= 0
        return at or (scheme is None and _HOST.match(self.text[start:end]) is not None)

    def _read_uri(self, start: int, end: int, comma: int | None) -> None:
        notes = self.notes
        text = self.text[start:end]
        before = notes.count
        if text.startswith("<") and _SCHEME.match(text, 1):
            closing = [(end - 1, end)] if text.endswith(">") else []
            notes.fault_at(FaultKind.ANGLE_BRACKETS, [(start, start + 1), *closing])
            self._read_uri(start + 1, end - len(closing), None)
            return
        if hole := PLACEHOLDER.search(text):
            notes.fault(FaultKind.PLACEHOLDER, start + hole.start(), start + hole.end())
            self._append(start, end, spoiled=True)
            return
        lost_colon = _LOST_COLON.match(text)
        self._note_delimiters(start + (lost_colon.end() if lost_colon else 0), end)
        scheme = _scheme_of(text)
        if not scheme and comma == start - 1 and self._is_tail(text):
            notes.fault(FaultKind.UNENCODED_DELIMITER, comma, comma + 1)
            self.uris[-1] = self.uris[-1]._replace(spoiled=True)
            return
        if not scheme and (notes.count == before or any(map(str.isalnum, text))):
            notes.fault(FaultKind.MISSING_SCHEME, start, end)
        if scheme == "mailto" and text[7:9] == "//":
            notes.fault(FaultKind.MAILTO_SLASHES, start, start + 9)
        self._append(start, end, spoiled=notes.count > before)

    def _append(self, start: int, end: int, *, spoiled: bool) -> None:
        text = self.text[start:end]
        place = self.notes.draft.place(start, end)
        spoiled = spoiled or self.notes.draft.is_noisy(place)
        self.uris.append(Uri(text, _scheme_of(text), *place, spoiled))
        self._last_start = start

    def _note_delimiters(self, start: int, end: int) -> None:
        """Blanks, line ends and '!' inside a URI."""
        runs = [found.span() for found in re.finditer(r"\s+", self.text[start:end])]
        blanks: list[tuple[int, int]] = []
        breaks: list[tuple[int, int]] = []
        for a, b in runs:
            run = (start + a, start + b)
            (breaks if self.text[run[0] : run[1]].strip(" \t") else blanks).append(run)
        marks = [(n, n + 1) for n in range(start, end) if self.text[n] == "!"]
        self.notes.fault_at(FaultKind.SPACE_IN_URI, blanks)
        self.notes.fault_at(FaultKind.STRAY_WHITESPACE, breaks)
        self.notes.fault_at(FaultKind.UNENCODED_DELIMITER, marks)

    def _is_tail(self, text: str) -> bool:
        """True if a text directly behind a comma is the tail of the URI before, not one of its own."""
        if "@" in text or not self.uris or not any(map(str.isalnum, text)):
            return False
        return self.uris[-1].scheme == "https" or not _HOST.match(text)


def _scheme_of(text: str) -> str:
    """The scheme in lower case; "" for `host:8443/path` and for what has none."""
    found = _SCHEME.match(text)
    if not found or (found[1].lower() not in _KNOWN and _HOST_AND_PORT.match(text)):
        return ""
    return found[1].lower()


def _begins_uri(text: str) -> bool:
    scheme = _SCHEME.match(text)
    if scheme:
        return scheme[1].lower() in (*_KNOWN, "http") or text[scheme.end() :][:2] == "//"
    return bool(_ADDRESS.match(text))
