from tlsrpt_lint.destination import FlawKind, destination
from tlsrpt_lint.policy import FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity


class InvalidUri(Rule):
    """A report URI breaks the syntax of URIs.

    ## What it finds
    A character that no URI may hold (`|`, `<`, `"`, `{`), a raw `[` or `]` outside the host of an
    `https` URI, a second `#`, and a `%` that no two hexadecimal digits follow.

    ## Why it matters
    A report URI must be a URI to the letter. Senders drop what is none, and strict ones the record.
    """

    code = "TR309"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 3986, section 2 and appendix A")

    VALID = [
        "v=TLSRPTv1; rua=https://reports.example.org/a%7Cb?c=d#e",
        "v=TLSRPTv1; rua=https://[2001:db8::1]/tls",
    ]
    INVALID = [
        Example("v=TLSRPTv1; rua=https://reports.example.org/a«|»b"),
        Example("v=TLSRPTv1; rua=https://reports.example.org/«%zz»"),
        Example("v=TLSRPTv1; rua=«<»mailto:tls@example.org>"),
        Example("v=TLSRPTv1; rua=https://reports.example.org/100«%»"),
        Example("v=TLSRPTv1; rua=https://reports.example.org/#a«#»b"),
        Example("v=TLSRPTv1; rua=mailto:tls@«[»192.0.2.1]"),
        Example("v=TLSRPTv1; rua=http://example.org/«%»", also=("TR304",)),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.ANGLE_BRACKETS):
            yield self.finding(
                policy.span(fault),
                "A report URI stands between '<' and '>', which are part of it for senders.",
                help="write the URI without them",
                related=self.repeated(policy, fault),
            )
        for uri in policy.usable_uris:
            where = destination(uri.text)
            if where.kind is FlawKind.SYNTAX and where.flaw:
                character = uri.text[where.flaw.start]
                yield self.finding(
                    policy.span(uri.place(where.flaw)),
                    f"The report URI '{uri.text}' {where.flaw.reason}, so senders cannot use it.",
                    help=_help(character),
                )


def _help(character: str) -> str:
    if character == "%":
        return "write a '%' that encodes nothing as '%25'"
    return f"write it as '%{ord(character):02X}'"
