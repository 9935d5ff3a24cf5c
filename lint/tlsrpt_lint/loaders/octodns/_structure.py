"""Changes to whole records of a file: another key for them, one value for several.

A key that names nothing else is written in its place. All else goes through ruamel.yaml, one entry of
the file at a time, and is taken only if each line that was not to change comes back as it was, and
another reader finds in it what was meant.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise, product
from typing import Any, NamedTuple

from tlsrpt_lint.loaders.octodns._include import printed
from tlsrpt_lint.loaders.octodns._yaml import Alias, Document, Mapping, Node, Scalar
from tlsrpt_lint.loaders.octodns._yaml import Sequence as Items
from tlsrpt_lint.records import Record, Structure
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import Edit

# How files are indented: mappings, sequences, and the marks of their items in these.
_INDENTS = [(m, *s) for m, s in product((2, 4), ((2, 0), (4, 2), (4, 0), (6, 4)))]

# What an entry that is not quite what it seems brings about, as one with a key that stands twice.
_NOT_AS_EXPECTED = (
    AttributeError,
    IndexError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)

# What makes one YAML text of another: changes a tree in place, and gives a further entry or None.
_Change = Callable[[Any], Any]


class _Entry(NamedTuple):
    """A key at the margin and what stands below it. `start` to `end` are the characters of its lines."""

    key: Scalar
    value: Node
    start: int
    end: int


class _Value(NamedTuple):
    """A value of an entry, in which record of its list and at which place of that one's list.

    `record` is None if the entry has no list of records, `place` if the record has no list of values.
    `holder` is that record.
    """

    node: Node
    holder: Mapping
    record: int | None
    place: int | None


class YamlStructure(Structure):
    """The records of one file of octoDNS."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source

    @cached_property
    def _zone(self) -> "_Zone":
        return _Zone(Document(self._source).read())

    def moved(self, records: Sequence[Record], owner: str) -> tuple[Edit, ...]:
        """See `Structure`. Keys stay in the order that octoDNS wants, if that is theirs."""
        zone = self._zone
        document, (at, going, staying) = zone.document, zone.found(records)
        if at is None or owner.lower() in zone.names:
            return ()
        entry = zone.entries[at]
        key = entry.key.mapped().edit(0, len(entry.key.value), owner)
        if key is None:
            return ()
        if not staying:
            if zone.may_be_called(at, owner):
                return (key,)
            if _comment_above(document.text, entry.start):
                return ()
            raw, start = document.text[entry.start : entry.end], document.byte(entry.start)
            data = raw.encode("utf-8", "surrogateescape")
            head, tail = data[: key.span.start - start], data[key.span.end - start :]
            added = (head + key.text.encode() + tail).decode("utf-8", "surrogateescape")
            cut = Edit(document.span(entry.start, entry.end), "")
        else:

            def take(tree: Any) -> Any:
                return {owner: _taken(tree, going)}

            changed = _round_trip(document, entry, going, take)
            if changed is None:
                return ()
            cut, added = changed
        where = zone.place_for(owner, at, stays=bool(staying))
        return cut, Edit(document.span(where, where), added)

    def merged(self, records: Sequence[Record]) -> tuple[Edit, ...]:
        """See `Structure`."""
        at, going, _ = self._zone.found(records)
        if at is None:
            return ()
        starts = [record.rdata.start for record in records]
        pieces = sorted(going, key=lambda value: starts.index(_start(value.node)))

        def join(tree: Any) -> None:
            _join(tree, pieces)

        changed = _round_trip(self._zone.document, self._zone.entries[at], going, join)
        return (changed[0],) if changed is not None else ()


class _Zone:
    """The entries of a file, if each begins at the margin and ends with its line; else none."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.entries = list(_entries(document))
        names = [printed(entry.key) for entry in self.entries]
        self.names = frozenset(map(str.lower, names))
        self._order = [_natural(name) for name in names]
        self._is_ordered = all(a <= b for a, b in pairwise(self._order))
        self._values = [_values(entry) for entry in self.entries]
        self._holder = {_start(v.node): n for n, vs in enumerate(self._values) for v in vs}

    def found(self, records: Sequence[Record]) -> tuple[int | None, list[_Value], list[_Value]]:
        """The number of the entry that holds all the records, their values, and its other values."""
        starts = {record.rdata.start for record in records}
        holders = {self._holder.get(start) for start in starts}
        at = holders.pop() if len(holders) == 1 else None
        if at is None:
            return None, [], []
        values = self._values[at]
        going = [value for value in values if _start(value.node) in starts]
        return at, going, [value for value in values if value not in going]

    def may_be_called(self, at: int, owner: str) -> bool:
        """True if the keys are in order with this one in place of the entry's own, or are in none."""
        before, after = self._order[max(at - 1, 0) : at], self._order[at + 1 : at + 2]
        new = _natural(owner)
        return not self._is_ordered or before <= [new] <= (after or [new])

    def place_for(self, owner: str, at: int, *, stays: bool) -> int:
        """The character at which an entry for `owner` belongs; if there is no order, behind entry `at`.

        `stays`: that entry does not go away.
        """
        if not self._is_ordered:
            return self.entries[at].end
        before = bisect_left(self._order, _natural(owner))
        if not stays and before == at + 1:
            before = at
        return self.entries[before - 1].end if before else self.entries[0].start


def _entries(document: Document) -> Iterator[_Entry]:
    root, text = document.root, document.text
    if not isinstance(root, Mapping) or not document.complete or not text.endswith("\n"):
        return
    for key, value in root.pairs:
        if not isinstance(key, Scalar) or text[key.start - 1 : key.start] not in ("", "\n"):
            return
        yield _Entry(key, value, key.start, _line_end(text, value))


def _values(entry: _Entry) -> list[_Value]:
    """The values of an entry; none if some cannot be told, as behind an alias or a merge key."""
    listed = isinstance(entry.value, Items)
    values = []
    for n, record in enumerate(
        entry.value.items if isinstance(entry.value, Items) else [entry.value]
    ):
        if not isinstance(record, Mapping):
            return []
        for key, value in record.pairs:
            name = key.value if isinstance(key, Scalar) else "<<"
            if name not in ("octodns", "ttl", "type", "value", "values"):
                return []
            if name in ("value", "values"):
                many = value.items if isinstance(value, Items) else [value]
                places = range(len(many)) if isinstance(value, Items) else [None]
                for node, place in zip(many, places, strict=True):
                    if not isinstance(node, Scalar | Mapping):
                        return []
                    values.append(_Value(node, record, n if listed else None, place))
    return values


def _start(node: Node) -> int:
    return (node.content if isinstance(node, Scalar) else node.span).start


def _natural(name: str) -> list[Any]:
    """The key by which octoDNS orders names (natsort): texts and, in every second place, numbers."""
    return [int(p) if n % 2 else p for n, p in enumerate(re.split("([0-9]+)", name))]


def _comment_above(text: str, start: int) -> bool:
    line = text.rfind("\n", 0, max(start - 1, 0)) + 1
    return text[line:start].lstrip().startswith("#")


# What is done to the tree of one entry. It may be of ruamel.yaml or made of plain lists and mappings.


def _taken(tree: Any, going: Sequence[_Value]) -> Any:
    """Take the values out of the entry; the record that they make by themselves."""
    (below,) = tree.values()
    texts: list[Any] = []
    made: dict[str, Any] = {}
    in_order = sorted(going, key=lambda value: (value.record or 0, value.place or 0))
    for _, _, n, place in reversed(in_order):
        record = below if n is None else below[n]
        made = {name: record[name] for name in ("ttl", "type") if name in record}
        name = "values" if "values" in record else "value"
        texts.insert(0, record[name] if place is None else record[name].pop(place))
        if n is not None and (place is None or not record[name]):
            below.pop(n)
    made |= {"value": texts[0]} if len(texts) == 1 else {"values": texts}
    return made


def _join(tree: Any, pieces: Sequence[_Value]) -> None:
    """Make one value of the pieces, which are in the order of the text."""
    (below,) = tree.values()
    record = below if pieces[0].record is None else below[pieces[0].record]
    values = record["values"]
    places = [piece.place or 0 for piece in pieces]
    texts = [values[place] for place in places]
    joint = "\\; " if any("\\;" in text for text in texts) else "; "
    stripped = [text.strip().removesuffix(";").removesuffix("\\").rstrip() for text in texts]
    joined = joint.join(stripped)
    values[min(places)] = type(texts[0])(joined)
    for place in sorted(places, reverse=True):
        if place != min(places):
            values.pop(place)


def _round_trip(
    document: Document, entry: _Entry, going: Sequence[_Value], change: _Change
) -> tuple[Edit, str] | None:
    """The edit of the lines that a change to one entry touches, and the text of what it adds.

    None if it cannot be made so that all else stays: no reader of this file or that has the last word.
    """
    import yaml

    try:
        return _changed(document, entry, going, change)
    except (yaml.YAMLError, *_NOT_AS_EXPECTED):
        return None


def _changed(
    document: Document, entry: _Entry, going: Sequence[_Value], change: _Change
) -> tuple[Edit, str] | None:
    import yaml

    text = document.text[entry.start : entry.end]
    nodes = [value.holder if value.place is None else value.node for value in going]
    first = min(_line_start(document.text, node) for node in nodes) - entry.start
    end = max(_line_end(document.text, node) for node in nodes) - entry.start
    if "#" in text[first:end]:
        return None  # a comment would go with it, or stay where nobody expects it
    if _has_alias(entry.value):
        return None
    plain = yaml.safe_load(text)
    further = change(plain)
    crlf = "\r\n" in text
    whole, head, tail = (t.replace("\r\n", "\n") for t in (text, text[:first], text[end:]))
    for indents in _INDENTS:
        left, added = _through_ruamel(whole, indents, change) or ("", "")
        if not left or not left.startswith(head) or not left.endswith(tail):
            continue
        if yaml.safe_load(left) != plain or yaml.safe_load(added) != further:
            continue
        middle = left[len(head) : len(left) - len(tail)]
        if crlf:
            middle, added = middle.replace("\n", "\r\n"), added.replace("\n", "\r\n")
        span = document.span(entry.start + first, entry.start + end)
        return Edit(span, middle), added
    return None


def _through_ruamel(
    text: str, indents: tuple[int, int, int], change: _Change
) -> tuple[str, str] | None:
    """The text after the change, and what it adds; None if the text does not come back unchanged."""
    from io import StringIO

    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    through = YAML()
    through.preserve_quotes = True
    through.width = 1 << 20
    through.indent(*indents)

    def written(tree: Any) -> str:
        out = StringIO()
        through.dump(tree, out)
        return out.getvalue()

    try:
        tree = through.load(text)
        if written(tree) != text:
            return None
        further = change(tree)
        return written(tree), written(further) if further is not None else ""
    except (YAMLError, *_NOT_AS_EXPECTED):
        return None


def _has_alias(node: Node) -> bool:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Alias):
            return True
        if isinstance(node, Items):
            waiting += node.items
        elif isinstance(node, Mapping):
            waiting += (part for pair in node.pairs for part in pair)
    return False


def _line_start(text: str, node: Node) -> int:
    return text.rfind("\n", 0, node.start) + 1


def _line_end(text: str, node: Node) -> int:
    """Where the line ends that the node ends on: a block scalar ends with the line before its end."""
    end = node.end
    while text[end - 1].isspace():
        end -= 1
    return text.find("\n", end) + 1
