from tlsrpt_lint.inventory import RecordSet
from tlsrpt_lint.rule import (
    MARKED,
    RIGHT_TXT,
    Example,
    Findings,
    Related,
    Rule,
    Severity,
    Valid,
)


class NullMx(Rule):
    """A domain that accepts no mail asks for reports.

    ## What it finds
    A TLS-RPT record for a domain with a Null MX (`MX 0 .`) in the same zone.

    ## Why it matters
    Nobody delivers mail to the domain, so nobody has a failure to report. The record is harmless,
    and mostly left over from a time when there was mail.
    """

    code = "TR404"
    severity = Severity.NOTE
    since = "0.1.0"
    references = ("RFC 7505, section 3", "RFC 8460, section 3")

    VALID = [Valid.zone("@ MX 10 mail.example.net.\n_smtp._tls " + RIGHT_TXT)]
    INVALID = [Example.zone("@ MX 0 .\n_smtp._tls " + MARKED)]

    def check_record_set(self, records: RecordSet) -> Findings:
        domain = records.domain
        if domain is not None and records.counting and records.zone.has_null_mx(domain):
            yield self.finding(
                records.counting[0].value_span,
                f"'{domain}' accepts no mail, so there will be nothing to report.",
                help="delete the record",
                related=[Related(records.zone.at(domain, "MX")[0].rdata, "the Null MX is here")],
            )
