"""From an inventory to findings: call each rule with what it looks at, say whose finding it is."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from operator import contains

from tlsrpt_lint.inventory import Inventory, ZoneInstance
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Finding, Fix, Related, Rule, scopes
from tlsrpt_lint.source import Span


def judge(inventory: Inventory, rules: Iterable[Rule]) -> list[Finding]:
    """The findings of all rules, sorted by place and code; the same text is found once.

    A text that reaches several owners (an include at two origins, a shared file) is one finding
    with several owners.
    """
    by_scope: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        for scope in scopes(rule):
            by_scope[scope].append(rule)
    return _merged(_masked(_all(inventory, by_scope), inventory))


def _all(inventory: Inventory, by_scope: dict[str, list[Rule]]) -> Iterator[Finding]:
    policies = _Policies(by_scope)
    for loaded in inventory.files:
        for rule in by_scope["check_file"]:
            for finding in rule.check_file(loaded):
                zone = inventory.zone_of(finding.record) if finding.record else None
                yield _attributed(finding, zone, None)
    for zone in inventory.zones:
        yield from _in_zone(zone, by_scope, policies)
    for rule in by_scope["check_inventory"]:
        for finding in rule.check_inventory(inventory):
            zone = inventory.zone_of(finding.record) if finding.record else None
            yield _attributed(finding, zone, None)


def _in_zone(
    zone: ZoneInstance, by_scope: dict[str, list[Rule]], policies: "_Policies"
) -> Iterator[Finding]:
    for rule in by_scope["check_zone"]:
        for finding in rule.check_zone(zone):
            yield _attributed(finding, zone, None)
    every_record = bool(by_scope["check_record"])
    for record in zone.records:
        if every_record or record.quirks:
            for finding in _of_record(record, zone, by_scope):
                yield _attributed(finding, zone, record)
    of_all, of_irregular = by_scope["check_record_set"], by_scope["check_irregular_record_set"]
    for records in zone.sets:
        for rule in of_all:
            for finding in rule.check_record_set(records):
                yield _attributed(finding, zone, records.records[0])
        for rule in () if records.is_regular else of_irregular:
            for finding in rule.check_irregular_record_set(records):
                yield _attributed(finding, zone, records.records[0])
        for record in records.judged if records.type == "TXT" else ():
            for finding in policies.findings(record):
                yield _attributed(finding, zone, record)


def _of_record(
    record: Record, zone: ZoneInstance, by_scope: dict[str, list[Rule]]
) -> Iterator[Finding]:
    for rule in by_scope["check_record"]:
        yield from rule.check_record(record, zone)
    for quirk in record.quirks:
        for rule in by_scope["check_quirk"]:
            yield from rule.check_quirk(quirk, record, zone)


class _Policies:
    """The rules that look into policies. A zone has the same few right ones many times over."""

    def __init__(self, by_scope: dict[str, list[Rule]]) -> None:
        self._of_all = by_scope["check_policy"]
        self._of_texts = by_scope["check_policy_text"]
        self._of_irregular = by_scope["check_irregular_policy"]
        # Regular texts in which the rules found nothing that look at the text alone.
        self._sound: set[str] = set()

    def findings(self, record: Record) -> Iterable[Finding]:
        """What the rules find in the policy of one record."""
        is_sound = record.text in self._sound and len(record.strings) == 1
        if is_sound and not self._of_all:
            return ()
        assert record.value is not None
        policy = Policy(record.value)
        found = [finding for rule in self._of_all for finding in rule.check_policy(policy, record)]
        if is_sound:
            return found
        of_text = [f for rule in self._of_texts for f in rule.check_policy_text(policy)]
        if policy.is_regular and not of_text:
            self._sound.add(record.text)
        if not policy.is_regular or len(record.strings) > 1:
            for rule in self._of_irregular:
                found += rule.check_irregular_policy(policy, record)
        return [*found, *of_text]


def _attributed(finding: Finding, zone: ZoneInstance | None, record: Record | None) -> Finding:
    record = finding.record or record
    if record is None:
        return finding
    return finding._replace(
        record=record,
        owners=finding.owners or (str(record.owner.name),),
        zone=str(zone.apex) if zone is not None and zone.apex is not None else None,
        resource=finding.resource or record.resource,
        pointer=finding.pointer or record.pointer,
        related=(*finding.related, *_behind(finding.span, record)),
    )


def _behind(span: Span, record: Record) -> Iterator[Related]:
    """Where the text at fault comes from, if it stands there only by reference."""
    for reference, behind in record.references:
        touched = reference.start < span.end and span.start < reference.end
        if reference.source is span.source and touched:
            yield Related(behind, "the value comes from here")


def _masked(findings: Iterable[Finding], inventory: Inventory) -> Iterator[Finding]:
    """The findings without what their sources say must not be shown.

    Messages quote values, and related places are shown with their lines, so neither is kept.
    """
    secret = [r.span for zone in inventory.zones for r in zone.records if r.sensitive]
    for finding in findings:
        if secret:
            related = tuple(
                r for r in finding.related if not any(contains(s, r.span) for s in secret)
            )
            finding = finding._replace(related=related)
        if finding.sensitive:
            summary = finding.rule.summary().removesuffix(".")
            message = f"{summary}. The value is marked as sensitive, so it is not shown."
            finding = finding._replace(message=message, help=None, fix=None)
        yield finding


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    same: dict[tuple[str, str, int, int], list[Finding]] = {}
    for finding in findings:
        span = finding.span
        key = (finding.code, span.source.path, span.start, span.end)
        same.setdefault(key, []).append(finding)
    return sorted(map(_one, same.values()), key=in_order)


def _one(findings: list[Finding]) -> Finding:
    """The weightiest of findings at one text, with the owners of all and the fix that is right for all."""
    worst = max(findings, key=lambda finding: finding.severity.rank)
    owners = dict.fromkeys(owner for finding in findings for owner in finding.owners)
    fix = worst.fix if len({_written(finding.fix) for finding in findings}) == 1 else None
    return worst._replace(owners=tuple(owners), fix=fix)


def _written(fix: Fix | None) -> Hashable:
    """What the fix writes, and where: an included file is read once for each that includes it."""
    if fix is None:
        return None
    return tuple((span.source.path, span.start, span.end, text) for span, text in fix.edits)


def in_order(finding: Finding) -> tuple[str, int, str, int]:
    """The key by which findings are sorted: path, place, code."""
    span = finding.span
    return span.source.path, span.start, finding.code, span.end
