from tlsrpt_lint.inventory import RecordSet, coexists_with_cname, holds_policy, tlsrpt_domain
from tlsrpt_lint.rule import RIGHT_TXT, Example, Findings, Related, Rule, Severity, Valid


class CnameAndOtherData(Rule):
    """A CNAME stands beside other records.

    ## What it finds
    A CNAME and another record at one name, where the name is `_smtp._tls` or `_mta-sts` of a domain
    or holds a policy. RRSIG, NSEC and KEY may stand beside a CNAME.

    ## Why it matters
    A CNAME says that the name has no data of its own. Servers refuse the whole zone, or keep one of
    the two and leave it to chance which. It is mostly a record left over when the name was
    delegated to a report service.
    """

    code = "TR106"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 1034, section 3.6.2", "RFC 2181, section 10.1")

    VALID = [Valid.zone("_smtp._tls CNAME example-com.tls.example.net.\n")]
    INVALID = [Example.zone("_smtp._tls CNAME a.example.net.\n«_smtp._tls» " + RIGHT_TXT)]

    def check_irregular_record_set(self, records: RecordSet) -> Findings:
        if records.type != "CNAME":
            return
        name, cname = records.name, records.records[0]
        others = [
            record
            for record in records.zone.at(name)
            if record.alternative == cname.alternative and not coexists_with_cname(record)
        ]
        of_interest = name[:1] == ("_mta-sts",) or tlsrpt_domain(name) is not None
        if others and (of_interest or any(map(holds_policy, others))):
            yield self.finding(
                others[0].owner_span,
                f"'{name}' has a CNAME and a {others[0].type} record, so servers refuse the zone.",
                help="keep the CNAME or the other record, not both",
                related=[Related(cname.owner_span, "the CNAME is here")],
                record=others[0],
            )
