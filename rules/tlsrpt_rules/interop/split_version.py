from tlsrpt_lint.policy import VERSION, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid


class SplitVersion(Rule):
    """The first character-string ends within the version.

    ## What it finds
    A TXT record of several strings whose first one is shorter than `v=TLSRPTv1;`.

    ## Why it matters
    Senders join the strings before they look at them. But the checker of the NCSC (UK) and PS.MTA-STS
    look at the first string only, and report that there is no record (seen in 2026).
    """

    code = "TR609"
    severity = Severity.NOTE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 7208, section 3.3")

    VALID = [Valid.zone('_smtp._tls TXT "v=TLSRPTv1;" "rua=mailto:tls@example.org"\n')]
    INVALID = [Example.zone('_smtp._tls TXT "«v=TLS»" "RPTv1; rua=mailto:tls@example.org"\n')]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        first = record.strings[0].text
        if policy.text.text.startswith(f"{VERSION};") and len(first) <= len(VERSION):
            yield self.finding(
                first.span(),
                f"The first string ends within '{VERSION};'; the NCSC's checker looks at no other "
                "and finds no record.",
                help=f"let the first string hold '{VERSION};' as a whole",
            )
