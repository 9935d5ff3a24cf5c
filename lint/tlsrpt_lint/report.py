"""The result of a run, as reporters see it."""

from typing import NamedTuple

from tlsrpt_lint.rule import Finding, Rule, Severity


class Summary(NamedTuple):
    """The counts of a run.

    `records` are those that carry policy text, `fixable` the findings with a safe fix. Findings are
    counted before `--min-severity` hides any, and after suppressions, the baseline and the revision
    that is compared with took theirs: `suppressed`, `baselined` and `known`.
    """

    files: int
    zones: int
    records: int
    errors: int
    warnings: int
    notes: int
    fixable: int
    suppressed: int = 0
    baselined: int = 0
    known: int = 0


class Suppressed(NamedTuple):
    """A finding that a comment hides, and the reason that the comment gives ("" if none)."""

    finding: Finding
    reason: str


class Report(NamedTuple):
    """The findings of a run, sorted by path and place, and all rules that there are, by code.

    `suppressed` are those that comments hide, in the same order.
    """

    findings: tuple[Finding, ...]
    summary: Summary
    rules: tuple[type[Rule], ...]
    suppressed: tuple[Suppressed, ...] = ()

    def at_least(self, least: Severity) -> "Report":
        """The report without the findings below a severity; the summary stays."""
        shown = tuple(f for f in self.findings if f.severity.rank >= least.rank)
        return self._replace(findings=shown)
