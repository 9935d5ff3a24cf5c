"""Which rules run, and at which severity their findings count: decided here and nowhere else.

A rule is meant by its code (`TR303`), its name (`missing-scheme`), the front of its code up to any
digit (`TR3` is a family, `TR` all of ours) or `ALL`. Where several of these meet one rule, the
longest decides; between equals, ignoring wins. Choices come in layers, the configuration file below
the command line: a layer that selects begins anew, one that only ignores or extends goes on from
the layer below.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tlsrpt_lint.errors import UsageError
from tlsrpt_lint.rule import Finding, Rule, Severity

ALL = "ALL"


class Choice(NamedTuple):
    """One layer of wishes. `select` is None where nothing was said, so that the layer below holds."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()


class UnknownRuleError(UsageError):
    """A code, name or family that no rule has. `selector` is the text as given."""

    def __init__(self, selector: str, rules: Iterable[type[Rule]]) -> None:
        from tlsrpt_lint.suggestion import did_you_mean

        known = [word for rule in rules for word in (rule.code, rule.name())]
        hint = did_you_mean(selector, [*known, ALL])
        super().__init__(f"no rule is called '{selector}'", hint or "see `tlsrpt-lint rules`")
        self.selector = selector


def weight(selector: str, rule: type[Rule]) -> int:
    """How closely a selector means a rule: 0 not at all, more the longer; code and name the most."""
    if selector == ALL:
        return 1
    if selector == rule.name():
        return 1 + len(rule.code)
    rest = rule.code.removeprefix(selector)
    if selector and rest != rule.code and (not rest or rest.isdigit()):
        return 1 + len(selector)
    return 0


def check_selectors(selectors: Iterable[str], rules: Sequence[type[Rule]]) -> None:
    """Raises UnknownRuleError for the first selector that means no rule."""
    for selector in selectors:
        if not any(weight(selector, rule) for rule in rules):
            raise UnknownRuleError(selector, rules)


def selected(rules: Sequence[type[Rule]], layers: Sequence[Choice]) -> list[type[Rule]]:
    """The rules that run, in the order given. With no choice at all, every rule does."""
    return [rule for rule in rules if runs(rule, layers)]


def severities(
    rules: Iterable[type[Rule]], levels: Mapping[str, Severity]
) -> dict[type[Rule], Severity]:
    """The severity of each rule that is given another one than its own, by the closest selector."""
    given: dict[type[Rule], Severity] = {}
    for rule in rules:
        closest = max(levels, key=lambda selector: weight(selector, rule), default=None)
        if closest is not None and weight(closest, rule):
            given[rule] = levels[closest]
    return given


def levelled(finding: Finding, given: Mapping[type[Rule], Severity]) -> Finding:
    """The finding at the severity that its rule is given, whatever the rule itself made of it."""
    severity = given.get(finding.rule, finding.severity)
    return finding if severity is finding.severity else finding._replace(severity=severity)


def runs(rule: type[Rule], layers: Sequence[Choice]) -> bool:
    """True if the rule runs by these choices."""
    chosen = True
    for layer in layers:
        if layer.select is not None:
            chosen = False
        wanted = _weight((*(layer.select or ()), *layer.extend_select), rule)
        unwanted = _weight(layer.ignore, rule)
        if wanted or unwanted:
            chosen = wanted > unwanted
    return chosen


def _weight(selectors: Iterable[str], rule: type[Rule]) -> int:
    return max((weight(selector, rule) for selector in selectors), default=0)
