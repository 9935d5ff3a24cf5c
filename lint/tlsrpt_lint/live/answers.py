"""The loader of transcripts: what DNS answered about a domain, as a zone that was seen whole.

A record belongs to the name that was asked, as senders see it: a policy that a CNAME leads to stands
at `_smtp._tls`, whatever the name behind the CNAME is called.
"""

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from tlsrpt_lint.coverage import mta_sts_owner, report_owner
from tlsrpt_lint.inventory import holds_policy
from tlsrpt_lint.live.answer import Status
from tlsrpt_lint.live.destinations import Obstacles
from tlsrpt_lint.live.transcript import DENIALS, FORMAT, SCHEME, Line, Outcome, Remark, Transcript
from tlsrpt_lint.loader import Loader, Surroundings
from tlsrpt_lint.names import ROOT, Name, Owner, parse_name
from tlsrpt_lint.records import (
    CharacterString,
    Loaded,
    Problem,
    ProblemKind,
    Record,
    ZonePart,
)
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import MappedText, Piece, read_only

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_UNIT = re.compile(r"\\(\d{3})|\\(\D)|[^\\]+", re.DOTALL)


class Answers(Loader):
    """Reads the transcripts that `survey` makes. No file is of this format."""

    format: ClassVar[str] = FORMAT

    def recognises(self, path: str, head: bytes) -> bool:
        """True for the path of a transcript."""
        return path.startswith(SCHEME)

    def load(self, source: SourceFile, around: Surroundings) -> Loaded:
        """Read the records of the domain, and of the hosts that take its mail."""
        reading = _Reading(Transcript(source))
        return Loaded(
            source,
            self.format,
            tuple(reading.parts()),
            tuple(reading.problems()),
            speaks=False,
        )


class _Reading:
    """What a transcript says about its domain."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._domain = transcript.domain
        self._owner = self._answering_owner()
        self._report = transcript.outcome(self._owner, "TXT")
        self._mx = transcript.outcome(self._domain, "MX")
        self._mta_sts = transcript.outcome(mta_sts_owner(self._domain), "TXT")
        self._reports = [self._text(line, self._owner) for line in self._report.records]
        self._exchanges = [self._exchange(line) for line in self._mx.records]
        self._strays = list(self._misplaced())

    def _answering_owner(self) -> Name:
        """The name at which the policy is published: a wildcard, if one answers for `_smtp._tls`."""
        wildcards = (name for name, _ in self._transcript.records if name[:1] == ("*",))
        return next(wildcards, report_owner(self._domain))

    @property
    def _is_foreign_wildcard(self) -> bool:
        """True if a wildcard that is there for other names answers, with a text or a CNAME."""
        return self._owner[:1] == ("*",) and not any(map(holds_policy, self._reports))

    def parts(self) -> Iterator[ZonePart]:
        """The domain as a zone, whatever a CNAME leads to in vain, and the hosts of its MX."""
        records = [*self._exchanges, *self._strays]
        records += [self._text(line, mta_sts_owner(self._domain)) for line in self._mta_sts.records]
        if not self._is_foreign_wildcard:
            records += self._reports
        if self._dangles:
            records.append(self._link(self._report.links[0], self._owner))
        whole = all(one.is_certain for one in (self._report, self._mx, self._mta_sts))
        yield ZonePart(self._domain, ("dns", self._domain), tuple(records), whole)
        if self._dangles:
            yield from self._in_vain(self._report)
        for host in dict.fromkeys(record.target for record in self._exchanges):
            if host:
                yield self._host(host)

    @property
    def _dangles(self) -> bool:
        return bool(self._report.links) and self._report.denies and not self._is_foreign_wildcard

    def _in_vain(self, outcome: Outcome) -> Iterator[ZonePart]:
        """The CNAMEs behind the first, and the end at which nothing is, each as a zone of its own."""
        for link in outcome.links[1:]:
            yield ZonePart(
                link.name, ("dns", link.name), (self._link(link, link.name),), whole=True
            )
        assert outcome.remark is not None
        end = outcome.remark.name
        yield ZonePart(end, ("dns", end), (), whole=True)

    def _host(self, host: Name) -> ZonePart:
        owner = Name(("_25", "_tcp", *host))
        outcome = self._transcript.outcome(owner, "TLSA")
        records = tuple(self._record(line, owner) for line in outcome.records)
        return ZonePart(host, ("dns host", host), records, whole=outcome.is_certain)

    def _misplaced(self) -> Iterator[Record]:
        """Policies at names where no sender looks."""
        expected = {line.name for line in (*self._report.records, *self._mta_sts.records)}
        for (name, rtype), lines in self._transcript.records.items():
            if rtype == "TXT" and name not in expected:
                yield from (self._text(line, name) for line in lines)

    # Records

    def _text(self, line: Line, owner: Name) -> Record:
        return self._record(line, owner, strings=tuple(_strings(line)))

    def _exchange(self, line: Line) -> Record:
        preference, _, host = line.rdata.text.partition(" ")
        target = parse_name(host)[0]
        return self._record(line, self._domain, target=target, preference=int(preference))

    def _link(self, line: Line, owner: Name) -> Record:
        return self._record(line, owner, target=parse_name(line.rdata.text)[0])

    def _record(
        self,
        line: Line,
        name: Name,
        *,
        strings: tuple[CharacterString, ...] = (),
        target: Name | None = None,
        preference: int | None = None,
    ) -> Record:
        written = MappedText.literal(line.owner, read_only)
        return Record(
            Owner(name, absolute=True, written=written),
            line.type,
            line.whole,
            line.rdata,
            ttl=None if self._transcript.is_cached else line.ttl,
            strings=strings,
            target=target,
            preference=preference,
            type_span=line.type_span,
        )

    # Problems

    def problems(self) -> Iterator[Problem]:
        """What could not be asked, what is missing, and destinations that nothing can reach."""
        asked = report_owner(self._domain)
        unanswered = [one for one in self._transcript.remarks() if one.status not in DENIALS]
        if self._report.remark in unanswered:
            unanswered = [self._report.remark]  # the others fail for the same reason
        for remark in unanswered:
            is_main = remark is self._report.remark
            yield _unanswered(remark, is_main=is_main, domain=self._domain)
        if self._is_missing:
            yield self._missing(asked)
        obstacles = Obstacles(self._transcript)
        for record in self._reports:
            if holds_policy(record):
                yield from obstacles.of(record)

    @property
    def _is_missing(self) -> bool:
        """True if mail may be accepted, and nothing that was found tells of the missing policy."""
        if self._accepts_no_mail or self._strays:
            return False
        if self._is_foreign_wildcard:
            return self._report.is_certain
        return self._report.denies and not self._report.links

    @property
    def _accepts_no_mail(self) -> bool:
        return bool(self._exchanges) and all(mx.target == ROOT for mx in self._exchanges)

    def _missing(self, asked: Name) -> Problem:
        domain = self._domain
        if self._is_foreign_wildcard:
            line = (*self._report.links, *self._report.records)[0]
            return Problem(
                ProblemKind.NO_RECORD,
                line.whole,
                f"There is no TLS-RPT record at '{asked}': the wildcard '{self._owner}' answers there "
                f"with something else, so senders tell nobody when TLS with '{domain}' fails.",
                f"publish a TLS-RPT record at '{asked}', and the wildcard is out of its way",
                owner=str(asked),
            )
        remark = self._report.remark
        assert remark is not None
        status = f"{DENIALS[remark.status]} ({remark.status.name})"
        gone = self._mx.status is Status.NXDOMAIN
        cure = f"publish one at '{asked}': nothing is inherited from the parent domain"
        if gone:
            effect = f"'{domain}' itself does not exist"
            cure = "see whether the domain is spelled as it should be"
        elif not self._exchanges:
            effect = f"'{domain}' has no MX" if self._mx.denies else "its MX is not known"
        else:
            effect = f"senders tell nobody when TLS with '{domain}' fails"
            enforced = self._enforced()
            if enforced:
                effect += f", although {enforced} asks them for it"
        return Problem(
            ProblemKind.NO_RECORD,
            remark.span,
            f"There is no TLS-RPT record at '{asked}': {status}, and {effect}.",
            cure,
            owner=str(asked),
        )

    def _enforced(self) -> str | None:
        texts = [self._text(line, line.name).text for line in self._mta_sts.records]
        if any(text.startswith("v=STSv1") for text in texts):  # RFC 8461, 3.1
            return "MTA-STS"
        hosts = (record.target for record in self._exchanges)
        if any(host and self._host(host).records for host in hosts):
            return "DANE"
        return None


def _unanswered(remark: Remark, *, is_main: bool, domain: Name) -> Problem:
    kind = ProblemKind.LOOKUP_FAILED if is_main else ProblemKind.LOOKUP_INCOMPLETE
    effect = (
        f"so nothing is known of the TLS-RPT record of '{domain}'"
        if is_main
        else "so what depends on it was not checked"
    )
    return Problem(
        kind,
        remark.span,
        f"The question for {remark.type} at '{remark.name}' has no answer: {remark.detail}, {effect}.",
        _CURES[remark.status],
        owner=str(report_owner(domain)),
    )


_CURES = {
    Status.SERVFAIL: "see whether the servers of the zone answer, and whether its DNSSEC signatures "
    "are valid: senders get the same",
    Status.REFUSED: "ask a server that answers for this name, with --nameserver",
    Status.TIMEOUT: "wait longer with --timeout, ask less at a time with --rate, or ask another "
    "server with --nameserver",
    Status.TRUNCATED: "let TCP to the server's port through: senders need it as well",
    Status.REFERRAL: "ask a resolver, or a server of that zone, with --nameserver",
    Status.UNREACHABLE: "see whether the address and the port of --nameserver are right",
    Status.MALFORMED: "ask another server with --nameserver: this one, or what stands before it, "
    "does not keep to the protocol",
    Status.UNASKED: "give names that DNS can carry",
    Status.LOOP: "point the CNAME at the name of a TLS-RPT record",
}


def _strings(line: Line) -> Iterable[CharacterString]:
    text = line.rdata.text
    outer = MappedText.literal(line.rdata, read_only)
    for found in _STRING.finditer(text):
        start = found.start(1)
        inner = outer[start : found.end(1)]
        value = inner.derive(_units(found[1]), read_only)
        octets = len(value.text.encode("utf-8", "surrogateescape"))
        yield CharacterString(value, quoted=True, octets=octets)


def _units(written: str) -> Iterator[Piece]:
    for unit in _UNIT.finditer(written):
        text = unit[0]
        if unit[1]:
            octet = int(unit[1])
            text = chr(octet if octet < 128 else 0xDC00 + octet)
        elif unit[2]:
            text = unit[2]
        yield Piece(text, *unit.span())
