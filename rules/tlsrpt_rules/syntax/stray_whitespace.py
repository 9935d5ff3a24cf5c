from tlsrpt_lint.policy import Fault, FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity


class StrayWhitespace(Rule):
    """Blanks, line ends or control characters where none may stand.

    ## What it finds
    Blanks before the version, blanks at the end without a `;` before them, and line ends or control
    characters anywhere: a YAML block scalar (`|`) leaves a line end behind, a copied value a tab or
    worse.

    ## Why it matters
    A record that does not begin with `v=TLSRPTv1` at its first octet is not counted. At the end the
    blank belongs to the last report URI for a strict reader, which makes it unusable.

    ## Fix
    Takes them out.
    """

    code = "TR206"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 5234, appendix B.1")

    VALID = ["v=TLSRPTv1;\trua=mailto:tls@example.org; "]
    INVALID = [
        Example("« »v=TLSRPTv1; rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org«  »", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org;«\n»", fixed=RIGHT_POLICY + ";"),
        Example("v=TLSRPTv1;«\n»rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1; rua=mailto:t«\x07»ls@example.org", fixed=RIGHT_POLICY),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.STRAY_WHITESPACE):
            inside = fault.start > 0 and fault.end < len(policy.text)
            between = inside and policy.text.text[fault.start - 1] == ";"
            edits = [
                policy.text.edit(place.start, place.end, " " if between else "")
                for place in fault.places
            ]
            yield self.finding(
                policy.span(fault),
                _message(policy, fault),
                help="take it out",
                related=self.repeated(policy, fault),
                fix=Fix.of("Take out the stray characters", *edits),
            )


def _message(policy: Policy, fault: Fault) -> str:
    written = policy.written(fault)
    if written.strip(" \t\r\n\v\f"):
        return (
            f"The control character U+{ord(written[0]):04X} is part of the record, "
            "which strict senders then drop."
        )
    what = "A line end" if written.strip(" \t") else "A blank"
    if fault.start == 0:
        return f"{what} stands before the version, so senders do not count the record."
    if fault.end == len(policy.text):
        return f"The record ends in {what.lower()}, for which strict senders drop it."
    return f"{what} is part of the record, which strict senders then drop."
