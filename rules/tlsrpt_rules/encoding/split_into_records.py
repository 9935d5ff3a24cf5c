from tlsrpt_lint.inventory import RecordSet
from tlsrpt_lint.rule import Example, Findings, Related, Rule, Severity, Valid


class SplitIntoRecords(Rule):
    """One policy is cut into several records.

    ## What it finds
    A version without a destination in one TXT record and the destination in another one at the same
    name: a policy that was cut at its `;`, or whose strings became values of their own.

    ## Why it matters
    Records of a set have no order, and senders do not join them. They see one policy without a
    destination, and texts that are no policy.
    """

    code = "TR504"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 7208, section 3.3")

    VALID = [Valid.zone('_smtp._tls TXT "v=TLSRPTv1; " "rua=mailto:tls@example.org"\n')]
    INVALID = [
        Example.zone('_smtp._tls TXT "«v=TLSRPTv1;»"\n TXT "rua=mailto:tls@example.org"\n'),
        Example.octodns(
            "_smtp._tls:\n  type: TXT\n  values: [«v=TLSRPTv1», 'rua=mailto:tls@example.org']\n"
        ),
    ]

    def check_record_set(self, records: RecordSet) -> Findings:
        if records.type == "TXT" and records.pieces:
            first, *others = records.pieces
            places = [Related(other.value_span, "another piece is here") for other in others[:10]]
            yield self.finding(
                first.value_span,
                f"The policy is cut into {len(records.pieces)} records, which senders do not join.",
                help="write it as one value",
                related=places,
                record=first,
            )
