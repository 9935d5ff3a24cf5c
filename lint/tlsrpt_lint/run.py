"""One run: files to records, records to findings, findings to a report."""

import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tlsrpt_lint.discovery import Input
from tlsrpt_lint.engine import judge
from tlsrpt_lint.fingerprint import marked
from tlsrpt_lint.inventory import Inventory, holds_policy
from tlsrpt_lint.loader import Loader, Surroundings
from tlsrpt_lint.names import Name
from tlsrpt_lint.records import Loaded, Problem, ProblemKind
from tlsrpt_lint.report import Report, Summary
from tlsrpt_lint.rule import Finding, Fixes, Rule, Severity
from tlsrpt_lint.selection import levelled
from tlsrpt_lint.source import SourceFile

if TYPE_CHECKING:
    from tlsrpt_lint.fixer import Fixing
    from tlsrpt_lint.proof import Reading

# Larger files are no zone that anybody edits, and would not fit into memory with their records.
LARGEST = 1 << 30


class Fault(NamedTuple):
    """A fault of our own (or of a plug-in): what was being done, and the exception."""

    doing: str
    error: Exception


class Plan(NamedTuple):
    """How to lint: what the configuration and the command line come to.

    `rules` are those that run, `options` theirs by code; `every_rule` all that there are.
    `loader_options` are those of the loaders, by format.
    `origin_of` gives the zone name said of a file, by its real path.
    """

    rules: Sequence[type[Rule]]
    every_rule: tuple[type[Rule], ...]
    loaders: Sequence[Loader]
    working: str
    severities: dict[type[Rule], Severity]
    options: Mapping[str, Any]
    loader_options: Mapping[str, Any]
    declared_whole: frozenset[Name]
    origin_of: Callable[[str], Name | None]


class Outcome(NamedTuple):
    """What a run came to. With `faults` the report is not to be relied on, but shown."""

    report: Report
    faults: tuple[Fault, ...]


def lint(inputs: Sequence[Input], plan: Plan) -> Outcome:
    """Read the files, judge their records, count what was found."""
    reader = _Reader(inputs, plan)
    return _outcome(reader.files({}), plan, reader.faults)


def lint_and_fix(
    inputs: Sequence[Input], plan: Plan, allowed: frozenset[Fixes]
) -> "tuple[Fixing, Outcome]":
    """Lint, and apply in memory the fixes of the allowed kinds: see `fixer.fix`.

    The outcome is that of the files as they are with the fixes. A finding whose fix did not hold
    has none there.
    """
    from tlsrpt_lint.fixer import fix
    from tlsrpt_lint.proof import Reading

    reader = _Reader(inputs, plan)

    def reread(unsaved: Mapping[str, bytes]) -> tuple[list[Loaded], Outcome]:
        files = reader.files(unsaved)
        return files, _outcome(files, plan, reader.faults)

    def judged_again(unsaved: Mapping[str, bytes]) -> "Reading":
        files, outcome = reread(unsaved)
        return Reading(tuple(files), outcome.report.findings)

    fixing = fix(judged_again, allowed)
    files, outcome = reread(fixing.contents)
    unfixable = {left.finding.fingerprint for left in fixing.dropped}
    findings = [
        finding._replace(fix=None) if finding.fingerprint in unfixable else finding
        for finding in outcome.report.findings
    ]
    summary = _summary(Inventory(files, plan.declared_whole), findings)
    report = outcome.report._replace(findings=tuple(findings), summary=summary)
    return fixing, outcome._replace(report=report)


def _outcome(files: list[Loaded], plan: Plan, faults: list[Fault]) -> Outcome:
    inventory = Inventory(files, plan.declared_whole)
    judged = _judged(inventory, plan, faults)
    findings = marked(levelled(finding, plan.severities) for finding in judged)
    report = Report(tuple(findings), _summary(inventory, findings), plan.every_rule)
    return Outcome(report, tuple({fault.doing: fault for fault in faults}.values()))


class _Reader:
    """Loads the files of a run; again only those that have other bytes than before."""

    def __init__(self, inputs: Sequence[Input], plan: Plan) -> None:
        self._inputs = inputs
        self._plan = plan
        self._by_format = {loader.format: loader for loader in plan.loaders}
        self._as_saved: dict[str, Loaded] = {}
        self.faults: list[Fault] = []

    def files(self, unsaved: Mapping[str, bytes]) -> list[Loaded]:
        """All files, those of `unsaved` (by `SourceFile.path`) with the bytes given there."""
        return without_included([f for i in self._inputs if (f := self._file(i, unsaved))])

    def _file(self, found: Input, unsaved: Mapping[str, bytes]) -> Loaded | None:
        known = self._as_saved.get(found.path)
        if known and found.path not in unsaved and known.included.isdisjoint(unsaved):
            return known
        data = unsaved.get(found.path, found.data)
        try:
            loaded = load(found._replace(data=data), self._by_format, self._plan, unsaved)
        except Exception as error:  # noqa: BLE001 - whatever a loader raises is a fault of ours
            self.faults.append(Fault(f"reading '{found.path}' as {found.format}", error))
            return None
        if not unsaved:
            self._as_saved[found.path] = loaded
        return loaded


def without_included(files: Sequence[Loaded]) -> list[Loaded]:
    """The files without those that another one of them includes: they are read through that one.

    Of files that include each other and that no other file includes, the first stays.
    """
    included = {path: file.included - {path} for file in files for path in (file.source.path,)}
    targets = frozenset().union(*included.values())
    read: set[str] = set()
    kept: set[str] = set()
    tops = [file for file in files if file.source.path not in targets]
    for file in (*tops, *files):
        path = file.source.path
        if path not in read:
            kept.add(path)
            read |= {path, *included[path]}
    return [file for file in files if file.source.path in kept]


def load(
    found: Input, by_format: dict[str, Loader], plan: Plan, unsaved: Mapping[str, bytes]
) -> Loaded:
    """Read one file. What keeps it from being read is a problem at its first character."""
    failure, data = found.failure, found.data
    if data is None and failure is None:
        assert found.location is not None
        try:
            size = os.stat(found.location).st_size
            if size > LARGEST:
                failure = f"it has {size} bytes, more than {LARGEST}"
            else:
                with open(found.location, "rb") as file:
                    data = file.read()
        except OSError as error:
            failure = error.strerror or str(error)
    source = SourceFile(found.path, data or b"", found.location)
    if failure is not None or found.format is None:
        problem = Problem(
            ProblemKind.SYNTAX,
            source.span(0, 0),
            f"The file cannot be read: {failure}, so nothing in it was checked.",
        )
        return Loaded(source, found.format or "unknown", problems=(problem,))
    origin = plan.origin_of(found.location or found.path)
    around = Surroundings(
        found.root,
        plan.working,
        origin,
        forced=found.forced,
        unsaved=unsaved,
        options=plan.loader_options.get(found.format),
    )
    return by_format[found.format].load(source, around)


def _judged(inventory: Inventory, plan: Plan, faults: list[Fault]) -> list[Finding]:
    rules = [rule(plan.options.get(rule.code)) for rule in plan.rules]
    try:
        return judge(inventory, rules)
    except Exception:  # noqa: BLE001 - the rule at fault is found below, and named
        findings: list[Finding] = []
    for rule in rules:
        try:
            findings += judge(inventory, [rule])
        except Exception as error:  # noqa: BLE001 - the other rules still have their say
            faults.append(Fault(f"judging by {rule.code}", error))
    return sorted(findings, key=lambda f: (f.span.source.path, f.span.start, f.code, f.span.end))


def _summary(inventory: Inventory, findings: Sequence[Finding]) -> Summary:
    """Records are those with policy text; one that reaches several owners is one record."""
    records: set[Hashable] = {
        (record.span.source.path, record.span.start, record.span.end)
        for zone in inventory.zones
        for record in zone.records
        if holds_policy(record)
    }
    counts = [finding.severity for finding in findings]
    return Summary(
        files=len({file.source.path for file in inventory.files}),
        zones=len(inventory.zones),
        records=len(records),
        errors=counts.count(Severity.ERROR),
        warnings=counts.count(Severity.WARNING),
        notes=counts.count(Severity.NOTE),
        fixable=sum(f.fix is not None and f.fix.applicability is Fixes.SAFE for f in findings),
    )
