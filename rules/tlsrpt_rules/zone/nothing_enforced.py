from tlsrpt_lint.coverage import every_mx_seen, mta_sts_owner, tlsa_hosts
from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.rule import MARKED, RIGHT_TXT, Example, Findings, Rule, Severity, Valid


class NothingEnforced(Rule):
    """A domain asks for reports and enforces nothing.

    ## What it finds
    A mail domain with a TLS-RPT record, and with neither MTA-STS nor a TLSA record for its MX
    hosts, where the domain and all of its MX hosts lie in zones that were seen whole.

    ## Why it matters
    TLS-RPT tells of failures and prevents none. Without MTA-STS or DANE senders fall back to clear
    text when TLS fails, and whoever is on the path can make it fail.
    """

    code = "TR403"
    severity = Severity.NOTE
    since = "0.1.0"
    references = ("RFC 8460, section 1", "RFC 8461, section 1", "RFC 7672, section 1.3.1")

    VALID = [
        Valid.zone("@ MX 10 mail\n_smtp._tls " + RIGHT_TXT + '_mta-sts TXT "v=STSv1; id=1"\n'),
        Valid.zone("@ MX 10 mail\n_smtp._tls " + RIGHT_TXT + "_25._tcp.mail TLSA 3 1 1 ab\n"),
        Valid.zone("@ MX 10 mail.example.net.\n_smtp._tls " + RIGHT_TXT),
    ]
    INVALID = [Example.zone("@ MX 10 mail\n_smtp._tls " + MARKED)]

    def check_inventory(self, inventory: Inventory) -> Findings:
        for zone in inventory.zones:
            for records in zone.sets if zone.seen_whole else ():
                domain = records.domain
                if domain is None or not records.counting or not zone.takes_mail(domain):
                    continue
                dane = not tlsa_hosts(inventory, zone).isdisjoint(zone.mx_hosts(domain))
                lax = zone.lacks_txt(mta_sts_owner(domain)) and not dane
                if lax and every_mx_seen(inventory, zone, domain):
                    yield self.finding(
                        records.counting[0].value_span,
                        f"'{domain}' asks for reports, but neither MTA-STS nor DANE enforces TLS.",
                        help="publish an MTA-STS policy, or TLSA records for the MX hosts",
                        record=records.counting[0],
                    )
