from tlsrpt_lint.policy import FOREIGN_TAGS, FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Rule, Severity


class UnknownExtension(Rule):
    """A policy has an extension field.

    ## What it finds
    A well-formed field other than `v` and `rua`. No extension has been standardised so far.

    ## Why it matters
    Senders must ignore fields that they do not know, so the field does nothing. Some older checkers
    (checkdmarc before 6) call the record invalid for it.
    """

    code = "TR214"
    severity = Severity.NOTE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = [RIGHT_POLICY]
    INVALID = [
        Example("v=TLSRPTv1; rua=mailto:tls@example.org; «ext=value»"),
        Example("v=TLSRPTv1; «x=1»; rua=mailto:tls@example.org", also=("TR604",)),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        cut = {fault.end for fault in policy.faults_of(FaultKind.CUT_URI)}
        for field in policy.fields:
            known = {"v", "rua"} | FOREIGN_TAGS
            if field.spoiled or field.name.lower() in known or field.start in cut:
                continue
            yield self.finding(
                policy.span(field),
                f"The field '{field.name}' is no known extension, so senders ignore it.",
                help="take it out, unless a sender asked for it",
            )
