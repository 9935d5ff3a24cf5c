from tlsrpt_lint.policy import FOREIGN_TAGS, FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Rule, Severity


class ForeignTag(Rule):
    """A tag of DMARC, SPF or MTA-STS in a TLS-RPT record.

    ## What it finds
    A field such as `p=`, `ruf=`, `pct=`, `fo=`, `mode=`, `id=` or `max_age=`. As an item of the
    `rua` list (`,ruf=mailto:…`) it is an error.

    ## Why it matters
    TLS-RPT asks for reports; it sets no policy and enforces nothing. Senders ignore the field, so
    whatever it was meant to do does not happen. Inside the `rua` list it is no report URI, and
    senders may drop the list or the record for it.
    """

    code = "TR213"
    severity = Severity.WARNING
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 8461, section 3", "RFC 9989, section 4")

    VALID = [RIGHT_POLICY]
    INVALID = [
        Example("v=TLSRPTv1; rua=mailto:tls@example.org; «ruf=mailto:tls@example.org»"),
        Example("v=TLSRPTv1; «p=reject»; rua=mailto:tls@example.org; «pct=100»"),
        Example("v=TLSRPTv1; «mode=enforce»; «max_age=86400»", also=("TR301",)),
        Example(
            "v=TLSRPTv1; rua=mailto:a@example.org,«ruf=mailto:b@example.org»",
            severity=Severity.ERROR,
        ),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for field in policy.fields:
            if field.name.lower() in FOREIGN_TAGS:
                yield self.finding(
                    policy.span(field),
                    f"TLS-RPT has no '{field.name}': senders ignore the field, and nothing is "
                    "enforced by it.",
                    help="take it out; report URIs go into rua",
                )
        for fault in policy.faults_of(FaultKind.FOREIGN_TAG_IN_LIST):
            yield self.finding(
                policy.span(fault),
                f"'{policy.written(fault)}' is no report URI: TLS-RPT knows no such tag, "
                "and senders may drop the whole list for it.",
                help="list report URIs only, separated by ','",
                severity=Severity.ERROR,
            )
