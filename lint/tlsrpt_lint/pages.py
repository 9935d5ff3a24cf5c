"""The pages of the rules: made from the rule files, every example run, its output the real one."""

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from tlsrpt_lint.documentation import (
    FINDS,
    MATTERS,
    correct_text,
    fenced,
    how_to_fix,
    references,
    sections,
)
from tlsrpt_lint.examples import lint_file, lint_policy, unmark
from tlsrpt_lint.report import Report, Summary
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.reporters.full import Full
from tlsrpt_lint.rule import Example, Fixes, Rule
from tlsrpt_lint.terminal import visible

_STYLE = Style(summary=False)
_MOST_OTHERS = 6
_LANGUAGES = {"yaml": "yaml", "yml": "yaml", "json": "json"}


def page(rule: type[Rule]) -> str:
    """The whole page of a rule, as Markdown."""
    return "\n\n".join(_parts(rule)) + "\n"


def table(rules: Iterable[type[Rule]], folder: str = "") -> str:
    """The rules as a Markdown table; `folder` leads from where it stands to their pages."""
    head = "| Code | Name | Severity | Fix | Summary |\n|---|---|---|---|---|"
    return "\n".join([head, *(_row(rule, folder) for rule in rules)])


def families(rules: Iterable[type[Rule]]) -> str:
    """The rules, sorted by code, as one table a family under the family's heading."""
    parts = []
    for package, members in groupby(rules, key=lambda rule: rule.__module__.rpartition(".")[0]):
        heading = (sys.modules[package].__doc__ or package).strip().removesuffix(".")
        parts += [f"### {heading}", table(members)]
    return "\n\n".join(parts)


def _row(rule: type[Rule], folder: str) -> str:
    fix = "" if rule.fixes is Fixes.NONE else rule.fixes.value
    summary = rule.summary().replace("|", "\\|")
    link = f"[{rule.code}]({folder}{rule.code}.md)"
    return f"| {link} | {rule.name()} | {rule.severity.value} | {fix} | {summary} |"


def _parts(rule: type[Rule]) -> Iterator[str]:
    said = sections(rule)
    yield f"# {rule.code} {rule.name()}"
    yield rule.summary()
    yield (
        "| Code | Name | Severity | Fix | Since |\n|---|---|---|---|---|\n"
        f"| {rule.code} | {rule.name()} | {rule.severity.value} | {rule.fixes.value} | {rule.since} |"
    )
    for heading in (FINDS, MATTERS):
        yield f"## {heading}"
        yield said[heading]
    if rule.INVALID:
        yield "## Example"
        yield from _example(rule, rule.INVALID[0])
        others = [_shown(unmark(other.text).text) for other in rule.INVALID[1:] if not other.file]
        if others:
            yield "Found as well:"
            yield fenced("\n".join(others[:_MOST_OTHERS]))
    if correct := correct_text(rule):
        yield "## Instead"
        yield from _file(*correct)
    yield "## Fix"
    yield how_to_fix(rule)
    if rule.Options is not None:
        yield "## Options"
        yield fenced("\n".join(_options(rule, rule().options)), "toml")
    if rule.references:
        yield "## References"
        yield "\n".join(f"- {reference}" for reference in references(rule))


def _options(rule: type[Rule], options: Any) -> Iterator[str]:
    """The options as they stand in a configuration file."""
    import json

    yield f"[rules.{rule.name()}]"
    for name, value in options._asdict().items():
        # Of what an option may be, TOML writes all but a missing value as JSON does.
        if value is None:
            yield f"# {name.replace('_', '-')} is not set"
        else:
            yield f"{name.replace('_', '-')} = {json.dumps(value)}"


def _example(rule: type[Rule], example: Example) -> Iterator[str]:
    text = unmark(example.text).text
    for options in example.options:
        yield "With these options:"
        yield fenced("\n".join(_options(rule, options)), "toml")
    yield from _file(text, example.file or "")
    yield fenced("".join(_output(rule, text, example)))


def _output(rule: type[Rule], text: str, example: Example) -> Iterator[str]:
    if example.file:
        found = lint_file(example.file, text, (rule,), *example.options)
    else:
        found = lint_policy(text, (rule,), *example.options)
    nothing = Summary(*[0] * len(Summary._fields))
    return Full().render(Report(tuple(found), nothing, (rule,)), _STYLE)


def _file(text: str, file: str) -> Iterator[str]:
    if file:
        yield f"`{file}`:"
    yield fenced(_shown(text), _LANGUAGES.get(file.rpartition(".")[2], "text"))


def _shown(text: str) -> str:
    """The text, what is not seen as itself made visible, but for tabs and line ends."""
    return "\n".join(
        "\t".join(visible(cell) for cell in line.split("\t")) for line in text.split("\n")
    )
