from tlsrpt_lint.policy import FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Rule, Severity


class Placeholder(Rule):
    """A placeholder was left in a report URI.

    ## What it finds
    Words that a person was to replace (`YOUR_EMAIL`, `<email>`, `[EMAIL_ADDRESS]`,
    `you@yourdomain.example`), and template marks (`{{ … }}`, `${…}`, `%domain%`) in a value that is
    rendered already.

    ## Why it matters
    The record looks complete, but its reports go nowhere, or to a stranger who owns the name.
    """

    code = "TR216"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = [
        RIGHT_POLICY,
        "v=TLSRPTv1; rua=mailto:%22a%5Bb%5D%22@example.org",
    ]
    INVALID = [
        Example("v=TLSRPTv1; rua=mailto:«YOUR_EMAIL»@example.org"),
        Example("v=TLSRPTv1; rua=mailto:«[EMAIL_ADDRESS]»"),
        Example("v=TLSRPTv1; rua=mailto:«<email>»"),
        Example("v=TLSRPTv1; rua=mailto:tls@«yourdomain».example"),
        Example("v=TLSRPTv1; rua=mailto:«{{ tls_mailbox }}»@example.org"),
        Example("v=TLSRPTv1; rua=mailto:tls@«${var.domain}»"),
        Example("v=TLSRPTv1; rua=mailto:tls@«%domain%»"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.PLACEHOLDER):
            yield self.finding(
                policy.span(fault),
                f"'{policy.written(fault)}' looks like a placeholder that was left in, "
                "so no report can arrive.",
                help="write the address or URL that takes the reports",
            )
