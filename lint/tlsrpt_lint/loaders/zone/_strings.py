"""Character-strings in zone files: quoted and bare, with `\\DDD` and `\\X` (RFC 1035, 5.1)."""

import re
from collections.abc import Iterator
from itertools import pairwise

from tlsrpt_lint.records import CharacterString, Quirk, QuirkKind
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import Encoder, MappedText, Segment, read_only

from ._lexer import Entry, Fault, Token

_UNIT = lazy(rb"[^\\]++|\\[0-9]{3}|\\[^0-9]", re.DOTALL)
_PRINTABLE = lazy(r"[ -~]*+")
_BARE_PLAIN = lazy(r"[!#-'*-:<-\[\]-~]*+")


def encode_quoted(text: str) -> str | None:
    """`text` as it stands between quotes."""
    if '"' not in text and "\\" not in text and _PRINTABLE.fullmatch(text):
        return text
    return "".join(_escaped(octet, '"\\') for octet in _octets(text))


def encode_bare(text: str) -> str | None:
    """`text` as it stands without quotes."""
    if _BARE_PLAIN.fullmatch(text):
        return text
    return "".join(_escaped(octet, '"\\;()') if octet != 32 else "\\032" for octet in _octets(text))


def decode_string(source: SourceFile, token: Token) -> tuple[CharacterString, list[Fault]]:
    """The character-string that a word stands for, and what is wrong with its escapes.

    Octets are read as UTF-8, whether they were escaped or not; what is none becomes lone surrogates.
    """
    start, end = (token.start + 1, token.end - 1) if token.quoted else (token.start, token.end)
    end = max(start, end)
    encode = encode_quoted if token.quoted else encode_bare
    data = source.data
    if data.find(b"\\", start, end) < 0:
        text = MappedText.literal(source.span(start, end), encode)
        return CharacterString(text, token.quoted, end - start), []
    octets = bytearray()
    places: list[tuple[int, int]] = []
    faults: list[Fault] = []
    at = start
    while at < end:
        found = _UNIT.match(data, at, end)
        if found is None or (len(found[0]) == 4 and found[0][0] == 92 and int(found[0][1:]) > 255):
            stop = min(at + (4 if found else 2), end)
            faults.append(_bad_escape(source, at, stop))
            at = stop
            continue
        unit, stop = found[0], found.end()
        if unit[0] != 92:
            octets += unit
            places += [(n, n + 1) for n in range(at, stop)]
        else:
            octets.append(int(unit[1:]) if len(unit) == 4 else unit[1])
            places.append((at, stop))
        at = stop
    text = map_octets(source, bytes(octets), places, (start, end), encode)
    return CharacterString(text, token.quoted, len(octets)), faults


def read_strings(
    source: SourceFile, rdata: list[Token]
) -> tuple[tuple[CharacterString, ...], list[Fault]]:
    """All character-strings of a text record, and what is wrong with their escapes."""
    strings: list[CharacterString] = []
    faults: list[Fault] = []
    for token in rdata:
        string, wrong = decode_string(source, token)
        strings.append(string)
        faults += wrong
    return tuple(strings), faults


def text_quirks(
    source: SourceFile, entry: Entry, rdata: list[Token], strings: tuple[CharacterString, ...]
) -> Iterator[Quirk]:
    """What the format did to a text record that its author can hardly have meant."""
    first, last = rdata[0], rdata[-1]
    if entry.comment is not None and not last.quoted:
        start, end = entry.comment
        hidden = MappedText.literal(source.span(start, end))
        yield Quirk(QuirkKind.COMMENT_CUT, source.span(first.start, end), hidden)
    if sum(not token.quoted for token in rdata) > 1:
        yield Quirk(QuirkKind.UNQUOTED_STRINGS, source.span(first.start, last.end))
    for before, token in pairwise(rdata):
        if before.end == token.start:
            border = source.span(token.start, token.start)
            yield Quirk(QuirkKind.ADJACENT_STRINGS, border)
    for token, string in zip(rdata, strings, strict=True):
        if string.octets > 255:
            span = source.span(token.start + token.quoted, token.end - token.quoted)
            joint = '" "' if token.quoted else " "
            yield Quirk(QuirkKind.OVERLONG_STRING, span, MappedText.literal(span), joint)


def map_octets(
    source: SourceFile,
    octets: bytes,
    places: list[tuple[int, int]],
    around: tuple[int, int],
    encode: Encoder = read_only,
) -> MappedText:
    """The text of `octets`, each of which was written at its place (a range of bytes).

    A character of several octets stands at all of their places. `around` is where the text stands
    if it is empty.
    """
    text = octets.decode("utf-8", "surrogateescape")
    segments = list(_segments(source, text, places, encode))
    if not segments:
        span = source.span(around[0], around[0] if encode is not read_only else around[1])
        segments = [Segment(0, 0, span, exact=True, encode=encode)]
    return MappedText(text, segments)


def _segments(
    source: SourceFile, text: str, places: list[tuple[int, int]], encode: Encoder
) -> Iterator[Segment]:
    """Runs of characters that stand as they are, and one segment for each other character."""
    octet = 0
    run = -1
    run_start = 0
    for index, character in enumerate(text):
        size = 1 if character < "\x80" else len(character.encode("utf-8", "surrogateescape"))
        start, end = places[octet][0], places[octet + size - 1][1]
        octet += size
        if end - start == size and encode is not read_only:
            if run < 0:
                run, run_start = index, start
            run_end = end
            continue
        if run >= 0:
            yield Segment(run, index, source.span(run_start, run_end), exact=True, encode=encode)
            run = -1
        yield Segment(index, index + 1, source.span(start, end), exact=False, encode=encode)
    if run >= 0:
        yield Segment(run, len(text), source.span(run_start, run_end), exact=True, encode=encode)


def _bad_escape(source: SourceFile, start: int, end: int) -> Fault:
    return Fault(
        start,
        end,
        f"'{source.text(start, end)}' is no escape: a backslash takes three digits up to 255, or one"
        " other character.",
        "write '\\\\' for a backslash",
    )


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _escaped(octet: int, special: str) -> str:
    if chr(octet) in special:
        return f"\\{chr(octet)}"
    return chr(octet) if 32 <= octet < 127 else f"\\{octet:03d}"
