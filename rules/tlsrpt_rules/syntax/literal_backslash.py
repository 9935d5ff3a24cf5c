from tlsrpt_lint.policy import FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity


class LiteralBackslash(Rule):
    r"""A backslash that is published as a part of the record.

    ## What it finds
    A backslash that is left when the source format has been decoded: `\;` where the format needs no
    escape or one too many was written, `\"` around the record, a `\` at the end of a copied line.

    ## Why it matters
    The DNS answers with the backslash in it. `v=TLSRPTv1\;` is not the version that senders look
    for, and no backslash is allowed in a report URI.

    ## Fix
    Takes the backslashes out.
    """

    code = "TR211"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 1035, section 5.1")

    VALID = [RIGHT_POLICY]
    INVALID = [
        Example("v=TLSRPTv1«\\»; rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1«\\»; rua=mailto:tls@example.org\\;", fixed=RIGHT_POLICY + ";"),
        Example("v=TLSRPTv1;«\\» rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org; x=a«\\»b", severity=Severity.WARNING),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.LITERAL_BACKSLASH):
            what = "A backslash is" if len(fault.places) == 1 else "Backslashes are"
            yield self.finding(
                policy.span(fault),
                f"{what} published as part of the record, so senders cannot read it.",
                help="take out the backslash; this value needs no escape here",
                related=self.repeated(policy, fault),
                fix=Fix.of("Take out the backslashes", *policy.edits(fault, "")),
            )
        for fault in policy.faults_of(FaultKind.BACKSLASH_IN_EXTENSION):
            yield self.finding(
                policy.span(fault),
                "A backslash is published as part of an extension's value; it is legal there, but "
                "looks like an escape that was not decoded.",
                help="take out the backslash, if it was to escape something",
                severity=Severity.WARNING,
                related=self.repeated(policy, fault),
            )
