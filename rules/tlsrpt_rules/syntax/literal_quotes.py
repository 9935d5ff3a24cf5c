from tlsrpt_lint.inventory import ZoneInstance, holds_policy
from tlsrpt_lint.policy import FaultKind, Policy
from tlsrpt_lint.records import Quirk, QuirkKind, Record
from tlsrpt_lint.rule import RIGHT_POLICY, RIGHT_YAML, Example, Findings, Fix, Fixes, Rule, Severity


class LiteralQuotes(Rule):
    """Quotes that are published as a part of the record.

    ## What it finds
    Quotes around the record, its version or its report URIs that are left when the source format
    has been decoded. Quotes inside the value of an extension field are legal. Also a quote that
    begins an octoDNS value and has no twin: octoDNS drops it and the last character.

    ## Why it matters
    Zone files want quotes around a value; many providers, tools and APIs add their own. Then the
    record that is published begins with a quote instead of `v=TLSRPTv1;`, and nobody counts it.

    ## Fix
    Takes the quotes out.
    """

    code = "TR212"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 1035, section 5.1")

    VALID = [
        RIGHT_POLICY,
        'v=TLSRPTv1; rua=mailto:tls@example.org; x="a"',
    ]
    INVALID = [
        Example('«"»v=TLSRPTv1; rua=mailto:tls@example.org"', fixed=RIGHT_POLICY),
        Example('v=«"»TLSRPTv1"; rua=mailto:tls@example.org', fixed=RIGHT_POLICY),
        Example(
            'v=TLSRPTv1; rua=«"»https://reports.example.org/tls"',
            fixed="v=TLSRPTv1; rua=https://reports.example.org/tls",
        ),
        Example('«"»v=TLSRPTv1; " "rua=mailto:tls@example.org"', fixed=RIGHT_POLICY),
        Example.octodns(RIGHT_YAML.replace("v=", "'\"v=").replace("g\n", "«g»'\n")),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.LITERAL_QUOTES):
            what = "A quote is" if len(fault.places) == 1 else "Quotes are"
            yield self.finding(
                policy.span(fault),
                f"{what} published as part of the record, so senders cannot read it.",
                help="take out the quotes; they are added where they are needed",
                related=self.repeated(policy, fault),
                fix=Fix.of("Take out the quotes", *policy.edits(fault, "")),
            )

    def check_quirk(self, quirk: Quirk, record: Record, zone: ZoneInstance) -> Findings:
        if quirk.kind is QuirkKind.UNBALANCED_QUOTE and holds_policy(record):
            yield self.finding(
                quirk.span,
                f"octoDNS takes '{quirk.span.text}' for the twin of the opening quote and drops it.",
                help="close the quote, or take out the opening one",
            )
