"""Markdown for job summaries and comments: a table a zone, with links to the rules' pages."""

from collections.abc import Iterator

from tlsrpt_lint.notation import counted, in_markdown
from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Reporter, Style
from tlsrpt_lint.reporters._summary import closing
from tlsrpt_lint.reporters._wording import sentences
from tlsrpt_lint.rule import Finding
from tlsrpt_lint.terminal import visible

# GitHub refuses a job summary of more than 1 MiB; room is left for what else stands in it.
_LONGEST = 900_000
_HEAD = "| Severity | Rule | Place | Finding |\n|---|---|---|---|\n"


class Markdown(Reporter):
    """What was found, by zone; as many findings as a job summary takes."""

    name = "markdown"

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """One piece a zone."""
        yield f"## tlsrpt-lint\n\n{in_markdown(closing(report))}\n"
        by_zone: dict[str | None, list[Finding]] = {}
        for finding in report.findings:
            by_zone.setdefault(finding.zone, []).append(finding)
        room, left_out = _LONGEST, 0
        for zone, findings in by_zone.items():
            head = f"\n### {in_markdown(zone) if zone else 'No zone'}\n\n{_HEAD}"
            room -= len(head.encode())
            rows = []
            for finding in findings:
                row = _row(finding)
                room -= len(row.encode())
                if room > 0:
                    rows.append(row)
            left_out += len(findings) - len(rows)
            if rows:
                yield head + "".join(rows)
        if left_out:
            yield f"\n{counted(left_out, 'finding')} more would not fit in here.\n"


def _row(finding: Finding) -> str:
    line, column = finding.span.begin
    rule = f"[{finding.code}]({finding.rule.url()}) {finding.rule.name()}"
    place = in_markdown(f"{visible(finding.span.source.path)}:{line}:{column}")
    return f"| {finding.severity.value} | {rule} | {place} | {in_markdown(sentences(finding))} |\n"
