from tlsrpt_lint.inventory import RecordSet
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import MARKED, RIGHT_TXT, Example, Findings, Related, Rule, Severity


class MultipleRecords(Rule):
    """A domain has more than one TLS-RPT record.

    ## What it finds
    A second TXT record at `_smtp._tls` in one zone that begins with `v=TLSRPTv1;` and reads
    otherwise than the first. Whether each is right by itself does not matter. Records that a DNS
    service gives as alternatives (a set identifier each) are no seconds.

    ## Why it matters
    Senders count the records that begin with the version. If there is not exactly one, they must
    act as if the domain had none. To report to several places, one record lists several URIs.
    """

    code = "TR401"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = ["v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org"]
    INVALID = [
        Example.zone("_smtp._tls " + RIGHT_TXT + " " + MARKED.replace("tls@", "reports@")),
    ]

    def check_irregular_record_set(self, records: RecordSet) -> Findings:
        firsts: dict[str | None, Record] = {}
        seen = set()
        for record in records.counting:
            key = (record.alternative, record.text)
            if record in records.pieces or key in seen:
                continue
            seen.add(key)
            first = firsts.setdefault(record.alternative, record)
            if first is not record:
                yield self.finding(
                    record.value_span,
                    f"'{records.name}' has another TLS-RPT record, so senders use none of them.",
                    help="keep one record and list all report URIs in its rua, separated by ','",
                    related=[Related(first.value_span, "the first record is here")],
                    record=record,
                )
