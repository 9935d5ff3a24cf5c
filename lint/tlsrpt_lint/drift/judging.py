"""What differs between what the files expect and what DNS said.

The instances of one zone (views, staging beside production) contradict each other, and DNS can agree
with one of them at most. The one that DNS is nearest to is held to be published, and what contradicts
it is not. Instances that do not contradict each other (two Terraform roots that own different names of
a zone) are all published.

One cause is told once: where a zone is served by others, delegated away or not answered for, that is
why its records differ, or why nothing is known of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tlsrpt_lint.drift.expected import Expectations, Expected, Instance
from tlsrpt_lint.drift.terms import (
    Comparison,
    Data,
    Datum,
    Drift,
    Kind,
    Observation,
    Question,
)
from tlsrpt_lint.live.answer import Status
from tlsrpt_lint.live.names import from_dns, to_dns
from tlsrpt_lint.live.transcript import DENIALS
from tlsrpt_lint.names import BadNameError, Name
from tlsrpt_lint.policytext import is_policy_text
from tlsrpt_lint.source import Span


class Judgement(NamedTuple):
    """An instance that is held to be published, and what DNS said to each of its expectations.

    `drifts` has None for what agrees. What was not asked is not in it.
    """

    instance: Instance
    drifts: Sequence[tuple[Expected, Observation, Kind | None]]

    @property
    def differing(self) -> Iterator[tuple[Expected, Observation]]:
        """What differs for a reason to be found."""
        for expected, seen, kind in self.drifts:
            if kind is not None and kind is not Kind.UNANSWERED:
                yield expected, seen


def judgements(
    instances: Iterable[Instance], seen: Mapping[Question, Observation]
) -> list[Judgement]:
    """The instances that are held to be published, and what differs from each of them."""
    by_apex: dict[Name | None, list[Instance]] = {}
    for instance in instances:
        by_apex.setdefault(instance.apex, []).append(instance)
    return [one for group in by_apex.values() for one in _published(group, seen)]


def _published(
    group: Sequence[Instance], seen: Mapping[Question, Observation]
) -> Iterator[Judgement]:
    judged = [Judgement(instance, tuple(_judged(instance, seen))) for instance in group]
    # Sorting is stable: of several that are equally near the first counts.
    nearest_first = sorted(judged, key=lambda one: (len(list(one.differing)), -len(one.drifts)))
    taken: dict[Question, Expected] = {}
    kept: dict[int, Judgement] = {}
    for one in nearest_first:
        if any(_is_contradicted(expected, taken) for expected, _ in one.differing):
            continue
        own = tuple(entry for entry in one.drifts if entry[0].slot not in taken)
        taken |= {expected.slot: expected for expected, _, _ in own}
        kept[id(one.instance)] = one._replace(drifts=own)
    return (kept[id(one.instance)] for one in judged if id(one.instance) in kept)


def _is_contradicted(expected: Expected, taken: Mapping[Question, Expected]) -> bool:
    other = taken.get(expected.slot)
    return other is not None and (other.data, other.ttls) != (expected.data, expected.ttls)


def _judged(
    instance: Instance, seen: Mapping[Question, Observation]
) -> Iterator[tuple[Expected, Observation, Kind | None]]:
    for expected in instance.expected:
        if all(question in seen for question in expected.questions):
            observed = _observed(expected, seen)
            yield expected, observed, _kind(expected, observed, instance.apex, seen)


def _observed(expected: Expected, seen: Mapping[Question, Observation]) -> Observation:
    """What DNS has at the owner, as far as it bears on the expectation."""
    observed = seen[expected.question]
    if expected.is_cname and observed.status is Status.NODATA:
        # What was asked for is a CNAME; the texts that stand there instead were asked for later.
        other = seen.get(Question(expected.owner, "TXT"))
        if other is not None and other.data:
            observed = other
    if expected.policies_only:
        data = frozenset(d for d in observed.data if d in expected.data or _matters(d))
        observed = observed._replace(data=data)
    return observed


def _matters(datum: Datum) -> bool:
    return datum.type == "CNAME" or is_policy_text((datum.text or "").strip('"'), at_tlsrpt=False)


def _kind(
    expected: Expected,
    observed: Observation,
    apex: Name | None,
    seen: Mapping[Question, Observation],
) -> Kind | None:
    """In what DNS differs from an expectation, None if in nothing."""
    files, dns = expected.data, observed.data
    if observed.status is Status.REFERRAL and _is_below(observed.zone, apex):
        return Kind.DELEGATED
    if not observed.is_certain:
        return Kind.UNANSWERED
    if expected.source is not None and dns == seen[expected.questions[1]].data:
        return None  # whatever differs at the wildcard is told there
    if files == dns or (files and files < dns and not expected.is_all):
        return Kind.TTL if _differs_in_ttl(expected, observed) else None
    if not dns:
        return Kind.MISSING
    if not files:
        return Kind.EXTRA
    if _is_cname(dns) and not expected.is_cname:
        return Kind.DELEGATED
    return Kind.TEXT if len(files) == len(dns) == 1 else Kind.SET


def _differs_in_ttl(expected: Expected, observed: Observation) -> bool:
    """True if the TTL cannot be that of the files: of a cache it is what is left (RFC 1035, 3.2.1)."""
    if not expected.ttls or observed.ttl is None or expected.source is not None:
        return False
    if observed.authoritative:
        return observed.ttl not in expected.ttls
    return observed.ttl > max(expected.ttls)


def _is_cname(data: Data) -> bool:
    return any(datum.type == "CNAME" for datum in data)


def compare(
    expectations: Expectations,
    found: Sequence[Judgement],
    seen: Mapping[Question, Observation],
    *,
    files: int,
    zones: int,
) -> Comparison:
    """All drifts, in the order of the files, and the counts of the run."""
    drifts = [drift for judgement in found for drift in _told(judgement, seen)]
    answered = [kind for one in found for _, _, kind in one.drifts if kind is not Kind.UNANSWERED]
    slots = {
        expected.slot: all(question in seen for question in expected.questions)
        for instance in expectations.instances
        for expected in instance.expected
    }
    return Comparison(
        tuple(sorted(drifts, key=_order)),
        files,
        zones,
        compared=len(answered),
        unasked=sum(not asked for asked in slots.values()),
        skipped=expectations.skipped,
        unread=expectations.unread,
    )


def _order(drift: Drift) -> tuple[str, int, Name, str, str]:
    place = drift.place
    return place.source.path, place.start, drift.owner, drift.type, drift.kind.value


def _told(judgement: Judgement, seen: Mapping[Question, Observation]) -> Iterator[Drift]:
    """The drifts of an instance, each cause once."""
    instance = judgement.instance
    if (silence := _silence(judgement)) is not None:
        yield silence
        return
    differing = len(list(judgement.differing))
    reason = _elsewhere(judgement, seen) if differing else None
    if reason is not None:
        yield reason._replace(explains=differing)
    cuts: dict[Name, list[Expected]] = {}
    for expected, observed, kind in judgement.drifts:
        if kind is Kind.UNANSWERED:
            yield _drift(kind, instance, expected, observed)
        elif kind is not None and reason is None:
            cut = _cut(expected, observed, instance, seen)
            if cut is not None:
                cuts.setdefault(cut, []).append(expected)
            else:
                yield _drift(kind, instance, expected, observed)
    for cut, explained in cuts.items():
        why = f"DNS has a zone of its own at '{cut}'"
        place = min((one.place for one in explained), key=lambda span: span.start)
        yield _redirection(instance, cut, "NS", place, why)._replace(explains=len(explained))


def _silence(judgement: Judgement) -> Drift | None:
    """The one drift of a zone of which several questions are asked, and all fail in the same way."""
    instance = judgement.instance
    statuses = {observed.status for _, observed, _ in judgement.drifts}
    kinds = {kind for _, _, kind in judgement.drifts}
    if instance.apex is None or kinds != {Kind.UNANSWERED}:
        return None
    if len(statuses) > 1 or len(judgement.drifts) == 1:
        return None
    expected, observed, _ = judgement.drifts[0]
    drift = _drift(Kind.UNANSWERED, instance, expected, observed)
    return drift._replace(
        owner=instance.apex,
        type="SOA",
        files=(),
        ttls=(),
        place=instance.place,
        explains=len(judgement.drifts),
    )


def _elsewhere(judgement: Judgement, seen: Mapping[Question, Observation]) -> Drift | None:
    """The one reason for all that differs, if the zone as a whole is elsewhere."""
    instance = judgement.instance
    apex = instance.apex
    if apex is None:
        return None
    servers = seen.get(Question(apex, "NS"))
    if servers and servers.data and instance.servers and servers.data.isdisjoint(instance.servers):
        why = f"DNS names other servers for the zone '{apex}'"
        drift = _redirection(instance, apex, "NS", instance.servers_at, why)
        return drift._replace(
            files=_sorted(instance.servers),
            dns=_sorted(servers.data),
            status=servers.status,
            server=servers.server,
            authoritative=servers.authoritative,
        )
    held = [entry for entry in judgement.drifts if entry[0].data and entry[0].source is None]
    zones = {observed.zone for _, observed in judgement.differing}
    if all(kind is Kind.MISSING for _, _, kind in held) and len(zones) == 1:
        zone = zones.pop()
        if zone is not None and _is_below(apex, zone):
            why = f"DNS has no zone '{apex}' ('{zone or '.'}' answers for it)"
            return _redirection(instance, apex, "SOA", instance.place, why)
    return None


def _redirection(instance: Instance, owner: Name, rtype: str, place: Span, why: str) -> Drift:
    return Drift(
        Kind.DELEGATED, owner, rtype, instance.apex, (), (), place, Status.ANSWERED, why=why
    )


def _cut(
    expected: Expected,
    observed: Observation,
    instance: Instance,
    seen: Mapping[Question, Observation],
) -> Name | None:
    """The zone below the instance's that the answer comes from, if it does."""
    if observed.data:
        asked = seen.get(Question(expected.owner, "SOA"))
        zone = asked.zone if asked is not None else None
    else:
        zone = observed.zone
    return zone if _is_below(zone, instance.apex) else None


def _drift(kind: Kind, instance: Instance, expected: Expected, observed: Observation) -> Drift:
    hidden = expected.sensitive - observed.data
    files = frozenset(d._replace(text=None) if d in hidden else d for d in expected.data)
    rtype = "CNAME" if expected.is_cname else expected.type
    return Drift(
        kind,
        expected.owner,
        rtype,
        instance.apex,
        _sorted(files),
        _sorted(observed.data),
        instance.place if kind is Kind.EXTRA else expected.place,
        observed.status,
        ttls=tuple(sorted(expected.ttls or ())),
        ttl=observed.ttl,
        authoritative=observed.authoritative,
        server=observed.server,
        why=_why(kind, observed),
    )


def _why(kind: Kind, observed: Observation) -> str:
    if kind is Kind.MISSING:
        return DENIALS.get(observed.status, "")
    return observed.detail if kind is Kind.UNANSWERED else ""


def _sorted(data: Data) -> tuple[Datum, ...]:
    return tuple(sorted(data, key=lambda datum: (datum.type, datum.text or "")))


def _is_below(name: Name | None, ancestor: Name | None) -> bool:
    """True if both are known, and the one lies strictly below the other, as DNS spells them."""
    if name is None or ancestor is None:
        return False
    return _spelled(name).is_below(_spelled(ancestor))


def _spelled(name: Name) -> Name:
    try:
        return from_dns(to_dns(name))
    except BadNameError:
        return name
