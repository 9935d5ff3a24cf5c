"""Decoded text that remembers the bytes it came from.

A value passes through up to three encodings before a rule sees it: a JSON or YAML string, then
DNS quoting or octoDNS's `\\;`, then the joining of character-strings. Each layer is a list of
segments, and `MappedText.derive` composes one layer over another, so that "characters 12 to 17
of the value" are always some bytes of some file, and new text is written back by the same layers.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import NamedTuple

from tlsrpt_lint.source import Span

# Writes decoded text as it must stand in the source at that place; None if it cannot stand there.
Encoder = Callable[[str], str | None]


def verbatim(text: str) -> str | None:
    """The encoder of a place where text stands as it is."""
    return text


def read_only(_text: str) -> str | None:
    """The encoder of a place that must not be written: a plan, a state, an alias, a reference."""
    return None


class Segment(NamedTuple):
    """Characters `start` to `end` of the text, and the bytes that made them.

    `exact`: the code points of the span are the characters of the text, one by one. Otherwise the
    whole span made the whole segment (`\\059`, `\\u003b`, a folded line end) and is not divisible.
    """

    start: int
    end: int
    span: Span
    exact: bool
    encode: Encoder


class Piece(NamedTuple):
    """One piece of a derived text: `text`, made from characters `start` to `end` of the outer text."""

    text: str
    start: int
    end: int


class Edit(NamedTuple):
    """Replace the bytes of `span` by `text`, which is already encoded for that place."""

    span: Span
    text: str


class MappedText:
    """Characters with their source bytes. Immutable; slicing and joining keep the map.

    There is always at least one segment, so that empty text still stands somewhere. Segments are
    found by bisection and bytes by a table, so that a text with a fault at every character costs
    no more than its length.
    """

    __slots__ = ("_ends", "_octets", "segments", "text")

    def __init__(self, text: str, segments: Sequence[Segment]) -> None:
        assert segments, "a mapped text stands somewhere"
        self.text = text
        self.segments = tuple(segments)
        self._ends: list[int] | None = None
        self._octets: list[int] | None = None

    @staticmethod
    def literal(span: Span, encode: Encoder = verbatim) -> "MappedText":
        """The characters of the span, as they stand."""
        return _Literal(span, encode)

    @classmethod
    def opaque(cls, text: str, span: Span, encode: Encoder = read_only) -> "MappedText":
        """A text that the span made as a whole."""
        return cls(text, (Segment(0, len(text), span, exact=False, encode=encode),))

    @classmethod
    def join(cls, parts: "Sequence[MappedText]") -> "MappedText":
        """The parts one after the other with nothing between (RFC 7208, 3.3). At least one part."""
        if len(parts) == 1:
            return parts[0]
        texts: list[str] = []
        segments: list[Segment] = []
        at = 0
        for part in parts:
            texts.append(part.text)
            segments += (s._replace(start=s.start + at, end=s.end + at) for s in part.segments)
            at += len(part.text)
        return cls("".join(texts), segments)

    def derive(self, pieces: Iterable[Piece], encode: Encoder = verbatim) -> "MappedText":
        """The text of a layer that was decoded from this one.

        `pieces` in order; `encode` writes text of the new layer as text of this one. With no
        pieces the result is empty and stands at the end of this text.
        """
        texts: list[str] = []
        segments: list[Segment] = []
        at = 0
        for text, start, end in pieces:
            if text == self.text[start:end]:
                segments += (
                    part._replace(
                        start=part.start + at,
                        end=part.end + at,
                        encode=composed(part.encode, encode),
                    )
                    for part in self[start:end].segments
                )
            else:
                outer = composed(self._encoder(start, end), encode)
                segments.append(
                    Segment(at, at + len(text), self.span(start, end), exact=False, encode=outer)
                )
            texts.append(text)
            at += len(text)
        if not segments:
            last = self[len(self.text) :].segments[0]
            segments = [last._replace(encode=composed(last.encode, encode))]
        return MappedText("".join(texts), segments)

    def protected(self) -> "MappedText":
        """The same text, not to be written: it serves others too."""
        return MappedText(self.text, [part._replace(encode=read_only) for part in self.segments])

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"MappedText({self.text!r})"

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, key: slice) -> "MappedText":
        start, end, _ = key.indices(len(self.text))
        if len(self.segments) == 1 and start == 0 and end == len(self.text) > 0:
            return self
        kept = []
        for part in self._touched(start, end):
            first, last = max(part.start, start), min(part.end, end)
            if first < last:
                kept.append(self._cut(part, first, last, start))
        if not kept:
            part = self._segment_at(start)
            kept = [Segment(0, 0, self.span(start, start), exact=True, encode=part.encode)]
        return MappedText(self.text[start:end], kept)

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """The bytes behind characters `start` to `end` (0-based, exclusive; default: all).

        An empty range gives the empty place before character `start`. A range that goes on in another
        file, or further up in the same one, ends where it leaves the way down the first file.
        """
        if end is None:
            end = len(self.text)
        first = self._segment_at(start)
        begin = finish = self._byte(first, start)
        for part in self._touched(start, end):
            stop = self._byte(part, min(end, part.end), after=True)
            if part.span.source is not first.span.source or stop < finish:
                break
            finish = stop
        return first.span._replace(start=begin, end=finish)

    def edit(self, start: int, end: int, replacement: str) -> Edit | None:
        """The edit that puts `replacement` in place of characters `start` to `end`.

        None where no such edit can be written: the place is read-only, the characters come from
        several files or stand in another order than they read, or only a part of an indivisible
        segment would change.
        """
        encoded = self._encoder(start, end)(replacement)
        return None if encoded is None else Edit(self.span(start, end), encoded)

    def _encoder(self, start: int, end: int) -> Encoder:
        """What writes text in place of characters `start` to `end`; `read_only` if nothing can."""
        place = self._segment_at(start)
        if not place.exact and place.start < start < place.end:
            return read_only
        at = 0
        for part in self._touched(start, end):
            divided = not part.exact and (part.start < start or part.end > end)
            elsewhere = part.span.source is not place.span.source or part.span.start < at
            if divided or elsewhere or part.encode is read_only:
                return read_only
            at = part.span.end
        return place.encode

    def _touched(self, start: int, end: int) -> Iterator[Segment]:
        for n in range(self._index(start), len(self.segments)):
            if self.segments[n].start >= end:
                return
            yield self.segments[n]

    def _index(self, index: int) -> int:
        """How many segments end at or before character `index`."""
        if self._ends is None:
            self._ends = [segment.end for segment in self.segments]
        return bisect_right(self._ends, index)

    def _segment_at(self, index: int) -> Segment:
        n = self._index(index)
        return self.segments[min(n, len(self.segments) - 1)]

    def _byte(self, part: Segment, index: int, *, after: bool = False) -> int:
        if index <= part.start and not after:
            return part.span.start
        if index >= part.end:
            return part.span.end
        if not part.exact:
            return part.span.end if after else part.span.start
        return part.span.start + self._length(part.start, index)

    def _length(self, start: int, end: int) -> int:
        """How many bytes of UTF-8 characters `start` to `end` are."""
        if self.text.isascii():
            return end - start
        if self._octets is None:
            sizes = (len(c.encode("utf-8", "surrogateescape")) for c in self.text)
            self._octets = [0, *accumulate(sizes)]
        return self._octets[end] - self._octets[start]

    def _cut(self, part: Segment, first: int, last: int, origin: int) -> Segment:
        span, encode = part.span, part.encode
        if part.exact:
            span = span._replace(
                start=self._byte(part, first), end=self._byte(part, last, after=True)
            )
        elif last - first < part.end - part.start:
            encode = read_only  # its bytes make the rest of the segment too
        return Segment(first - origin, last - origin, span, part.exact, encode)


class DeferredText(MappedText):
    """A text whose segments are made when they are first asked for: of most texts they never are."""

    __slots__ = ()

    def __getattr__(self, name: str) -> object:
        if name not in _MADE:
            raise AttributeError(name)
        super().__init__(self.text, self._made())
        return getattr(self, name)

    def _made(self) -> Sequence[Segment]:
        raise NotImplementedError


_MADE = frozenset(MappedText.__slots__) - {"text"}


class _Literal(DeferredText):
    """The characters of a span, as they stand."""

    __slots__ = ("_encode", "_span")

    def __init__(self, span: Span, encode: Encoder) -> None:
        self.text = span.text
        self._span = span
        self._encode = encode

    def _made(self) -> Sequence[Segment]:
        return (Segment(0, len(self.text), self._span, exact=True, encode=self._encode),)


def composed(outer: Encoder, inner: Encoder) -> Encoder:
    """The encoder that writes text of the inner layer, and that as the outer layer wants it."""
    if outer is read_only or inner is read_only:
        return read_only
    if inner is verbatim:
        return outer
    if outer is verbatim:
        return inner

    return partial(_encode_twice, outer, inner)


def _encode_twice(outer: Encoder, inner: Encoder, text: str) -> str | None:
    written = inner(text)
    return None if written is None else outer(written)
