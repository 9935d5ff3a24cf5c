"""SARIF 2.1.0, as GitHub code scanning and the OASIS standard want it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tlsrpt_lint import __version__
from tlsrpt_lint.documentation import FINDS, help_page, plain, sections
from tlsrpt_lint.jsontext import array, encoded, well_formed
from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Reporter, Style
from tlsrpt_lint.reporters._linehash import line_hashes
from tlsrpt_lint.reporters._uri import uri_of
from tlsrpt_lint.reporters._wording import capitalised, sentences
from tlsrpt_lint.rule import Finding, Fix, Rule, Severity
from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.terminal import visible

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME = "https://github.com/tlsrpt-lint/tlsrpt-lint"
_MOST_RESULTS = 25_000  # GitHub refuses a run with more
_MOST_RELATED = 100  # GitHub leaves out what is more, and refuses a result with more than 1000
_LONGEST = 1024  # characters of a description that GitHub takes
_PRECISION = {
    Severity.ERROR: "very-high",
    Severity.WARNING: "high",
    Severity.NOTE: "medium",
}
_PROBLEM = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "recommendation",
}
_PLACEHOLDER = re.compile(r"\{(\d+)\}")


class Sarif(Reporter):
    """One run with all rules, and a result a finding."""

    name = "sarif"

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """One piece a rule, one a finding."""
        findings = report.findings
        if len(findings) > _MOST_RESULTS:
            by_weight = sorted(findings, key=lambda finding: -finding.severity.rank)
            kept = set(map(id, by_weight[:_MOST_RESULTS]))
            findings = tuple(finding for finding in findings if id(finding) in kept)
        yield f'{{"$schema": {encoded(_SCHEMA)},\n "version": "2.1.0",\n "runs": [{{\n'
        driver = encoded(
            {"name": "tlsrpt-lint", "semanticVersion": __version__, "informationUri": _HOME}
        )
        yield f' "tool": {{"driver": {driver[:-1]},\n '
        yield from array("rules", map(_rule, report.rules))
        yield f'}}}},\n "columnKind": "unicodeCodePoints",\n{_notice(report, len(findings))} '
        index = {rule: number for number, rule in enumerate(report.rules)}
        hashes = _hashes(findings)
        yield from array("results", (_result(finding, index, hashes) for finding in findings))
        yield "}]}\n"


def _rule(rule: type[Rule]) -> dict[str, Any]:
    page = help_page(rule)
    description = plain(sections(rule).get(FINDS, "")) or rule.summary()
    return {
        "id": rule.code,
        "name": rule.__name__,
        "shortDescription": {"text": _shortened(rule.summary())},
        "fullDescription": {"text": _shortened(description)},
        "help": {"text": f"{description} See {rule.url()}.", "markdown": page},
        "helpUri": rule.url(),
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {
            "tags": ["dns", "email", "rfc8460", "tls-rpt"],
            "precision": _PRECISION[rule.severity],
            "problem.severity": _PROBLEM[rule.severity],
        },
    }


def _notice(report: Report, kept: int) -> str:
    """A word about the findings that are left out, as a member of the run; or nothing."""
    left_out = len(report.findings) - kept
    if not left_out:
        return ""
    text = (
        f"Of {len(report.findings)} findings the {kept} of the highest severity are listed; "
        "'--output-format json' has all."
    )
    notification = {"level": "warning", "message": {"text": text}}
    invocation = {"executionSuccessful": True, "toolExecutionNotifications": [notification]}
    return f' "invocations": {encoded([invocation])},\n'


def _result(
    finding: Finding, index: Mapping[type[Rule], int], hashes: Mapping[tuple[int, int], str]
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.rule],
        "level": finding.severity.value,
        "message": {"text": _message(finding)},
        "locations": [_location(finding)],
        "partialFingerprints": {
            "primaryLocationLineHash": hashes[id(finding.span.source), finding.span.begin.line],
            "tlsrptLint/v1": finding.fingerprint,
        },
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _physical(related.span),
                "message": {"text": f"{capitalised(_text(related.message))}."},
            }
            for number, related in enumerate(finding.related[:_MOST_RELATED], 1)
        ]
    if finding.fix:
        result["fixes"] = [_fix(finding.fix)]
    if properties := _properties(finding):
        result["properties"] = properties
    return result


def _properties(finding: Finding) -> dict[str, Any]:
    """What the standard has no member for."""
    properties: dict[str, Any] = {}
    if finding.owners:
        properties["owners"] = [visible(owner) for owner in finding.owners]
    if finding.zone is not None:
        properties["zone"] = visible(finding.zone)
    if finding.pointer is not None:
        properties["pointer"] = visible(finding.pointer)
    return properties


def _message(finding: Finding) -> str:
    """Fact, cure and links to the related places, in sentences."""
    text = _text(sentences(finding))
    related = finding.related[:_MOST_RELATED]
    links = [f"[{_label(one.message)}]({n})" for n, one in enumerate(related, 1)]
    return f"{text} See: {', '.join(links)}." if links else text


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": _physical(finding.span)}
    name = finding.resource or next(iter(finding.owners), None)
    if name:
        location["logicalLocations"] = [{"fullyQualifiedName": visible(name), "kind": "resource"}]
    return location


def _physical(span: Span) -> dict[str, Any]:
    return {"artifactLocation": _artifact(span.source), "region": _region(span)}


def _artifact(source: SourceFile) -> dict[str, Any]:
    uri = uri_of(source.path)
    return {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _region(span: Span) -> dict[str, int]:
    begin, finish = span.begin, span.finish
    return {
        "startLine": begin.line,
        "startColumn": begin.column,
        "endLine": finish.line,
        "endColumn": finish.column,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    changes: dict[int, dict[str, Any]] = {}
    for edit in fix.edits:
        source = edit.span.source
        change = changes.setdefault(
            id(source), {"artifactLocation": _artifact(source), "replacements": []}
        )
        change["replacements"].append(
            {
                "deletedRegion": _region(edit.span),
                "insertedContent": {"text": well_formed(edit.text)},
            }
        )
    return {
        "description": {"text": f"{_text(fix.title)}."},
        "artifactChanges": list(changes.values()),
    }


def _hashes(findings: tuple[Finding, ...]) -> dict[tuple[int, int], str]:
    """The line hash of each place that a finding stands at, by the id of its source and the line."""
    sources: dict[int, SourceFile] = {}
    lines: dict[int, set[int]] = {}
    for finding in findings:
        source = finding.span.source
        sources[id(source)] = source
        lines.setdefault(id(source), set()).add(finding.span.begin.line)
    return {
        (key, line): text
        for key, source in sources.items()
        for line, text in line_hashes(source.data, lines[key]).items()
    }


def _text(text: str) -> str:
    """Plain text of a message: what looks like a link or like a place for an argument is none."""
    text = visible(text).replace("](", "] (")
    return _PLACEHOLDER.sub(r"{{\1}}", text)


def _label(text: str) -> str:
    """The text of a link in a message, in which brackets are escaped."""
    return re.sub(r"([\\\[\]])", r"\\\1", _text(text))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
