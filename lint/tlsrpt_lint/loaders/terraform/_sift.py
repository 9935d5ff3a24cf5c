"""Which resources of a long list may hold records of interest, found without reading them.

A plan lists every resource of its configuration, mostly machines and permissions, and of the DNS
records among them few matter here. msgspec takes from each resource no more than its type and the
attributes by which that is told.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from tlsrpt_lint.interest import COMPANION_TYPES, owner_matters, text_matters
from tlsrpt_lint.loaders.terraform._providers import Table, type_word

# What msgspec raises for text that is no JSON, no UTF-8, or nested too deeply.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_AT_ONCE = 1000  # resources that are decoded together: few calls, little memory
_LONGEST_TYPE = 16  # characters; a longer word is no record type


class Head(msgspec.Struct, gc=False):
    """The type of a resource, and the attributes of its instances, undecoded."""

    type: str = ""

    def bodies(self) -> list[msgspec.Raw]:
        """The attributes of each instance."""
        raise NotImplementedError


class _After(msgspec.Struct, gc=False):
    after: msgspec.Raw = msgspec.Raw(b"null")


class ChangeHead(Head, gc=False):
    """A resource of a plan."""

    change: _After | None = None

    def bodies(self) -> list[msgspec.Raw]:
        """What it will be."""
        return [] if self.change is None else [self.change.after]


class ShownHead(Head, gc=False):
    """A resource of a state as `terraform show -json` writes it."""

    values: msgspec.Raw = msgspec.Raw(b"null")

    def bodies(self) -> list[msgspec.Raw]:
        """What it is."""
        return [self.values]


class _Instance(msgspec.Struct, gc=False):
    attributes: msgspec.Raw = msgspec.Raw(b"null")


class RawHead(Head, gc=False):
    """A resource of a state file."""

    instances: list[_Instance] | None = None

    def bodies(self) -> list[msgspec.Raw]:
        """What its instances are."""
        return [instance.attributes for instance in self.instances or ()]


class Sieve:
    """Finds the resources of one shape that are worth reading."""

    def __init__(self, table: Table, shape: type[Head]) -> None:
        self._table = table
        self._wanted = table.record_types | table.zone_types.keys()
        self._heads = msgspec.json.Decoder(list[shape])  # type: ignore[valid-type]
        self._attributes: dict[str, msgspec.json.Decoder[list[Any]]] = {}
        self._always: dict[str, bool] = {}

    def telling(self, resources: Sequence[msgspec.Raw]) -> Iterator[int]:
        """The numbers of those that hold records of interest, or are zones; in their order."""
        wanted = self._wanted
        for start in range(0, len(resources), _AT_ONCE):
            found: set[int] = set()
            by_type: dict[str, tuple[list[int], list[msgspec.Raw]]] = {}
            for n, head in enumerate(self._decoded(resources[start : start + _AT_ONCE]), start):
                if head.type in wanted:
                    if self._is_always_read(head.type):
                        found.add(n)
                    else:
                        numbers, bodies = by_type.setdefault(head.type, ([], []))
                        inner = head.bodies()
                        bodies += inner
                        numbers += [n] * len(inner)
            for kind, (numbers, bodies) in by_type.items():
                found.update(self._telling_bodies(kind, numbers, bodies))
            yield from sorted(found)

    def _decoded(self, resources: Sequence[msgspec.Raw]) -> Sequence[Head]:
        """The heads; where one has another shape than it must have, it says nothing."""
        try:
            return self._heads.decode(_array(resources))
        except UNREADABLE:
            heads: list[Head] = []
            for resource in resources:
                try:
                    heads += self._heads.decode(_array([resource]))
                except UNREADABLE:
                    heads.append(Head())
            return heads

    def _telling_bodies(
        self, kind: str, numbers: list[int], bodies: Sequence[msgspec.Raw]
    ) -> Iterator[int]:
        try:
            found = self._decoder(kind).decode(_array(bodies))
        except UNREADABLE:
            yield from numbers  # which of them it is comes out when they are read
            return
        attributes = msgspec.structs.astuple
        for number, body in zip(numbers, found, strict=True):
            if body is not None and _one_tells(attributes(body)):
                yield number

    def _is_always_read(self, kind: str) -> bool:
        """True for zones, and for types that hold nothing but records by which others are answered."""
        if kind not in self._always:
            self._always[kind] = kind in self._table.zone_types or any(
                entry.fixed not in (None, "TXT", "A") for entry in self._table.all(kind)
            )
        return self._always[kind]

    def _decoder(self, kind: str) -> "msgspec.json.Decoder[list[Any]]":
        if kind not in self._attributes:
            names = sorted(self._table.deciding_attributes(kind))
            fields = [(f"_{n}", Any, None) for n, _ in enumerate(names)]
            rename = {field: name for (field, _, _), name in zip(fields, names, strict=True)}
            shape = msgspec.defstruct("Attributes", fields, rename=rename, gc=False)
            decoder: msgspec.json.Decoder[list[Any]] = msgspec.json.Decoder(list[shape | None])  # type: ignore[valid-type]
            self._attributes[kind] = decoder
        return self._attributes[kind]


def _one_tells(values: Iterable[object]) -> bool:
    """True if one of the values is a name or text of interest, or a type that answers for such names.

    Called for every record of a plan, so what most values lack is asked first.
    """
    for value in values:
        if isinstance(value, list) and len(value) == 1:
            (value,) = value
        if isinstance(value, str):
            if "_" in value and owner_matters(value):
                return True
            if len(value) <= _LONGEST_TYPE and _is_companion(value):
                return True
            if "*" in value:
                return True
            if ("=" in value or "rua" in value.lower()) and _text_matters(value):
                return True
        elif value:
            if isinstance(value, list) and _one_tells(value):
                return True
            if isinstance(value, dict) and _one_tells(value.values()):
                return True
    return False


_text_matters = lru_cache(maxsize=1024)(text_matters)  # many domains have the same SPF record


@lru_cache(maxsize=1024)
def _is_companion(word: str) -> bool:
    return type_word(word) in COMPANION_TYPES


def _array(items: Sequence[msgspec.Raw]) -> bytes:
    return b"[" + b",".join(items) + b"]"
