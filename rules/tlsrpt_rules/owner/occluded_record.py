from tlsrpt_lint.inventory import ZoneInstance
from tlsrpt_lint.rule import RIGHT_TXT, Example, Findings, Related, Rule, Severity, Valid


class OccludedRecord(Rule):
    """A delegation hides the record.

    ## What it finds
    A record at `_smtp._tls`, or a policy, at or below a name that the same zone delegates (NS) or
    below one that it redirects (DNAME).

    ## Why it matters
    Servers refer to the child zone, or follow the DNAME, before they look at what lies below. The
    record is in the file and is never answered.
    """

    code = "TR107"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 1034, section 4.3.2", "RFC 6672, section 2.4")

    VALID = [Valid.zone("sub NS ns.example.net.\n_smtp._tls " + RIGHT_TXT)]
    INVALID = [
        Example.zone("sub NS ns.example.net.\n«_smtp._tls.sub» " + RIGHT_TXT),
        Example.zone("old DNAME example.net.\n«_smtp._tls.old» " + RIGHT_TXT),
    ]

    def check_zone(self, zone: ZoneInstance) -> Findings:
        for record in dict.fromkeys(zone.tlsrpt_records + zone.policies):
            cut = zone.cut_above(record.owner.name)
            if cut is not None:
                how = "delegated by an NS" if cut.type == "NS" else "redirected by a DNAME"
                yield self.finding(
                    record.owner_span,
                    f"'{record.owner.name}' is never answered: '{cut.owner.name}' is {how} "
                    "record of the same zone.",
                    help="put the record into the zone that answers there",
                    related=[Related(cut.owner_span, f"the {cut.type} record is here")],
                    record=record,
                )
