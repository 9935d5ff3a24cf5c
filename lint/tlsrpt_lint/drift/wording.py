"""What is said of drifts to people, alike in all outputs. Nothing here is made visible yet."""

from collections import Counter
from collections.abc import Iterator, Mapping

from tlsrpt_lint.drift.terms import Comparison, Datum, Drift, Kind, Reason, Skip
from tlsrpt_lint.notation import counted

_SKIPPED = {
    Reason.UNKNOWN: "not known before apply or rendering",
    Reason.TEMPLATE: "in templates",
    Reason.ZONE: "of unknown zones",
    Reason.ALTERNATIVE: "among alternatives",
    Reason.DELEGATED: "delegated in the files",
    Reason.OUTSIDE: "outside of their zones",
    Reason.CONFLICT: "beside a CNAME",
    Reason.UNPUBLISHABLE: "that DNS cannot carry",
}


def sentence(drift: Drift) -> str:
    """What differs, with its period."""
    if drift.kind is Kind.DELEGATED and drift.why:
        verb = "differs" if drift.explains == 1 else "differ"
        return f"{drift.why}, so {counted(drift.explains, 'record set')} {verb}."
    return f"{_fact(drift)}{f': {drift.why}' if drift.why else ''}."


def _fact(drift: Drift) -> str:
    where = f"'{drift.owner or '.'}'"
    match drift.kind:
        case Kind.MISSING:
            return f"DNS has no {drift.type} record at {where}"
        case Kind.EXTRA:
            return f"DNS has {_types(drift.dns)} at {where}, and the files have none"
        case Kind.TEXT:
            return f"DNS has {_instead(drift, f'another {drift.type} record')} at {where}"
        case Kind.SET:
            return f"DNS has {_instead(drift, f'other {drift.type} records')} at {where}"
        case Kind.TTL:
            ttls = " or ".join(map(str, drift.ttls))
            cached = "" if drift.authoritative else ", even in a cache"
            return f"The TTL of {drift.type} at {where} is {ttls} in the files, in DNS {drift.ttl}{cached}"
        case Kind.UNANSWERED:
            if drift.explains > 1:
                of = counted(drift.explains, "record set")
                return f"DNS does not answer for any of {of} in the zone {where}"
            return f"DNS does not answer for {drift.type} at {where}"
        case Kind.DELEGATED:
            return f"DNS has a CNAME instead of {drift.type} records at {where}"


def _instead(drift: Drift, others: str) -> str:
    """What DNS has: `others` of the same type, or something else."""
    if drift.dns[0].type == drift.type:
        return others
    return f"{_types(drift.dns)} instead of a {drift.type}"


def _types(data: tuple[Datum, ...]) -> str:
    """The records with their type: `a TXT record`, `2 MX records`."""
    rtype = data[0].type
    if len(data) > 1:
        return counted(len(data), f"{rtype} record")
    return f"{'an' if rtype == 'MX' else 'a'} {rtype} record" if rtype != "CNAME" else "a CNAME"


def closing(comparison: Comparison) -> str:
    """What was compared, and what came of it; one line without its end."""
    return " ".join(_sentences(comparison))


def _sentences(comparison: Comparison) -> Iterator[str]:
    found = by_kind(comparison)
    compared = (
        f"{counted(comparison.compared, 'record set')} of {counted(comparison.zones, 'zone')}"
    )
    compared += f" in {counted(comparison.files, 'file')}"
    if found:
        kinds = ", ".join(f"{number} {kind.value}" for kind, number in found.items())
        yield f"Compared {compared} with DNS: {counted(sum(found.values()), 'drift')} ({kinds})."
    else:
        yield f"Compared {compared} with DNS: no drift."
    if skipped := comparison.skipped:
        counts = by_reason(comparison).items()
        reasons = ", ".join(f"{number} {_SKIPPED[reason]}" for reason, number in counts)
        yield f"Skipped {counted(len(skipped), 'record')}: {reasons}."
    if comparison.unasked:
        yield f"Not asked: {counted(comparison.unasked, 'record set')}."
    if comparison.unread:
        yield f"Not read to the end: {', '.join(comparison.unread)}."


def by_kind(comparison: Comparison) -> Mapping[Kind, int]:
    """How many drifts there are of each kind that there is."""
    counts = Counter(drift.kind for drift in comparison.drifts)
    return {kind: counts[kind] for kind in Kind if counts[kind]}


def by_reason(comparison: Comparison) -> Mapping[Reason, int]:
    """How many records are skipped for each reason that there is."""
    counts = Counter(skip.reason for skip in comparison.skipped)
    return {reason: counts[reason] for reason in Reason if counts[reason]}


def remark(skip: Skip) -> str:
    """Where a record stands that is skipped, and why it is."""
    line, column = skip.place.begin
    what = "records" if skip.owner is None else f"{skip.type} at '{skip.owner}'"
    return f"{skip.place.source.path}:{line}:{column}: skipped {what} {_SKIPPED[skip.reason]}"
