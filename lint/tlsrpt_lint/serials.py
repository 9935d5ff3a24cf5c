"""Serials of zones: other servers take the records of a zone again once its serial has risen.

The serial stands in the SOA record, which may be in another file than the records that changed. It is
raised where the run read it as part of that zone, and nowhere else.
"""

from collections.abc import Hashable, Iterator
from datetime import date
from typing import NamedTuple

from tlsrpt_lint.fixer import Fixing, Judge, spliced
from tlsrpt_lint.proof import content, objections
from tlsrpt_lint.records import Loaded, ZonePart
from tlsrpt_lint.text import Edit, MappedText

_FIRST_YEAR = 1983  # there was no DNS before
_MODULUS = 1 << 32


class Raised(NamedTuple):
    """A serial that was raised, and in which file (as `SourceFile.path`)."""

    path: str
    old: int
    new: int


class Serials(NamedTuple):
    """The serials of the zones whose records were changed.

    `low` are still to be raised, and `filled_in` are placeholders that something else does that for.
    `unseen` are the files of zones of which no SOA record was read.
    """

    low: tuple[MappedText, ...]
    filled_in: tuple[MappedText, ...] = ()
    unseen: tuple[str, ...] = ()
    raised: tuple[Raised, ...] = ()


def outdated(fixing: Fixing) -> Serials:
    """The serials that other servers know with other records, each once, by file and place."""
    written: dict[tuple[str, int], MappedText] = {}
    unseen: set[str] = set()
    for file, zone in _changed(fixing):
        if not zone.serials and zone.serials is not None:
            unseen.add(file.source.path)
        for serial in zone.serials or ():
            place = serial.span()
            written[place.source.path, place.start] = serial
    serials = [written[place] for place in sorted(written)]
    return Serials(
        tuple(serial for serial in serials if _number(serial) is not None),
        tuple(serial for serial in serials if _number(serial) is None),
        tuple(sorted(unseen)),
    )


def raised(fixing: Fixing, serials: Serials, today: date, judge: Judge) -> tuple[Fixing, Serials]:
    """The same with the serials raised that stand in files of this run, if nothing else changes."""
    read = {path for file in fixing.reading.files for path in (file.source.path, *file.included)}
    done: list[Raised] = []
    edits: dict[str, list[Edit]] = {}
    originals = dict(fixing.originals)
    for serial in serials.low:
        source, old = serial.span().source, _number(serial)
        assert old is not None
        if source.path in read:
            new = following(old, today)
            edits.setdefault(source.path, []).append(Edit(serial.span(), str(new)))
            originals.setdefault(source.path, source)
            done.append(Raised(source.path, old, new))
    if not done:
        return fixing, serials
    contents = dict(fixing.contents)
    for path, group in edits.items():
        contents[path] = spliced(group[0].span.source.data, group)
    reading = judge(contents)
    if objections(fixing.reading, reading, []):
        return fixing, serials
    left = tuple(serial for serial in serials.low if serial.span().source.path not in read)
    return (
        fixing._replace(contents=contents, originals=originals, reading=reading),
        serials._replace(low=left, raised=tuple(done)),
    )


def following(old: int, today: date) -> int:
    """The serial after `old`: the first of today if `old` has the form YYYYMMDDnn, else the next one.

    It is the next one too where that of today would be no rise (RFC 1982, section 3.2): the hundredth
    change of a day, a date in the future. The largest one is followed by 0 (section 3.1).
    """
    if _is_dated(old):
        first = int(f"{today:%Y%m%d}01")
        if first > old:
            return first
    return (old + 1) % _MODULUS


def _is_dated(serial: int) -> bool:
    text = str(serial)
    try:
        written = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return len(text) == 10 and written.year >= _FIRST_YEAR


def _number(serial: MappedText) -> int | None:
    text = serial.text
    if text.isascii() and text.isdigit() and len(text) <= 10 and int(text) < _MODULUS:
        return int(text)
    return None


def _changed(fixing: Fixing) -> Iterator[tuple[Loaded, ZonePart]]:
    """The zones that have other records than before the fixes, with their files."""
    before = {
        (file.source.path, zone.instance): zone
        for file in fixing.before.files
        for zone in file.parts
    }
    for file in fixing.reading.files:
        for zone in file.parts:
            old = before.get((file.source.path, zone.instance))
            if old is not zone and (old is None or _contents(old) != _contents(zone)):
                yield file, zone


def _contents(zone: ZonePart) -> list[Hashable]:
    return [content(record) for record in zone.records]
