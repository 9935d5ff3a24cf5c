"""What a text says before its grammar is looked at: is it a policy, and what in it is noise.

Noise is what pasting and double quoting leave behind: quotes and backslashes that were meant for a
layer below, control characters, typographic look-alikes of ASCII. A draft has it taken out or
replaced by what it stands for, and remembers where it was.
"""

import re
from typing import NamedTuple

from tlsrpt_lint.regex import lazy

_VERSION_LIKE = lazy(r"""[\s"'\\\u201c\u201d\u201e\u2018\u2019\ufeff]*[vV]\s*=""")

_GLUED = lazy(r"(?i)(TLSRPTv?\d*)rua\Z")

# Typographic characters and the ASCII that was meant; NFKC settles the full-width forms.
_MEANT = {
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
    "\u037e": ";", "\u061b": ";", "\u2236": ":", "\u201a": ",",
}  # fmt: skip
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_QUOTES = frozenset("\u201c\u201d\u201e\u201f\u2018\u2019\u201b\u00ab\u00bb\u2033\u2032")


_BETWEEN_WORDS = " \t\r\n\v\f\"'!?&/.,:;<=>@\\|"
_WORD_END = lazy(f"[{re.escape(_BETWEEN_WORDS)}]")

_OTHER_POLICY = lazy(r"""[\s"']*v\s*=\s*(?:STSv|DMARC|spf|DKIM|BIMI)""", re.IGNORECASE)


def is_policy_text(text: str, *, at_tlsrpt: bool) -> bool:
    """True if the author of `text` meant a TLS-RPT policy.

    That is a text which, after blanks and quotes, reads `v`, `=` and something within one edit of
    `TLSRPT`; `at_tlsrpt`, at a `_smtp._tls` owner, also any text that holds `rua=`. Policies of
    other kinds (SPF, DMARC, MTA-STS, …) never are.
    """
    start = _VERSION_LIKE.match(text)
    if start:
        value = re.match(r"""[\s"'\u201c\u201d]*([A-Za-z0-9_.-]*)""", text[start.end() :])
        if value and near_version(_GLUED.sub(r"\1", value[1])):
            return True
    return at_tlsrpt and "rua=" in text.lower() and not _OTHER_POLICY.match(text)


def near_version(value: str) -> bool:
    """True if `value` is within one edit of `TLSRPT`, in any case, before its `v` and digits."""
    bare = re.sub(r"V?\.?\d*\Z", "", value.upper())
    return any(within_one_edit(form, "TLSRPT") for form in {bare, bare.rstrip("V")})


def within_one_edit(one: str, other: str) -> bool:
    """One letter more, less or other, or two neighbours in the wrong order."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return short[n:] == long[n + 1 :]
    swapped = one[n : n + 2] == other[n : n + 2][::-1] and one[n + 2 :] == other[n + 2 :]
    return swapped or one[n + 1 :] == other[n + 1 :]


class DraftText(NamedTuple):
    """The text without its noise. `at` has, for each character kept, its index in the original.

    `noise` groups what was found: "quotes", "backslash", "control", or else what is not ASCII: all
    typographic quotes, one such character wherever it stands, or the letters of one word. Each
    group is one fault, at one place or at several.
    """

    text: str
    at: tuple[int, ...]
    noise: dict[str, list[tuple[int, int]]]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Characters `start` to `end` of the draft as a range of the original text."""
        if start >= end:
            return self.at[start], self.at[start]
        return self.at[start], self.at[end - 1] + 1


def draft(text: str) -> DraftText:
    """Take the noise out of `text`."""
    kept: list[str] = []
    at: list[int] = []
    noise: dict[str, list[tuple[int, int]]] = {}
    quotes = _quote_places(text)
    if quotes:
        noise["quotes"] = quotes
    skip = {n for start, end in quotes for n in range(start, end)}
    for n, character in enumerate(text):
        if n in skip:
            continue
        if " " <= character < "\x7f":
            if character == "\\":
                noise.setdefault("backslash", []).append((n, n + 1))
                continue
        elif character.isascii():
            if character not in "\t\r\n\v\f":
                noise.setdefault("control", []).append((n, n + 1))
                continue
        else:
            plain = meant(character)
            group, place = character, (n, n + 1)
            if character in _QUOTES:
                group = "typographic quotes"
            elif plain == character:
                place = word_around(text, n)
                group = f"word at {place[0]}"
            places = noise.setdefault(group, [])
            if place not in places[-1:]:
                places.append(place)
            character = plain
            if not character:
                continue
        kept.append(character)
        at.append(n)
    at.append(len(text))
    return DraftText("".join(kept), tuple(at), noise)


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


def word_around(text: str, index: int) -> tuple[int, int]:
    """The label or word that holds the character at `index`: what stands between punctuation."""
    start = index
    while start and text[start - 1] not in _BETWEEN_WORDS:
        start -= 1
    found = _WORD_END.search(text, index)
    return start, found.start() if found else len(text)


def _quote_places(text: str) -> list[tuple[int, int]]:
    """The quotes around the text, around its version and around a report URI.

    Quotes inside an extension's value are legal and stay.
    """
    inner = text.strip()
    start = text.find(inner) if inner else 0
    end = start + len(inner)
    mark = inner[:1]
    if mark and mark in "\"'" and (mark == '"' or inner.endswith("'")):
        places = [(start, start + 1)]
        if mark == '"':
            # Several strings in one: `"v=TLSRPTv1; " "rua=…"`, the blank between them included.
            places += [(m.start(), m.end()) for m in re.finditer(r'"[ \t]*"', text[:end])]
        if end - start > 1 and inner.endswith(mark) and not any(p[1] >= end for p in places[1:]):
            places.append((end - 1, end))
        return places
    places = []
    if version := re.match(r"""\s*[vV]\s*=\s*(["'])\w*(["']?)""", text):
        places += [version.span(1), version.span(2)]
    for found in re.finditer(r"""(?<![A-Za-z0-9_.-])rua\s*=\s*("[^";]*"?)""", text, re.IGNORECASE):
        places.append((found.start(1), found.start(1) + 1))
        if found[1].endswith('"') and len(found[1]) > 1:
            places.append((found.end(1) - 1, found.end(1)))
    if not places and re.search(r"""(?<![\w.-])rua\s*=[^;"]*"\Z""", inner):
        places.append((end - 1, end))
    return [place for place in places if place[0] < place[1]]
