from tlsrpt_lint.policy import Place, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Related, Rule, Severity


class EqualsInUri(Rule):
    """An `https` report URI holds a `=`.

    ## What it finds
    A `=` in an `https` URI, mostly in its query.

    ## Why it matters
    The URI is right. But Stalwart's mail-auth reads it as quoted-printable text, in which `=` and
    the two characters behind it stand for one other: `?id=20ab` becomes `?id ab` (seen in 2026).
    The checkers of the NCSC and mecsa-st split or refuse it.
    """

    code = "TR606"
    severity = Severity.NOTE
    since = "0.1.0"
    references = ("RFC 3986, section 3.4", "RFC 2045, section 6.7")

    VALID = ["v=TLSRPTv1; rua=https://reports.example.org/tls/20ab"]
    INVALID = [Example("v=TLSRPTv1; rua=https://reports.example.org/tls?id«=»20ab&k=v")]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for uri in policy.usable_uris:
            at = [uri.start + n for n, character in enumerate(uri.text) if character == "="]
            if uri.scheme != "https" or not at:
                continue
            first, *others = [policy.span(Place(n, n + 1)) for n in at[:11]]
            yield self.finding(
                first,
                f"Stalwart's mail-auth reads '=' as quoted-printable, so its reports to '{uri.text}' "
                "go elsewhere.",
                help="tell reports apart by the path instead of the query",
                related=[Related(span, "and here") for span in others],
            )
