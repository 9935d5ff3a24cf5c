from tlsrpt_lint.inventory import ZoneInstance, holds_policy
from tlsrpt_lint.records import Quirk, QuirkKind, Record
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Rule, Severity, Valid
from tlsrpt_lint.text import Edit


class AdjacentStrings(Rule):
    """Two character-strings of a zone file stand together with no blank.

    ## What it finds
    `"…""…"` in the data of a TXT record that holds a policy.

    ## Why it matters
    BIND and NSD read two strings. Knot DNS refuses the zone file (seen in 3.2.6), so that a move to
    another server fails at this line.

    ## Fix
    Writes a blank between the strings.
    """

    code = "TR610"
    severity = Severity.NOTE
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 1035, section 5.1",)

    VALID = [Valid.zone('_smtp._tls TXT "v=TLSRPTv1; " "rua=mailto:tls@example.org"\n')]
    INVALID = [
        Example.zone(
            '_smtp._tls TXT "v=TLSRPTv1; "«»"rua=mailto:tls@example.org"\n',
            fixed='_smtp._tls TXT "v=TLSRPTv1; " "rua=mailto:tls@example.org"\n',
        ),
    ]

    def check_quirk(self, quirk: Quirk, record: Record, zone: ZoneInstance) -> Findings:
        if quirk.kind is not QuirkKind.ADJACENT_STRINGS or not holds_policy(record):
            return
        yield self.finding(
            quirk.span,
            "No blank stands between two strings, for which Knot DNS refuses the zone file.",
            help="write a blank between the strings",
            fix=Fix.of("Write a blank", Edit(quirk.span, " ")),
        )
