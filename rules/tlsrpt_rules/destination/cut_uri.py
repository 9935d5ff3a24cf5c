from tlsrpt_lint.policy import FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity


class CutUri(Rule):
    """A raw `;` cuts the query off a report URI.

    ## What it finds
    A `;` directly behind the query of an `https` URI, with `name=value` directly behind it.

    ## Why it matters
    The `;` ends the field. What follows happens to be a well-formed extension, so that no sender
    complains: all of them send their reports to the URI without its tail.
    """

    code = "TR320"
    severity = Severity.WARNING
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 3986, section 3.4")

    VALID = [
        "v=TLSRPTv1; rua=https://reports.example.org/tls?a=1; b=2",
        "v=TLSRPTv1; rua=https://reports.example.org/tls?a=1%3Bb=2",
    ]
    INVALID = [
        Example("v=TLSRPTv1; rua=https://reports.example.org/tls?a=1«;»b=2", also=("TR606",)),
        Example("v=TLSRPTv1; rua=https://reports.example.org/tls?a«;»b=2;"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.CUT_URI):
            tail = next(field for field in policy.fields if field.start >= fault.end)
            yield self.finding(
                policy.span(fault),
                f"The ';' ends the report URI, so reports are sent to it without '{tail.name}=…'.",
                help="write '%3B' inside the URI, or a blank before a field that is meant",
            )
