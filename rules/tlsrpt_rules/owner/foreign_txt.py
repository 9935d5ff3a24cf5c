from tlsrpt_lint.inventory import RecordSet, counts, holds_policy
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, excerpt


class ForeignTxt(Rule):
    """A TXT record at `_smtp._tls` holds no policy.

    ## What it finds
    A TXT record at `_smtp._tls` that is empty or of another kind (a verification token, SPF,
    DMARC), and stands there alone. Beside a record that counts it is a note, and so is a policy
    there that does not begin with `v=TLSRPTv1;`.

    ## Why it matters
    Alone it means that the domain has no TLS-RPT. Beside a record that counts senders drop it; yet
    some checkers give up at the sight of two.
    """

    code = "TR109"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = ["v=TLSRPTv1; rua=mailto:tls@example.org"]
    INVALID = [
        Example.zone('«_smtp._tls» TXT "v=spf1 -all"\n'),
        Example.zone(
            '«_smtp._tls» TXT "example-verification=1b2c3d"\n'
            ' TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n',
            severity=Severity.NOTE,
        ),
    ]

    def check_irregular_record_set(self, records: RecordSet) -> Findings:
        if records.type != "TXT" or records.domain is None or records.pieces:
            return
        if len(records.counting) == len(records.records):
            return
        found, beside = records.records, bool(records.counting)
        if beside:
            foreign = [record for record in found if not counts(record)]
        elif any(record.value is None or holds_policy(record) for record in found):
            return
        else:
            foreign = found[:1]
        for record in foreign:
            if record.value is None:
                continue
            what = f"'{excerpt(record.text)}'" if record.text else "an empty text"
            effect = "which senders drop" if beside else "so senders see no TLS-RPT policy"
            yield self.finding(
                record.owner_span,
                f"'{records.name}' holds {what}, {effect}.",
                help="move it to the name that it is meant for, or delete it",
                severity=Severity.NOTE if beside else None,
                record=record,
            )
