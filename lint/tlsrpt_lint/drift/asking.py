"""The questions that the expectations take, and the answers as observations.

First what the expectations need. Then, where something differs, what may explain it: the name servers
and the zone that the answer comes from, and what stands where a CNAME should. Nothing is asked beyond
these names: a server may answer for its own zones only.
"""

from collections.abc import Iterable, Iterator

from tlsrpt_lint.drift.expected import Expected, Instance
from tlsrpt_lint.drift.judging import Judgement
from tlsrpt_lint.drift.terms import NOTHING, Datum, Observation, Question
from tlsrpt_lint.live.answer import Answer, Status
from tlsrpt_lint.live.names import from_dns
from tlsrpt_lint.live.resolver import Resolver
from tlsrpt_lint.live.transcript import quoted


async def observe(question: Question, resolver: Resolver) -> Observation:
    """Ask DNS, and tell what stands at the name."""
    return observation(await resolver.ask(question.name, question.type))


def questions(instances: Iterable[Instance]) -> list[Question]:
    """All questions that the expectations of the instances take, each once, in order."""
    return list(
        dict.fromkeys(
            question
            for instance in instances
            for expected in instance.expected
            for question in expected.questions
        )
    )


def questions_on(judgements: Iterable[Judgement]) -> list[Question]:
    """The questions whose answers may explain what was found."""
    return list(dict.fromkeys(question for one in judgements for question in _on(one)))


def _on(judgement: Judgement) -> Iterator[Question]:
    instance, differing = judgement.instance, list(judgement.differing)
    if differing and instance.apex is not None and instance.servers:
        yield Question(instance.apex, "NS")
    for expected, seen in differing:
        if _has_no_cname(expected, seen):
            yield Question(expected.owner, "TXT")
        redirected = any(datum.type == "CNAME" for datum in seen.data)
        if instance.apex is not None and seen.data and not redirected:
            yield Question(expected.owner, "SOA")


def _has_no_cname(expected: Expected, seen: Observation) -> bool:
    return expected.is_cname and seen.status is Status.NODATA


def observation(answer: Answer) -> Observation:
    """What the answer says of the name that was asked."""
    data, ttl, zone = NOTHING, None, answer.zone
    if answer.chain:
        link = answer.chain[0]
        data, ttl = frozenset({Datum("CNAME", f"{link.target}.")}), link.ttl
    elif answer.rrset is not None:
        data = frozenset(Datum(answer.rtype, text) for text in _texts(answer))
        ttl = answer.rrset.ttl
        if answer.rtype == "SOA":
            zone = answer.name
    status = Status.ANSWERED if data else answer.status
    return Observation(status, data, ttl, answer.authoritative, zone, answer.server, answer.detail)


def _texts(answer: Answer) -> Iterator[str]:
    for rdata in answer.rrset or ():
        if answer.rtype in ("TXT", "SPF"):
            yield quoted([b"".join(rdata.strings)])
        elif answer.rtype in ("CNAME", "NS"):
            yield f"{from_dns(rdata.target)}."
        elif answer.rtype == "MX":
            yield f"{rdata.preference} {from_dns(rdata.exchange)}."
        else:
            yield rdata.to_text()
