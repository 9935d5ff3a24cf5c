"""Every rule is held to its own examples: they are its tests and the examples of its page."""

import re
from typing import Any

import pytest

from tlsrpt_lint.examples import apply, lint_file, lint_policy, unmark
from tlsrpt_lint.registry import rules
from tlsrpt_lint.rule import Example, Finding, Fixes, Rule, Severity, Valid

RULES = rules()


def lint(text: str, file: str | None, options: tuple[object, ...] = ()) -> list[Finding]:
    if file is None:
        return lint_policy(text, RULES, *options)
    return lint_file(file, text, RULES, *options)


def of(rule: type[Rule], findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.rule is rule]


def errors(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings if finding.severity is Severity.ERROR}


def each(table: str) -> list[Any]:
    return [
        pytest.param(rule, example, id=f"{rule.code}-{number}")
        for rule in RULES
        for number, example in enumerate(getattr(rule, table), 1)
    ]


@pytest.mark.parametrize(("rule", "example"), each("VALID"))
def test_valid_draws_nothing(rule: type[Rule], example: str | Valid) -> None:
    text, file = (example, None) if isinstance(example, str) else example
    found = lint(text, file)
    assert of(rule, found) == []
    assert errors(found) == set()


@pytest.mark.parametrize(("rule", "example"), each("INVALID"))
def test_invalid_is_found_at_its_marks(rule: type[Rule], example: Example) -> None:
    text, places = unmark(example.text)
    found = lint(text, example.file, example.options)
    mine = of(rule, found)
    assert [(f.span.start, f.span.end) for f in mine] == sorted(places)
    assert {f.severity for f in mine} == {example.severity or rule.severity}
    others = {finding.code for finding in found} - {rule.code}
    assert errors(found) - {rule.code} <= set(example.also) <= others


@pytest.mark.parametrize(("rule", "example"), each("INVALID"))
def test_fix_gives_the_fixed_text(rule: type[Rule], example: Example) -> None:
    text = unmark(example.text).text
    fixes = [
        finding.fix
        for finding in of(rule, lint(text, example.file, example.options))
        if finding.fix
    ]
    if example.fixed is None:
        assert fixes == []
        return
    assert {fix.applicability for fix in fixes} <= {rule.fixes, Fixes.UNSAFE}
    edits = tuple(dict.fromkeys(edit for fix in fixes for edit in fix.edits))
    fixed = apply(text.encode("utf-8", "surrogateescape"), edits)
    assert fixed.decode("utf-8", "surrogateescape") == example.fixed
    assert of(rule, lint(example.fixed, example.file, example.options)) == []


@pytest.mark.parametrize(("rule", "example"), each("INVALID"))
def test_messages_state_the_fact_and_help_the_cure(rule: type[Rule], example: Example) -> None:
    for finding in of(rule, lint(unmark(example.text).text, example.file, example.options)):
        assert finding.message.endswith(".")
        assert not finding.message.endswith("..")
        # A message begins like a sentence, or with a name such as octoDNS or mail-auth.
        assert not re.match(r"[a-z]+ ", finding.message)
        if finding.help is not None:
            assert not finding.help.endswith(".")
            assert finding.help[0].islower()
        for related in finding.related:
            assert not related.message.endswith(".")
        if finding.fix:
            assert finding.fix.title[0].isupper()
            assert not finding.fix.title.endswith(".")


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code) for rule in RULES])
def test_fix_kind_is_what_the_examples_show(rule: type[Rule]) -> None:
    shown = any(example.fixed is not None for example in rule.INVALID)
    assert shown == (rule.fixes is not Fixes.NONE)
