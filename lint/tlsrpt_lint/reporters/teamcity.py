"""Inspections in TeamCity, by service messages in the log."""

from collections.abc import Iterator

from tlsrpt_lint.documentation import FINDS, plain, sections
from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Reporter, Style
from tlsrpt_lint.reporters._summary import closing
from tlsrpt_lint.reporters._wording import sentences
from tlsrpt_lint.rule import Finding, Rule, Severity
from tlsrpt_lint.terminal import visible

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "WEAK WARNING"}
_LONGEST = 4000  # characters of a value, before they are escaped
_ESCAPES = str.maketrans({"|": "||", "'": "|'", "[": "|[", "]": "|]"})


class Teamcity(Reporter):
    """A message for each rule that found something, then one a finding."""

    name = "teamcity"

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """One piece a message."""
        found = {finding.rule for finding in report.findings}
        yield from (_type(rule) for rule in report.rules if rule in found)
        yield from map(_inspection, report.findings)
        if style.summary:
            yield f"{closing(report)}\n"


def _type(rule: type[Rule]) -> str:
    description = plain(sections(rule).get(FINDS, "")) or rule.summary()
    return _message(
        "inspectionType",
        id=rule.code,
        name=f"{rule.code} {rule.name()}",
        category="TLS-RPT",
        description=f"{description} See {rule.url()}",
    )


def _inspection(finding: Finding) -> str:
    return _message(
        "inspection",
        typeId=finding.code,
        message=sentences(finding),
        file=finding.span.source.path,
        line=str(finding.span.begin.line),
        SEVERITY=_SEVERITIES[finding.severity],
    )


def _message(kind: str, /, **attributes: str) -> str:
    written = " ".join(f"{key}='{_escaped(value)}'" for key, value in attributes.items())
    return f"##teamcity[{kind} {written}]\n"


def _escaped(text: str) -> str:
    text = visible(text)[:_LONGEST].translate(_ESCAPES)
    return text if text.isascii() else "".join(map(_ascii, text))


def _ascii(character: str) -> str:
    """The character, or the escapes of its UTF-16 code units."""
    if character.isascii():
        return character
    units = character.encode("utf-16-be")
    return "".join(f"|0x{units[n : n + 2].hex()}" for n in range(0, len(units), 2))
