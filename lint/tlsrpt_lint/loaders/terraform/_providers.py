"""The provider table: which resource types hold DNS records, and where in them what stands.

The table is `data/terraform-providers.json`. An entry has

`type`, `provider`    the resource type, and the provider whose type it is (several may share one)
`rtype`               where the record type stands, or `=TXT` if it is always the same
`owner`, `form`       where the owner stands, and how it is written: `relative` to the zone, always
                      `absolute` (with or without a final dot), or `either`
`final_dot`           what a final dot does where that is special: makes a relative name `absolute`,
                      or is `forbidden`
`apex`                the owners that mean the zone itself, besides an owner that is left out
`fqdn`                where the provider stores the whole name
`zone`, `zone_is`     where the zone stands and what that text is: its `name`, an `id`, `name or id`,
                      or an id whose `last segment` is the name
`view`, `private`     where the name of a DNS view stands; whether only a private network is answered
`each`                a repeated block that makes one record or more each; paths that begin with a
                      dot start from it
`values`, `strings`   where the values stand, one record each; where the character-strings of one
                      record stand
`preference`, `ttl`   of an MX; in seconds, with `ttl_auto` as the number that means automatic
`off`                 attributes and the value with which nothing is published
`alternative`         attributes that make one record set of several of one name (weights, views),
                      and in `alternative_default` the value that means there are none
`txt`                 how a TXT value is read when it is written and when it comes from the state
                      (`Reading`), whether that was seen (`verified`), and whether a string over 255
                      octets is `split` or `refused`

In `zone_files` stand the types that hold the text of a whole zone file, and the attribute with it. In
`argument` stands how records look that are given to a module which cannot be read.

A path names keys with dots between; `[]` means all elements; ` | ` gives another path to try. In
`zones` stand the types that hold a zone's name, and what refers to them.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tlsrpt_lint.loaders.terraform._txt import Reading
from tlsrpt_lint.loaders.terraform._values import (
    Fields,
    Found,
    Scalar,
    Step,
    Text,
    Value,
    escaped,
    parse_path,
    walk,
)

if TYPE_CHECKING:
    from tlsrpt_lint.loaders.terraform._options import TerraformOptions

ARGUMENT = "module argument"  # the type of what `argument` describes

TABLE = Path(__file__).parents[2] / "data" / "terraform-providers.json"

_NUMBERED = {
    "2": "NS", "5": "CNAME", "6": "SOA", "15": "MX", "16": "TXT", "39": "DNAME", "52": "TLSA", "99": "SPF",
}  # fmt: skip
_AZURE_TYPE = re.compile(r"Microsoft\.Network/dnsZones/(\w+)@.*", re.IGNORECASE)


class Where(NamedTuple):
    """A path of the table: steps from the resource, or from the repeated block if `inner`."""

    steps: tuple[Step, ...]
    inner: bool


class Scope(NamedTuple):
    """Where paths start: the attributes of a resource, and one element of its repeated block."""

    body: Found
    element: Found

    def all(self, where: Where) -> list[Found]:
        """The values at one path."""
        start = self.element if where.inner else self.body
        body = start.value
        if len(where.steps) == 1 and isinstance(body, Fields) and not start.nested:
            # What most paths lead to is an attribute with one value.
            value = body.get(where.steps[0].key)
            if value is None or value.is_null:
                return []
            if isinstance(value, Text | Scalar):
                return [Found(value, f"{start.pointer}/{escaped(where.steps[0].key)}")]
        found = walk(body, where.steps, start.pointer)
        if start.nested:
            return [inner._replace(pointer=start.pointer, nested=True) for inner in found]
        return list(found)

    def first(self, wheres: tuple[Where, ...]) -> Found | None:
        """The first value at the first path that leads to any."""
        for where in wheres:
            if found := self.all(where):
                return found[0]
        return None


class Entry(NamedTuple):
    """One entry of the table, its paths parsed. See the module for what the fields mean."""

    type: str
    provider: str
    each: tuple[Step, ...]
    fixed: str | None
    rtype: tuple[Where, ...]
    owner: tuple[Where, ...]
    form: str
    final_dot: str
    apex: frozenset[str]
    fqdn: tuple[Where, ...]
    zone: tuple[Where, ...]
    zone_is: str
    view: tuple[Where, ...]
    private: bool
    values: tuple[Where, ...]
    strings: tuple[Where, ...]
    preference: tuple[Where, ...]
    ttl: tuple[Where, ...]
    ttl_auto: str | None
    off: tuple[tuple[Where, str], ...]
    alternative: tuple[Where, ...]
    alternative_default: str | None
    written: Reading
    stored: Reading
    refuses_long: bool

    def scopes(self, body: Value) -> list[Scope]:
        """The repeated blocks of a resource, or the resource itself where nothing repeats."""
        whole = Found(body, "")
        if not self.each:
            return [Scope(whole, whole)]
        return [Scope(whole, element) for element in walk(body, self.each)]

    @property
    def zone_attribute(self) -> str | None:
        """The attribute that names the zone, where it is one of the resource itself."""
        return self.zone[0].steps[0].key if self.zone else None


class ZoneEntry(NamedTuple):
    """A resource type that is a zone: where its name stands, and what other resources call it by."""

    name: tuple[Where, ...]
    ids: tuple[str, ...]
    private: bool


class Table:
    """Resource types and zone types, those of a configuration before those of the package."""

    def __init__(self, raw: Any, options: "TerraformOptions | None" = None) -> None:
        self._argument = raw["argument"]
        given = options.resources if options else {}
        self._raw: dict[str, list[dict[str, Any]]] = {}
        for entry in raw["records"]:
            if entry["type"] not in given:
                self._raw.setdefault(entry["type"], []).append(entry)
        self._raw |= {kind: [resource.entry(kind)] for kind, resource in given.items()}
        zones = raw["zones"]
        if options:
            zones = {**zones, **{kind: zone._asdict() for kind, zone in options.zones.items()}}
        self.zone_files: dict[str, str] = raw["zone_files"]
        self.record_types = frozenset(self._raw) | self.zone_files.keys()
        self.zone_types = {
            kind: ZoneEntry(_wheres(zone["name"]), tuple(zone["ids"]), zone.get("private", False))
            for kind, zone in zones.items()
        }
        self._known: dict[str, tuple[Entry, ...]] = {}
        self._chosen: dict[tuple[str, str], tuple[Entry, ...]] = {}
        self._attributes: dict[str, frozenset[str]] = {}

    def all(self, kind: str) -> tuple[Entry, ...]:
        """The entries of a resource type, of whatever provider."""
        if kind not in self._known:
            if kind == ARGUMENT:
                raw = [{"type": ARGUMENT, "provider": "", **self._argument}]
            else:
                raw = self._raw.get(kind, [])
            self._known[kind] = tuple(map(_entry, raw))
        return self._known[kind]

    def entries(self, kind: str, provider: str) -> tuple[Entry, ...]:
        """The entries of a resource type; `provider` (namespace/name, or "") chooses among several.

        Forks keep the type names, so an unknown provider gets the first one's entries.
        """
        known = self._chosen.get((kind, provider))
        if known is None:
            of_type = self.all(kind)
            wanted = provider.lower()
            chosen = wanted if any(e.provider.lower() == wanted for e in of_type) else ""
            chosen = chosen or (of_type[0].provider.lower() if of_type else "")
            known = tuple(entry for entry in of_type if entry.provider.lower() == chosen)
            self._chosen[kind, provider] = known
        return known

    def attributes_of(self, kind: str) -> frozenset[str]:
        """The attributes and blocks of a resource type that any of its entries looks at."""
        if kind not in self._attributes:
            names = set(self.deciding_attributes(kind))
            for entry in self.all(kind):
                for paths in (
                    entry.zone, entry.view, entry.preference, entry.ttl, entry.alternative,
                    tuple(where for where, _ in entry.off),
                ):  # fmt: skip
                    names.update(where.steps[0].key for where in paths if not where.inner)
            if (zone := self.zone_types.get(kind)) is not None:
                names.update((*zone.ids, *(where.steps[0].key for where in zone.name)))
            self._attributes[kind] = frozenset(names)
        return self._attributes[kind]

    def deciding_attributes(self, kind: str) -> frozenset[str]:
        """Those of them that tell whether a resource of the type holds a record of interest."""
        names = {self.zone_files[kind]} if kind in self.zone_files else set()
        for entry in self.all(kind):
            names.update(step.key for step in entry.each[:1])
            zone = () if entry.zone_is == "id" else entry.zone
            for paths in (entry.rtype, entry.owner, entry.fqdn, zone, entry.values, entry.strings):
                names.update(where.steps[0].key for where in paths if not where.inner)
        return frozenset(names)

    def type_attributes(self, kind: str) -> frozenset[str]:
        """Those that name the type of a record, or hold the block that does."""
        return frozenset(
            where.steps[0].key
            for entry in self.all(kind)
            for where in entry.rtype
            if not where.inner
        )


@cache
def package_table() -> Table:
    """The table of the package."""
    import json

    return Table(json.loads(TABLE.read_text(encoding="utf-8")))


def table_of(options: "TerraformOptions | None") -> Table:
    """The table of the package, with what a configuration adds to it."""
    if options is None or not (options.resources or options.zones):
        return package_table()
    import json

    return Table(json.loads(TABLE.read_text(encoding="utf-8")), options)


def type_word(text: str) -> str:
    """The record type that an attribute names, whichever way its provider does."""
    if azure := _AZURE_TYPE.fullmatch(text):
        return azure[1].upper()
    word = text.strip().partition(" ")[0].upper()  # UltraDNS keeps "TXT (16)"
    return _NUMBERED.get(word, word)


def _entry(raw: dict[str, Any]) -> Entry:
    rtype = raw["rtype"]
    fixed = rtype.removeprefix("=") if rtype.startswith("=") else None
    txt = raw.get("txt", {"write": "either", "state": "either", "verified": False})
    verified = txt["verified"]
    auto = raw.get("ttl_auto")
    return Entry(
        type=raw["type"],
        provider=raw["provider"],
        each=parse_path(raw.get("each", "")),
        fixed=fixed,
        rtype=() if fixed else _wheres(rtype),
        owner=_wheres(raw["owner"]),
        form=raw["form"],
        final_dot=raw.get("final_dot", ""),
        apex=frozenset(raw["apex"]),
        fqdn=_wheres(raw.get("fqdn", "")),
        zone=_wheres(raw.get("zone", "")),
        zone_is=raw.get("zone_is", "name"),
        view=_wheres(raw.get("view", "")),
        private=raw.get("private", False),
        values=tuple(where for path in raw.get("values", ()) for where in _wheres(path)),
        strings=_wheres(raw.get("strings", "")),
        preference=_wheres(raw.get("preference", "")),
        ttl=_wheres(raw.get("ttl", "")),
        ttl_auto=None if auto is None else str(auto),
        off=tuple((_wheres(p)[0], _word(value)) for p, value in raw.get("off", {}).items()),
        alternative=tuple(where for path in raw.get("alternative", ()) for where in _wheres(path)),
        alternative_default=raw.get("alternative_default"),
        written=Reading(txt["write"]) if verified else Reading.EITHER,
        stored=Reading(txt["state"]) if verified else Reading.EITHER,
        refuses_long=txt.get("long") == "refused",
    )


def _wheres(paths: str) -> tuple[Where, ...]:
    return tuple(
        Where(parse_path(path), path.startswith(".")) for path in paths.split(" | ") if path
    )


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
