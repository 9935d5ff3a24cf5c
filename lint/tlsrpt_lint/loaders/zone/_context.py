"""The context of a zone, found in its file when it is asked for (see `records.Context`).

The reader passes over lines in whole runs and notes only where a run lies and what held at its
start. What is asked later is looked for in these runs, one record type at a time, and the few
records that are wanted themselves are read by the exact reader. In a run every entry is one line.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

from tlsrpt_lint.names import BadNameError, Name, Owner
from tlsrpt_lint.records import Context, Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import SourceFile

from ._lexer import TTL
from ._owners import Owners

CONTEXT_TYPES = frozenset({"MX", "CNAME", "TLSA"})


class Passed(NamedTuple):
    """A run of lines that was passed over: bytes `start` to `end`, and what held at its start.

    `owner` is that of blank entries, None if it is no name; `absolute` says whether names below
    `origin` are. `unread`: records of the context are among the lines.
    """

    source: SourceFile
    start: int
    end: int
    origin: Name
    absolute: bool
    owner: Owner | None
    default_ttl: int | None
    unread: bool


class Rereader(Protocol):
    """Reads single words and entries of one run as the reader would have."""

    def name(self, text: str) -> tuple[Name, bool]:
        """The name in `text`, and whether it is absolute. Raises BadNameError."""

    def record_at(self, offset: int, owner_at: int | None) -> Record | None:
        """The record whose line begins at `offset`; its owner is written at `owner_at` if blank."""


class ZoneContext(Owners):
    """What the reader read of the context, and passed over, in the order of the file.

    `bare` are owners that were read, of records of no interest; like all names they come with whether
    they are absolute. `belongs` says whether a name is one of the zone; `reread` reads in a run.
    """

    def __init__(
        self,
        pieces: Sequence[Record | Passed],
        bare: Iterable[tuple[Name, bool]],
        belongs: Callable[[Name, bool], bool],
        reread: Callable[[Passed], Rereader],
        sources: Iterable[SourceFile],
    ) -> None:
        super().__init__(sources)
        self._pieces = pieces
        self._bare = bare
        self._belongs = belongs
        self._reread = reread
        self._indices: dict[str, _Index] = {}
        self._records: dict[int, Record | None] = {}

    def at(self, name: Name, *types: str) -> Sequence[Record]:
        """The records at `name`, of the given types or of all, type by type."""
        return [
            record
            for rtype in types or sorted(CONTEXT_TYPES)
            if rtype in CONTEXT_TYPES
            for place in self._index(rtype).places_of(name)
            if (record := self._record(place)) is not None
        ]

    def targets(self, rtype: str) -> dict[Name, list[Name | None]]:
        """The owners of records of this type, each with the targets of them all."""
        return self._index(rtype).targets if rtype in CONTEXT_TYPES else {}

    def names(self) -> Iterator[Name]:
        """All owners, some of them more than once."""
        yield from (name for name, absolute in self._bare if self._belongs(name, absolute))
        for piece in self._pieces:
            if isinstance(piece, Record):
                yield piece.owner.name
            else:
                yield from self._owners(piece)

    def has_records(self) -> bool:
        """True if there is anything but owners."""
        return any(isinstance(piece, Record) for piece in self._pieces) or any(
            map(self.targets, sorted(CONTEXT_TYPES))
        )

    def of_file(self, path: str) -> Context:
        """What stands in the file at `path` alone."""
        pieces = [
            piece
            for piece in self._pieces
            if (piece.span.source if isinstance(piece, Record) else piece.source).path == path
        ]
        return ZoneContext(pieces, (), self._belongs, self._reread, self._sources)

    def _index(self, rtype: str) -> "_Index":
        if rtype not in self._indices:
            index = self._indices[rtype] = _Index()
            for piece in self._pieces:
                if not isinstance(piece, Record):
                    if piece.unread:
                        self._search(piece, rtype, index)
                elif piece.type == rtype:
                    index.add(piece)
        return self._indices[rtype]

    def _search(self, run: Passed, rtype: str, index: "_Index") -> None:
        """Note the records of one type in a run."""
        data = run.source.data
        names = _Names(run, self._reread(run), self._belongs)
        known, targets = names.targets, index.targets
        owner = names.blank
        owner_at: int | None = None
        before = run.start
        for found in _RECORDS[rtype].finditer(data, run.start, run.end):
            word, target = found.groups()
            if word is None:
                continue
            at = found.start(1)
            if word:
                owner, owner_at = names.owner(word), at
            elif (line := _owner_line(data, before, at)) is not None:
                owner, owner_at = names.owner(_first_word(data, line)), line
            before = at
            if owner is not None:
                name = known[target] if target in known else names.target(target)
                if owner in targets:
                    targets[owner].append(name)
                else:
                    targets[owner] = [name]
                index.owners.append(owner)
                index.places.append(at if owner_at == at else (at, owner_at))

    def _owners(self, run: Passed) -> Iterator[Name]:
        names = _Names(run, self._reread(run), self._belongs)
        if names.blank is not None and _BLANK_FIRST.match(run.source.data, run.start, run.end):
            yield names.blank
        for found in _OWNERS.finditer(run.source.data, run.start, run.end):
            owner = names.owner(found[1]) if found[1] else None
            if owner is not None:
                yield owner

    def _record(self, place: "_Place") -> Record | None:
        """The record at a place, the same each time that it is asked for."""
        if isinstance(place, Record):
            return place
        at, owner_at = (place, None) if isinstance(place, int) else place
        if at not in self._records:
            n = bisect_right(self._unread, at, key=_start_of) - 1
            self._records[at] = self._reread(self._unread[n]).record_at(at, owner_at)
        return self._records[at]

    @cached_property
    def _unread(self) -> list[Passed]:
        """The runs with records of the context. They lie in one file, so that offsets tell them apart."""
        return [p for p in self._pieces if not isinstance(p, Record) and p.unread]


# Where a record is: itself, or the offset of its line, with that of its owner if that is elsewhere
# (None: where the run's owner was written).
_Place = Record | int | tuple[int, int | None]


class _Index:
    """The records of one type, in their order: owners and places, and what each owner points at."""

    __slots__ = ("_places_of", "owners", "places", "targets")

    def __init__(self) -> None:
        self.targets: dict[Name, list[Name | None]] = {}
        self.owners: list[Name] = []
        self.places: list[_Place] = []
        self._places_of: dict[Name, list[_Place]] | None = None

    def add(self, record: Record) -> None:
        """Note a record that was read."""
        self.targets.setdefault(record.owner.name, []).append(record.target)
        self.owners.append(record.owner.name)
        self.places.append(record)

    def places_of(self, name: Name) -> list[_Place]:
        """Where the records at `name` are, in their order."""
        if name not in self.targets:
            return []
        if self._places_of is None:
            self._places_of = {}
            for owner, place in zip(self.owners, self.places, strict=True):
                self._places_of.setdefault(owner, []).append(place)
        return self._places_of[name]


class _Names:
    """The names in one run. `targets` are those that were read, as most point at the same few.

    `blank` is the owner of the blank entries that the run begins with, if it is one of the zone.
    """

    def __init__(
        self, run: Passed, reader: Rereader, belongs: Callable[[Name, bool], bool]
    ) -> None:
        self._reader = reader
        self._belongs = belongs
        self._origin = run.origin
        self.blank = run.owner.name if run.owner and belongs(*run.owner[:2]) else None
        octets = (
            1
            + len(run.origin)
            + sum(len(label.encode("utf-8", "surrogateescape")) for label in run.origin)
        )
        # How long a label may be so that it is a name of the zone without further ado.
        self._room = min(63, 254 - octets)
        self._absolute = run.absolute
        self._owner_room = self._room if belongs(run.origin, run.absolute) else 0
        self.targets: dict[bytes, Name | None] = {}

    def owner(self, word: bytes) -> Name | None:
        """The owner written as `word`; None if it is no name, or not one of the zone."""
        if len(word) <= self._owner_room and word.replace(b"-", b"").isalnum():
            return Name((word.decode("ascii").lower(), *self._origin))
        try:
            name, absolute = self._reader.name(word.decode("utf-8", "surrogateescape"))
        except BadNameError:
            return None
        return name if self._belongs(name, absolute) else None

    def target(self, word: bytes) -> Name | None:
        """The target written as `word`; None if it is not known, or the type has none."""
        self.targets[word] = name = self._target(word) if word else None
        return name

    def _target(self, word: bytes) -> Name | None:
        if len(word) <= self._room and word.replace(b"-", b"").isalnum():
            return Name((word.decode("ascii").lower(), *self._origin)) if self._absolute else None
        try:
            name, absolute = self._reader.name(word.decode("utf-8", "surrogateescape"))
        except BadNameError:
            return None
        return name if absolute else None


_HEAD = rb"[ \t]++(?:%(ttl)b[ \t]++)?+(?:(?i:IN)[ \t]++(?:%(ttl)b[ \t]++)?+)?+" % {b"ttl": TTL}
_COMMON = {b"A", b"AAAA", b"TXT", b"MX", b"CNAME"}


def _records(rtype: bytes, data: bytes) -> re.Pattern[bytes]:
    """What finds the next record of a type: its owner (empty if blank) and its target.

    It matches at the end too, where both are None, so that no search begins anew at each byte.
    """
    others = b"|".join(sorted(_COMMON - {rtype}))
    return lazy(
        rb"""
        (?: [^ \t\r\n;]*+ [ \t](?:[0-9]++[ \t])?+(?:IN[ \t])?+ (?:%(others)b) [ \t][^\n]*+\n
          | [^ \t\r\n;]*+ %(head)b (?!(?i:%(type)b)[ \t]) [^\n]*+\n
          | [ \t]*+ (?:;[^\n]*+)?+ \r?+\n )*+
        (?: ([^ \t\r\n;]*+) %(head)b (?i:%(type)b) [ \t]++ %(data)b [^\n]*+ \n | [^\n]*+\n | \Z )"""
        % {b"others": others, b"head": _HEAD, b"type": rtype, b"data": data},
        re.VERBOSE,
    )


_RECORDS = {
    "MX": _records(b"MX", rb"[0-9]++[ \t]++([^ \t\r\n;]++)"),
    "CNAME": _records(b"CNAME", rb"([^ \t\r\n;]++)"),
    "TLSA": _records(b"TLSA", rb"()"),
}
_OWNERS = lazy(rb"(?:[ \t\r;][^\n]*+\n|\n)*+(?:([^ \t\r\n;]++)[^\n]*+\n|\Z)")
_BLANK_FIRST = lazy(rb"(?:[ \t]*+(?:;[^\n]*+)?+\r?+\n)*+[ \t]++[^ \t\r\n;]")
_FIRST_WORD = lazy(rb"[^ \t\r\n;]++")


def _owner_line(data: bytes, start: int, end: int) -> int | None:
    """The last line between `start` and `end`, both starts of lines, that begins with an owner."""
    at = end
    while at > start:
        at = max(data.rfind(b"\n", start, at - 1) + 1, start)
        if data[at] not in b" \t;\r\n":
            return at
    return None


def _first_word(data: bytes, at: int) -> bytes:
    found = _FIRST_WORD.match(data, at)
    assert found is not None
    return found[0]


def _start_of(run: Passed) -> int:
    return run.start
