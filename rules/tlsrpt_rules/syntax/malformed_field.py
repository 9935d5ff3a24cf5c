import re

from tlsrpt_lint.policy import FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import Example, Findings, Rule, Severity

_RUA = lazy(r"rua|mailto:|https:|[^\s@]+@", re.IGNORECASE)


class MalformedField(Rule):
    """A field is not of the form `name=value`.

    ## What it finds
    A text between two `;` without a `=`, or with nothing before the `=`: a forgotten `=` after
    `rua`, a stray word, the tail of something that was cut.

    ## Why it matters
    Senders ignore fields that they do not know, but only those of the right form. Any other makes
    the record malformed, and a strict sender drops it.
    """

    code = "TR207"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = ["v=TLSRPTv1; rua=mailto:tls@example.org; x=1"]
    INVALID = [
        Example("v=TLSRPTv1; «rua mailto:tls@example.org»"),
        Example("v=TLSRPTv1; «mailto:tls@example.org»"),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org; «test»"),
        Example("v=TLSRPTv1; «=x»; rua=mailto:tls@example.org"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.MALFORMED_FIELD):
            written = policy.written(fault)
            lacks = "name before its '='" if written.startswith("=") else "'='"
            is_rua = _RUA.match(written)
            yield self.finding(
                policy.span(fault),
                f"The field '{written}' has no {lacks}, so strict senders drop the record.",
                help="write 'rua=' before the report URI" if is_rua else "take it out",
            )
