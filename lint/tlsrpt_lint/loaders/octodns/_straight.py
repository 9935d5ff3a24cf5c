"""Records straight from the entries of the fast way, without a node between.

Zones repeat themselves: what there is to know of one written value is worked out once, and each of its
records is that, moved to its place. What is in any way odd is left to `_records`.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from tlsrpt_lint.interest import owner_matters, text_matters
from tlsrpt_lint.loaders.octodns import _fast, _names, _scalars, _txt
from tlsrpt_lint.loaders.octodns._semicolons import Evidence, violation
from tlsrpt_lint.loaders.octodns._yaml import Document, Mapping
from tlsrpt_lint.names import Name, Owner
from tlsrpt_lint.records import CharacterString, Context, Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.text import DeferredText, Encoder, Segment

# A text for YAML and ASCII, with nothing in it for octoDNS or a template but semicolons.
_REGULAR = lazy(r"'?v=(?:[ !#-&(-;=-\[\]-z|}~]|\\;)*+'?")
_LONGEST = 255
_BARE = _scalars.encoder("", flow=False)
_QUOTED = _scalars.encoder("'", flow=False)


# A segment whose bytes are counted from the place of its text: start and end in the text, start and end
# in the bytes, `exact` and `encode`.
_Piece = tuple[int, int, int, int, bool, Encoder]


class _Placed(DeferredText):
    """A text at a place whose pieces it has in common with others."""

    __slots__ = ("_at", "_pieces", "_source")

    def __init__(self, text: str, source: SourceFile, at: int, pieces: tuple[_Piece, ...]) -> None:
        self.text = text
        self._source = source
        self._at = at
        self._pieces = pieces

    def _made(self) -> Sequence[Segment]:
        source, at = self._source, self._at
        return [
            Segment(first, last, Span(source, at + begins, at + ends), exact, encode)
            for first, last, begins, ends, exact, encode in self._pieces
        ]


class _Shape(NamedTuple):
    """What all records with one body have in common: `pieces` count from its scalar.

    `start` and `end` are those of the scalar in the body.
    """

    text: str
    pieces: tuple[_Piece, ...]
    matters: bool
    ttl: int | None
    start: int
    end: int


class Texts:
    """Makes the records of the texts that the fast way found in one document, below `zone`."""

    def __init__(
        self, document: Document, zone: Name, evidence: Evidence, *, lenient: bool
    ) -> None:
        self._document = document
        self._zone = zone
        self._evidence = evidence
        self._lenient = lenient

    def read(self, found: _fast.Found) -> tuple[list[Record], list[int]]:
        """The records that are of interest, and where the entries begin that have to be read in full."""
        records, left = [], []
        shapes = {text: self._shape(text, body) for text, body in found.bodies.items()}
        for start, key, begin, body in found.texts:
            shape = shapes[body]
            if shape is None:
                left.append(start)
            elif shape.matters or "*" in key or owner_matters(key):
                records.append(self._record(start, key, begin, shape))
        return records, left

    def _shape(self, text: str, body: _fast.Body) -> _Shape | None:
        end = body.start + len(body.scalar)
        if text[end] not in "\r\n" or not _REGULAR.fullmatch(body.scalar):
            return None
        node = _fast.scalar(self._document, body.scalar, body.place)
        mode = self._evidence.mode_for(node.value)
        if violation(node.value, mode, lenient=self._lenient):
            return None
        value = _txt.decode(node.mapped(), mode).text
        if len(value) > _LONGEST:
            return None
        base = self._document.byte(node.start)
        pieces = tuple(
            (first, last, span.start - base, span.end - base, exact, encode)
            for first, last, span, exact, encode in value.segments
        )
        matters = text_matters(value.text)
        return _Shape(value.text, pieces, matters, body.seconds, body.start, end)

    def _record(self, start: int, key: str, begin: int, shape: _Shape) -> Record:
        text, pieces, _, ttl, first, last = shape
        source = self._document.source
        # An entry is ASCII, so that its characters are its bytes.
        at = self._document.byte(begin)
        value = _Placed(text, source, at + first, pieces)
        return Record(
            self._owner(key, at - begin + start),
            "TXT",
            Span(source, at, at + last),
            Span(source, at + first, at + last),
            ttl=ttl,
            strings=(CharacterString(value, True, len(text)),),
        )

    def _owner(self, written: str, at: int) -> Owner:
        """The owner that is written at the byte `at`."""
        encode, key = _BARE, written
        if written[0] == "'":
            encode, key, at = _QUOTED, written[1:-1], at + 1
        place = _Placed(key, self._document.source, at, _whole(len(key), encode))
        return Owner(_below(key, self._zone), True, place)


@cache
def _whole(size: int, encode: Encoder) -> tuple[_Piece, ...]:
    """The pieces of a text that stands as it is."""
    return ((0, size, 0, size, True, encode),)


def _below(key: str, zone: Name) -> Name:
    """What `_names.owner` makes of a key that is surely a name."""
    return Name((*key.lower().split("."), *zone) if key else zone)


class Targets(Context):
    """The MX and CNAME entries that the fast way found: names now, records when they are asked for.

    `starts` is where they begin in `document`; `read` makes the records of a tree of it.
    """

    def __init__(
        self,
        zone: Name,
        starts: Sequence[int],
        document: Document,
        read: Callable[[Mapping], list[Record]],
    ) -> None:
        super().__init__()
        self._zone = zone
        self._starts = starts
        self._document = document
        self._read = read

    @cached_property
    def _entries(self) -> list[_fast.Target]:
        return [_fast.target_at(self._document, start) for start in self._starts]

    @cached_property
    def _places(self) -> dict[Name, list[int]]:
        """Where the entries of each owner begin: there are several if their keys differ in case."""
        places: dict[Name, list[int]] = {}
        for entry in self._entries:
            places.setdefault(_below(entry.key, self._zone), []).append(entry.start)
        return places

    def at(self, name: Name, *types: str) -> Sequence[Record]:
        """The records at `name`, of the given types or of all, in the order of the file."""
        known = self._by_name.get(name)
        if known is None and name in self._places:
            root = Mapping(self._document, 0, None)
            root.pairs += (_fast.entry_at(self._document, n) for n in self._places[name])
            known = self._by_name[name] = self._read(root)
        return [record for record in known or () if not types or record.type in types]

    def targets(self, rtype: str) -> dict[Name, list[Name | None]]:
        """The owners of records of this type, each with the targets of them all."""
        found: dict[Name, list[Name | None]] = {}
        hosts: dict[str, Name | None] = {}
        for entry in self._entries:
            if entry.type == rtype:
                if entry.host not in hosts:
                    hosts[entry.host] = _names.target(entry.host)
                owner = _below(entry.key, self._zone)
                found.setdefault(owner, []).append(hosts[entry.host])
        return found

    def names(self) -> Iterable[Name]:
        """All owners."""
        return self._places.keys()
