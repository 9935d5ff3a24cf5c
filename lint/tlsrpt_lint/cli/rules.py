"""`tlsrpt-lint rules` and `tlsrpt-lint explain`: what the rules are."""

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tlsrpt_lint import registry
from tlsrpt_lint.cli.options import OneOf, add_color_to
from tlsrpt_lint.cli.output import style_of, write
from tlsrpt_lint.cli.status import ExitStatus
from tlsrpt_lint.rule import Fixes, Rule
from tlsrpt_lint.selection import UnknownRuleError

if TYPE_CHECKING:
    from tlsrpt_lint.cli.parser import Parser


def list_rules(options: argparse.Namespace) -> ExitStatus:
    """Write all rules, as a table for people or as JSON."""
    write(_json(registry.rules()) if options.output_format == "json" else _table(registry.rules()))
    return ExitStatus.CLEAN


def explain(options: argparse.Namespace) -> ExitStatus:
    """Write the page of one rule. Raises UnknownRuleError."""
    rules = registry.rules()
    word = options.rule
    rule = next((r for r in rules if word.upper() == r.code or word.lower() == r.name()), None)
    if rule is None:
        raise UnknownRuleError(word, rules)
    from tlsrpt_lint.markdown import for_terminal
    from tlsrpt_lint.pages import page

    write(for_terminal(page(rule), style_of(options.color)))
    return ExitStatus.CLEAN


def _table(rules: Sequence[type[Rule]]) -> Iterator[str]:
    width = max(len(rule.name()) for rule in rules)
    for rule in rules:
        fix = "" if rule.fixes is Fixes.NONE else f"{rule.fixes.value} fix"
        row = f"{rule.code}  {rule.name():{width}}  {rule.severity.value:7}  {fix:10}"
        yield f"{row}  {rule.summary()}\n"


def _json(rules: Sequence[type[Rule]]) -> Iterator[str]:
    import json

    described = [
        {
            "code": rule.code,
            "name": rule.name(),
            "severity": rule.severity.value,
            "fixable": rule.fixes is not Fixes.NONE,
            "fix": rule.fixes.value,
            "summary": rule.summary(),
            "since": rule.since,
            "references": list(rule.references),
            "url": rule.url(),
        }
        for rule in rules
    ]
    yield json.dumps(described, indent=1) + "\n"


def fill_rules(parser: "Parser") -> None:
    """Give a parser the options of `rules`."""
    parser.description = "List all rules, those of plug-ins included."
    parser.set_defaults(run=list_rules)
    parser.add_argument(
        "--output-format",
        metavar="NAME",
        type=OneOf("format of the list", ("text", "json")),
        default="text",
        help="text (default) or json",
    )


def fill_explain(parser: "Parser") -> None:
    """Give a parser the options of `explain`."""
    parser.description = "Show what a rule finds, why it matters, and how it is put right."
    parser.epilog = "examples:\n  tlsrpt-lint explain TR303\n  tlsrpt-lint explain missing-scheme"
    parser.set_defaults(run=explain)
    parser.add_argument("rule", metavar="RULE", help="the code or the name of a rule")
    add_color_to(parser)
