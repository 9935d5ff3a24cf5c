"""The questions about one domain, and their answers as a transcript."""

from asyncio import gather
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tlsrpt_lint.coverage import mta_sts_owner, report_owner
from tlsrpt_lint.live import probe, transcript
from tlsrpt_lint.live.answer import Answer, Status
from tlsrpt_lint.live.destinations import ADDRESSES, endpoint, targets
from tlsrpt_lint.live.names import from_dns
from tlsrpt_lint.live.resolver import Resolver
from tlsrpt_lint.names import ROOT, Name
from tlsrpt_lint.owners import NEAR_MISSES
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.policytext import is_policy_text
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import MappedText

# No name begins like this, so that whatever answers there is a wildcard (RFC 4592, 2.2.3).
_NOBODY = "tlsrpt-lint-asks-for-wildcards"


class Extent(NamedTuple):
    """How much is asked beyond what senders ask.

    `wrong_names`: TXT at the names at which policies stand by mistake; `probe`: the seconds that a
    connection to an https destination may take, None if none is tried.
    """

    wrong_names: bool = False
    probe: float | None = None


async def transcript_of(domain: Name, resolver: Resolver, extent: Extent) -> str:
    """What DNS answers about the domain, as lines of a transcript (see `transcript`)."""
    report, mx, mta_sts = await gather(
        resolver.ask(report_owner(domain), "TXT"),
        resolver.ask(domain, "MX"),
        resolver.ask(mta_sts_owner(domain), "TXT"),
    )
    wildcard = await _wildcard(report, domain, resolver)
    hosts = _exchanges(mx)
    tlsa = await gather(*(resolver.ask(Name(("_25", "_tcp", *host)), "TLSA") for host in hosts))
    lines = [*transcript.lines(report, wildcard), *transcript.lines(mx)]
    lines += transcript.lines(mta_sts)
    for answer in tlsa:
        lines += transcript.lines(answer)
    for policy in _policies(report):
        lines += await _reached(policy, resolver, extent.probe)
    if extent.wrong_names:
        lines += await _misplaced(domain, report, wildcard, resolver)
    answers = (report, mx, mta_sts, *tlsa)
    if not all(answer.authoritative for answer in answers if answer.rrset is not None):
        lines.append(transcript.FROM_A_CACHE)
    return "".join(f"{line}\n" for line in dict.fromkeys(lines))


async def _wildcard(report: Answer, domain: Name, resolver: Resolver) -> Name | None:
    """The wildcard that answers for `_smtp._tls`, the one furthest up if several could."""
    found = None
    if report.rrset is None and not report.chain:
        return None
    for above in (report_owner(domain).parent, domain, *domain.ancestors()):
        if len(above) < 2:
            break
        answer = await resolver.ask(Name((_NOBODY, *above)), "TXT")
        if _said(answer) != _said(report):
            break
        found = Name(("*", *above))
    return found


def _said(answer: Answer) -> tuple[object, ...]:
    """What an answer says, whatever name was asked: the target of a CNAME, or the records."""
    if answer.chain:
        return (answer.chain[0].target,)
    return (answer.status, frozenset(answer.rrset or ()))


def _exchanges(mx: Answer) -> list[Name]:
    hosts = [from_dns(rdata.exchange) for rdata in mx.rrset or ()]
    return sorted(host for host in set(hosts) if host != ROOT)


def _policies(report: Answer) -> Iterator[Policy]:
    nowhere = SourceFile("", b"").span(0, 0)
    for text in _texts(report):
        if is_policy_text(text, at_tlsrpt=True):
            yield Policy(MappedText.opaque(text, nowhere))


def _texts(answer: Answer) -> Iterator[str]:
    for rdata in answer.rrset or ():
        yield b"".join(rdata.strings).decode("utf-8", "surrogateescape")


async def _reached(policy: Policy, resolver: Resolver, patience: float | None) -> Sequence[str]:
    """What DNS answers about the destinations, and what became of a connection if one was tried."""
    lines: list[str] = []
    for _, where, name in targets(policy):
        if where.local:
            mx = await resolver.ask(name, "MX")
            lines += transcript.lines(mx)
            if mx.status is Status.ANSWERED or mx.status not in transcript.DENIALS:
                continue
        answers = await gather(*(resolver.ask(name, rtype) for rtype in ADDRESSES))
        for answer in answers:
            lines += transcript.lines(answer)
        addresses = [str(rdata.address) for answer in answers for rdata in answer.rrset or ()]
        if patience is not None and not where.local and addresses:
            place = endpoint(where)
            why = await probe.fault(where.host, int(place.rpartition(":")[2]), addresses, patience)
            if why:
                lines.append(transcript.unusable(place, why))
    return lines


async def _misplaced(
    domain: Name, report: Answer, wildcard: Name | None, resolver: Resolver
) -> Sequence[str]:
    """The policies at names where no sender looks for one, but for what the wildcard answers."""
    names = [domain, *(Name((*near.split("."), *domain)) for near in sorted(NEAR_MISSES))]
    lines: list[str] = []
    for answer in await gather(*(resolver.ask(name, "TXT") for name in names)):
        if wildcard and answer.name.is_below(wildcard.parent) and _said(answer) == _said(report):
            continue
        if answer.rrset is not None and not answer.chain:
            policies = [
                rdata
                for rdata, text in zip(answer.rrset, _texts(answer), strict=True)
                if is_policy_text(text, at_tlsrpt=False)
            ]
            lines += (
                f"{answer.name}. {answer.rrset.ttl} IN TXT {transcript.quoted(rdata.strings)}"
                for rdata in policies
            )
        elif answer.status not in (*transcript.DENIALS, Status.ANSWERED):
            lines += transcript.lines(answer)
    return lines
