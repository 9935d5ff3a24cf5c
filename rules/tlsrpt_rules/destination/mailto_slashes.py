from tlsrpt_lint.policy import FaultKind, Place, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity


class MailtoSlashes(Rule):
    """A mail address stands behind `mailto://`.

    ## What it finds
    `mailto://` instead of `mailto:`.

    ## Why it matters
    The slashes belong to the schemes that name a host, such as `https://`. In a `mailto` URI they
    become part of the address, which then is none.

    ## Fix
    Takes the slashes out.
    """

    code = "TR306"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 6068, section 2")

    VALID = [RIGHT_POLICY]
    INVALID = [
        Example("v=TLSRPTv1; rua=«mailto://»tls@example.org", fixed=RIGHT_POLICY),
        Example(
            "v=TLSRPTv1; rua=https://reports.example.org/tls,«mailto://»tls@example.org",
            fixed="v=TLSRPTv1; rua=https://reports.example.org/tls,mailto:tls@example.org",
        ),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.MAILTO_SLASHES):
            scheme = policy.written(fault).rstrip("/")
            slashes = Place(fault.start + len(scheme), fault.end)
            yield self.finding(
                policy.span(fault),
                f"The slashes of '{policy.written(fault)}' spoil the mail address, so no report "
                "can be delivered.",
                help=f"write '{scheme}' without the slashes",
                fix=Fix.of("Take out the slashes", policy.edit(slashes, "")),
            )
