from tlsrpt_lint.policy import FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity


class SpaceAroundEquals(Rule):
    """Blanks beside the `=` of a field.

    ## What it finds
    A blank between a field's name and its `=`, or between the `=` and the value, in the version, in
    `rua` and in extension fields.

    ## Why it matters
    Blanks are allowed around `;` and around the commas of a `rua` list, and nowhere else. Senders
    look for `v=TLSRPTv1` and `rua=` as they stand here.

    ## Fix
    Takes the blanks out.
    """

    code = "TR205"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = ["v=TLSRPTv1 ; rua=mailto:tls@example.org ; "]
    INVALID = [
        Example("v« = »TLSRPTv1; rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1; rua«= »mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org; x« =»1", fixed=RIGHT_POLICY + "; x=1"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.SPACE_AROUND_EQUALS):
            yield self.finding(
                policy.span(fault),
                "A blank stands beside '=', so senders do not take this for the field it looks like.",
                help="write '=' with no blank before or after it",
                fix=Fix.of("Take out the blanks", policy.edit(fault, "=")),
            )
