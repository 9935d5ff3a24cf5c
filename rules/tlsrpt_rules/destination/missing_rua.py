from tlsrpt_lint.inventory import is_cut
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Rule, Severity


class MissingRua(Rule):
    """A policy names no destination.

    ## What it finds
    A TLS-RPT record without a `rua` field. One that is there but empty or misspelled is the subject
    of other rules.

    ## Why it matters
    `rua` is the one field that every record must have. Without it there is nowhere to send reports
    to, and strict senders take the record for malformed.
    """

    code = "TR301"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = [RIGHT_POLICY]
    INVALID = [
        Example("«v=TLSRPTv1;»"),
        Example("«v=TLSRPTv1; x=1»"),
        Example("«v=TLSRPTv1; ruf=mailto:tls@example.org»", also=("TR213",)),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        if policy.rua_meant or is_cut(record):
            return
        uris = (field for field in policy.fields if field.value.startswith(("mailto:", "https:")))
        misspelled = next(uris, None)
        yield self.finding(
            policy.span(),
            "The record has no 'rua', so senders have nowhere to send reports to.",
            help=f"write 'rua=' instead of '{misspelled.name}='"
            if misspelled
            else "add '; rua=mailto:' and the address that takes the reports",
        )
