"""What the files say that DNS should answer, zone instance by zone instance.

Compared are the TLS-RPT and MTA-STS records of every domain that has any, policies at other names, and the
MX of the domains. That a domain has none is expected only where the zone was seen whole. What the files
do not settle (a value that is made later, one of several alternatives) is counted instead.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from tlsrpt_lint.coverage import is_reverse, mta_sts_owner, report_owner
from tlsrpt_lint.drift.terms import NOTHING, Data, Datum, Question, Reason, Skip
from tlsrpt_lint.inventory import Inventory, ZoneInstance, tlsrpt_domain
from tlsrpt_lint.live.names import from_dns, to_dns
from tlsrpt_lint.live.transcript import quoted
from tlsrpt_lint.names import BadNameError, Name, Spelled
from tlsrpt_lint.records import Loaded, ProblemKind, Record
from tlsrpt_lint.source import Span


class Expected(NamedTuple):
    """The record set that one zone instance has for an owner, or that it has none.

    `type` is TXT, SPF or MX; a CNAME stands in the place of the TXT records. `ttls` in seconds, None where
    one is not known. `sensitive` are the data that must not be shown. `is_all`: what DNS has
    beyond these data is a difference. `policies_only`: other texts of the owner do not count.
    `source` is the wildcard that the data stand at, if it is not the owner.
    """

    owner: Name
    type: str
    data: Data
    ttls: frozenset[int] | None
    sensitive: Data
    place: Span
    is_all: bool
    policies_only: bool = False
    source: Name | None = None

    @property
    def slot(self) -> Question:
        """What the instances of one zone may contradict each other about."""
        return Question(self.owner, self.type)

    @property
    def question(self) -> Question:
        """What DNS is asked for it.

        For a CNAME itself: what is behind it is no matter of this zone, nor perhaps of the server.
        """
        return self._question(self.owner)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions without whose answers it cannot be judged."""
        if self.source is None:
            return (self.question,)
        return self.question, self._question(self.source)

    def _question(self, name: Name) -> Question:
        return Question(name, "CNAME" if self.is_cname else self.type)

    @property
    def is_cname(self) -> bool:
        """True if the files have a CNAME there."""
        return any(datum.type == "CNAME" for datum in self.data)


class Instance(NamedTuple):
    """One zone instance: its name, its name servers as far as the files tell, and what it expects."""

    apex: Name | None
    servers: Data
    place: Span
    servers_at: Span
    expected: tuple[Expected, ...]


class Expectations(NamedTuple):
    """What all files expect, and what could not be taken from them."""

    instances: tuple[Instance, ...]
    skipped: tuple[Skip, ...]
    unread: tuple[str, ...]


def expectations(inventory: Inventory) -> Expectations:
    """What the files of a run say that DNS should answer."""
    skipped: list[Skip] = []
    instances = []
    firsts = {id(part): file.source for file in inventory.files for part in file.parts}
    for zone in inventory.zones:
        start = firsts[id(zone.parts[0])].span(0, 0)
        instances.append(_Zone(zone, start, skipped).instance())
    skipped += _hidden(inventory.files, tuple(skipped))
    skipped.sort(key=lambda skip: (skip.place.source.path, skip.place.start))
    return Expectations(tuple(instances), tuple(skipped), tuple(sorted(_unread(inventory.files))))


def _hidden(files: Iterable[Loaded], skipped: Iterable[Skip]) -> Iterator[Skip]:
    """The places that stand for records which are not even read, unless records tell the same."""
    told = {(skip.reason, skip.place.source.path) for skip in skipped}
    for file in files:
        for problem in file.problems:
            reason = _HIDING.get(problem.kind)
            if reason is None or problem.record is not None:
                continue
            if (reason, problem.span.source.path) not in told:
                yield Skip(reason, problem.span)


def _unread(files: Iterable[Loaded]) -> set[str]:
    return {
        problem.span.source.path
        for file in files
        for problem in file.problems
        if problem.kind in _UNREAD
    }


_UNREAD = frozenset({ProblemKind.SYNTAX, ProblemKind.INCLUDE_MISSING, ProblemKind.INCLUDE_REFUSED})
_HIDING = {
    ProblemKind.TEMPLATE: Reason.TEMPLATE,
    ProblemKind.UNKNOWN_VALUE: Reason.UNKNOWN,
    ProblemKind.BAD_OWNER: Reason.UNPUBLISHABLE,
}


class _UnsettledError(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class _Zone:
    """What one zone instance expects. `start` is where its first file begins."""

    def __init__(self, zone: ZoneInstance, start: Span, skipped: list[Skip]) -> None:
        self._zone = zone
        self._skipped = skipped
        servers = [] if zone.apex is None else zone.at(zone.apex, "NS")
        head = [] if zone.apex is None else zone.at(zone.apex, "SOA")
        self._servers = servers
        self._place = next((record.place for record in (*head, *zone.records)), start)
        self._policies = frozenset(map(id, zone.policies))
        self._seen: set[Question] = set()

    def instance(self) -> Instance:
        """The instance with all that it expects, in the order of the zone."""
        servers = NOTHING
        with suppress(_UnsettledError):  # then they cannot be told from others
            servers = frozenset(map(_datum, self._servers))
        servers_at = self._servers[0].place if self._servers else self._place
        expected = tuple(self._expected())
        return Instance(self._zone.apex, servers, self._place, servers_at, expected)

    def _expected(self) -> Iterator[Expected]:
        zone = self._zone
        owners = dict.fromkeys(record.owner.name for record in zone.tlsrpt_records)
        sts = dict.fromkeys(
            record.owner.name
            for record in zone.records
            if record.owner.name[:1] == ("_mta-sts",) and record.type in ("TXT", "CNAME")
        )
        domains = dict.fromkeys(zone.mail_domains)
        if zone.apex is not None and not is_reverse(zone):
            domains[zone.apex] = None
        if zone.seen_whole:
            owners |= dict.fromkeys(map(report_owner, domains))
            sts |= dict.fromkeys(map(mta_sts_owner, domains))
        for name in (*owners, *sts):
            yield from self._at(name, "TXT")
        for record in zone.policies:
            if record.type in ("TXT", "SPF"):
                yield from self._at(record.owner.name, record.type, policies_only=True)
        mail = dict.fromkeys(zone.targets("MX")) | domains
        mail |= dict.fromkeys(filter(None, map(tlsrpt_domain, owners)))
        for name in mail:
            yield from self._at(name, "MX")

    def _at(self, name: Name, rtype: str, *, policies_only: bool = False) -> Iterator[Expected]:
        """What is expected at a name, and at the wildcard that answers for it; nothing twice."""
        slot = Question(name, rtype)
        if slot in self._seen:
            return
        self._seen.add(slot)
        zone = self._zone
        types = ("TXT", "CNAME") if rtype == "TXT" else (rtype,)
        records = self._records(name, types, policies_only=policies_only)
        source = None if records else self._source(name, types)
        if source is not None:
            yield from self._at(source, rtype)
            records = zone.at(source, *types)
        if not records and not self._is_certainly_empty(name):
            return
        try:
            if source is None:
                self._check_owner(name, records)
            expected = self._of(name, rtype, records)
        except _UnsettledError as unsettled:
            if source is None:  # else they are counted at the wildcard
                self._skipped += (
                    Skip(unsettled.reason, record.place, name, record.type) for record in records
                )
            return
        yield expected._replace(source=source, policies_only=policies_only)

    def _records(self, name: Name, types: Sequence[str], *, policies_only: bool) -> list[Record]:
        records = self._zone.at(name, *types)
        if not policies_only:
            return records
        return [record for record in records if id(record) in self._policies]

    def _source(self, name: Name, types: Sequence[str]) -> Name | None:
        """The wildcard whose records answer at a name, if the zone proves that it does."""
        if not self._is_certainly_empty(name):
            return None
        wildcard = self._zone.wildcard_for(name)
        return wildcard if wildcard and self._zone.at(wildcard, *types) else None

    def _is_certainly_empty(self, name: Name) -> bool:
        """True if what the files do not have at a name is not in the zone.

        A name with a CNAME has no other records, so that nothing is expected of those.
        """
        zone = self._zone
        return (
            zone.seen_whole
            and zone.apex is not None
            and name.is_at_or_below(zone.apex)
            and zone.cut_above(name) is None
            and not zone.at(name, "CNAME")
        )

    def _check_owner(self, name: Name, records: Iterable[Record]) -> None:
        zone = self._zone
        if not all(record.owner.absolute for record in records):
            raise _UnsettledError(Reason.ZONE if zone.apex is None else Reason.TEMPLATE)
        if zone.apex is not None and not name.is_at_or_below(zone.apex):
            raise _UnsettledError(Reason.OUTSIDE)
        if zone.cut_above(name):
            raise _UnsettledError(Reason.DELEGATED)

    def _of(self, name: Name, rtype: str, records: Sequence[Record]) -> Expected:
        if any(record.alternative is not None for record in records):
            raise _UnsettledError(Reason.ALTERNATIVE)
        data = [_datum(record) for record in records]
        kinds = {datum.type for datum in data}
        others = self._zone.at(name, "CNAME") if "CNAME" not in kinds else ()
        if len(kinds) > 1 or (data and others):
            raise _UnsettledError(Reason.CONFLICT)
        ttls = [record.ttl for record in records]
        return Expected(
            name,
            rtype,
            frozenset(data),
            None if None in ttls else frozenset(ttl for ttl in ttls if ttl is not None),
            frozenset(d for d, r in zip(data, records, strict=True) if r.sensitive),
            records[0].place if records else self._place,
            is_all=self._zone.seen_whole,
        )


def _datum(record: Record) -> Datum:
    """The data of a record. Raises _UnsettledError if the file does not tell all of it."""
    if record.type in ("TXT", "SPF"):
        if record.value is None:
            raise _UnsettledError(Reason.UNKNOWN)
        try:
            octets = record.text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:  # half a character, which JSON can write
            raise _UnsettledError(Reason.UNPUBLISHABLE) from None
        return Datum(record.type, quoted([octets]))
    target = record.target
    if target is None or (record.type == "MX" and record.preference is None):
        raise _UnsettledError(Reason.UNKNOWN)
    if any(isinstance(label, Spelled) for label in target):
        raise _UnsettledError(Reason.TEMPLATE)
    try:
        host = f"{from_dns(to_dns(target))}."
    except BadNameError:
        raise _UnsettledError(Reason.UNPUBLISHABLE) from None
    return Datum(record.type, f"{record.preference} {host}" if record.type == "MX" else host)
