"""Which resources of a long list may hold records of interest, found without reading them.

A plan lists every resource of its configuration, mostly machines and permissions, and of the DNS
records among them few matter here. msgspec takes from each resource no more than its type and the
attributes by which that is told.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from itertools import chain
from operator import or_
from typing import Any, NamedTuple

import msgspec

from tlsrpt_lint.interest import (
    COMPANION_TYPES,
    LABEL_PATTERN,
    TEXT_PATTERN,
    owner_matters,
    text_matters,
)
from tlsrpt_lint.loaders.terraform._providers import Table, type_word
from tlsrpt_lint.regex import lazy

# What msgspec raises for text that is no JSON, no UTF-8, or nested too deeply.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_AT_ONCE = 1000  # resources that are decoded together: few calls, little memory
_MOST_TYPES = 1000  # resource types whose shapes are kept; a provider has as many
_LONGEST_TYPE = 16  # characters; a longer word is no record type

_NULL = msgspec.Raw(b"null")
_PLAIN = {str, int, type(None)}

# Many texts are searched as one, each between two of these, which no pattern takes for anything else.
_BETWEEN = "\0"
# All of them look ahead only, so that one text of interest does not hide the next.
_TELLING = (LABEL_PATTERN, f"{_BETWEEN}(?={TEXT_PATTERN})", r"\*")
_TELLING_ANYWHERE = tuple(lazy(pattern, re.IGNORECASE) for pattern in _TELLING)
_TELLING_IN_LOWER_CASE = tuple(map(re.compile, _TELLING))  # which takes a third of the time


class Kind(msgspec.Struct, gc=False):
    """The type of a resource."""

    type: str = ""


# Attributes of instances, and for each of them the number of its resource.
Bodies = tuple[Sequence[int], Sequence[Any]]


class Layout:
    """How a file keeps resources: where in them the attributes of their instances are."""

    head: type[Kind]

    @staticmethod
    def fields(attributes: object) -> list[tuple[str, object, object]]:
        """The fields of a resource whose instances have such attributes, for `msgspec.defstruct`."""
        raise NotImplementedError

    @staticmethod
    def bodies(resources: Sequence[Any], numbers: Sequence[int]) -> Bodies:
        """The attributes of each instance, as they were decoded, and the number of its resource."""
        raise NotImplementedError


class _After(msgspec.Struct, gc=False):
    after: msgspec.Raw = _NULL


class _ChangeHead(Kind, gc=False):
    change: _After | None = None


class ChangeLayout(Layout):
    """A plan: what a resource will be."""

    head = _ChangeHead

    @staticmethod
    def fields(attributes: Any) -> list[tuple[str, object, object]]:
        """In the change, under what comes after it."""
        after = [("after", attributes | None, None)]
        return [("change", msgspec.defstruct("After", after, gc=False) | None, None)]

    @staticmethod
    def bodies(resources: Sequence[Any], numbers: Sequence[int]) -> Bodies:
        """What they will be."""
        changes = [resource.change for resource in resources]
        if None in changes:
            numbers = [n for n, change in zip(numbers, changes, strict=True) if change is not None]
            changes = [change for change in changes if change is not None]
        return numbers, [change.after for change in changes]


class _ShownHead(Kind, gc=False):
    values: msgspec.Raw = _NULL


class ShownLayout(Layout):
    """A state as `terraform show -json` writes it: what a resource is."""

    head = _ShownHead

    @staticmethod
    def fields(attributes: Any) -> list[tuple[str, object, object]]:
        """Under its values."""
        return [("values", attributes | None, None)]

    @staticmethod
    def bodies(resources: Sequence[Any], numbers: Sequence[int]) -> Bodies:
        """What they are."""
        return numbers, [resource.values for resource in resources]


class _Instance(msgspec.Struct, gc=False):
    attributes: msgspec.Raw = _NULL


class _RawHead(Kind, gc=False):
    instances: list[_Instance] | None = None


class RawLayout(Layout):
    """A state file: what the instances of a resource are."""

    head = _RawHead

    @staticmethod
    def fields(attributes: Any) -> list[tuple[str, object, object]]:
        """In each of its instances."""
        instance = [("attributes", attributes | None, None)]
        shape = msgspec.defstruct("Instance", instance, gc=False)
        return [("instances", list[shape] | None, None)]  # type: ignore[valid-type]

    @staticmethod
    def bodies(resources: Sequence[Any], numbers: Sequence[int]) -> Bodies:
        """What their instances are."""
        instances = [
            (n, instance.attributes)
            for n, resource in zip(numbers, resources, strict=True)
            for instance in resource.instances or ()
        ]
        return [n for n, _ in instances], [attributes for _, attributes in instances]


class Sieve:
    """Finds the resources of one layout that are worth reading."""

    def __init__(self, table: Table, layout: type[Layout]) -> None:
        self._table = table
        self._layout = layout
        self._wanted = table.record_types | table.zone_types.keys()
        self._kinds = msgspec.json.Decoder(list[Kind])
        self._heads = msgspec.json.Decoder(list[layout.head])  # type: ignore[name-defined]
        self._shapes: dict[str, _Shape] = {}
        # The shapes of resources by their types, and the types that are wanted by their shapes.
        self._resources: dict[str, type[msgspec.Struct]] = {}
        self._kind_of: dict[type, str] = {}
        self._all: msgspec.json.Decoder[list[Any]] | None = None
        self._always: dict[str, bool] = {}

    def telling(self, resources: Sequence[msgspec.Raw]) -> Iterator[tuple[int, str]]:
        """The numbers of those that hold records of interest, or are zones, in order; their types."""
        for start in range(0, len(resources), _AT_ONCE):
            some = resources[start : start + _AT_ONCE]
            text = _array(some)
            decoded = self._decoded(text)
            if decoded is not None:
                found = self._telling_decoded(decoded)
            else:
                found = self._telling_heads(self._each_head(some))
            yield from ((start + n, found[n]) for n in sorted(found))

    def _decoded(self, text: bytes) -> list[Any] | None:
        """All resources in the shapes of their types; None if one of them has another shape."""
        try:
            if self._all is not None:
                return self._all.decode(text)
        except UNREADABLE:
            pass  # of a type that was not met yet, most often
        try:
            kinds = {kind.type for kind in self._kinds.decode(text)} - self._resources.keys()
            if not kinds or len(kinds) + len(self._resources) > _MOST_TYPES:
                return None
            for kind in kinds:
                self._learn(kind)
            every: Any = reduce(or_, self._resources.values())
            self._all = msgspec.json.Decoder(list[every])
            return self._all.decode(text)
        except UNREADABLE:
            return None

    def _learn(self, kind: str) -> None:
        fields: list[tuple[str, object, object]] = []
        if kind in self._wanted and not self._is_always_read(kind):
            fields = self._layout.fields(self._shape(kind).attributes)
        shape = msgspec.defstruct(
            "Resource",
            fields,
            tag_field="type",
            tag=kind,
            gc=False,
        )
        self._resources[kind] = shape
        if kind in self._wanted:
            self._kind_of[shape] = kind

    def _telling_decoded(self, resources: Sequence[Any]) -> dict[int, str]:
        """Those of the resources that tell, by number, with their types."""
        by_shape: dict[type, list[int]] = {shape: [] for shape in self._kind_of}
        for n, shape in enumerate(map(type, resources)):
            if shape in by_shape:
                by_shape[shape].append(n)
        found: dict[int, str] = {}
        for shape, numbers in by_shape.items():
            kind = self._kind_of[shape]
            if self._is_always_read(kind):
                found.update(dict.fromkeys(numbers, kind))
            elif numbers:
                bodies = self._layout.bodies([resources[n] for n in numbers], numbers)
                found.update(dict.fromkeys(self._telling_bodies(kind, bodies), kind))
        return found

    def _each_head(self, resources: Sequence[msgspec.Raw]) -> Sequence[Kind]:
        """The heads; where one has another shape than it must have, it says nothing."""
        heads: list[Kind] = []
        for resource in resources:
            try:
                heads += self._heads.decode(_array([resource]))
            except UNREADABLE:
                heads.append(Kind())
        return heads

    def _telling_heads(self, heads: Sequence[Kind]) -> dict[int, str]:
        """As `_telling_decoded`, one resource at a time: one of another shape hides no other."""
        found: dict[int, str] = {}
        for n, head in enumerate(heads):
            if head.type in self._wanted:
                if self._is_always_read(head.type):
                    found[n] = head.type
                    continue
                numbers, bodies = self._layout.bodies([head], [n])
                try:
                    decoded = self._shape(head.type).decoder.decode(_array(bodies))
                except UNREADABLE:
                    found[n] = head.type  # what is odd about it comes out when it is read
                    continue
                if self._telling_bodies(head.type, (numbers, decoded)):
                    found[n] = head.type
        return found

    def _telling_bodies(self, kind: str, bodies: Bodies) -> set[int]:
        """The numbers of those that hold records of interest."""
        numbers, found = bodies
        if None in found:
            numbers = [n for n, body in zip(numbers, found, strict=True) if body is not None]
            found = [body for body in found if body is not None]
        shape = self._shape(kind)
        telling: set[int] = set()
        texts: list[str] = []
        places: list[int] = []  # the numbers of the bodies that the texts are from
        # By attributes, since those of one kind of resource mostly have values of one kind.
        columns = zip(*map(msgspec.structs.astuple, found), strict=True)
        for name, column in zip(shape.names, columns, strict=False):
            values = _only_elements(column)
            kinds = set(map(type, values))
            if name in shape.naming_types:
                telling |= _telling_types(numbers, values, kinds)
            elif kinds == {str}:
                texts += values
                places += numbers
            elif kinds != {type(None)}:
                for n, value in zip(numbers, values, strict=True):
                    if isinstance(value, str):
                        texts.append(value)
                        places.append(n)
                    elif value and _one_tells((value,)):
                        telling.add(n)
        telling.update(places[n] for n in _telling_texts(texts))
        return telling

    def _is_always_read(self, kind: str) -> bool:
        """True for zones, and for types that hold nothing but records by which others are answered."""
        if kind not in self._always:
            self._always[kind] = kind in self._table.zone_types or any(
                entry.fixed not in (None, "TXT", "A") for entry in self._table.all(kind)
            )
        return self._always[kind]

    def _shape(self, kind: str) -> "_Shape":
        if kind not in self._shapes:
            names = tuple(sorted(self._table.deciding_attributes(kind)))
            fields = [(f"_{n}", Any, None) for n, _ in enumerate(names)]
            rename = {field: name for (field, _, _), name in zip(fields, names, strict=True)}
            attributes = msgspec.defstruct("Attributes", fields, rename=rename, gc=False)
            decoder: msgspec.json.Decoder[list[Any]] = msgspec.json.Decoder(list[attributes | None])  # type: ignore[valid-type]
            naming_types = self._table.type_attributes(kind)
            self._shapes[kind] = _Shape(names, naming_types, attributes, decoder)
        return self._shapes[kind]


class _Shape(NamedTuple):
    """The attributes of a resource type that tell, in the order in which they are decoded."""

    names: tuple[str, ...]
    naming_types: frozenset[str]
    attributes: Any
    decoder: "msgspec.json.Decoder[list[Any]]"


def _only_elements(column: Sequence[Any]) -> Sequence[Any]:
    """The elements of lists that have one each, which is how most providers keep one value."""
    if set(map(type, column)) == {list} and set(map(len, column)) == {1}:
        return [*chain.from_iterable(column)]
    return column


def _telling_types(numbers: Sequence[int], values: Sequence[Any], kinds: set[type]) -> set[int]:
    """The numbers of the values, of an attribute that names record types, that are of interest."""
    pairs = zip(numbers, values, strict=True)
    if kinds <= _PLAIN:
        # Of many records there are few types.
        words = {word for word in set(values) if _type_tells(word)}
        return {n for n, word in pairs if word in words} if words else set()
    return {n for n, value in pairs if _type_tells(value)}


def _type_tells(value: Any) -> bool:
    words = value if isinstance(value, list) else (value,)
    named = any(type(word) in _PLAIN and _is_companion(str(word)) for word in words)
    return named or _one_tells((value,))


def _telling_texts(texts: Sequence[str]) -> Iterator[int]:
    """The numbers of the texts that are names or texts of interest, in no order."""
    whole = _BETWEEN + _BETWEEN.join(texts)
    if whole.count(_BETWEEN) != len(texts):
        yield from (n for n, text in enumerate(texts) if _text_tells(text))
        return
    patterns = _TELLING_ANYWHERE
    if whole.isascii():
        whole, patterns = whole.lower(), _TELLING_IN_LOWER_CASE
    for pattern in patterns:
        passed, at = -1, 0
        for match in pattern.finditer(whole):
            end = match.start() + 1
            passed += whole.count(_BETWEEN, at, end)
            at = end
            if _text_tells(texts[passed]):
                yield passed


def _one_tells(values: Iterable[object]) -> bool:
    """True if one of the values is a name or text of interest, or a type that answers for such names."""
    waiting = [values]  # not by recursion: msgspec decodes what is nested deeper than Python calls
    while waiting:
        for value in waiting.pop():
            if isinstance(value, str):
                if _text_tells(value) or (len(value) <= _LONGEST_TYPE and _is_companion(value)):
                    return True
            elif isinstance(value, list):
                waiting.append(value)
            elif isinstance(value, dict):
                waiting.append(value.values())
    return False


def _text_tells(text: str) -> bool:
    return ("_" in text and owner_matters(text)) or "*" in text or _text_matters(text)


_text_matters = lru_cache(maxsize=1024)(text_matters)  # many domains have the same SPF record


@lru_cache(maxsize=1024)
def _is_companion(word: str) -> bool:
    return type_word(word) in COMPANION_TYPES


def _array(items: Sequence[msgspec.Raw]) -> bytes:
    return b"[" + b",".join(items) + b"]"
