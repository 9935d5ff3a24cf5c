"""GitLab's Code Quality report, a subset of the format of Code Climate."""

from collections.abc import Iterator
from typing import Any

from tlsrpt_lint.jsontext import items, well_formed
from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Reporter, Style
from tlsrpt_lint.reporters._places import last_line
from tlsrpt_lint.reporters._wording import sentences
from tlsrpt_lint.rule import Finding, Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


class Gitlab(Reporter):
    """A JSON array, one issue a finding."""

    name = "gitlab"

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """One piece a finding."""
        yield from items(map(_issue, report.findings))
        yield "\n"


def _issue(finding: Finding) -> dict[str, Any]:
    span = finding.span
    return {
        # The widget shows the description only.
        "description": f"{finding.code}: {sentences(finding)}",
        "check_name": finding.rule.name(),
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": well_formed(span.source.path),
            "lines": {"begin": span.begin.line, "end": last_line(span)},
        },
    }
