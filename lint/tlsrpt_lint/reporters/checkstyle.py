"""Checkstyle's XML, which many services read."""

from collections.abc import Iterator
from itertools import groupby

from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Reporter, Style
from tlsrpt_lint.reporters._wording import sentences
from tlsrpt_lint.reporters._xml import HEAD, tag
from tlsrpt_lint.rule import Finding, Severity

_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "info"}


class Checkstyle(Reporter):
    """An element a file, and in it one a finding."""

    name = "checkstyle"

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """One piece a finding."""
        yield f'{HEAD}<checkstyle version="4.3">\n'
        for path, findings in groupby(report.findings, key=lambda one: one.span.source.path):
            yield f"  <{tag('file', name=path)}>\n"
            yield from map(_error, findings)
            yield "  </file>\n"
        yield "</checkstyle>\n"


def _error(finding: Finding) -> str:
    line, column = finding.span.begin
    element = tag(
        "error",
        line=line,
        column=column,
        severity=_SEVERITIES[finding.severity],
        message=sentences(finding),
        source=f"tlsrpt-lint.{finding.code}",
    )
    return f"    <{element}/>\n"
