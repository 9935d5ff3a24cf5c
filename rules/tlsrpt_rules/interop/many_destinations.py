from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity


class ManyDestinations(Rule):
    """A policy names more than two destinations.

    ## What it finds
    A third report URI and those behind it, in one `rua` field or in several.

    ## Why it matters
    A sender may use any one of several destinations, and is done when one has taken the report. So
    none of them gets all reports, and some get none. Checkers advise against more than one.
    """

    code = "TR608"
    severity = Severity.NOTE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 8460, section 5.3")

    VALID = ["v=TLSRPTv1; rua=mailto:a@example.org,https://reports.example.org/tls"]
    INVALID = [
        Example(
            "v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org,«mailto:c@example.org»",
        ),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        if len(policy.uris) > 2:
            yield self.finding(
                policy.span(policy.uris[2]),
                f"The record names {len(policy.uris)} destinations, of which a sender may use only "
                "one.",
                help="name the one or two that must get the reports, and forward from there",
            )
