"""Which rules run, and at which severity: tables of wishes and what they come to."""

import pytest

from tlsrpt_lint.rule import Finding, Rule, Severity
from tlsrpt_lint.selection import (
    Choice,
    UnknownRuleError,
    check_selectors,
    levelled,
    selected,
    severities,
    weight,
)
from tlsrpt_lint.source import SourceFile


class MissingScheme(Rule):
    """TR303."""

    code = "TR303"
    severity = Severity.ERROR


class UnusualTtl(Rule):
    """TR405."""

    code = "TR405"
    severity = Severity.NOTE


class DuplicateDefinition(Rule):
    """TR406."""

    code = "TR406"
    severity = Severity.WARNING


class HouseRule(Rule):
    """A plug-in's."""

    code = "ACME1"
    severity = Severity.WARNING


RULES = (HouseRule, MissingScheme, UnusualTtl, DuplicateDefinition)
EVERY = {"ACME1", "TR303", "TR405", "TR406"}


@pytest.mark.parametrize(
    ("layers", "running"),
    [
        ([], EVERY),
        ([Choice()], EVERY),
        ([Choice(select=("ALL",))], EVERY),
        ([Choice(select=())], set()),
        ([Choice(select=("TR303",))], {"TR303"}),
        ([Choice(select=("missing-scheme",))], {"TR303"}),
        ([Choice(select=("TR4",))], {"TR405", "TR406"}),
        ([Choice(select=("TR40",))], {"TR405", "TR406"}),
        ([Choice(select=("TR",))], {"TR303", "TR405", "TR406"}),
        ([Choice(ignore=("TR4",))], {"ACME1", "TR303"}),
        ([Choice(ignore=("ALL",))], set()),
        # The closer selector decides, in both directions; between equals, ignoring wins.
        ([Choice(select=("TR4",), ignore=("TR405",))], {"TR406"}),
        ([Choice(select=("TR405",), ignore=("TR4",))], {"TR405"}),
        ([Choice(select=("ALL",), ignore=("TR4",))], {"ACME1", "TR303"}),
        ([Choice(select=("TR405",), ignore=("TR405",))], set()),
        ([Choice(select=("unusual-ttl",), ignore=("TR405",))], set()),
        ([Choice(ignore=("TR4",), extend_select=("TR405",))], {"ACME1", "TR303", "TR405"}),
        ([Choice(select=("TR3",), extend_select=("TR4",))], {"TR303", "TR405", "TR406"}),
        # A layer that selects begins anew; one that does not goes on from the one below.
        ([Choice(select=("TR3",)), Choice()], {"TR303"}),
        ([Choice(select=("TR3",)), Choice(extend_select=("TR405",))], {"TR303", "TR405"}),
        ([Choice(select=("TR4",)), Choice(ignore=("TR405",))], {"TR406"}),
        ([Choice(ignore=("TR303",)), Choice(select=("TR3",))], {"TR303"}),
        ([Choice(ignore=("TR303",)), Choice(extend_select=("TR303",))], EVERY),
        ([Choice(select=("TR3",), ignore=("TR4",)), Choice(select=("TR4",))], {"TR405", "TR406"}),
        ([Choice(extend_select=("TR405",)), Choice(ignore=("TR4",))], {"ACME1", "TR303"}),
    ],
)
def test_which_rules_run(layers: list[Choice], running: set[str]) -> None:
    assert {rule.code for rule in selected(RULES, layers)} == running


def test_the_order_of_the_rules_is_kept() -> None:
    assert selected(RULES, [Choice(select=("TR406", "TR303"))]) == [
        MissingScheme,
        DuplicateDefinition,
    ]


@pytest.mark.parametrize(
    "selector", ["", "T", "TR30x", "TR3033", "tr303", "Missing-Scheme", "missing", "all", "303"]
)
def test_what_means_no_rule(selector: str) -> None:
    assert not any(weight(selector, rule) for rule in RULES)


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("TR304", "did you mean 'TR303'?"),
        ("missing-shceme", "did you mean 'missing-scheme'?"),
        ("tr405", "did you mean 'TR405'?"),
        ("all", "did you mean 'ALL'?"),
        ("E501", "see `tlsrpt-lint rules`"),
    ],
)
def test_an_unknown_rule_is_refused_with_a_hint(selector: str, hint: str) -> None:
    with pytest.raises(UnknownRuleError) as refused:
        check_selectors(["ALL", "TR4", selector], RULES)
    assert str(refused.value) == f"no rule is called '{selector}'; {hint}"


@pytest.mark.parametrize(
    ("levels", "given"),
    [
        ({}, {}),
        ({"TR303": Severity.NOTE}, {"TR303": Severity.NOTE}),
        ({"unusual-ttl": Severity.ERROR}, {"TR405": Severity.ERROR}),
        (
            {"TR4": Severity.ERROR, "TR406": Severity.NOTE},
            {"TR405": Severity.ERROR, "TR406": Severity.NOTE},
        ),
        (
            {"TR406": Severity.NOTE, "TR4": Severity.ERROR, "ALL": Severity.WARNING},
            {
                "ACME1": Severity.WARNING,
                "TR303": Severity.WARNING,
                "TR405": Severity.ERROR,
                "TR406": Severity.NOTE,
            },
        ),
    ],
)
def test_severities(levels: dict[str, Severity], given: dict[str, Severity]) -> None:
    assert {rule.code: level for rule, level in severities(RULES, levels).items()} == given


@pytest.mark.parametrize("own", list(Severity))
def test_a_given_severity_holds_for_every_finding_of_the_rule(own: Severity) -> None:
    finding = Finding(MissingScheme, own, SourceFile("x", b"").span(0, 0), "Fact.")
    assert levelled(finding, {MissingScheme: Severity.WARNING}).severity is Severity.WARNING
    assert levelled(finding, {UnusualTtl: Severity.WARNING}) is finding
