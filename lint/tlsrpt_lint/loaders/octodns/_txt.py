"""octoDNS's own layer over a TXT value: DNS quotes and chunks, then `\\;`."""

from functools import cache
from typing import NamedTuple

from tlsrpt_lint.loaders.octodns._semicolons import ESCAPED, UNKNOWN, Mode
from tlsrpt_lint.records import CharacterString
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import Span
from tlsrpt_lint.text import Encoder, MappedText, Piece, Segment, composed, verbatim

_LAYER = lazy(rf'(?P<joint>" ")|(?P<semicolon>{ESCAPED.pattern})')
_OCTETS = 255
_composed = cache(composed)  # the values of a file share one encoder

# Values that a template processor or an unrendered template will change.
_PLACEHOLDER = lazy(r"\{[A-Za-z_][\w.]*(?:![rsa])?(?::[^{}]*)?\}|\{\{|\{%|<%")


class Text(NamedTuple):
    """The intended text of a value, and the character that an unbalanced quote costs."""

    text: MappedText
    lost: MappedText | None


def has_placeholder(value: str) -> bool:
    """True if the value's text is not known before octoDNS's processors, or a template, have run."""
    return _PLACEHOLDER.search(value) is not None


def decode(value: MappedText, mode: Mode) -> Text:
    """What the author of the value meant to publish.

    A leading `"` drops the first and the last character, whatever that is, and `" "` joins chunks
    (octoDNS, `_ChunkedValue.process`). Each `\\;` becomes `;` whatever the mode: what octoDNS has
    against it is told apart from what the record says.
    """
    raw = value.text
    start, end = 0, len(raw)
    lost = None
    if raw.startswith('"'):
        start, end = 1, max(len(raw) - 1, 1)
        if len(raw) < 2 or raw[-1] != '"':
            lost = value[end:]
    pieces = []
    at = start
    for found in _LAYER.finditer(raw, start, end):
        if found.start() > at:
            pieces.append(Piece(raw[at : found.start()], at, found.start()))
        if found.lastgroup == "semicolon":
            pieces.append(Piece(";", *found.span()))
        at = found.end()
    if end > at:
        pieces.append(Piece(raw[at:end], at, end))
    return Text(_derived(value, pieces or [Piece("", at, at)], _encoder(mode)), lost)


def strings(text: MappedText) -> tuple[CharacterString, ...]:
    """The character-strings that octoDNS publishes: it joins the author's and cuts at 255 octets."""
    cuts = range(0, len(text), _OCTETS) if len(text) > _OCTETS else (0,)
    return tuple(
        CharacterString(part, quoted=True, octets=len(part.text.encode("utf-8", "surrogateescape")))
        for part in (text if len(cuts) == 1 else text[cut : cut + _OCTETS] for cut in cuts)
    )


def _derived(value: MappedText, pieces: list[Piece], encode: Encoder) -> MappedText:
    """`value.derive(pieces, encode)`, at a third of the cost where the value is one run of ASCII."""
    whole = value.segments[0]
    raw, source = value.text, whole.span.source
    base = whole.span.start
    if len(value.segments) > 1 or not whole.exact or whole.span.end - base != len(raw) or not raw:
        return value.derive(pieces, encode)
    encoder = _composed(whole.encode, encode)
    segments = []
    at = 0
    for text, start, end in pieces:
        span = Span(source, base + start, base + end)
        segments.append(Segment(at, at + len(text), span, text == raw[start:end], encoder))
        at += len(text)
    return MappedText("".join(piece.text for piece in pieces), segments)


def _encoder(mode: Mode) -> Encoder:
    if mode.known_by == UNKNOWN:
        return _without_semicolon
    return _escaped if mode.escaped else verbatim


def _escaped(text: str) -> str:
    return text.replace(";", "\\;")


def _without_semicolon(text: str) -> str | None:
    return None if ";" in text else text
