"""What all rule files have in common, so that the next one is written like the last."""

import inspect
import re
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

import tlsrpt_rules
from tlsrpt_lint.registry import rules
from tlsrpt_lint.rule import Rule, scopes

OWN = [rule for rule in rules() if rule.__module__.startswith("tlsrpt_rules.")]
FAMILIES = {
    "input": "TR0",
    "owner": "TR1",
    "syntax": "TR2",
    "destination": "TR3",
    "zone": "TR4",
    "encoding": "TR5",
    "interop": "TR6",
}
HEADINGS = ("What it finds", "Why it matters", "Fix")

each_rule = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code) for rule in OWN])


def lines(rule: type[Rule]) -> int:
    return len(Path(inspect.getfile(rule)).read_text(encoding="utf-8").splitlines())


@each_rule
def test_the_file_is_named_for_the_fault(rule: type[Rule]) -> None:
    package, family, module = rule.__module__.split(".")
    assert package == "tlsrpt_rules"
    assert module == rule.name().replace("-", "_")
    assert re.fullmatch(rf"{FAMILIES[family]}\d\d", rule.code)


def test_one_rule_a_file_and_no_file_without_one() -> None:
    folder = Path(tlsrpt_rules.__path__[0])
    files = sorted(
        f"tlsrpt_rules.{path.parent.name}.{path.stem}"
        for path in folder.glob("*/*.py")
        if path.stem != "__init__"
    )
    assert files == sorted(rule.__module__ for rule in OWN)


@each_rule
def test_the_docstring_is_a_page(rule: type[Rule]) -> None:
    page = inspect.getdoc(rule) or ""
    summary, blank, *_ = page.splitlines()
    assert summary.endswith(".")
    assert summary == rule.summary()
    assert blank == ""
    headings = tuple(re.findall(r"^## (.+)$", page, re.MULTILINE))
    assert headings in (HEADINGS[:2], HEADINGS)
    for section in re.split(r"^## .+$", page, flags=re.MULTILINE)[1:]:
        assert section.strip().endswith((".", "```"))


@each_rule
def test_the_page_says_what_the_fix_does(rule: type[Rule]) -> None:
    if any(example.fixed for example in rule.INVALID):
        assert "## Fix" in (rule.__doc__ or "")


@each_rule
def test_metadata(rule: type[Rule]) -> None:
    assert rule.INVALID
    assert rule.VALID
    assert re.fullmatch(r"\d+\.\d+\.\d+", rule.since)
    assert any(re.search(r"RFC \d+, section \d", reference) for reference in rule.references)
    assert list(scopes(rule()))


def test_codes_and_names_are_unique() -> None:
    taken = Counter(key for rule in OWN for key in (rule.code, rule.name()))
    assert taken.most_common(1)[0][1] == 1


def test_rule_files_are_short() -> None:
    sizes = {rule.__module__: lines(rule) for rule in OWN}
    assert {name: size for name, size in sizes.items() if size > 120} == {}
    assert median(sizes.values()) <= 45, sorted(sizes.items(), key=lambda item: item[1])
