"""One line a finding, as compilers write them and editors read them."""

from collections.abc import Iterator

from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Reporter, Style
from tlsrpt_lint.reporters._summary import closing
from tlsrpt_lint.reporters._tones import tone_of
from tlsrpt_lint.rule import Severity
from tlsrpt_lint.terminal import Paint, Tone, line_head, visible


class Concise(Reporter):
    """`path:line:column: severity CODE message`, and the summary."""

    name = "concise"
    least = Severity.WARNING

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """One piece a finding."""
        paint = Paint(color=style.color)
        for finding in report.findings:
            # The colon belongs to it: behind a path that is one, it would make a command.
            path = paint(Tone.STRONG, line_head(f"{finding.span.source.path}:")[:-1])
            line, column = finding.span.begin
            severity = paint(tone_of(finding.severity), f"{finding.severity.value} {finding.code}")
            yield f"{path}:{line}:{column}: {severity} {visible(finding.message)}\n"
        if style.summary:
            yield f"{closing(report)}\n"
