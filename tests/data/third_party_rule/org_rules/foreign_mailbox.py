"""ORG001."""

from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity


class ForeignMailbox(Rule):
    """Reports go to a mailbox that is not ours."""

    code = "ORG001"
    severity = Severity.WARNING
    since = "1.0"

    VALID = ["v=TLSRPTv1; rua=mailto:tls@example.org"]
    INVALID = [Example("v=TLSRPTv1; rua=«mailto:tls@example.net»")]

    def check_policy(self, policy: Policy, record: Record) -> Findings:
        for uri in policy.uris:
            if uri.scheme == "mailto" and not uri.text.endswith("@example.org"):
                yield self.finding(
                    policy.span(uri),
                    f"The reports of '{record.owner}' go to '{uri.text}', which is not ours.",
                    help="use a mailbox at example.org",
                )
