"""Annotations in GitHub Actions, by workflow commands in the log."""

from collections.abc import Iterator

from tlsrpt_lint.notation import counted
from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Reporter, Style
from tlsrpt_lint.reporters._places import last_line
from tlsrpt_lint.reporters._summary import closing
from tlsrpt_lint.rule import Finding, Severity
from tlsrpt_lint.terminal import visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_MOST_SHOWN = 10  # annotations of each kind that one step may leave


class Github(Reporter):
    """A workflow command a finding, errors first, since only the first ones become annotations."""

    name = "github"

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """One piece a finding."""
        for finding in sorted(report.findings, key=lambda finding: -finding.severity.rank):
            yield f"{_command(finding)}\n"
        if style.summary:
            yield f"{closing(report)}\n"
        severities = [finding.severity for finding in report.findings]
        left_out = sum(max(0, severities.count(one) - _MOST_SHOWN) for one in Severity)
        if left_out:
            yield (
                f"GitHub makes annotations of the first {_MOST_SHOWN} errors, warnings and notices "
                f"of a step; {counted(left_out, 'finding')} more can be read in this log only.\n"
            )


def _command(finding: Finding) -> str:
    begin, finish = finding.span.begin, finding.span.finish
    last = last_line(finding.span)
    properties = {
        "file": finding.span.source.path,
        "line": str(begin.line),
        "endLine": str(last),
    }
    if last == begin.line == finish.line:
        # The runner drops an annotation that has both several lines and columns.
        properties |= {"col": str(begin.column), "endColumn": str(finish.column)}
    properties["title"] = f"{finding.code} {finding.rule.name()}"
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    message = _data(finding.message)
    if finding.help:
        message += f"%0Ahelp: {_data(finding.help)}"
    return f"::{_COMMANDS[finding.severity]} {written}::{message}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
