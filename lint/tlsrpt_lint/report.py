"""The result of a run, as reporters see it."""

from collections.abc import Collection
from typing import NamedTuple

from tlsrpt_lint.rule import Finding, Fixes, Rule, Severity


class Summary(NamedTuple):
    """The counts of a run.

    `records` are those that carry policy text, `fixable` the findings with a safe fix. Findings are
    counted before `--min-severity` hides any, and after suppressions, the baseline and the revision
    that is compared with took theirs: `suppressed`, `baselined` and `known`.
    """

    files: int
    zones: int
    records: int
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    fixable: int = 0
    suppressed: int = 0
    baselined: int = 0
    known: int = 0

    def counting(self, findings: Collection[Finding]) -> "Summary":
        """The same with the counts of these findings."""
        counts = [finding.severity for finding in findings]
        return self._replace(
            errors=counts.count(Severity.ERROR),
            warnings=counts.count(Severity.WARNING),
            notes=counts.count(Severity.NOTE),
            fixable=sum(f.fix is not None and f.fix.applicability is Fixes.SAFE for f in findings),
        )


class Suppressed(NamedTuple):
    """A finding that a comment hides, and the reason that the comment gives ("" if none)."""

    finding: Finding
    reason: str


class Report(NamedTuple):
    """The findings of a run, sorted by path and place, and all rules that there are, by code.

    `suppressed` are those that comments hide, in the same order. `scope` is what the files of the
    summary are in truth, in the singular.
    """

    findings: tuple[Finding, ...]
    summary: Summary
    rules: tuple[type[Rule], ...]
    suppressed: tuple[Suppressed, ...] = ()
    scope: str = "file"

    def at_least(self, least: Severity) -> "Report":
        """The report without the findings below a severity; the summary stays."""
        shown = tuple(f for f in self.findings if f.severity.rank >= least.rank)
        return self._replace(findings=shown)
