from tlsrpt_lint.inventory import ZoneInstance
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid


class NotATxtRecord(Rule):
    """The policy stands in a record that is not TXT.

    ## What it finds
    Policy text in a record of another type, such as SPF (type 99). It is a note where a TXT record
    with a policy stands beside it.

    ## Why it matters
    Senders ask for TXT records and for no other type.
    """

    code = "TR108"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 7208, section 3.1")

    VALID = [Valid.zone('_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n')]
    INVALID = [
        Example.zone('«_smtp._tls» SPF "v=TLSRPTv1; rua=mailto:tls@example.org"\n'),
    ]

    def check_zone(self, zone: ZoneInstance) -> Findings:
        for record in zone.policies:
            if record.type == "TXT":
                continue
            beside = record.owner.name in zone.reporting
            yield self.finding(
                record.owner_span,
                f"The policy stands in a record of type {record.type}, and senders ask for TXT only.",
                help="delete it" if beside else "write the record's type as TXT",
                severity=Severity.NOTE if beside else None,
                record=record,
            )
