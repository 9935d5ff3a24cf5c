from tlsrpt_lint.policy import Place, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity


class MailtoQuery(Rule):
    """A `mailto` URI has a query.

    ## What it finds
    Header fields behind the address: `mailto:tls@example.org?subject=tls`.

    ## Why it matters
    Such URIs are right, but senders write the subject of a report themselves. tlsrpt-reporter (the
    reporter of Postfix) keeps the query as part of the address, Stalwart's mail-auth garbles it, and
    checkdmarc 6 calls the URI invalid (seen in 2026).
    """

    code = "TR607"
    severity = Severity.WARNING
    since = "0.1.0"
    references = ("RFC 6068, section 2", "RFC 8460, section 5.3")

    VALID = ["v=TLSRPTv1; rua=mailto:tls@example.org,https://reports.example.org/tls?a"]
    INVALID = [
        Example("v=TLSRPTv1; rua=mailto:tls@example.org«?subject=tls»"),
        Example("v=TLSRPTv1; rua=mailto:«?to=tls@example.org»"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for uri in policy.usable_uris:
            query = uri.text.find("?")
            if uri.scheme == "mailto" and query >= 0:
                yield self.finding(
                    policy.span(Place(uri.start + query, uri.end)),
                    f"'{uri.text[query:]}' stands behind the mail address: tlsrpt-reporter (the "
                    "reporter of Postfix) takes it for a part of the address.",
                    help="write the address alone; senders set the subject themselves",
                )
