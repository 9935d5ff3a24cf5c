from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity

_SCHEMES = ("mailto", "https")


class UnsupportedScheme(Rule):
    """A report URI's scheme is neither `mailto` nor `https`.

    ## What it finds
    `http:`, `ftp:`, `tel:` and the like, and misspelled schemes such as `mailo:` or `htps:`.

    ## Why it matters
    Reports go by mail or by HTTPS. Senders drop any other destination, some the record with it.
    """

    code = "TR304"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 8460, section 5")

    VALID = ["v=TLSRPTv1; rua=MAILTO:tls@example.org,https://reports.example.org/tls"]
    INVALID = [
        Example("v=TLSRPTv1; rua=«http»://reports.example.org/tls"),
        Example("v=TLSRPTv1; rua=«mailo»:tls@example.org"),
        Example("v=TLSRPTv1; rua=«tel»:+15550100"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for uri in policy.uris:
            if uri.scheme in ("", *_SCHEMES):
                continue
            yield self.finding(
                policy.text.span(uri.start, uri.start + len(uri.scheme)),
                f"No report goes to '{uri.scheme}:': senders know 'mailto:' and 'https:' only.",
                help=_help(uri.scheme),
            )


def _help(scheme: str) -> str:
    import difflib

    close = difflib.get_close_matches(scheme, _SCHEMES, n=1, cutoff=0.7)
    return f"write '{close[0]}:'" if close else "name a mail address or an HTTPS URL"
