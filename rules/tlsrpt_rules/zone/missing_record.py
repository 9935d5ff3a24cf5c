from itertools import compress

from tlsrpt_lint.coverage import (
    report_owner,
    served_by_host,
    tlsa_hosts,
    with_mta_sts,
    without_report,
)
from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.names import Name
from tlsrpt_lint.owners import misplaced_domains
from tlsrpt_lint.records import Loaded, ProblemKind
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid

_MX = "@ MX 10 mail.example.net.\n"


class MissingRecord(Rule):
    """A mail domain has no TLS-RPT record.

    ## What it finds
    Domains with an MX, in a zone that was seen whole, where nothing answers at `_smtp._tls`: no
    TXT, no CNAME, no wildcard, no delegation. One finding a zone, at the MX of the first. It is a
    warning where such a domain has MTA-STS, or TLSA records for its MX, and for each domain that
    `tlsrpt-lint lookup` asked about.

    ## Why it matters
    A domain that asks senders for TLS and does not hear from them learns of its own mistakes, an
    outdated policy or a wrong certificate, when mail stays away.
    """

    code = "TR402"
    severity = Severity.NOTE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 8460, section 1")

    VALID = [
        Valid.zone(_MX + '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'),
        Valid.zone(_MX + "* CNAME www\n"),
        Valid.zone("@ MX 0 .\n"),
    ]
    INVALID = [
        Example.zone("«" + _MX.strip() + "»\n"),
        Example.zone(
            "«" + _MX.strip() + "»\n" + '_mta-sts TXT "v=STSv1; id=20260101"\n',
            severity=Severity.WARNING,
        ),
    ]

    def check_file(self, loaded: Loaded) -> Findings:
        return self.problems(loaded, ProblemKind.NO_RECORD, Severity.WARNING)

    def check_inventory(self, inventory: Inventory) -> Findings:
        asked = {
            problem.owner
            for file in inventory.files
            for problem in file.problems
            if problem.kind is ProblemKind.NO_RECORD
        }
        for zone in inventory.zones:
            enforcing = with_mta_sts(zone)
            at_host = {domain for domain, records in served_by_host(zone).items() if records}
            told = misplaced_domains(zone) | (at_host - enforcing)  # by other findings
            lacking = [domain for domain in without_report(zone) if domain not in told]
            if asked:
                lacking = [domain for domain in lacking if str(report_owner(domain)) not in asked]
            if not lacking:
                continue
            first = zone.at(lacking[0], "MX")[0]
            by_dane = tlsa_hosts(inventory, zone)
            secured = None
            if enforcing or by_dane:
                exchanges = zone.targets("MX")
                secure = (d in enforcing or not by_dane.isdisjoint(exchanges[d]) for d in lacking)
                secured = next(compress(lacking, secure), None)
            yield self.finding(
                first.place,
                f"{_counted(lacking)} no TLS-RPT record, so senders tell nobody when TLS fails"
                + (f", although '{secured}' enforces it." if secured is not None else "."),
                help=f"publish one at '{report_owner(lacking[0])}': nothing is inherited from "
                "the parent domain",
                severity=Severity.WARNING if secured is not None else None,
                record=first,
            )


def _counted(domains: list[Name]) -> str:
    if len(domains) == 1:
        return f"The mail domain '{domains[0]}' has"
    names = ", ".join(f"'{domain}'" for domain in domains[:3])
    return f"{len(domains)} mail domains ({names}{', …' if len(domains) > 3 else ''}) have"
