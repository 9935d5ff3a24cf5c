"""The Reviewdog Diagnostic Format, as one JSON object."""

from collections.abc import Iterator
from typing import Any

from tlsrpt_lint.jsontext import array, encoded, well_formed
from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Reporter, Style
from tlsrpt_lint.reporters._wording import sentences
from tlsrpt_lint.rule import DOCUMENTATION, Finding, Severity
from tlsrpt_lint.source import Span

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


class Rdjson(Reporter):
    """A diagnostic a finding; its columns count bytes."""

    name = "rdjson"

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """One piece a finding."""
        source = encoded({"name": "tlsrpt-lint", "url": DOCUMENTATION})
        yield f'{{"source": {source},\n '
        yield from array("diagnostics", map(_diagnostic, report.findings))
        yield "}\n"


def _diagnostic(finding: Finding) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": sentences(finding),
        "location": _location(finding.span),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.code, "url": finding.rule.url()},
    }
    # Several suggestions would be taken one by one, each of them half a fix.
    if finding.fix and len(finding.fix.edits) == 1:
        [edit] = finding.fix.edits
        diagnostic["suggestions"] = [{"range": _range(edit.span), "text": well_formed(edit.text)}]
    if finding.related:
        diagnostic["related_locations"] = [
            {"message": well_formed(related.message), "location": _location(related.span)}
            for related in finding.related
        ]
    return diagnostic


def _location(span: Span) -> dict[str, Any]:
    return {"path": well_formed(span.source.path), "range": _range(span)}


def _range(span: Span) -> dict[str, Any]:
    return {"start": _position(span, span.start), "end": _position(span, span.end)}


def _position(span: Span, offset: int) -> dict[str, int]:
    source = span.source
    column = offset - source.line_start(offset) + 1
    return {"line": source.position(offset).line, "column": column}
