from tlsrpt_lint.destination import destination
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity


class CredentialsInUri(Rule):
    """An `https` URI holds a user name or a password.

    ## What it finds
    Something before an `@` in the authority of an `https` URI.

    ## Why it matters
    A DNS record is public: whoever asks for it reads the password. Many HTTP clients and checkers
    refuse such URIs, so that no report may arrive after all.
    """

    code = "TR313"
    severity = Severity.WARNING
    since = "0.1.0"
    references = ("RFC 3986, section 3.2.1", "RFC 9110, section 4.2.4")

    VALID = ["v=TLSRPTv1; rua=https://reports.example.org/tls?key=1"]
    INVALID = [
        Example("v=TLSRPTv1; rua=https://«user:secret»@reports.example.org/tls"),
        Example("v=TLSRPTv1; rua=https://«token»@reports.example.org/tls"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for uri in policy.usable_uris:
            where = destination(uri.text)
            if where.userinfo is None or not where.userinfo.text:
                continue
            yield self.finding(
                policy.span(uri.place(where.userinfo)),
                f"The report URI for '{where.host}' holds credentials, which are public in DNS.",
                help="take them out, and change the password",
            )
