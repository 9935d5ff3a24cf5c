import re

from tlsrpt_lint.destination import destination
from tlsrpt_lint.policy import Fault, FaultKind, Place, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity

_SIZE_LIMIT = lazy(r"!\d+[kmgt]?(?=[\s,;]|\Z)", re.IGNORECASE)


_EFFECT = {
    "!": "which makes the URI unusable",
    ",": "where it ends the URI",
    ";": "where it ends the field",
}


class UnencodedDelimiter(Rule):
    """A raw `!`, `,` or `;` inside a report URI.

    ## What it finds
    One of the three characters that a report URI may hold only percent-encoded, and DMARC's size
    limit (`!10m`) behind a URI.

    ## Why it matters
    `;` ends the field and `,` ends the URI wherever they stand, so that the rest is lost or taken
    for something else; `!` is reserved. TLS-RPT has no size limits.

    ## Fix
    Writes `%21`, `%2C` or `%3B`. A size limit is taken out.
    """

    code = "TR307"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 3986, section 2.1")

    VALID = ["v=TLSRPTv1; rua=https://reports.example.org/a%2Cb%3Bc%21"]
    INVALID = [
        Example(
            "v=TLSRPTv1; rua=mailto:a«!»b@example.org",
            fixed="v=TLSRPTv1; rua=mailto:a%21b@example.org",
        ),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org«!10m»", fixed=RIGHT_POLICY),
        Example(
            "v=TLSRPTv1; rua=https://reports.example.org/a«,»b",
            fixed="v=TLSRPTv1; rua=https://reports.example.org/a%2Cb",
        ),
        Example(
            "v=TLSRPTv1; rua=https://reports.example.org/a«;»b",
            fixed="v=TLSRPTv1; rua=https://reports.example.org/a%3Bb",
        ),
        Example(
            "v=TLSRPTv1; rua=mailto:a«!»b!c@example.org",
            fixed="v=TLSRPTv1; rua=mailto:a%21b%21c@example.org",
        ),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org«,»tls-reports"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.UNENCODED_DELIMITER):
            limit = _SIZE_LIMIT.match(policy.text.text, fault.start)
            if limit and len(fault.places) == 1:
                place = Place(*limit.span())
                yield self.finding(
                    policy.span(place),
                    f"'{limit[0]}' is a size limit of DMARC; TLS-RPT has none, and the '!' makes "
                    "the URI unusable.",
                    help="take the size limit out",
                    fix=Fix.of("Take out the size limit", policy.edit(place, "")),
                )
                continue
            from tlsrpt_lint.policy.draft import meant

            written = meant(policy.written(fault))
            encoded = f"%{ord(written):02X}"
            edits = policy.edits(fault, encoded)
            yield self.finding(
                policy.span(fault),
                f"A raw '{written}' stands inside a report URI, {_EFFECT[written]}.",
                help=f"write it as '{encoded}'",
                related=self.repeated(policy, fault),
                fix=Fix.of(f"Write '{encoded}'", *edits)
                if _may_hold(policy, fault, written, encoded)
                else None,
            )


def _may_hold(policy: Policy, fault: Fault, written: str, encoded: str) -> bool:
    """True if the URI at fault is one with the delimiter encoded: a host may hold none."""
    uri = next((uri for uri in policy.uris if uri.start <= fault.start <= uri.end), None)
    if uri is None:
        return False
    if fault.start == uri.end:  # behind a whole mail address nothing can follow
        return uri.scheme != "mailto" or "@" not in uri.text
    return destination(uri.text.replace(written, encoded)).flaw is None
