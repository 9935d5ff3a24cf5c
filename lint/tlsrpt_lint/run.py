"""One run: files to records, records to findings, findings to a report."""

import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from tlsrpt_lint.discovery import Input
from tlsrpt_lint.engine import in_order, judge
from tlsrpt_lint.errors import Fault
from tlsrpt_lint.fingerprint import marked
from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.loader import Loader, Surroundings
from tlsrpt_lint.names import Name
from tlsrpt_lint.records import Loaded, Problem, ProblemKind
from tlsrpt_lint.report import Report, Summary, Suppressed
from tlsrpt_lint.rule import Finding, Fixes, Rule, Severity
from tlsrpt_lint.selection import Choice
from tlsrpt_lint.source import SourceFile, shown
from tlsrpt_lint.suppressions import gathered, with_idle
from tlsrpt_lint.verdict import Cause, Fate, Verdict, verdict

if TYPE_CHECKING:
    from datetime import date

    from tlsrpt_lint.baseline import Comparison, Entry
    from tlsrpt_lint.fixer import Fixing
    from tlsrpt_lint.known import Known
    from tlsrpt_lint.proof import Reading
    from tlsrpt_lint.serials import Serials

# Larger files are no zone that anybody edits, and would not fit into memory with their records.
LARGEST = 1 << 30


class Plan(NamedTuple):
    """How to lint: what the configuration and the command line come to.

    `rules` are those that run, `options` theirs by code; `every_rule` all that there are.
    `loader_options` are those of the loaders, by format.
    `origin_of` gives the zone name said of a file, by its real path, and `spared_at` the rules that
    are ignored there; `choices` and `severities` are what `verdict` decides by. The paths of the
    `baseline` begin at `root`; `include_roots` are folders in which includes are looked for as well.
    `jobs` is how many processes may load large files, None as many as can run at the same time.
    What is `known` is not reported, None if all is new. `reading` is told of each file before it is
    read: its number, the number of all, and its path.
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
    jobs: int | None = 1
    choices: Sequence[Choice] = ()
    spared_at: Callable[[str], Sequence[str]] | None = None
    respect_suppressions: bool = True
    baseline: "Sequence[Entry]" = ()
    root: str = ""
    include_roots: tuple[str, ...] = ()
    known: "Known | None" = None
    reading: Callable[[int, int, str], None] | None = None

    def spared(self, source: SourceFile) -> Sequence[str]:
        """The codes, names and families of rules that are ignored in the file."""
        if self.spared_at is None:
            return ()
        return self.spared_at(str(source.location or source.path))

    def path_from_root(self, source: SourceFile) -> str:
        """The path of a file from the root, '/'-separated."""
        if source.location is None:
            return source.path
        return shown(os.path.relpath(source.location, self.root))


class Outcome(NamedTuple):
    """What a run came to. With `faults` the report is not to be relied on, but shown.

    `inventory` is all that was read. `comparison` is what the baseline has to say, None where there
    is none.
    """

    report: Report
    inventory: Inventory
    faults: tuple[Fault, ...]
    comparison: "Comparison | None" = None


def lint(inputs: Sequence[Input], plan: Plan) -> Outcome:
    """Read the files, judge their records, count what was found."""
    reader = _Reader(inputs, plan)
    return _outcome(reader.files({}), plan, reader.faults)


def lint_and_fix(
    inputs: Sequence[Input], plan: Plan, allowed: frozenset[Fixes], raising_on: "date | None" = None
) -> "tuple[Fixing, Serials, Outcome]":
    """Lint, and apply in memory the fixes of the allowed kinds: see `fixer.fix`.

    The serials of the zones that change by it are raised if a date is given on which that is done.
    The outcome is that of the files as they are with the fixes. A finding whose fix did not hold
    has none there.
    """
    from tlsrpt_lint import serials
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
    outdated = serials.outdated(fixing)
    if raising_on is not None:
        fixing, outdated = serials.raised(fixing, outdated, raising_on, judged_again)
    _, outcome = reread(fixing.contents)
    unfixable = {left.finding.fingerprint for left in fixing.dropped}
    findings = tuple(
        finding._replace(fix=None) if finding.fingerprint in unfixable else finding
        for finding in outcome.report.findings
    )
    summary = outcome.report.summary.counting(findings)
    report = outcome.report._replace(findings=findings, summary=summary)
    return fixing, outdated, outcome._replace(report=report)


def _outcome(files: list[Loaded], plan: Plan, faults: list[Fault]) -> Outcome:
    inventory = Inventory(files, plan.declared_whole)
    rules = [rule(plan.options.get(rule.code)) for rule in plan.rules]
    suppressions = gathered(inventory, plan.loaders if plan.respect_suppressions else ())
    found = _judged(inventory, rules, faults)
    findings = marked(with_idle(suppressions, found, inventory, rules, plan.every_rule))
    said = [suppressions.of(finding) for finding in findings]
    heard = [finding for finding, hush in zip(findings, said, strict=True) if hush is None]
    comparison = _comparison(heard, files, plan)
    listed = comparison.listed if comparison is not None else frozenset()
    left = [finding for finding in heard if finding.fingerprint not in listed] if listed else heard
    known = plan.known.among(left, plan.path_from_root) if plan.known is not None else frozenset()
    verdicts = [
        verdict(
            finding,
            plan.choices,
            plan.spared(finding.span.source),
            plan.severities,
            hush,
            listed=bool(listed) and finding.fingerprint in listed,
            known=bool(known) and finding.fingerprint in known,
        )
        for finding, hush in zip(findings, said, strict=True)
    ]
    report = _report(inventory, verdicts, plan)
    unlike = {fault.doing: fault for fault in faults}
    return Outcome(report, inventory, tuple(unlike.values()), comparison)


def _report(inventory: Inventory, verdicts: Sequence[Verdict], plan: Plan) -> Report:
    shown = tuple(one.finding for one in verdicts if one.fate is not Fate.HIDDEN)
    suppressed = tuple(
        Suppressed(one.finding, one.reason) for one in verdicts if one.cause is Cause.SUPPRESSION
    )
    summary = _summary(inventory, shown)._replace(
        suppressed=len(suppressed),
        baselined=sum(one.cause is Cause.BASELINE for one in verdicts),
        known=sum(one.cause is Cause.KNOWN for one in verdicts),
    )
    return Report(shown, summary, plan.every_rule, suppressed)


def _comparison(
    findings: list[Finding], files: Sequence[Loaded], plan: Plan
) -> "Comparison | None":
    if not plan.baseline:
        return None
    from tlsrpt_lint.baseline import compare

    read = {plan.path_from_root(file.source) for file in files}
    ran = {rule.code for rule in plan.rules}

    def is_judged(entry: "Entry") -> bool:
        if entry.path in read:
            return entry.rule in ran
        return not os.path.exists(os.path.join(plan.root, entry.path))

    return compare(plan.baseline, findings, plan.path_from_root, is_judged)


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
        if self._plan.jobs != 1 and len(self._inputs) > 1 and not self._as_saved and not unsaved:
            self._load_large_ones()
        reading = self._plan.reading
        files = []
        for number, one in enumerate(self._inputs, 1):
            if reading is not None:
                reading(number, len(self._inputs), one.path)
            file = self._file(one, unsaved)
            if file is not None:
                files.append(file)
        return without_included(files)

    def _load_large_ones(self) -> None:
        from tlsrpt_lint import apart

        formats = frozenset(loader.format for loader in self._plan.loaders if loader.apart)
        groups = apart.groups(self._inputs, formats)
        if not groups:
            return
        origins = {
            path: self._plan.origin_of(path)
            for group in groups
            for one in group
            if (path := one.location)
        }
        # Only what loading needs, and can be sent.
        plan = self._plan._replace(
            rules=(),
            every_rule=(),
            severities={},
            options={},
            origin_of=origins.get,
            choices=(),
            spared_at=None,
            baseline=(),
            known=None,
            reading=None,
        )
        for loaded in apart.each(partial(_load_group, plan), groups, self._plan.jobs):
            self._as_saved.update((one.source.path, one) for one in loaded)

    def _file(self, found: Input, unsaved: Mapping[str, bytes]) -> Loaded | None:
        known = self._as_saved.get(found.path)
        if known and found.path not in unsaved:
            along = (known.included, known.consulted)
            if all(paths.isdisjoint(unsaved) for paths in along):
                return known
        data = unsaved.get(found.path, found.data)
        try:
            loaded = load(found._replace(data=data), self._by_format, self._plan, unsaved)
        except Exception as error:  # noqa: BLE001 - whatever a loader raises is a fault of ours
            doing = f"reading '{found.path}' as {found.format}"
            self.faults.append(Fault.of(doing, error))
            return None
        if not unsaved:
            self._as_saved[found.path] = loaded
        return loaded


def _load_group(plan: Plan, group: Sequence[Input]) -> list[Loaded]:
    """Load files in another process. One that fails is left out: it fails again where it is said."""
    by_format = {loader.format: loader for loader in plan.loaders}
    loaded = []
    for found in group:
        with suppress(Exception):
            loaded.append(load(found, by_format, plan, {}))
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
    failure = found.failure
    data = found.small if found.data is None else found.data
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
        include_roots=plan.include_roots,
        options=plan.loader_options.get(found.format),
    )
    return by_format[found.format].load(source, around)


def _judged(inventory: Inventory, rules: Sequence[Rule], faults: list[Fault]) -> list[Finding]:
    try:
        return judge(inventory, rules)
    except Exception:  # noqa: BLE001 - the rule at fault is found below, and named
        findings: list[Finding] = []
    for rule in rules:
        try:
            findings += judge(inventory, [rule])
        except Exception as error:  # noqa: BLE001 - the other rules still have their say
            faults.append(Fault.of(f"judging by {rule.code}", error))
    return sorted(findings, key=in_order)


def _summary(inventory: Inventory, findings: Sequence[Finding]) -> Summary:
    """Records are those with policy text; one that reaches several owners is one record."""
    records: set[Hashable] = {
        (record.span.source.path, record.span.start, record.span.end)
        for zone in inventory.zones
        for record in zone.policies
    }
    files = len({file.source.path for file in inventory.files})
    return Summary(files, len(inventory.zones), len(records)).counting(findings)
