"""JUnit XML, for services that show tests."""

from collections.abc import Iterator
from itertools import groupby

from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Reporter, Style
from tlsrpt_lint.reporters._wording import sentences
from tlsrpt_lint.reporters._xml import HEAD, escaped, tag
from tlsrpt_lint.rule import Finding, Severity


class Junit(Reporter):
    """A test suite a file and a test case a finding; errors and warnings are failures."""

    name = "junit"

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """One piece a finding."""
        yield HEAD
        yield f"<{_counted('testsuites', 'tlsrpt-lint', report.findings)}>\n"
        # Many readers take a report without any test for a broken one.
        if not report.findings:
            yield f"  <{tag('testsuite', name='tlsrpt-lint', tests=1, failures=0)}>\n"
            yield f"    <{tag('testcase', name='nothing found', classname='tlsrpt-lint')}/>\n"
            yield "  </testsuite>\n"
        for path, group in groupby(report.findings, key=lambda finding: finding.span.source.path):
            findings = tuple(group)
            yield f"  <{_counted('testsuite', path, findings)}>\n"
            yield from map(_case, findings)
            yield "  </testsuite>\n"
        yield "</testsuites>\n"


def _counted(element: str, name: str, findings: tuple[Finding, ...]) -> str:
    failures = sum(finding.severity is not Severity.NOTE for finding in findings)
    return tag(element, name=name, tests=max(1, len(findings)), failures=failures)


def _case(finding: Finding) -> str:
    path, (line, column) = finding.span.source.path, finding.span.begin
    text = sentences(finding)
    # GitLab drops a case whose name and class it has met before.
    name = f"{finding.code} {finding.rule.name()} at {line}:{column}"
    place = escaped(f"{path}:{line}:{column}: {finding.severity.value} {finding.code} {text}")
    if finding.severity is Severity.NOTE:
        result = f"<system-out>{place}</system-out>"
    else:
        result = f"<{tag('failure', message=text, type=finding.severity.value)}>{place}</failure>"
    case = tag("testcase", name=name, classname=path, file=path, line=line)
    return f"    <{case}>\n      {result}\n    </testcase>\n"
