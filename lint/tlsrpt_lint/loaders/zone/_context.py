"""The context of a zone, found in its file when it is asked for (see `records.Context`).

The reader passes over lines in whole runs and notes only where a run lies and what held at its
start. What is asked later is looked for in these runs, one record type at a time, and the few
records that are wanted themselves are read by the exact reader. In a run every entry is one line.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import repeat
from typing import NamedTuple, Protocol

from tlsrpt_lint.names import BadNameError, Name, Owner
from tlsrpt_lint.records import Context, Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import SourceFile

from ._lexer import TTL, Usual
from ._owners import Owners

CONTEXT_TYPES = frozenset({"MX", "CNAME", "TLSA"})
# Names for which a look through the runs is quicker than a table of all: rules ask for few of them.
_FEW = 64


class Passed(NamedTuple):
    """A run of lines that was passed over: bytes `start` to `end`, and what held at its start.

    `owner` is that of blank entries, None if it is no name; `absolute` says whether names below
    `origin` are. `usual` is how the file writes its records where those of the context are among the
    lines, else None.
    """

    source: SourceFile
    start: int
    end: int
    origin: Name
    absolute: bool
    owner: Owner | None
    default_ttl: int | None
    usual: Usual | None


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
        self._records: dict[_Place, Record | None] = {}

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
            self._indices[rtype] = _Index(
                found
                for piece in self._pieces
                if (found := self._of_type(piece, rtype)) is not None
            )
        return self._indices[rtype]

    def _of_type(self, piece: Record | Passed, rtype: str) -> "Record | _Search | None":
        """The piece, if it holds records of this type, or may."""
        if isinstance(piece, Record):
            return piece if piece.type == rtype else None
        if piece.usual is None:
            return None
        return _Search(piece, piece.usual, rtype, self._names_in(piece))

    def _names_in(self, run: Passed) -> "_Names":
        return _Names(run, self._reread, self._belongs)

    def _owners(self, run: Passed) -> Iterator[Name]:
        names = self._names_in(run)
        if names.blank is not None and _BLANK_FIRST.match(run.source.data, run.start, run.end):
            yield names.blank
        for found in _OWNERS.finditer(run.source.data, run.start, run.end):
            owner = names.owner(found[1]) if found[1] else None
            if owner is not None:
                yield owner

    def _record(self, place: "Record | _Place") -> Record | None:
        """The record at a place, the same each time that it is asked for."""
        if isinstance(place, Record):
            return place
        if place not in self._records:
            run, at, owner_at = place
            self._records[place] = self._reread(run).record_at(at, owner_at)
        return self._records[place]


class _Place(NamedTuple):
    """Where a record is in a run: the offset of its line, and that of its owner if that is elsewhere.

    `owner_at` is None where the owner begins the line, and where it was written before the run.
    """

    run: Passed
    at: int
    owner_at: int | None


class _Index:
    """The records of one type, in their order, and what each owner points at."""

    __slots__ = ("_asked", "_pieces", "_places", "targets")

    def __init__(self, pieces: "Iterable[Record | _Search]") -> None:
        self._pieces = list(pieces)
        self._asked = 0
        self._places: dict[Name, list[Record | _Place]] | None = None
        self.targets: dict[Name, list[Name | None]] = {}
        if not all(map(self._took_at_once, self._pieces)):
            self.targets.clear()
            for piece in self._pieces:
                for name, target in piece.pairs() if isinstance(piece, _Search) else [_pair(piece)]:
                    self.targets.setdefault(name, []).append(target)

    def _took_at_once(self, piece: "Record | _Search") -> bool:
        """True if the targets of the piece are noted, and none of its owners was met before."""
        size = len(self.targets)
        if isinstance(piece, Record):
            self.targets[piece.owner.name] = [piece.target]
            return len(self.targets) == size + 1
        found = piece.plain_pairs()
        if found is None:
            return False
        owners, targets = found
        self.targets.update(zip(owners, [[target] for target in targets], strict=True))
        return len(self.targets) == size + len(targets)

    def places_of(self, name: Name) -> Iterator[Record | _Place]:
        """Where the records at `name` are, in their order."""
        left = len(self.targets.get(name, ()))
        if not left:
            return
        self._asked += 1
        if self._places is None and self._asked > _FEW:
            self._places = self._all_places()
        if self._places is not None:
            yield from self._places[name]
            return
        for piece in self._pieces:
            if not left:
                return
            if isinstance(piece, Record):
                found: Sequence[Record | _Place] = [piece] if piece.owner.name == name else []
            else:
                found = piece.places.get(name, ())
            yield from found
            left -= len(found)

    def _all_places(self) -> "dict[Name, list[Record | _Place]]":
        places: dict[Name, list[Record | _Place]] = {}
        for piece in self._pieces:
            if isinstance(piece, Record):
                places.setdefault(piece.owner.name, []).append(piece)
            else:
                for name, found in piece.places.items():
                    places.setdefault(name, []).extend(found)
        return places


def _pair(record: Record) -> tuple[Name, Name | None]:
    return record.owner.name, record.target


class _Search:
    """The records of one type in one run of lines, where `usual` is how the file writes them."""

    __slots__ = ("_names", "_places", "_rtype", "_run", "_target", "_usual")

    def __init__(self, run: Passed, usual: Usual, rtype: str, names: "_Names") -> None:
        self._run = run
        self._usual = usual
        self._rtype = rtype
        self._names = names
        self._target = _no_target if rtype == "TLSA" else names.target
        self._places: dict[Name, list[_Place]] | None = None

    @property
    def places(self) -> dict[Name, list[_Place]]:
        """Where the records at each name are, in their order."""
        if self._places is None:
            self._places = {}
            for owner, _, place in self._each():
                self._places.setdefault(owner, []).append(place)
        return self._places

    def pairs(self) -> Iterator[tuple[Name, Name | None]]:
        """Owner and target of each record."""
        return ((owner, self._target(word)) for owner, word, _ in self._each())

    def plain_pairs(self) -> tuple[Iterable[Name], Sequence[Name | None]] | None:
        """Owners and targets, found without a look at each line; None if a line needs one.

        The type must stand nowhere else in the run, and before it always a label, and what the file
        usually has between the two.
        """
        usual = self._usual
        if not usual.upper:
            return None
        owners: list[bytes] = []
        words: list[bytes] = []
        for block in _blocks(self._run):
            before, *behind = block.split(self._rtype.encode())
            if not behind:
                continue
            heads = [part[part.rfind(b"\n") + 1 :] for part in (before, *behind[:-1])]
            tails = [part[: part.find(b"\n")] for part in behind]
            owners += _heads(usual).findall(b"\n".join((*heads, b"")))
            words += _TAILS[self._rtype].findall(b"\n".join((*tails, b"")))
        names = self._names.plain_owners(owners)
        if names is None or not all(words):
            return None
        known = {word: self._target(word) for word in set(words)}
        return names, [known[word] for word in words]

    def _each(self) -> Iterator[tuple[Name, bytes, _Place]]:
        """The records one by one: owner, target as written, place."""
        run, names, data = self._run, self._names, self._run.source.data
        owner = names.blank
        owner_at: int | None = None
        before = run.start
        pattern = _records(self._rtype, self._usual)
        for found in pattern.finditer(data, run.start, run.end):
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
                place = _Place(run, at, None if owner_at == at else owner_at)
                yield owner, target, place


class _Names:
    """The names in one run.

    `blank` is the owner of the blank entries that the run begins with, if it is one of the zone.
    """

    def __init__(
        self,
        run: Passed,
        reread: Callable[[Passed], Rereader],
        belongs: Callable[[Name, bool], bool],
    ) -> None:
        self._run = run
        self._reread = reread
        self._belongs = belongs
        self._reader: Rereader | None = None
        self.blank = run.owner.name if run.owner and belongs(*run.owner[:2]) else None
        # How long a label may be so that it is a name of the zone without further ado.
        self._room = _room_below(run.origin)
        self._owner_room = self._room if belongs(run.origin, run.absolute) else 0

    def owner(self, word: bytes) -> Name | None:
        """The owner written as `word`; None if it is no name, or not one of the zone."""
        if _is_label(word, self._owner_room):
            return Name((word.decode("ascii").lower(), *self._run.origin))
        name, absolute = self._read(word)
        return name if name is not None and self._belongs(name, absolute) else None

    def plain_owners(self, words: Sequence[bytes]) -> Iterator[Name] | None:
        """The owners written as `words`, if each is one label of a name of the zone."""
        if not words:
            return iter(())
        if not all(words) or max(map(len, words)) > self._owner_room:
            return None
        joined = b"\n".join(words)
        if not joined.translate(None, b"-\n").isalnum():
            return None
        labels = joined.decode("ascii").lower().split("\n")
        return map(Name, zip(labels, *map(repeat, self._run.origin), strict=False))

    def target(self, word: bytes) -> Name | None:
        """The target written as `word`; None if it is not known."""
        if _is_label(word, self._room):
            origin, absolute = self._run.origin, self._run.absolute
            return Name((word.decode("ascii").lower(), *origin)) if absolute else None
        name, absolute = self._read(word)
        return name if absolute else None

    def _read(self, word: bytes) -> tuple[Name | None, bool]:
        if self._reader is None:
            self._reader = self._reread(self._run)
        try:
            return self._reader.name(word.decode("utf-8", "surrogateescape"))
        except BadNameError:
            return None, False


@cache
def _room_below(origin: Name) -> int:
    """How many characters a label may have so that it makes a name below the origin."""
    sizes = (len(label.encode("utf-8", "surrogateescape")) for label in origin)
    return min(63, 254 - (1 + len(origin) + sum(sizes)))


def _no_target(_word: bytes) -> Name | None:
    return None


def _is_label(word: bytes, room: int) -> bool:
    return len(word) <= room and word.replace(b"-", b"").isalnum()


_HEAD = rb"[ \t]++(?:%(ttl)b[ \t]++)?+(?:(?i:IN)[ \t]++(?:%(ttl)b[ \t]++)?+)?+" % {b"ttl": TTL}
_DATA = {
    "MX": rb"[0-9]++[ \t]++([^ \t\r\n;]++)",
    "CNAME": rb"([^ \t\r\n;]++)",
    "TLSA": rb"(?=([0-9A-Fa-f]))",
}


@cache
def _records(rtype: str, usual: Usual) -> re.Pattern[bytes]:
    """What finds the next record of a type: its owner (empty if blank) and its target.

    It matches at the end too, where both are None, so that no search begins anew at each byte. Of a
    line that is written as most are, the first letter of the type tells that it is another.
    """
    first = rtype[0].encode()
    return lazy(
        rb"""
        (?: [^ \t\r\n;]++ %(blank)b%(options)b [^%(first)b \t\r\n()"\\0-9Ii;] [^\n]*+\n
          | [^ \t\r\n;]*+ %(head)b (?!(?i:%(type)b)[ \t]) [^\n]*+\n
          | [ \t]*+ (?:;[^\n]*+)?+ \r?+\n )*+
        (?: ([^ \t\r\n;]*+) %(head)b (?i:%(type)b) [ \t]++ %(data)b [^\n]*+ \n | [^\n]*+\n | \Z )"""
        % {
            b"blank": usual.blank,
            b"options": usual.options,
            b"first": first + first.lower(),
            b"head": _HEAD,
            b"type": rtype.encode(),
            b"data": _DATA[rtype],
        },
        re.VERBOSE,
    )


# The same from a part of a line: the owner before the type, the target behind it; or nothing.
_TAILS = {rtype: lazy(rb"[ \t]++%b[^\n]*+\n|[^\n]*+\n" % data) for rtype, data in _DATA.items()}


@cache
def _heads(usual: Usual) -> re.Pattern[bytes]:
    return lazy(rb"([A-Za-z0-9-]++)%b%b\n|[^\n]*+\n" % (usual.blank, usual.options))


_BLOCK = 1 << 20  # bytes that are looked at together


def _blocks(run: Passed) -> Iterator[bytes]:
    """The lines of a run, some of them at a time."""
    data, at = run.source.data, run.start
    while at < run.end:
        end = data.find(b"\n", at + _BLOCK, run.end) + 1 or run.end
        yield data[at:end]
        at = end


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
