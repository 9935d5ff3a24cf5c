from tlsrpt_lint.destination import destination
from tlsrpt_lint.policy import Place, Policy, Uri
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Related, Rule, Severity
from tlsrpt_lint.uri import equivalent


class DuplicateDestination(Rule):
    """A report URI is listed twice.

    ## What it finds
    Two report URIs of one record that lead to the same place: the case of scheme and host, needless
    percent-encoding and an implied port make no difference.

    ## Why it matters
    Senders may deliver every report twice, or use the first URI only. Mostly the second one was to
    be another.

    ## Fix
    Takes the second one out, if it stands in a list behind another.
    """

    code = "TR312"
    severity = Severity.WARNING
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 3986, section 6.2.2", "RFC 6068, section 2")

    VALID = [
        "v=TLSRPTv1; rua=mailto:tls@example.org,mailto:TLS@example.org",
        "v=TLSRPTv1; rua=https://example.org/a,https://example.org/A",
    ]
    INVALID = [
        Example(
            "v=TLSRPTv1; rua=mailto:tls@example.org,«mailto:tls@example.org»", fixed=RIGHT_POLICY
        ),
        Example(
            "v=TLSRPTv1; rua=mailto:tls@example.org,«mailto:t%6Cs@Example.ORG»;",
            fixed=RIGHT_POLICY + ";",
        ),
        Example(
            "v=TLSRPTv1; rua=https://example.org,«https://EXAMPLE.org:443/»",
            fixed="v=TLSRPTv1; rua=https://example.org",
        ),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        first: dict[str, Uri] = {}
        for uri in policy.usable_uris if len(policy.uris) > 1 else ():
            if destination(uri.text).flaw:
                continue
            known = first.setdefault(equivalent(uri.text), uri)
            if known is uri:
                continue
            yield self.finding(
                policy.span(uri),
                f"'{uri.text}' is listed already; some senders deliver every report twice.",
                help="take it out, or write the address that was meant",
                related=[Related(policy.span(known), "first listed here")],
                fix=_fix(policy, uri),
            )


def _fix(policy: Policy, uri: Uri) -> Fix | None:
    comma = policy.with_blanks(uri).start - 1
    if policy.text.text[comma] != ",":
        return None
    start = policy.with_blanks(Place(comma, comma)).start
    return Fix.of("Take out the second one", policy.edit(Place(start, uri.end), ""))
