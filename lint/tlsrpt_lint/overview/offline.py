"""The rows of a run that read files: from an inventory, and what the rules found in it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tlsrpt_lint.coverage import has_tlsa, is_reverse, mta_sts_owner, report_owner
from tlsrpt_lint.destination import destination
from tlsrpt_lint.inventory import (
    TLSRPT_LABELS,
    Inventory,
    ZoneInstance,
    begins_with_version,
    tlsrpt_domain,
)
from tlsrpt_lint.names import Name
from tlsrpt_lint.overview.domains import (
    REPORTING,
    Dane,
    Domain,
    Mail,
    Overview,
    Place,
    Published,
    sorted_by_name,
)
from tlsrpt_lint.owners import doubled_origin, meant_owner, strays
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import ProblemKind, Record
from tlsrpt_lint.rule import Finding, Rule, Severity
from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.uri import equivalent

FromRoot = Callable[[SourceFile], str | None]

_NOT_WHOLE = "not all of the zone is in this run"


def overview(inventory: Inventory, findings: Iterable[Finding], from_root: FromRoot) -> Overview:
    """The mail domains of an inventory.

    `findings` are those of all rules, none hidden and each at the severity that its rule gave it.
    `from_root` tells the path of a file from the repository's root.
    """
    reader = _Reader(inventory, _Said(findings), from_root)
    domains: list[Domain] = []
    empty = 0
    for zone in inventory.zones:
        rows = () if is_reverse(zone) else tuple(reader.rows(zone))
        domains += rows
        empty += not rows
    unread = {
        file.source.path
        for file in inventory.files
        if any(problem.kind is ProblemKind.SYNTAX for problem in file.problems)
    }
    return Overview(sorted_by_name(domains), len(inventory.zones), empty, tuple(sorted(unread)))


class _Answer(NamedTuple):
    """What is found at one name.

    `records` are what stands there, `policies` what it comes to behind a CNAME; `remark` says why it is
    not known.
    """

    state: Published
    records: Sequence[Record] = ()
    remark: str = ""
    policies: Sequence[Record] = ()


class _Form(NamedTuple):
    """One kind of record that senders look for.

    `begins` tells the ones that count, `fault` is the least severity of a finding that says that senders
    do not use it. `lacks` is true if a zone proves that a name which a CNAME leads to has none:
    TLS-RPT policies are read wherever they stand, MTA-STS records at their own names only.
    """

    begins: Callable[[Record], bool]
    fault: Severity
    lacks: Callable[[ZoneInstance, Name], bool]


_TLS_RPT = _Form(begins_with_version, Severity.ERROR, ZoneInstance.lacks_txt)
_MTA_STS = _Form(
    lambda record: record.text.startswith("v=STSv1;"),
    Severity.WARNING,
    ZoneInstance.holds_nothing_at,
)


class _Said:
    """The findings by the record that they stand at."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._at: dict[tuple[str, int, int], list[Finding]] = {}
        for finding in findings:
            if finding.record is not None and finding.severity is not Severity.NOTE:
                self._at.setdefault(_key(finding.record.span), []).append(finding)

    def of(self, records: Iterable[Record]) -> Iterator[Finding]:
        """The errors and warnings at these records.

        What one text draws for many owners is one finding, which names the owners.
        """
        for record in records:
            for finding in self._at.get(_key(record.span), ()):
                if str(record.owner.name) in finding.owners:
                    yield finding

    def any_of(self, records: Iterable[Record], least: Severity) -> bool:
        """True if there is a finding of this severity, or a worse one, at one of the records."""
        return any(finding.severity.rank >= least.rank for finding in self.of(records))

    def rules(self, records: Iterable[Record]) -> tuple[type[Rule], ...]:
        """The rules that found errors and warnings at the records: the worst first, then by code."""
        found = sorted(self.of(records), key=lambda one: (-one.severity.rank, one.code))
        return tuple(dict.fromkeys(finding.rule for finding in found))


def _key(span: Span) -> tuple[str, int, int]:
    return span.source.path, span.start, span.end


class _Reader:
    def __init__(self, inventory: Inventory, said: _Said, from_root: FromRoot) -> None:
        self._inventory = inventory
        self._said = said
        self._from_root = from_root
        self._spellings: dict[str, str] = {}
        self._strays: dict[ZoneInstance, list[Record]] = {}
        for record, zone in strays(inventory):
            self._strays.setdefault(zone, []).append(record)

    def _misplaced(self, zone: ZoneInstance) -> dict[Name, list[Record]]:
        """The records that were meant for TXT at `_smtp._tls` of a domain and are not, by an error."""
        found: dict[Name, list[Record]] = {}
        other_types = (record for record in zone.policies if record.type != "TXT")
        for record in (*self._strays.get(zone, ()), *other_types):
            if self._said.any_of([record], Severity.ERROR):
                domain = Name(meant_owner(record.owner.name)[len(TLSRPT_LABELS) :])
                found.setdefault(domain, []).append(record)
        for record in zone.tlsrpt_records:
            if origin := doubled_origin(record.owner.name, zone):
                domain = Name(record.owner.name[len(TLSRPT_LABELS) : -len(origin)])
                found.setdefault(domain, []).append(record)
        return found

    def rows(self, zone: ZoneInstance) -> Iterator[Domain]:
        """The rows of one zone instance."""
        misplaced = self._misplaced(zone)
        reported = (
            tlsrpt_domain(record.owner.name)
            for record in zone.tlsrpt_records
            if not doubled_origin(record.owner.name, zone)
        )
        for domain in dict.fromkeys((*zone.targets("MX"), *reported, *misplaced)):
            if domain is None or "*" in domain or self._belongs_to_a_child(zone, domain):
                continue
            yield self._row(zone, domain, misplaced.get(domain, ()))

    def _belongs_to_a_child(self, zone: ZoneInstance, domain: Name) -> bool:
        """True if the zone delegates the domain to one of the run, and has nothing to say of it."""
        if zone.cut_above(domain) is None or zone.at(report_owner(domain), "TXT", "CNAME"):
            return False
        return all(holding is not zone for holding in self._inventory.zones_holding(domain))

    def _row(self, zone: ZoneInstance, domain: Name, misplaced: Sequence[Record]) -> Domain:
        exchanges = zone.at(domain, "MX")
        mail, hosts = self._mail(zone, domain)
        tls_rpt = self._found(zone, report_owner(domain), _TLS_RPT)
        if misplaced and tls_rpt.state in (Published.NONE, Published.UNKNOWN):
            tls_rpt = _Answer(Published.BROKEN, misplaced)
        written = [*tls_rpt.records, *exchanges]
        relative = bool(written) and zone.apex is None and not written[0].owner.absolute
        return Domain(
            name=str(domain) or ("@" if relative else "."),
            zone=None if zone.apex is None else str(zone.apex) or ".",
            relative=relative,
            mail=mail,
            mx=tuple(map(str, hosts)),
            tls_rpt=tls_rpt.state,
            cname=_target(tls_rpt.records),
            destinations=self._destinations(tls_rpt),
            mta_sts=self._found(zone, mta_sts_owner(domain), _MTA_STS).state,
            tlsa=self._dane(zone, domain, mail),
            rules=self._said.rules(dict.fromkeys((*tls_rpt.records, *tls_rpt.policies))),
            remark=tls_rpt.remark,
            record_at=self._place(tls_rpt.records),
            mx_at=self._place(exchanges),
        )

    def _mail(self, zone: ZoneInstance, domain: Name) -> tuple[Mail, Sequence[Name]]:
        exchanges = zone.targets("MX").get(domain, ())
        if zone.cut_above(domain) is not None:
            return Mail.UNKNOWN, ()
        if not exchanges:
            proven = zone.seen_whole and not zone.at(domain, "CNAME")
            return (Mail.NONE if proven else Mail.UNKNOWN), ()
        if zone.has_null_mx(domain):
            return Mail.NULL, ()
        if any(record.sensitive for record in zone.at(domain, "MX")):
            return Mail.UNKNOWN, ()  # not to be shown
        hosts = tuple(dict.fromkeys(zone.mx_hosts(domain)))
        return (Mail.HOSTS if hosts else Mail.UNKNOWN), hosts

    def _dane(self, zone: ZoneInstance, domain: Name, mail: Mail) -> Dane:
        if mail is Mail.UNKNOWN:
            return Dane.UNKNOWN
        if mail is not Mail.HOSTS:
            return Dane.NO_HOSTS
        targets = zone.targets("MX")[domain]
        found = {has_tlsa(self._inventory, host) if host else None for host in targets}
        if True in found:
            return Dane.ALL if found == {True} else Dane.SOME
        return Dane.UNKNOWN if None in found else Dane.NONE

    def _found(self, zone: ZoneInstance, owner: Name, form: _Form) -> _Answer:
        """What senders find at `owner`, as far as the run tells."""
        there = zone.at(owner, "TXT", "CNAME")
        if self._said.any_of(there, form.fault):
            return _Answer(Published.BROKEN, there)
        cut = zone.cut_above(owner)
        if cut is not None:
            return self._delegated(zone, owner, form, cut)
        state = Published.RECORD
        if not there and zone.seen_whole:
            there, state = zone.answering(owner), Published.WILDCARD
            if self._said.any_of(there, form.fault):
                return _Answer(Published.BROKEN, there)
        if there:
            return self._read(there, state, form)
        return _missing(zone)

    def _delegated(self, zone: ZoneInstance, owner: Name, form: _Form, cut: Record) -> _Answer:
        """What the zone that the name is delegated to has there, if that is one of the run."""
        if cut.type == "DNAME":
            return _Answer(Published.UNKNOWN, remark="a DNAME redirects it to another zone")
        children = [
            one
            for one in self._inventory.zones_holding(owner)
            if one.apex is not None and one.apex.is_at_or_below(cut.owner.name)
        ]
        if len(children) == 1:
            return self._found(children[0], owner, form)
        return _Answer(Published.UNKNOWN, remark="it is delegated to another zone")

    def _read(self, records: Sequence[Record], state: Published, form: _Form) -> _Answer:
        cname = next((record for record in records if record.type == "CNAME"), None)
        if cname is not None:
            return self._followed(cname, records, state, form)
        counting = [record for record in records if form.begins(record)]
        if counting:
            return _Answer(state, records, policies=counting)
        if any(record.value is None for record in records):
            remark = "its value exists only after apply or rendering"
            return _Answer(Published.UNKNOWN, records, remark)
        if form is _TLS_RPT and state is Published.RECORD:
            return _Answer(Published.BROKEN, records)
        return _Answer(Published.NONE)

    def _followed(
        self, cname: Record, records: Sequence[Record], state: Published, form: _Form
    ) -> _Answer:
        """What a CNAME leads to."""
        if cname.target is None:
            remark = "the target of its CNAME exists only after apply or rendering"
            return _Answer(Published.UNKNOWN, records, remark)
        # A wildcard is there for other names, and that it leads to no policy is no fault of it.
        in_vain = _Answer(Published.BROKEN, records)
        if state is Published.WILDCARD:
            in_vain = _Answer(Published.NONE)
        end = self._inventory.chased(cname.target)
        if end is None:  # a circle
            return in_vain
        zones = self._inventory.zones_holding(end)
        texts = [record for zone in zones for record in zone.answering(end)]
        proven = texts or (zones and all(form.lacks(zone, end) for zone in zones))
        if not proven or any(record.type == "CNAME" for record in texts):
            return _Answer(Published.UNKNOWN, records, "its CNAME leads out of this run")
        if self._said.any_of(texts, form.fault):
            return _Answer(Published.BROKEN, records, policies=texts)
        behind = self._read(texts, Published.CNAME, form)
        if behind.state is Published.NONE or not texts:
            return in_vain
        if state is Published.WILDCARD and behind.state is Published.CNAME:
            behind = behind._replace(state=state)
        return behind._replace(records=records)

    def _destinations(self, answer: _Answer) -> tuple[str, ...] | None:
        """The report URIs that senders use, each as the run first spells it."""
        if answer.state not in REPORTING:
            return ()
        if any(record.sensitive for record in answer.policies):
            return None
        found = [
            self._spellings.setdefault(equivalent(uri.text), uri.text)
            for record in answer.policies
            if record.value is not None
            for uri in Policy(record.value).usable_uris
            if uri.scheme in ("mailto", "https") and not destination(uri.text).flaw
        ]
        return tuple(dict.fromkeys(found))

    def _place(self, records: Sequence[Record]) -> Place | None:
        if not records:
            return None
        span = records[0].place
        return Place(span.source.path, span.begin.line, self._from_root(span.source))


def _target(records: Sequence[Record]) -> str | None:
    """What the CNAME among the records leads to, if that is known and may be shown."""
    for record in records:
        if record.type == "CNAME" and record.target is not None and not record.sensitive:
            return str(record.target) or "."
    return None


def _missing(zone: ZoneInstance) -> _Answer:
    if zone.seen_whole:
        return _Answer(Published.NONE)
    return _Answer(Published.UNKNOWN, remark=_NOT_WHOLE)
