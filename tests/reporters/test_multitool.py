"""The SARIF Multitool of Microsoft, the reference validator, on a report of all rules.

It is the npm package `@microsoft/sarif-multitool-linux`, a program that needs nothing else.
"""

import json
import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sample_reports import INPUTS
from sample_reports import report as report_of

from tlsrpt_lint.examples import lint_file, lint_policy, unmark
from tlsrpt_lint.registry import rules
from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.reporters.sarif import Sarif
from tlsrpt_lint.rule import Finding

# What it would like as well: message ids, a repository, pages that it can reach, snippets and context
# regions; no word of one letter in a name (NotATxtRecord); no path on another drive.
EXPECTED_NOTES = {f"note SARIF{number}" for number in (2002, 2003, 2006, 2010, 2011, 2012, 2016)}


def findings_of_all_examples() -> Iterator[Finding]:
    for rule in rules():
        for example in rule.INVALID:
            text = unmark(example.text).text
            yield from (
                lint_file(example.file, text, (rule,), *example.options)
                if example.file
                else lint_policy(text, (rule,), *example.options)
            )


@pytest.fixture
def validate(oracle: Callable[[str], str], tmp_path: Path) -> Callable[[Report], Counter[str]]:
    program = oracle("Sarif.Multitool")

    def run(report: Report) -> Counter[str]:
        """What the validator says, by level and rule. Its exit status says nothing."""
        log, result = tmp_path / "log.sarif", tmp_path / "result.sarif"
        log.write_text("".join(Sarif().render(report, Style())), encoding="utf-8")
        options = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"]
        options += ["--output", str(result), "--log", "ForceOverwrite"]
        # Its texts need no locale data, which slim images do not have.
        environment = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        command = [program, "validate", str(log), *options]
        subprocess.run(command, env=environment, capture_output=True, check=True)
        [only] = json.loads(result.read_text(encoding="utf-8-sig"))["runs"]
        for invocation in only.get("invocations", ()):
            assert invocation["executionSuccessful"], invocation
        said = Counter(f"{one.get('level', 'warning')} {one['ruleId']}" for one in only["results"])
        assert said["note SARIF2003"] == 1  # it looked at the file, for that is missing in all
        return said

    return run


def test_nothing_to_complain_of_in_a_report_of_all_rules(
    validate: Callable[[Report], Counter[str]],
) -> None:
    report = report_of(findings_of_all_examples())._replace(rules=rules())
    assert len(report.findings) > 100
    assert {finding.rule for finding in report.findings} == set(rules())
    assert validate(report).keys() <= EXPECTED_NOTES


def test_nothing_to_complain_of_in_a_report_that_was_cut(
    validate: Callable[[Report], Counter[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tlsrpt_lint.reporters.sarif._MOST_RESULTS", 2)
    assert validate(INPUTS["many"]()).keys() <= EXPECTED_NOTES


@pytest.mark.parametrize("name", ["many", "parse_error", "windows_path"])
def test_nothing_to_complain_of(name: str, validate: Callable[[Report], Counter[str]]) -> None:
    assert validate(INPUTS[name]()).keys() <= EXPECTED_NOTES
