"""From an inventory to findings: whose they are, in what order they come, and who is asked how often."""

from pathlib import Path

from tlsrpt_lint.engine import judge
from tlsrpt_lint.examples import lint_policy
from tlsrpt_lint.inventory import Inventory, RecordSet
from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.loaders.zone import ZoneLoader
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Findings, Rule, Severity
from tlsrpt_lint.source import SourceFile


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


class Curious(Rule):
    """Notes what it is asked, and finds fault with `b`."""

    code = "TR903"
    severity = Severity.NOTE

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.irregular: list[str] = []
        self.sets: list[str] = []

    def check_policy_text(self, policy: Policy) -> Findings:
        self.texts.append(str(policy.text))
        if "b@" in str(policy.text):
            yield self.finding(policy.span(), "b.")

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        self.irregular.append(str(record.owner))
        yield from ()

    def check_irregular_record_set(self, records: RecordSet) -> Findings:
        self.sets.append(f"{records.name} {records.type}")
        yield from ()


def test_a_text_without_fault_is_looked_at_once() -> None:
    rule = Curious()
    text = 'TXT "v=TLSRPTv1; rua=mailto:%s@example.org"\n'
    owners = ("one", "two", "three")
    lines = [f"_smtp._tls.{o}{m} {text % m}" for m in "ab" for o in owners]
    found = _judged("".join(lines), rule)
    a, b = (f"v=TLSRPTv1; rua=mailto:{mailbox}@example.org" for mailbox in "ab")
    assert (rule.texts.count(a), rule.texts.count(b)) == (1, 3)
    assert found == [f"_smtp._tls.{owner}b.example.com" for owner in owners]


def test_what_is_irregular() -> None:
    rule = Curious()
    _judged(
        'regular TXT "v=TLSRPTv1; rua=mailto:a@example.org"\n'
        '_smtp._tls.regular TXT "v=TLSRPTv1; rua=mailto:a@example.org"\n'
        '_smtp._tls.cut TXT "v=TLSRPTv1;" " rua=mailto:a@example.org"\n'
        '_smtp._tls.other TXT "v=TLSRPTv1; rua=mailto:a@example.org; a=b"\n'
        '_smtp._tls.two TXT "v=TLSRPTv1; rua=mailto:a@example.org"\n'
        '_smtp._tls.two TXT "v=TLSRPTv1; rua=mailto:c@example.org"\n'
        "_smtp._tls.alias CNAME example.net.\n",
        rule,
    )
    assert rule.irregular == ["_smtp._tls.cut.example.com", "_smtp._tls.other.example.com"]
    assert sorted(rule.sets) == [
        "_smtp._tls.alias.example.com CNAME",
        "_smtp._tls.two.example.com TXT",
        "regular.example.com TXT",
    ]


def _judged(lines: str, rule: Rule) -> list[str]:
    """The owners of what the rule finds in a zone file with these lines."""
    text = f"$ORIGIN example.com.\n$TTL 3600\n{lines}"
    source = SourceFile("example.com.zone", text.encode())
    loaded = ZoneLoader().load(source, Surroundings(Path("/nowhere"), Path("/nowhere")))
    return [owner for found in judge(Inventory([loaded]), [rule]) for owner in found.owners]
