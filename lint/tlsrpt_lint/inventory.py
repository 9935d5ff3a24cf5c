"""All records of a run, as zones and record sets, and the terms that rules are written in.

A *zone instance* is one set of records published together under one apex: files join into it only
where something joins them (an include, split parts, one octoDNS provider set, one Terraform root).
Two SOAs for one name are two instances, and nothing is ever said across them. An instance is *seen
whole* if nothing of it was left unread, so that absence can be told from ignorance. A record *counts*
if senders count it (RFC 8460, 3); a *judged* one carries policy text that the rules look into.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain

from tlsrpt_lint.names import ROOT, Name
from tlsrpt_lint.policy import VERSION
from tlsrpt_lint.policytext import is_policy_text
from tlsrpt_lint.records import (
    CONTEXT_TYPES,
    NO_CONTEXT,
    Loaded,
    Quirk,
    QuirkKind,
    Record,
    ZonePart,
)
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import Span
from tlsrpt_lint.text import MappedText

_NEVER_CONTEXT = frozenset({("_smtp",), ("_mta-sts",)})
TLSRPT_LABELS = Name(("_smtp", "_tls"))
_LONGEST_CHASE = 16
_FIELD = lazy(r";\s*[A-Za-z0-9_.-]+\s*=")
_AT_CNAME = frozenset({"CNAME", "RRSIG", "NSEC", "KEY"})


def tlsrpt_domain(name: Name) -> Name | None:
    """The domain that a name at `_smtp._tls` reports on (RFC 8460, 3), None for any other name."""
    return Name(name[2:]) if name[:2] == TLSRPT_LABELS else None


def begins_with_version(record: Record) -> bool:
    """True for a TXT record whose text begins with the 11 octets `v=TLSRPTv1;` (RFC 8460, 3)."""
    return record.type == "TXT" and record.text.startswith(VERSION + ";")


def counts(record: Record) -> bool:
    """True for a record that senders count: at `_smtp._tls`, and it begins with the version."""
    return begins_with_version(record) and record.owner.name[:2] == TLSRPT_LABELS


def holds_policy(record: Record) -> bool:
    """True for a record of any type whose value is policy text."""
    value = record.value
    return value is not None and is_policy_text(
        value.text, at_tlsrpt=record.owner.name[:2] == TLSRPT_LABELS
    )


def cut_by_comment(record: Record) -> Quirk | None:
    """The quirk by which a comment swallowed a part of the record's policy, if one did.

    What is left names no destination, or the comment follows it closely and reads like a field.
    """
    for quirk in record.quirks:
        if quirk.kind is not QuirkKind.COMMENT_CUT or not holds_policy(record):
            continue
        comment = quirk.text or MappedText.literal(quirk.span)
        tight = comment.span().start == record.value_span.end
        if "rua" not in record.text.lower() or (tight and _FIELD.match(comment.text)):
            return quirk
    return None


def hides_policy(record: Record, quirk: Quirk) -> bool:
    """True if what the quirk hides is policy text that the record does not publish all the same."""
    text = str(quirk.text or "").replace("\\;", ";")
    at_tlsrpt = tlsrpt_domain(record.owner.name) is not None
    return is_policy_text(text, at_tlsrpt=at_tlsrpt) and text != record.text


def is_cut(record: Record) -> bool:
    """True if a comment mark cut the record's policy, so that what is missing says nothing."""
    return cut_by_comment(record) is not None


class RecordSet:
    """The records of one owner and type in one zone instance, in the order of the files.

    `counting` are those that senders count, `policies` those that hold policy text. `pieces` are those
    that are pieces of one policy cut into several, or none. `judged` are those whose policy text the
    rules look into: not the pieces, which are one fault together; and beside a record that counts not
    what does not count, as senders drop that before they read it. `is_regular`: there is one record,
    and it counts.
    """

    __slots__ = (
        *("counting", "is_regular", "judged", "name", "pieces", "policies", "records", "type"),
        "zone",
    )

    def __init__(self, zone: "ZoneInstance", name: Name, rtype: str, records: list[Record]) -> None:
        self.zone = zone
        self.name = name
        self.type = rtype
        self.records = records
        self.pieces: list[Record] = []
        self.is_regular = len(records) == 1 and counts(records[0])
        if self.is_regular:  # it surely holds a policy
            self.counting = self.policies = self.judged = records
            return
        self.counting = [record for record in records if counts(record)]
        self.policies = [record for record in records if holds_policy(record)]
        if len(records) > 1:
            self.pieces = self._pieces()
        of_interest = set(map(id, self.counting or records)) - set(map(id, self.pieces))
        self.judged = [record for record in self.policies if id(record) in of_interest]

    @property
    def domain(self) -> Name | None:
        """The domain that a set at `_smtp._tls` reports on, else None."""
        return tlsrpt_domain(self.name)

    def _pieces(self) -> list[Record]:
        """A version that names no destination, and beside it a destination that has no version."""
        pieces, heads = [], 0
        policies = set(map(id, self.policies))
        for record in self.records:
            text = record.text.strip()
            if id(record) in policies and "rua" not in text.lower():
                pieces.append(record)
                heads += 1
            elif text.lstrip("; \t").startswith(("rua=", "mailto:", "https:")):
                pieces.append(record)
        return pieces if heads == 1 and len(pieces) > 1 else []


class ZoneInstance:
    """The records published together under one apex. `apex` is None while it is not known.

    `sets` are the record sets, in the order in which they first appear; `policies` the records of any
    type that hold policy text, wherever they stand; `tlsrpt_records` the TXT and CNAME records at
    `_smtp._tls` of any domain; `reporting` the names at which a record counts. `has_wildcards`: some
    record stands at a wildcard.
    """

    def __init__(self, parts: list[ZonePart], *, seen_whole: bool) -> None:
        self.parts = parts
        self.apex: Name | None = next((p.apex for p in parts if p.apex is not None), None)
        self.records: list[Record] = [record for part in parts for record in part.records]
        self.seen_whole = seen_whole and self.apex is not None
        self._contexts = [part.context for part in parts if part.context is not NO_CONTEXT]
        self._targets: dict[str, Mapping[Name, Sequence[Name | None]]] = {}
        self._by_name: dict[Name, dict[str, list[Record]]] = {}
        self.sets = [
            RecordSet(self, group[0].owner.name, group[0].type, group)
            for records in self._by_name_and_type()
            for group in _of_one_owner(records)
        ]
        policies = {id(record) for records in self.sets for record in records.policies}
        self.policies = [record for record in self.records if id(record) in policies]
        self.tlsrpt_records = [
            record
            for record in self.records
            if record.owner.name[:2] == TLSRPT_LABELS and record.type in ("TXT", "CNAME")
        ]
        self.reporting = frozenset(records.name for records in self.sets if records.counting)
        self.has_wildcards = any(name[:1] == ("*",) for name in self._by_name)
        self._has_cuts = any(
            "DNAME" in types or ("NS" in types and name != self.apex)
            for name, types in self._by_name.items()
        )

    def __repr__(self) -> str:
        return f"<ZoneInstance {self.apex} of {len(self.records)} records>"

    def _by_name_and_type(self) -> list[list[Record]]:
        """Fill `_by_name`; what it holds, in the order in which names and types first appear."""
        groups = []
        for record in self.records:
            name, rtype = record.owner.name, record.type
            types = self._by_name.get(name)
            if types is None:
                types = self._by_name[name] = {}
            group = types.get(rtype)
            if group is None:
                group = types[rtype] = []
                groups.append(group)
            group.append(record)
        return groups

    @cached_property
    def _nodes(self) -> set[Name]:
        """The names that exist: owners, and what lies between them and the apex (RFC 4592, 2.2)."""
        nodes: set[Name] = set()
        for name in chain(self._by_name, *(context.names() for context in self._contexts)):
            while name not in nodes:
                nodes.add(name)
                name = name.parent
        return nodes

    def at(self, name: Name, *types: str) -> list[Record]:
        """The records that stand at `name`, of the given types or of all, type by type."""
        found = self._by_name.get(name, {})
        records = [record for rtype in types or found for record in found.get(rtype, ())]
        ordinary = name[:1] not in _NEVER_CONTEXT
        if ordinary and self._contexts and not (types and CONTEXT_TYPES.isdisjoint(types)):
            for context in self._contexts:
                records += context.at(name, *types)
        return records

    def targets(self, rtype: str) -> Mapping[Name, Sequence[Name | None]]:
        """The owners of all records of this type, each with their targets, in order of appearance."""
        if rtype not in self._targets:
            own: dict[Name, list[Name | None]] = {}
            for record in self.records:
                if record.type == rtype:
                    own.setdefault(record.owner.name, []).append(record.target)
            beside = (part.context.targets(rtype) for part in self.parts)
            self._targets[rtype] = _together([found for found in (own, *beside) if found])
        return self._targets[rtype]

    def shares_owner(self, record: Record) -> bool:
        """True if what the record's owner is written in also names records that are no policies."""
        place = record.owner.written.span()
        beside = (r for context in self._contexts for r in context.at(record.owner.name))
        named = [
            *self._by_owner_place[place],
            *(other for other in beside if other.owner.written.span() == place),
        ]
        return len(named) > 1 and not all(map(holds_policy, named))

    def policies_named_with(self, record: Record) -> list[Record]:
        """The policies whose owner is written in the same place as that of the record."""
        return list(filter(holds_policy, self._by_owner_place[record.owner.written.span()]))

    @cached_property
    def _by_owner_place(self) -> dict[Span, list[Record]]:
        places: dict[Span, list[Record]] = {}
        for record in self.records:
            places.setdefault(record.owner.written.span(), []).append(record)
        return places

    @cached_property
    def exchanges(self) -> frozenset[Name | None]:
        """All hosts that MX records name; None stands for those that are not known."""
        return frozenset(chain.from_iterable(self.targets("MX").values()))

    @cached_property
    def mail_domains(self) -> list[Name]:
        """Names with an MX that accepts mail (no Null MX, RFC 7505), in order of appearance."""
        domains: Iterable[Name] = self.targets("MX")
        if ROOT in self.exchanges:
            domains = filter(self.takes_mail, domains)
        return [domain for domain in domains if "*" not in domain]

    def takes_mail(self, domain: Name) -> bool:
        """True if `domain`, no wildcard, has MX records and no Null MX among them."""
        hosts = self.targets("MX").get(domain)
        return bool(hosts) and ROOT not in (hosts or ()) and "*" not in domain

    def has_null_mx(self, domain: Name) -> bool:
        """True if all MX records of `domain` are `MX 0 .`: it accepts no mail (RFC 7505, 3)."""
        hosts = self.targets("MX").get(domain)
        return bool(hosts) and all(host == ROOT for host in hosts or ())

    def mx_hosts(self, domain: Name) -> list[Name]:
        """The hosts that the MX records of `domain` name, as far as they are known."""
        return [host for host in self.targets("MX").get(domain, ()) if host]

    def answering(self, name: Name, *types: str) -> list[Record]:
        """The records that answer a question at `name`, wildcards included: TXT and CNAME, or `types`."""
        types = types or ("TXT", "CNAME")
        found = self.at(name, *types)
        wildcard = self.wildcard_for(name) if not found else None
        return self.at(wildcard, *types) if wildcard else found

    def lacks_txt(self, name: Name) -> bool:
        """True if the zone proves that no TXT is answered at `name`, here or by delegation."""
        return self.seen_whole and not self.answering(name) and self.cut_above(name) is None

    def holds_nothing_at(self, name: Name) -> bool:
        """True if the zone proves that nothing is answered at `name`, whatever the type."""
        if not self.seen_whole or name == self.apex or self.cut_above(name):
            return False
        return not any(part.context.may_hold(name) for part in self.parts)

    def all_lacking_txt(self, labels: Name, domains: Iterable[Name]) -> list[Name]:
        """Those of the domains that lack TXT (`lacks_txt`) at the name made of `labels` and theirs."""
        if not self.seen_whole:
            return []
        size = len(labels)
        present = {Name(name[size:]) for name in self._by_name if name[:size] == labels}
        plain = not self.has_wildcards and not self._has_cuts
        return [
            domain
            for domain in domains
            if (plain and domain not in present) or self.lacks_txt(labels.below(domain))
        ]

    def wildcard_for(self, name: Name) -> Name | None:
        """The wildcard whose records answer at `name`, where nothing exists (RFC 4592, 3.3)."""
        if not self.has_wildcards or name in self._nodes:
            return None
        for closest in name.ancestors():
            if closest in self._nodes or closest == self.apex:
                source = Name(("*", *closest))
                return source if source in self._by_name else None
        return None

    def cut_above(self, name: Name) -> Record | None:
        """The NS (not an apex's) or DNAME by which `name` is not answered from this zone, if any.

        An NS at `name` itself delegates it; a DNAME redirects only what lies below it.
        """
        if not self._has_cuts:
            return None
        for place in (name, *name.ancestors()):
            if self.apex is None or not place.is_at_or_below(self.apex):
                return None
            for record in self.at(place, "NS", "DNAME"):
                if record.type == "DNAME" and place != name:
                    return record
                if record.type == "NS" and place != self.apex and not self.at(place, "SOA"):
                    return record
        return None


def _of_one_owner(records: list[Record]) -> Iterable[list[Record]]:
    """The records of one name and type; those of relative owners apart, as their zone is not known."""
    if len(records) > 1 and len({record.owner.absolute for record in records}) > 1:
        first = records[0].owner.absolute
        return (
            [record for record in records if record.owner.absolute is first],
            [record for record in records if record.owner.absolute is not first],
        )
    return (records,)


def _together(
    found: Sequence[Mapping[Name, Sequence[Name | None]]],
) -> Mapping[Name, Sequence[Name | None]]:
    """One mapping of several; a large one that stands alone is not copied."""
    if len(found) == 1:
        return found[0]
    together: dict[Name, list[Name | None]] = {}
    for part in found:
        for name, targets in part.items():
            together.setdefault(name, []).extend(targets)
    return together


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
        zone = self._zone_by_record.get(id(record))
        if zone is None:  # one of a context, which nobody goes through
            name, rtype = record.owner.name, record.type
            near = (z for at in (name, *name.ancestors()) for z in self._zones_by_apex.get(at, ()))
            holding = (z for z in chain(near, self.zones) if record in z.at(name, rtype))
            zone = next(holding, None)
        return zone

    @cached_property
    def _zone_by_record(self) -> dict[int, ZoneInstance]:
        return {id(record): zone for zone in self.zones for record in zone.records}

    def zones_holding(self, name: Name) -> list[ZoneInstance]:
        """The instances of the zone with the longest apex at or above `name`."""
        for apex in (name, *name.ancestors()):
            if apex in self._zones_by_apex:
                return self._zones_by_apex[apex]
        return []

    def chased(self, name: Name) -> Name | None:
        """The name that CNAMEs lead to from `name`, as far as the run tells; None if in a circle.

        Resolvers follow a handful of CNAMEs; behind `_LONGEST_CHASE` of them the run tells nothing.
        """
        passed = {name}
        for _ in range(_LONGEST_CHASE):
            targets = {
                record.target
                for zone in self.zones_holding(name)
                for record in zone.at(name, "CNAME")
                if zone.cut_above(name) is None
            }
            target = targets.pop() if len(targets) == 1 else None
            if target is None:
                break
            if target in passed:
                return None
            passed.add(target)
            name = target
        return name

    def known_answer(self, name: Name) -> list[Record] | None:
        """The TXT and CNAME records answered at `name` by any instance of its zone.

        None unless the run has them all: each instance was seen whole and delegates nothing there.
        """
        zones = self.zones_holding(name)
        if not zones or any(not z.seen_whole or z.cut_above(name) for z in zones):
            return None
        return [record for zone in zones for record in zone.answering(name)]

    @cached_property
    def _zones_by_apex(self) -> dict[Name, list[ZoneInstance]]:
        index: dict[Name, list[ZoneInstance]] = {}
        for zone in self.zones:
            if zone.apex is not None:
                index.setdefault(zone.apex, []).append(zone)
        return index

    @cached_property
    def cname_targets(self) -> frozenset[Name]:
        """The names that some CNAME of the run points at."""
        found = (t for zone in self.zones for ts in zone.targets("CNAME").values() for t in ts)
        return frozenset(target for target in found if target is not None)


def coexists_with_cname(record: Record) -> bool:
    """True for a CNAME and the types that may stand beside one (RFC 4034, 2.1-3; RFC 2181, 10.1)."""
    return record.type in _AT_CNAME


def _seen_whole(parts: list[ZonePart], paths: set[str], declared: frozenset[Name]) -> bool:
    if any(part.apex in declared for part in parts if part.apex is not None):
        return True
    return all(part.whole and part.needs <= paths for part in parts)
