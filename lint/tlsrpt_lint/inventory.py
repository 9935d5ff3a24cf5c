"""All records of a run, as zones and record sets, and the terms that rules are written in.

A *zone instance* is one set of records published together under one apex: files join into it only
where something joins them (an include, split parts, one octoDNS provider set, one Terraform root).
Two SOAs for one name are two instances, and nothing is ever said across them. An instance is *seen
whole* if nothing of it was left unread, so that absence can be told from ignorance. A record *counts*
if senders count it (RFC 8460, 3); a *judged* one carries policy text that the rules look into.
"""

from collections.abc import Hashable, Iterable, Iterator
from functools import cached_property

from tlsrpt_lint.names import Name
from tlsrpt_lint.policy import VERSION
from tlsrpt_lint.policytext import is_policy_text
from tlsrpt_lint.records import Loaded, QuirkKind, Record, ZonePart

TLSRPT_LABELS = Name(("_smtp", "_tls"))
_DNSSEC_AT_CNAME = frozenset({"RRSIG", "NSEC", "KEY"})


def tlsrpt_domain(name: Name) -> Name | None:
    """The domain that a name at `_smtp._tls` reports on (RFC 8460, 3), None for any other name."""
    return Name(name[2:]) if name[:2] == TLSRPT_LABELS else None


def counts(record: Record) -> bool:
    """True for a record that senders count: TXT at `_smtp._tls` with the 11 octets of the version."""
    return (
        record.type == "TXT"
        and record.value is not None
        and record.value.text.startswith(VERSION + ";")
        and tlsrpt_domain(record.owner.name) is not None
    )


def holds_policy(record: Record) -> bool:
    """True for a record of any type whose value is policy text."""
    if record.value is None:
        return False
    return is_policy_text(record.value.text, at_tlsrpt=tlsrpt_domain(record.owner.name) is not None)


def is_cut(record: Record) -> bool:
    """True if a comment mark cut the record's rdata, so that what is missing says nothing."""
    return any(quirk.kind is QuirkKind.COMMENT_CUT for quirk in record.quirks)


class RecordSet:
    """The records of one owner and type in one zone instance, in the order of the files."""

    __slots__ = ("name", "records", "type", "zone")

    def __init__(self, zone: "ZoneInstance", name: Name, rtype: str, records: list[Record]) -> None:
        self.zone = zone
        self.name = name
        self.type = rtype
        self.records = records

    @property
    def counting(self) -> list[Record]:
        """The records that senders count."""
        return [record for record in self.records if counts(record)]

    @property
    def pieces(self) -> list[Record]:
        """The records that are pieces of one policy cut into several, in their order; or none.

        A version that names no destination, and beside it a destination that has no version.
        """
        heads, tails = [], []
        for record in self.records:
            text = record.value.text.strip() if record.value else ""
            if not text or len(text) == 1:
                continue
            if text.startswith("v=") and "rua=" not in text and holds_policy(record):
                heads.append(record)
            elif text.lstrip("; \t").startswith(("rua=", "mailto:", "https:")):
                tails.append(record)
        return [*heads, *tails] if len(heads) == 1 and tails else []

    @property
    def judged(self) -> list[Record]:
        """The records whose policy text the rules look into.

        Not the pieces of a cut policy, which are one fault together; and beside a record that
        counts not what does not count: senders drop that before they read it.
        """
        pieces = self.pieces
        return [
            record
            for record in self.records
            if holds_policy(record)
            and record not in pieces
            and (counts(record) or not self.counting)
        ]


class ZoneInstance:
    """The records published together under one apex. `apex` is None while it is not known."""

    def __init__(self, parts: list[ZonePart], *, seen_whole: bool) -> None:
        self.parts = parts
        self.apex: Name | None = next((p.apex for p in parts if p.apex is not None), None)
        self.records: list[Record] = [record for part in parts for record in part.records]
        self.seen_whole = seen_whole and self.apex is not None

    def __repr__(self) -> str:
        return f"<ZoneInstance {self.apex} of {len(self.records)} records>"

    @cached_property
    def sets(self) -> list[RecordSet]:
        """The record sets, in the order in which they first appear."""
        groups: dict[tuple[Name, bool, str], list[Record]] = {}
        for record in self.records:
            key = (record.owner.name, record.owner.absolute, record.type)
            groups.setdefault(key, []).append(record)
        return [RecordSet(self, name, rtype, group) for (name, _, rtype), group in groups.items()]

    @cached_property
    def _by_name(self) -> dict[Name, list[Record]]:
        index: dict[Name, list[Record]] = {}
        for record in self.records:
            index.setdefault(record.owner.name, []).append(record)
        return index

    def at(self, name: Name, *types: str) -> list[Record]:
        """The records that stand at `name`, of the given types or of all."""
        found = self._by_name.get(name, [])
        return [record for record in found if record.type in types] if types else found

    @property
    def mail_domains(self) -> list[Name]:
        """Names with an MX that accepts mail (no Null MX, RFC 7505), in order of appearance."""
        return list(
            dict.fromkeys(
                record.owner.name
                for record in self.records
                if record.type == "MX"
                and not is_null_mx(record)
                and record.owner.name[:1] != ("*",)
            )
        )

    def wildcard_for(self, name: Name) -> Name | None:
        """The wildcard whose records answer at `name`, where nothing stands (RFC 4592, 3.3)."""
        for closest in name.ancestors():
            source = Name(("*", *closest))
            if source in self._by_name:
                return source
            if self._exists(closest) or closest == self.apex:
                return None
        return None

    def cut_above(self, name: Name) -> Record | None:
        """The NS (not the apex's) or DNAME by which `name` is not answered from this zone, if any.

        An NS at `name` itself delegates it; a DNAME redirects only what lies below it.
        """
        for place in (name, *name.ancestors()):
            if self.apex is None or not place.is_at_or_below(self.apex):
                return None
            for record in self.at(place, "NS", "DNAME"):
                if record.type == "DNAME" and place != name:
                    return record
                if record.type == "NS" and place != self.apex:
                    return record
        return None

    def _exists(self, name: Name) -> bool:
        return name in self._nodes

    @cached_property
    def _nodes(self) -> set[Name]:
        nodes: set[Name] = set()
        for name in self._by_name:
            nodes.add(name)
            nodes.update(name.ancestors())
        return nodes


class Inventory:
    """All zone instances of one run."""

    def __init__(
        self, loaded: Iterable[Loaded], declared_whole: frozenset[Name] = frozenset()
    ) -> None:
        self.files = list(loaded)
        paths = {file.source.path for file in self.files}
        groups: dict[Hashable, list[ZonePart]] = {}
        for file in self.files:
            for part in file.parts:
                groups.setdefault(part.instance, []).append(part)
        self.zones = [
            ZoneInstance(parts, seen_whole=_seen_whole(parts, paths, declared_whole))
            for parts in groups.values()
        ]

    def zone_of(self, record: Record) -> ZoneInstance | None:
        """The zone instance that holds the record."""
        return self._zone_by_record.get(id(record))

    @cached_property
    def _zone_by_record(self) -> dict[int, ZoneInstance]:
        return {id(record): zone for zone in self.zones for record in zone.records}

    def zones_holding(self, name: Name) -> Iterator[ZoneInstance]:
        """The instances of the zone with the longest apex at or above `name`."""
        holding = [z for z in self.zones if z.apex is not None and name.is_at_or_below(z.apex)]
        longest = max((len(z.apex or ()) for z in holding), default=0)
        return (zone for zone in holding if len(zone.apex or ()) == longest)


def is_null_mx(record: Record) -> bool:
    """True for `MX 0 .`: the domain accepts no mail (RFC 7505, 3)."""
    return record.type == "MX" and record.target == Name()


def coexists_with_cname(record: Record) -> bool:
    """True for the types that may stand beside a CNAME (RFC 4034, 2.1-3; RFC 2181, 10.1)."""
    return record.type in _DNSSEC_AT_CNAME


def _seen_whole(parts: list[ZonePart], paths: set[str], declared: frozenset[Name]) -> bool:
    if any(part.apex in declared for part in parts if part.apex is not None):
        return True
    return all(part.whole and part.needs <= paths for part in parts)
