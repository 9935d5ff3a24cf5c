"""Which zone a record belongs to, and what that zone is called.

Most providers name a zone by an id that says nothing. Its name is found where the file also holds
the zone (as a resource or as a data source), by id or by following the references of the
configuration; else the zone stays one whose name is not known, and its records still belong
together.
"""

import re
from collections.abc import Callable, Iterable

from tlsrpt_lint.loaders.terraform._providers import Entry, Scope, Table
from tlsrpt_lint.loaders.terraform._values import (
    Address,
    Fields,
    Found,
    Scalar,
    Text,
    Unknown,
    Value,
)
from tlsrpt_lint.names import BadNameError, Name, parse_name

_PER_INSTANCE = re.compile(r"\b(?:each|count)\.")


class Zone:
    """One zone: what identifies it in its file, and its name while that is known."""

    __slots__ = ("apex", "identity")

    def __init__(self, identity: tuple[str, ...], apex: Name | None) -> None:
        self.identity = identity
        self.apex = apex


# Finds the zone resource that an attribute of a record refers to.
Follow = Callable[[Address, str], Address | None]


class Zones:
    """The zones of one file."""

    def __init__(self, table: Table, follow: Follow | None = None) -> None:
        self.table = table
        self._follow = follow
        self._by_address: dict[Address, Zone] = {}
        self._by_id: dict[tuple[str, bool, str], Zone] = {}
        self._others: dict[tuple[str, ...], Zone] = {}

    def add(self, address: Address, body: Fields) -> None:
        """Learn a zone resource or data source. Later ones add to what earlier ones told."""
        kind = self.table.zone_types[address.type]
        whole = Found(body, "")
        found = Scope(whole, whole).first(kind.name)
        apex = zone_name(found.value) if found else None
        family = _family(address.type, private=kind.private)
        texts = [id_text(value) for key in kind.ids if (value := body.get(key)) is not None]
        keys = [(*family, text) for text in texts if text]
        zone = self._by_address.get(address)
        if zone is None:
            zone = next((self._by_id[key] for key in keys if key in self._by_id), None)
        if zone is None:
            zone = Zone(_identity(address), apex)
        zone.apex = zone.apex or apex
        self._by_address.setdefault(address, zone)
        for key in keys:
            self._by_id.setdefault(key, zone)

    def addresses(self) -> Iterable[Address]:
        """The zone resources and data sources that are known."""
        return self._by_address

    def of(self, entry: Entry, scope: Scope, address: Address) -> Zone:
        """The zone of a record."""
        found = scope.first(entry.zone)
        text = id_text(found.value) if found else None
        if text is None:
            return self._behind(entry, found, address, self._side(entry, scope))
        tail = text.rstrip("/").rpartition("/")[2]
        if entry.zone_is == "last segment":
            text = tail
        family = _family(entry.type, private=entry.private)
        by_id = self._by_id.get((*family, text)) or self._by_id.get((*family, tail))
        if by_id is not None:
            return by_id
        if _is_name(text, entry.zone_is):
            apex = _parsed(text)
            return self._other(("name", *self._side(entry, scope), str(apex or text)), apex)
        referred = self._referred(entry, address)
        return referred or self._other(("id", *self._side(entry, scope), text), None)

    def _behind(
        self, entry: Entry, found: Found | None, address: Address, side: tuple[str, ...]
    ) -> Zone:
        """The zone that a value which is not known stands for."""
        value = found.value if found else None
        if isinstance(value, Unknown) and value.of is not None:
            return self._at(value.of)
        if (zone := self._referred(entry, address)) is not None:
            return zone
        told = spelling(value) if value is not None else ""
        if entry.zone and (not told or _PER_INSTANCE.search(told)):
            told += repr(address)
        return self._other(("unknown", *side, address.module, told), None)

    def _side(self, entry: Entry, scope: Scope) -> tuple[str, ...]:
        """What keeps apart zones of one name: provider, private or public, view."""
        view = scope.first(entry.view)
        name = (id_text(view.value) or repr(spelling(view.value))) if view else ""
        return (entry.provider, "private" if entry.private else "public", name)

    def _referred(self, entry: Entry, address: Address) -> Zone | None:
        if self._follow is None or entry.zone_attribute is None:
            return None
        target = self._follow(address, entry.zone_attribute)
        return None if target is None else self._at(target)

    def _at(self, address: Address) -> Zone:
        return self._by_address.get(address) or self._other(_identity(address), None)

    def _other(self, identity: tuple[str, ...], apex: Name | None) -> Zone:
        return self._others.setdefault(identity, Zone(identity, apex))


def _identity(address: Address) -> tuple[str, ...]:
    return ("zone", *(part or "" for part in address))


def _is_name(text: str, zone_is: str) -> bool:
    if zone_is == "name or id":
        return "." in text and not text.startswith("ocid1.")
    return zone_is in ("name", "last segment")


def zone_name(value: Value) -> Name | None:
    """The name of a zone, None if it is not known or none."""
    return _parsed(value.plain) if isinstance(value, Text) and not value.holes else None


def id_text(value: Value) -> str | None:
    """An id as text (numbers are ids too), None while it is not known."""
    if isinstance(value, Text):
        return None if value.holes else value.plain
    if isinstance(value, Scalar) and isinstance(value.value, str):
        return value.value
    return None


def spelling(value: Value) -> str:
    """How a value that is not known is written; "" where that says nothing."""
    if isinstance(value, Unknown):
        return value.spelling
    return value.plain if isinstance(value, Text) else ""


def _parsed(text: str) -> Name | None:
    try:
        return parse_name(text)[0] or None
    except BadNameError:
        return None


def _family(kind: str, *, private: bool) -> tuple[str, bool]:
    """What the types of one provider begin with; private zones may share names with public ones."""
    return kind.partition("_")[0], private
