"""From the tree of a zone file to records: octoDNS's own reading of keys, types and values."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tlsrpt_lint.interest import TEXT_TYPES, owner_matters
from tlsrpt_lint.loaders.octodns import _fast, _names, _recognise, _resolve, _straight, _txt
from tlsrpt_lint.loaders.octodns._include import Nodes, Pair, kind, printed
from tlsrpt_lint.loaders.octodns._places import Options
from tlsrpt_lint.loaders.octodns._semicolons import Counts, Evidence, violation
from tlsrpt_lint.loaders.octodns._yaml import Mapping, Node, Scalar, Sequence
from tlsrpt_lint.names import Name, Owner
from tlsrpt_lint.policytext import within_one_edit
from tlsrpt_lint.records import Problem, ProblemKind, Quirk, QuirkKind, Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import Span
from tlsrpt_lint.text import MappedText, read_only

# Values that are reached through aliases and includes: each costs its author nothing.
MAX_SHARED = 50_000

_FIELDS = frozenset({"octodns", "ttl", "type", "value", "values"})
_TARGETS = frozenset({"CNAME", "NS", "DNAME", "ALIAS"})
# A comment that holds this is the rest of a value rather than a remark.
_REST_OF_A_VALUE = lazy(r"\brua\s*=|mailto:|https?:", re.IGNORECASE)


class _Entry(NamedTuple):
    """One record mapping under its key, before its values are read."""

    key: Pair
    mapping: Mapping
    fields: dict[str, Pair]
    type: str
    shared: bool


class _Value(NamedTuple):
    """One value of a record: its node, the records's values that it was written instead of."""

    node: Node
    shared: bool


class ZoneReader:
    """Reads the records of one tree. `nodes` follows references and collects problems."""

    def __init__(
        self,
        nodes: Nodes,
        zone: Name | None,
        options: Options,
        neighbours: Callable[[], Counts],
    ) -> None:
        self._nodes = nodes
        self._zone = zone
        self._options = options
        self._neighbours = neighbours

    def read(
        self,
        root: Mapping,
        found: _fast.Found | None = None,
        wanted: Callable[[Record], bool] | None = None,
    ) -> tuple[list[Record], list[Problem]]:
        """The records of the zone that are `wanted`, or all, and the problems of single records.

        Of the texts that `_fast` found beside `root` only the records of interest are there.
        """
        entries = list(self._bounded(root))
        written = Counter(
            value.node.value
            for entry, values in entries
            if entry.type in TEXT_TYPES
            for value in values
            if isinstance(value.node, Scalar)
        )
        if found:
            for body, times in Counter(body for _, _, _, body in found.texts).items():
                written[_fast.value(found.bodies[body].scalar)] += times
        evidence = Evidence(written, self._neighbours, self._options.escaped)
        straight: list[Record] = []
        if found and found.texts:
            straight, odd = self._straight(found, evidence)
            entries += self._bounded(odd)
            entries.sort(key=lambda read: read[0].mapping.start)
        reader = _EntryReader(self._nodes, self._zone, evidence, self._options)
        records: list[Record] = []
        hidden_told: set[int] = set()
        for entry, values in entries:
            made = reader.read(entry, values)
            if made and entry.key.hidden and id(entry.key.key) not in hidden_told:
                hidden_told.add(id(entry.key.key))
                made[0].quirks += tuple(self._hidden_records(entry.key))
            if not reader.refused(entry) and not reader.is_elsewhere(entry, made):
                records += made
        records = list(filter(wanted, records)) if wanted else records
        if not records:
            return straight, reader.problems
        if straight:
            records += straight
            records.sort(key=lambda record: record.span.start)
        return records, reader.problems

    def read_alone(self, root: Mapping) -> list[Record]:
        """The records of a part of the zone that is asked for after it was read."""
        nodes = self._nodes.anew()
        return ZoneReader(nodes, self._zone, self._options, self._neighbours).read(root)[0]

    def _straight(self, found: _fast.Found, evidence: Evidence) -> tuple[list[Record], Mapping]:
        """The records of simple texts that are of interest; and the other texts, as a tree."""
        assert self._zone is not None, "no entry is left out of the tree of a zone without a name"
        document = self._nodes.document
        reader = _straight.Texts(document, self._zone, evidence, lenient=self._options.lenient)
        records, left = reader.read(found)
        odd = Mapping(document, 0, None)
        odd.pairs += (_fast.entry_at(document, start) for start in left)
        return records, odd

    def _bounded(self, root: Mapping) -> Iterator[tuple[_Entry, list[_Value]]]:
        """The entries with their values, unless aliases multiply them without end."""
        shared = 0
        for entry in self._entries(root):
            values = self._values(entry)
            shared += len(values) + 1 if entry.shared else 0
            if shared > MAX_SHARED:
                message = f"The aliases of this file make over {MAX_SHARED} records."
                self._nodes.note(ProblemKind.SYNTAX, root, message)
                return
            yield entry, values

    def _entries(self, root: Mapping) -> Iterator[_Entry]:
        for pair in self._nodes.fields(root).values():
            place = self._nodes.resolve(pair.value)
            items = place.node.items if isinstance(place.node, Sequence) else [pair.value]
            entries = [
                entry
                for item in items
                if (entry := self._entry(pair, item, shared=place.shared)) is not None
            ]
            if self._options.replaces:
                yield from {entry.type: entry for entry in entries}.values()
                continue
            types: set[str] = set()
            for entry in entries:
                if entry.type in types and owner_matters(printed(pair.key)):
                    self._note_second(entry)
                types.add(entry.type)
                yield entry

    def _note_second(self, entry: _Entry) -> None:
        self._nodes.note(
            ProblemKind.SYNTAX,
            entry.fields["type"].value,
            f"A second record of type {entry.type} stands at one name, so octoDNS refuses the zone.",
            "put the values of both under 'values' of one record",
        )

    def _entry(self, pair: Pair, item: Node, *, shared: bool) -> _Entry | None:
        place = self._nodes.resolve(item)
        if place.node is None:
            return None
        if not isinstance(place.node, Mapping):
            self._nodes.note(
                ProblemKind.SYNTAX,
                item,
                f"Below '{printed(pair.key)}' octoDNS wants a record with a type and values, "
                "so it cannot read the file.",
                "write a mapping with 'type' and 'value', or a list of such mappings",
            )
            return None
        fields = self._nodes.fields(place.node)
        rtype = self._type(place.node, fields)
        if rtype is None:
            return None
        return _Entry(pair, place.node, fields, rtype, place.shared or shared)

    def _type(self, mapping: Mapping, fields: dict[str, Pair]) -> str | None:
        pair = fields.get("type")
        node = self._nodes.resolve(pair.value).node if pair else None
        if not isinstance(node, Scalar):
            self._nodes.note(
                ProblemKind.SYNTAX,
                next(iter(fields.values())).key if fields else mapping,
                "This record has no type, so octoDNS cannot read the file.",
                "add 'type: TXT', or what it is",
            )
            return None
        if node.value.upper() != node.value and _recognise.is_standard_type(node.value):
            self._nodes.note(
                ProblemKind.SYNTAX,
                node,
                f"octoDNS knows no record type '{node.value}': types are written in capitals.",
                f"write '{node.value.upper()}'",
            )
            return node.value.upper()
        return node.value

    def _values(self, entry: _Entry) -> list[_Value]:
        """The nodes of a record's values: `values` wins over `value`; each may hold one or a list."""
        pair = entry.fields.get("values") or entry.fields.get("value")
        if pair is None:
            return []
        place = self._nodes.resolve(pair.value)
        if place.node is None:
            return []
        # A field that a merge key brings stands in another mapping.
        merged = not entry.mapping.start <= pair.key.start <= entry.mapping.end
        shared = place.shared or entry.shared or merged
        if not isinstance(place.node, Sequence):
            return [_Value(place.node, shared)]
        values = []
        for item in place.node.items:
            inner = self._nodes.resolve(item)
            if inner.node is not None:
                values.append(_Value(inner.node, inner.shared or shared))
        return values

    def _hidden_records(self, key: Pair) -> Iterator[Quirk]:
        for name, node in key.hidden:
            for text in self._texts_below(node):
                yield Quirk(QuirkKind.HIDDEN_BY_DUPLICATE, name.content, text, "key")

    def _texts_below(self, node: Node) -> Iterator[MappedText]:
        place = self._nodes.resolve(node)
        items = place.node.items if isinstance(place.node, Sequence) else [node]
        for item in items:
            inner = self._nodes.resolve(item).node
            if not isinstance(inner, Mapping):
                continue
            fields = self._nodes.fields(inner)
            rtype = fields.get("type")
            kind_node = self._nodes.resolve(rtype.value).node if rtype else None
            if isinstance(kind_node, Scalar) and kind_node.value in TEXT_TYPES:
                entry = _Entry(Pair(kind_node, node), inner, fields, kind_node.value, shared=False)
                for value in self._values(entry):
                    if isinstance(value.node, Scalar):
                        yield value.node.mapped()


class _EntryReader:
    """Makes records of entries, with what is odd about each."""

    def __init__(
        self, nodes: Nodes, zone: Name | None, evidence: Evidence, options: Options
    ) -> None:
        self._nodes = nodes
        self._lenient = options.lenient
        self._managed = options.managed
        self._replaces = options.replaces
        self._zone = zone
        self._evidence = evidence
        self._owners: dict[
            int, tuple[Owner, _names.RefusedNameError | None, tuple[Quirk, ...]]
        ] = {}
        self._refusals_told: set[int] = set()
        self.problems: list[Problem] = []

    def refused(self, entry: _Entry) -> bool:
        """True if octoDNS refuses the name, so that none of its records is published."""
        return self._owner(entry.key.key)[1] is not None

    def is_elsewhere(self, entry: _Entry, made: list[Record]) -> bool:
        """True if the name lies in another zone that octoDNS manages: then it refuses this one."""
        if not self._managed or self._is_lenient(entry):
            return False
        name = self._owner(entry.key.key)[0].name
        zone = next((zone for zone in self._managed if name.is_at_or_below(zone)), None)
        if zone is None or (name == zone and entry.type in ("NS", "DS")):
            return False
        if owner_matters(".".join(name)) and id(entry.key.key) not in self._refusals_told:
            self._refusals_told.add(id(entry.key.key))
            self.problems.append(
                Problem(
                    ProblemKind.BAD_OWNER,
                    entry.key.key.content,
                    f"octoDNS refuses the name '{name}' here: it belongs to the zone '{zone}', which the "
                    "configuration has as well.",
                    f"move the record into the zone '{zone}'",
                    made[0] if made else None,
                    str(name),
                )
            )
        return True

    def read(self, entry: _Entry, values: list[_Value]) -> list[Record]:
        """The records of one mapping: one for each value."""
        if entry.type in TEXT_TYPES:
            records = self._texts(entry, values)
            if not values and self._has_no_value(entry):
                self._tell_missing_value(entry)
            if values and self._is_list(entry, "value"):
                self._tell_list(entry, values)
        elif entry.type == "MX":
            records = [self._mx(entry, value) for value in values]
        else:
            records = [self._other(entry, value) for value in values]
        _, refusal, quirks = self._owner(entry.key.key)
        if quirks:
            for record in records:
                record.quirks += quirks
        key = entry.key.key
        if refusal is not None and id(key) not in self._refusals_told:
            self._refusals_told.add(id(key))
            self.problems.append(_bad_owner(key, refusal, records[0] if records else None))
        return records

    def _has_no_value(self, entry: _Entry) -> bool:
        """True if octoDNS misses a value; what could not be read may have been one."""
        if self._is_lenient(entry) or not entry.mapping.document.complete:
            return False
        pair = entry.fields.get("values") or entry.fields.get("value")
        return pair is None or isinstance(self._nodes.resolve(pair.value).node, Sequence)

    def _is_list(self, entry: _Entry, name: str) -> bool:
        pair = entry.fields.get(name)
        return pair is not None and isinstance(self._nodes.resolve(pair.value).node, Sequence)

    def _tell_missing_value(self, entry: _Entry) -> None:
        """octoDNS passes over keys that it does not know, such as a misspelled 'value'."""
        odd = [
            pair.key
            for name, pair in entry.fields.items()
            if name not in _FIELDS and pair.key.value
        ]
        meant = next((key for key in odd if _is_near_value(key.value)), None)
        place = meant or entry.fields.get("values", entry.fields["type"]).key
        self.problems.append(
            Problem(
                ProblemKind.SYNTAX,
                place.content,
                f"This {entry.type} record has no value, so octoDNS refuses the zone.",
                f"write 'value' for '{meant.value}'" if meant else "add a 'value'",
            )
        )

    def _tell_list(self, entry: _Entry, values: list[_Value]) -> None:
        """With bare semicolons octoDNS edits the one text below 'value', which a list has not."""
        first = values[0].node
        if not isinstance(first, Scalar) or self._evidence.mode_for(first.value).escaped:
            return
        self.problems.append(
            Problem(
                ProblemKind.SYNTAX,
                entry.fields["value"].key.content,
                "octoDNS stops at a list below 'value' where semicolons are not escaped.",
                "write 'values' for 'value'",
            )
        )

    def _owner(
        self, key: Scalar
    ) -> tuple[Owner, _names.RefusedNameError | None, tuple[Quirk, ...]]:
        known = self._owners.get(id(key))
        if known is None:
            known = self._owners[id(key)] = self._make_owner(key)
        return known

    def _make_owner(
        self, key: Scalar
    ) -> tuple[Owner, _names.RefusedNameError | None, tuple[Quirk, ...]]:
        text = printed(key) if kind(key) != "null" else "none"
        written = key.mapped()
        if key.document is not self._nodes.document:
            written = written.protected()
        quirks: tuple[Quirk, ...] = ()
        if text.lower() != key.value.lower():
            quirks = (Quirk(QuirkKind.ODD_KEY, key.content, written, text.lower()),)
        refusal = None
        try:
            name = _names.owner(text, self._zone)
        except _names.RefusedNameError as error:
            refusal = error
            name = Name(label for label in text.lower().split(".") if label)
        absolute = self._zone is not None and refusal is None
        return Owner(name, absolute, written), refusal, quirks

    def _texts(self, entry: _Entry, values: list[_Value]) -> list[Record]:
        records = []
        for value in values:
            if isinstance(value.node, Scalar):
                records.append(self._text(entry, value.node, shared=value.shared))
            else:
                self._nodes.note(
                    ProblemKind.SYNTAX,
                    value.node,
                    f"A {entry.type} value must be one text, so octoDNS cannot read the file.",
                )
        if records:
            records[0].quirks += tuple(self._lost_values(entry))
        return records

    def _text(self, entry: _Entry, node: Scalar, *, shared: bool) -> Record:
        if _txt.has_placeholder(node.value):
            record = self._record(entry, node)
            self.problems.append(
                Problem(
                    ProblemKind.UNKNOWN_VALUE,
                    node.content,
                    "The value holds a placeholder that octoDNS or a template fills in later, "
                    "so it was not checked.",
                    record=record,
                )
            )
            return record
        scalar = kind(node)
        if scalar not in ("str", "null"):
            self.problems.append(_not_a_text(entry.type, node, scalar))
        mapped = node.mapped()
        if shared:
            mapped = mapped.protected()
        mode = self._evidence.mode_for(node.value)
        text, lost = _txt.decode(mapped, mode)
        quirks = []
        broken = violation(node.value, mode, lenient=self._is_lenient(entry))
        if broken is not None:
            quirks.append(Quirk(broken[0], node.content, mapped, broken[1]))
        if lost is not None:
            quirks.append(Quirk(QuirkKind.UNBALANCED_QUOTE, lost.span(), lost))
        comment = _cut_comment(node)
        if comment is not None:
            quirks.append(
                Quirk(QuirkKind.COMMENT_CUT, comment, MappedText.literal(comment, read_only))
            )
        if self._is_iterated(entry, node) and (not mode.escaped or (broken and not mode.known_by)):
            quirks.append(Quirk(QuirkKind.ITERATED_STRING, node.content, mapped, mode.known_by))
        return self._record(entry, node, text, tuple(quirks))

    def _is_iterated(self, entry: _Entry, node: Scalar) -> bool:
        values = entry.fields.get("values")
        return values is not None and self._nodes.resolve(values.value).node is node

    def _lost_values(self, entry: _Entry) -> Iterator[Quirk]:
        """Values that another key of the same record takes the place of."""
        ignored = entry.fields.get("value") if "values" in entry.fields else None
        if ignored is not None:
            yield from self._lost(QuirkKind.IGNORED_VALUE, ignored.key, ignored.value, "")
        winning = entry.fields.get("values") or entry.fields.get("value")
        if winning is not None:
            for key, value in winning.hidden:
                # A merge key that comes after the own key: the winner stands in another mapping.
                own = (
                    winning.key.start < entry.mapping.start or winning.key.start > entry.mapping.end
                )
                detail = "merge key" if own else "key"
                yield from self._lost(QuirkKind.HIDDEN_BY_DUPLICATE, key, value, detail)

    def _lost(self, quirk: QuirkKind, key: Scalar, node: Node, detail: str) -> Iterator[Quirk]:
        place = self._nodes.resolve(node).node
        for item in place.items if isinstance(place, Sequence) else [place]:
            inner = self._nodes.resolve(item).node if item is not None else None
            if isinstance(inner, Scalar):
                yield Quirk(quirk, key.content, inner.mapped(), detail)

    def _mx(self, entry: _Entry, value: _Value) -> Record:
        fields = self._nodes.fields(value.node) if isinstance(value.node, Mapping) else {}
        exchange = self._scalar(fields, "exchange", "value")
        preference = self._scalar(fields, "preference", "priority")
        target = _target(exchange) if exchange is not None else None
        number = _integer(preference) if preference is not None else None
        return self._record(entry, value.node, target=target, preference=number)

    def _other(self, entry: _Entry, value: _Value) -> Record:
        target = None
        if entry.type in _TARGETS and isinstance(value.node, Scalar):
            target = _target(value.node)
        return self._record(entry, value.node, target=target)

    def _scalar(self, fields: dict[str, Pair], *names: str) -> Scalar | None:
        for name in names:
            pair = fields.get(name)
            node = self._nodes.resolve(pair.value).node if pair else None
            if isinstance(node, Scalar) and node.value:
                return node
        return None

    def _is_lenient(self, entry: _Entry) -> bool:
        return self._lenient or self._option(entry, "lenient") in ("True", "true")

    def _option(self, entry: _Entry, name: str) -> str | None:
        pair = entry.fields.get("octodns")
        node = self._nodes.resolve(pair.value).node if pair else None
        option = self._nodes.fields(node).get(name) if isinstance(node, Mapping) else None
        value = self._nodes.resolve(option.value).node if option else None
        if isinstance(value, Sequence):
            items = (self._nodes.resolve(item).node for item in value.items)
            return ",".join(item.value for item in items if isinstance(item, Scalar)) or None
        return printed(value) if isinstance(value, Scalar) else None

    def _alternative(self, entry: _Entry) -> str | None:
        """Records for some providers only are alternatives to each other; so are those of two files
        of a zone, if the later one takes the place of the earlier.
        """
        if self._replaces:
            return f"file {entry.mapping.document.source.path}"
        if "octodns" not in entry.fields:
            return None
        parts = [
            f"{name} {chosen}"
            for name in ("included", "excluded")
            if (chosen := self._option(entry, name))
        ]
        return ", ".join(parts) or None

    def _record(
        self,
        entry: _Entry,
        node: Node,
        text: MappedText | None = None,
        quirks: tuple[Quirk, ...] = (),
        *,
        target: Name | None = None,
        preference: int | None = None,
    ) -> Record:
        ttl = self._scalar(entry.fields, "ttl")
        return Record(
            self._owner(entry.key.key)[0],
            entry.type,
            entry.mapping.span,
            node.content if isinstance(node, Scalar) else node.span,
            ttl=_integer(ttl) if ttl is not None else None,
            strings=_txt.strings(text) if text is not None else (),
            target=target,
            preference=preference,
            alternative=self._alternative(entry),
            quirks=quirks,
        )


def _is_near_value(key: str) -> bool:
    return any(within_one_edit(key.lower(), name) for name in ("value", "values"))


def _bad_owner(key: Scalar, refusal: _names.RefusedNameError, record: Record | None) -> Problem:
    bare = key.value.rstrip(".")
    cure = None
    if key.value == "@":
        cure = "write '' as the key"
    elif bare != key.value:
        cure = "write the name relative to the zone, without a final dot"
    return Problem(
        ProblemKind.BAD_OWNER,
        key.content,
        f"octoDNS refuses the name '{key.value}': {refusal.reason}.",
        cure,
        record,
        key.value,
    )


def _not_a_text(rtype: str, node: Scalar, scalar: str) -> Problem:
    what = {"int": "a number", "float": "a number", "bool": "true or false", "timestamp": "a date"}
    known = what.get(scalar)
    if known is None:
        message = f"octoDNS does not know the YAML tag '{node.tag}', so it cannot read the file."
        return Problem(ProblemKind.SYNTAX, node.span, message, "take the tag out")
    return Problem(
        ProblemKind.SYNTAX,
        node.content,
        f"'{node.value}' is {known} in YAML, and octoDNS stops at a {rtype} value that is no text.",
        "put the value in quotes",
    )


def _target(node: Scalar) -> Name | None:
    return None if _txt.has_placeholder(node.value) else _names.target(node.value)


def _integer(node: Scalar) -> int | None:
    try:
        if kind(node) == "int":
            return _resolve.integer(node.value)
        return int(node.value) if node.style else None
    except ValueError:
        return None


def _cut_comment(node: Scalar) -> Span | None:
    """The comment behind a plain value on its line, if it reads like the rest of the value."""
    if node.style:
        return None
    found = re.compile(r"[ \t]+(#[^\r\n]*)").match(node.document.text, node.end)
    if found is None or not _REST_OF_A_VALUE.search(found[1]):
        return None
    return node.document.span(*found.span(1))
