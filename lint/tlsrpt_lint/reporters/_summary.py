"""The closing line of the human formats."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tlsrpt_lint.notation import counted
from tlsrpt_lint.report import Report, Summary
from tlsrpt_lint.rule import Finding, Fixes, Severity


def closing(report: Report) -> str:
    """What was found in what, what can be fixed, and what is not shown; one line without its end."""
    return " ".join(_sentences(report))


def _sentences(report: Report) -> Iterator[str]:
    summary = report.summary
    shown = Counter(finding.severity for finding in report.findings)
    hidden = _by_severity(summary) - shown
    parts = [counted(summary.records, "record")]
    if report.scope == "file":
        parts.append(counted(summary.zones, "zone"))
    checked = f"{counted(summary.files, report.scope)} ({', '.join(parts)})"
    if shown:
        yield f"Found {_listed(shown)} in {checked}."
    elif hidden:
        yield f"Checked {checked}: nothing to show."
    else:
        yield f"Checked {checked}: nothing found."
    if fixable := _fixable(report.findings):
        yield f"{fixable}."
    if hidden:
        yield f"Not shown: {_listed(hidden)} (--min-severity {min(hidden, key=_rank).value})."
    if summary.suppressed:
        yield f"{summary.suppressed} suppressed."
    if summary.baselined:
        yield f"{summary.baselined} in the baseline."
    if summary.known:
        yield f"{summary.known} not new."


def _by_severity(summary: Summary) -> Counter[Severity]:
    return Counter(
        {
            Severity.ERROR: summary.errors,
            Severity.WARNING: summary.warnings,
            Severity.NOTE: summary.notes,
        }
    )


def _listed(counts: Counter[Severity]) -> str:
    """The counts that are not zero, worst first: `2 errors, 1 warning and 3 notes`."""
    parts = [
        counted(counts[severity], severity.value)
        for severity in sorted(counts, key=_rank, reverse=True)
    ]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _rank(severity: Severity) -> int:
    return severity.rank


def _fixable(findings: Iterable[Finding]) -> str:
    kinds = Counter(finding.fix.applicability for finding in findings if finding.fix)
    safe, unsafe = kinds[Fixes.SAFE], kinds[Fixes.UNSAFE]
    if safe and unsafe:
        return f"{safe} fixable with --fix, {unsafe} more with --unsafe-fixes"
    if safe:
        return f"{safe} fixable with --fix"
    return f"{unsafe} fixable with --fix --unsafe-fixes" if unsafe else ""
