from tlsrpt_lint.policy import VERSION, FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity


class WrongVersion(Rule):
    """A policy's version is not `v=TLSRPTv1`, octet by octet.

    ## What it finds
    A version that was meant but is spelled otherwise: `v=TLSRPT1` (as in the first draft of the
    standard), `v=TSLRPTv1`, `v=tlsrptv1`, `V=TLSRPTv1`, `v=TLSRPTv2`.

    ## Why it matters
    The version is compared with case and all. There is one version only; a record with any other
    is no TLS-RPT record.

    ## Fix
    Writes `v=TLSRPTv1`.
    """

    code = "TR202"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 7405, section 2.1")

    VALID = [RIGHT_POLICY]
    INVALID = [
        Example("«v=TLSRPT1»; rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("«v=tlsrptv1»; rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("«V=TLSRPTv1»; rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("«v=TLSRPTv10»; rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("«v=TLS-RPTv1»; rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.WRONG_VERSION):
            written = policy.written(fault)
            why = "in another case" if written.lower() == VERSION.lower() else "no known version"
            yield self.finding(
                policy.span(fault),
                f"The version '{written}' is {why}: senders count '{VERSION}' and nothing else.",
                help=f"write '{VERSION}'",
                fix=Fix.of(f"Write '{VERSION}'", policy.edit(fault, VERSION)),
            )
