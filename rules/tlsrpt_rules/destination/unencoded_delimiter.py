import re

from tlsrpt_lint.policy import Fault, FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Finding, Findings, Fix, Fixes, Rule, Severity

_SIZE_LIMIT = lazy(r"!\d+[kmgt]?(?=[\s,;]|\Z)", re.IGNORECASE)


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
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        text = policy.text.text
        for fault in policy.faults_of(FaultKind.UNENCODED_DELIMITER):
            limit = _SIZE_LIMIT.match(text, fault.start)
            if limit and len(fault.places) == 1:
                yield self.finding(
                    policy.text.span(limit.start(), limit.end()),
                    f"'{limit[0]}' is a size limit of DMARC; TLS-RPT has none, and the '!' makes "
                    "the URI unusable.",
                    help="take the size limit out",
                    fix=Fix.of(
                        "Take out the size limit", policy.text.edit(limit.start(), limit.end(), "")
                    ),
                )
                continue
            yield self._unencoded(policy, fault)

    def _unencoded(self, policy: Policy, fault: Fault) -> Finding:
        written = policy.written(fault)
        encoded = f"%{ord(written):02X}"
        effect = {
            "!": "which makes the URI unusable",
            ",": "where it ends the URI",
            ";": "where it ends the field",
        }[written]
        return self.finding(
            policy.span(fault),
            f"A raw '{written}' stands inside a report URI, {effect}.",
            help=f"write it as '{encoded}'",
            related=self.repeated(policy, fault),
            fix=Fix.of(f"Write '{encoded}'", *policy.edits(fault, encoded)),
        )
