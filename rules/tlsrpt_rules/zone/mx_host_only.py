from tlsrpt_lint.coverage import served_by_host
from tlsrpt_lint.inventory import ZoneInstance
from tlsrpt_lint.names import Name
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import MARKED, RIGHT_TXT, Example, Findings, Related, Rule, Severity, Valid


class MxHostOnly(Rule):
    """The MX host has a TLS-RPT record, and the mail domain has none.

    ## What it finds
    A record at `_smtp._tls` of a host, where a domain of the same zone that names the host in its
    MX has no record. The zone must have been seen whole.

    ## Why it matters
    Reports on DANE go by the name of the MX host, reports on MTA-STS and on plain failures by the
    mail domain, and nothing is inherited. Each of the two wants a record of its own.
    """

    code = "TR408"
    severity = Severity.NOTE
    since = "0.1.0"
    references = ("RFC 8460, section 1.1", "RFC 8460, section 3", "RFC 7672, section 2.2.3")

    VALID = [Valid.zone("@ MX 10 mail\n_smtp._tls " + RIGHT_TXT + "_smtp._tls.mail " + RIGHT_TXT)]
    INVALID = [
        Example.zone("@ MX 10 mail\n_smtp._tls.mail " + MARKED),
    ]

    def check_zone(self, zone: ZoneInstance) -> Findings:
        served: dict[Record, list[Name]] = {}
        for domain, records in served_by_host(zone).items():
            for record in records:
                served.setdefault(record, []).append(domain)
        for record, domains in served.items():
            lacks = f" and {len(domains) - 1} more have" if len(domains) > 1 else " has"
            yield self.finding(
                record.value_span,
                f"'{domains[0]}'{lacks} no record; that of the MX host serves reports on DANE only.",
                help=f"publish one at '_smtp._tls.{domains[0]}' too",
                related=[Related(zone.at(domains[0], "MX")[0].rdata, "the MX is here")],
                record=record,
            )
