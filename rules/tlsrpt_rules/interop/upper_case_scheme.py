from tlsrpt_lint.policy import Place, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity


class UpperCaseScheme(Rule):
    """The scheme of a report URI is not in lower case.

    ## What it finds
    `MAILTO:`, `Https:` and the like.

    ## Why it matters
    The case of a scheme means nothing. But tlsrpt-reporter, which sends the reports of Postfix,
    knows `mailto:` and `https:` only, and drops the whole record for another case (seen in
    0.6.0rc2, 2026). The checker of the NCSC takes such a URI for malformed.

    ## Fix
    Writes the scheme in lower case.
    """

    code = "TR603"
    severity = Severity.WARNING
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 3986, section 3.1",)

    VALID = ["v=TLSRPTv1; rua=mailto:TLS@example.org,https://EXAMPLE.org/TLS"]
    INVALID = [
        Example("v=TLSRPTv1; rua=«MAILTO»:tls@example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1; rua=«Mailto»:tls@example.org", fixed=RIGHT_POLICY),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for uri in policy.usable_uris:
            written = uri.text[: len(uri.scheme)]
            if written == uri.scheme or uri.scheme not in ("mailto", "https"):
                continue
            place = Place(uri.start, uri.start + len(written))
            yield self.finding(
                policy.span(place),
                f"The scheme '{written}' is not in lower case, for which tlsrpt-reporter (the "
                "reporter of Postfix) drops the whole record.",
                help=f"write '{uri.scheme}'",
                fix=Fix.of(f"Write '{uri.scheme}'", policy.edit(place, uri.scheme)),
            )
