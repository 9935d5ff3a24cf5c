"""`--statistics`: how often each rule found something, instead of the findings."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tlsrpt_lint.report import Report
from tlsrpt_lint.rule import Finding, Fixes
from tlsrpt_lint.terminal import visible


def statistics(report: Report) -> Iterator[str]:
    """A line a rule and severity, the most frequent first; then what is suppressed, by reason."""
    fixable = Counter(_what(finding) for finding in report.findings if _is_fixable(finding))
    rows = [
        (str(count), code, name, severity, _fixable(fixable[code, name, severity]))
        for (code, name, severity), count in _ranked(Counter(map(_what, report.findings)))
    ]
    yield from _lines(rows)
    reasons = Counter(
        (one.finding.code, one.finding.rule.name(), visible(one.reason) or "no reason is given")
        for one in report.suppressed
    )
    hidden = [
        (str(count), code, name, "suppressed", reason)
        for (code, name, reason), count in _ranked(reasons)
    ]
    yield from _lines(hidden)
    if report.summary.baselined:
        yield f"{report.summary.baselined} in the baseline\n"
    if report.summary.known:
        yield f"{report.summary.known} not new\n"
    if not (rows or hidden or report.summary.baselined or report.summary.known):
        yield "nothing found\n"


def _what(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.rule.name(), finding.severity.value


def _is_fixable(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.applicability is Fixes.SAFE


def _fixable(count: int) -> str:
    return f"{count} fixable" if count else ""


def _ranked(counts: Counter[tuple[str, str, str]]) -> list[tuple[tuple[str, str, str], int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _lines(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The rows in columns, the counts to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for count, *words in rows:
        cells = [word.ljust(width) for word, width in zip(words, widths[1:], strict=True)]
        yield "  ".join([count.rjust(widths[0]), *cells]).rstrip() + "\n"
