"""Issues in Azure Pipelines, by logging commands in the log."""

from collections.abc import Iterator

from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Reporter, Style
from tlsrpt_lint.reporters._summary import closing
from tlsrpt_lint.reporters._wording import sentences
from tlsrpt_lint.rule import Finding, Severity
from tlsrpt_lint.terminal import visible


class Azure(Reporter):
    """A logging command an error or warning. Azure has no third kind: a note is a plain line."""

    name = "azure"

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """One piece a finding."""
        for finding in report.findings:
            yield f"{_note(finding) if finding.severity is Severity.NOTE else _issue(finding)}\n"
        if style.summary:
            yield f"{closing(report)}\n"


def _issue(finding: Finding) -> str:
    line, column = finding.span.begin
    properties = {
        "type": finding.severity.value,
        "sourcepath": finding.span.source.path,
        "linenumber": str(line),
        "columnnumber": str(column),
        "code": finding.code,
    }
    written = "".join(f"{key}={_property(value)};" for key, value in properties.items())
    return f"##vso[task.logissue {written}]{_data(sentences(finding))}"


def _note(finding: Finding) -> str:
    line, column = finding.span.begin
    path = visible(finding.span.source.path)
    return f"{path}:{line}:{column}: note {finding.code} {sentences(finding)}"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25")


def _property(text: str) -> str:
    return _data(visible(text)).replace("]", "%5D").replace(";", "%3B")
