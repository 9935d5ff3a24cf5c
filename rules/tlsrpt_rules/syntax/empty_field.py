from tlsrpt_lint.policy import FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity


class EmptyField(Rule):
    """A `;` with no field before it.

    ## What it finds
    Two `;` with nothing but blanks between them, or a `;` at the very beginning. One `;` at the end
    is allowed.

    ## Why it matters
    The grammar knows no empty fields. A strict sender takes the record for malformed and sends no
    reports; one that begins with `;` is not even counted.

    ## Fix
    Takes the `;` out.
    """

    code = "TR204"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = ["v=TLSRPTv1; rua=mailto:tls@example.org;"]
    INVALID = [
        Example("v=TLSRPTv1; rua=mailto:tls@example.org;«;»", fixed=RIGHT_POLICY + ";"),
        Example("v=TLSRPTv1;«; ;» rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("«;» v=TLSRPTv1; rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.EMPTY_FIELD):
            around = policy.with_blanks(fault)
            # At the beginning the blanks must go too: nothing may stand before the version.
            gone = around if around.start == 0 else fault
            yield self.finding(
                policy.span(fault),
                f"'{policy.written(fault)}' ends no field: the grammar has no empty ones, "
                "and strict senders drop the record.",
                help="take out the ';' that is too many",
                fix=Fix.of("Take out the ';'", policy.edit(gone, "")),
            )
