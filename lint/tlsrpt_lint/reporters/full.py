"""Findings for people, with their source lines."""

from collections.abc import Iterator

from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Reporter, Style
from tlsrpt_lint.reporters._summary import closing
from tlsrpt_lint.rule import Severity
from tlsrpt_lint.terminal import Paint


class Full(Reporter):
    """A block a finding, with the source lines, and the summary."""

    name = "full"
    least = Severity.WARNING

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """One piece a finding."""
        if report.findings:  # most runs have none, and need not know how to show any
            from tlsrpt_lint.reporters._block import block

        paint = Paint(color=style.color)
        gap = ""
        for finding in report.findings:
            yield gap + "".join(f"{line}\n" for line in block(finding, style.width, paint))
            gap = "\n"
        if style.summary:
            yield f"{gap}{closing(report)}\n"
