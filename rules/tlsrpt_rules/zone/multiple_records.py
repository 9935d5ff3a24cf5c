"""TR401."""

from collections.abc import Iterator

from tlsrpt_lint.inventory import RecordSet
from tlsrpt_lint.rule import Example, Finding, Related, Rule, Severity, Valid

_ZONE = """\
$ORIGIN example.com.
@ 3600 IN SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ 3600 IN NS ns1.example.net.
"""


class MultipleRecords(Rule):
    """A domain has more than one TLS-RPT record.

    ## What it finds

    A second TXT record at `_smtp._tls` in one zone that begins with `v=TLSRPTv1;` and reads
    otherwise than the first. Whether each is right by itself does not matter.

    ## Why it matters

    Senders that see more than one such record must act as if there were none. To report to several
    places, one record lists several URIs.
    """

    code = "TR401"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = [
        Valid(
            _ZONE
            + '_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org"\n',
            "example.com.zone",
        ),
    ]
    INVALID = [
        Example(
            _ZONE + '_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:a@example.org"\n'
            '_smtp._tls IN TXT "«v=TLSRPTv1; rua=mailto:b@example.org»"\n',
            file="example.com.zone",
        ),
    ]

    def check_record_set(self, records: RecordSet) -> Iterator[Finding]:
        """Compare each record that counts with the first one."""
        counting = [record for record in records.counting if record.value is not None]
        for other in counting[1:]:
            first = counting[0]
            assert first.value is not None
            assert other.value is not None
            alternatives = first.alternative and other.alternative
            if other.value.text == first.value.text or alternatives:
                continue
            yield self.finding(
                other.value.span(),
                f"'{records.name}' has a second TLS-RPT record, so senders use none of them.",
                help="keep one record and list all report URIs in its rua, separated by ','",
                related=[Related(first.value.span(), "the first record is here")],
                record=other,
            )
