from tlsrpt_lint.policy import VERSION, Fault, FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity


class MissingVersion(Rule):
    """A policy does not begin with its version.

    ## What it finds
    A TXT record at `_smtp._tls` that names report URIs but has no `v=TLSRPTv1`, or has it behind
    another field.

    ## Why it matters
    Senders keep only the records that begin with the 11 octets `v=TLSRPTv1;` and drop all others
    before they look at their content.

    ## Fix
    Writes the version at the beginning. One that stands further back is moved.
    """

    code = "TR201"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = [RIGHT_POLICY]
    INVALID = [
        Example("«»rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("rua=mailto:tls@example.org; «v=TLSRPTv1»;", fixed=RIGHT_POLICY + ";"),
        Example("rua=mailto:tls@example.org; «v=TLSRPTv1»; x=1", fixed=RIGHT_POLICY + "; x=1"),
        Example(
            "rua=mailto:tls@example.org; «v=tlsrptv1»",
            fixed=RIGHT_POLICY,
            also=("TR202",),
        ),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.MISSING_VERSION):
            edit = policy.text.edit(fault.start, fault.start, f"{VERSION}; ")
            yield self.finding(
                policy.span(fault),
                "The record has no version, so senders drop it before they read it.",
                help=f"begin it with '{VERSION};'",
                fix=Fix.of(f"Write '{VERSION};' at the beginning", edit),
            )
        for fault in policy.faults_of(FaultKind.VERSION_NOT_FIRST):
            yield self.finding(
                policy.span(fault),
                f"The version '{policy.written(fault)}' does not come first, "
                "so senders drop the record before they read it.",
                help=f"begin the record with '{VERSION};'",
                fix=_move(policy, fault),
            )


def _move(policy: Policy, version: Fault) -> Fix | None:
    text = policy.text
    before = text.text[: version.start].rstrip("; \t")
    return Fix.of(
        "Move the version to the beginning",
        text.edit(0, 0, f"{VERSION}; "),
        text.edit(len(before), version.end, ""),
    )
