"""From an inventory to findings: whose they are and in what order they come."""

from tlsrpt_lint.examples import lint_policy
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Findings, Rule, Severity


class Long(Rule):
    """All of the text."""

    code = "TR901"
    severity = Severity.NOTE

    def check_policy(self, policy: Policy, record: Record) -> Findings:
        yield self.finding(policy.text.span(2, 9), "Long.")
        yield self.finding(policy.text.span(0, 9), "Longer.")


class Short(Rule):
    """Its first characters."""

    code = "TR902"
    severity = Severity.NOTE

    def check_policy(self, policy: Policy, record: Record) -> Findings:
        yield self.finding(policy.text.span(0, 1), "Short.")


def test_findings_come_by_place_and_then_by_code() -> None:
    found = lint_policy("v=TLSRPTv1; rua=mailto:a@example.org", (Short, Long))
    assert [finding.message for finding in found] == ["Longer.", "Short.", "Long."]
