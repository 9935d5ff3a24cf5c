"""The report as one JSON object: docs/schema/report.schema.json."""

from collections.abc import Iterator
from typing import Any

from tlsrpt_lint import __version__
from tlsrpt_lint.jsontext import array, encoded, well_formed
from tlsrpt_lint.report import Report, Suppressed
from tlsrpt_lint.reporter import Reporter, Style
from tlsrpt_lint.rule import Finding, Fix
from tlsrpt_lint.source import Span

_FORMAT = 1


class Json(Reporter):
    """Everything that is known of each finding, for other programs."""

    name = "json"

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """One piece a finding, each on a line of its own."""
        tool = {"name": "tlsrpt-lint", "version": __version__}
        yield f'{{"version": {_FORMAT},\n "tool": {encoded(tool)},\n '
        yield from array("findings", map(_finding, report.findings))
        yield ",\n "
        yield from array("suppressed", map(_suppressed, report.suppressed))
        yield f',\n "summary": {encoded(report.summary._asdict())}}}\n'


def _finding(finding: Finding) -> dict[str, Any]:
    rule = finding.rule
    return {
        "code": rule.code,
        "name": rule.name(),
        "severity": finding.severity.value,
        "message": well_formed(finding.message),
        "help": _optional(finding.help),
        "url": rule.url(),
        **_place(finding.span),
        "owner": _optional(finding.owners[0] if finding.owners else None),
        "owners": [well_formed(owner) for owner in finding.owners],
        "zone": _optional(finding.zone),
        "resource": _optional(finding.resource),
        "pointer": _optional(finding.pointer),
        "related": [
            {**_place(related.span), "message": well_formed(related.message)}
            for related in finding.related
        ],
        "fix": _fix(finding.fix) if finding.fix else None,
        "fingerprint": finding.fingerprint,
    }


def _suppressed(suppressed: Suppressed) -> dict[str, Any]:
    finding = suppressed.finding
    return {
        "code": finding.code,
        "message": well_formed(finding.message),
        **_place(finding.span),
        "owner": _optional(next(iter(finding.owners), None)),
        "reason": _optional(suppressed.reason or None),
        "fingerprint": finding.fingerprint,
    }


def _place(span: Span) -> dict[str, Any]:
    begin, finish = span.begin, span.finish
    return {
        "path": well_formed(span.source.path),
        "line": begin.line,
        "column": begin.column,
        "end_line": finish.line,
        "end_column": finish.column,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": well_formed(fix.title),
        "applicability": fix.applicability.value,
        "edits": [{**_place(edit.span), "text": well_formed(edit.text)} for edit in fix.edits],
    }


def _optional(text: str | None) -> str | None:
    return None if text is None else well_formed(text)
