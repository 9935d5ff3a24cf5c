from tlsrpt_lint.destination import FlawKind, destination
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity


class BadHttpsHost(Rule):
    """An `https` URI names no host, or a malformed one.

    ## What it finds
    `https:` without `//`, with nothing behind it, with a port that is no number, or with brackets
    that hold no IP address.

    ## Why it matters
    There is no server that a report could be sent to.
    """

    code = "TR310"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 9110, section 4.2.2", "RFC 3986, section 3.2")

    VALID = ["v=TLSRPTv1; rua=https://reports.example.org:8443/tls,https://example.org:/tls"]
    INVALID = [
        Example("v=TLSRPTv1; rua=«https:reports.example.org/tls»"),
        Example("v=TLSRPTv1; rua=«https:/reports.example.org/tls»"),
        Example("v=TLSRPTv1; rua=«https:///tls»"),
        Example("v=TLSRPTv1; rua=«https://»"),
        Example("v=TLSRPTv1; rua=https://«[::::]»/tls"),
        Example("v=TLSRPTv1; rua=https://«reports.example.org:port»/tls"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for uri in policy.usable_uris:
            where = destination(uri.text)
            if where.kind is FlawKind.HOST and where.flaw:
                yield self.finding(
                    policy.span(uri.place(where.flaw)),
                    f"The report URI '{uri.text}' {where.flaw.reason}, so no report can be sent there.",
                    help="write 'https://', the host name and the path",
                )
