"""What a mail domain has of TLS-RPT, MTA-STS and DANE, as far as the records of a run tell."""

from tlsrpt_lint.inventory import TLSRPT_LABELS, Inventory, ZoneInstance
from tlsrpt_lint.names import Name
from tlsrpt_lint.records import Record

_REVERSE = (Name(("in-addr", "arpa")), Name(("ip6", "arpa")))


def report_owner(domain: Name) -> Name:
    """Where senders look for the TLS-RPT record of `domain` (RFC 8460, 3)."""
    return Name((*TLSRPT_LABELS, *domain))


def mta_sts_owner(domain: Name) -> Name:
    """Where senders look for the MTA-STS record of `domain` (RFC 8461, 3.1)."""
    return Name(("_mta-sts", *domain))


def mta_sts(zone: ZoneInstance, domain: Name) -> list[Record]:
    """The records that say that `domain` has an MTA-STS policy."""
    return zone.at(mta_sts_owner(domain), "TXT", "CNAME")


def tlsa(inventory: Inventory, zone: ZoneInstance, domain: Name) -> list[Record]:
    """The TLSA records of the run for port 25 of the MX hosts of `domain` (RFC 7672, 2.2)."""
    return [
        record
        for host in zone.mx_hosts(domain)
        for holding in inventory.zones_holding(host)
        for record in holding.at(Name(("_25", "_tcp", *host)), "TLSA", "CNAME")
    ]


def every_mx_seen(inventory: Inventory, zone: ZoneInstance, domain: Name) -> bool:
    """True if all MX hosts of `domain` lie in zones of the run that were seen whole."""
    return all(
        record.target is not None and inventory.known_answer(record.target) is not None
        for record in zone.at(domain, "MX")
    )


def is_reverse(zone: ZoneInstance) -> bool:
    """True for zones of addresses, which hold no mail domains (RFC 1035, 3.5; RFC 3596, 2.5)."""
    return zone.apex is not None and any(map(zone.apex.is_at_or_below, _REVERSE))


def without_report(zone: ZoneInstance) -> list[Name]:
    """The mail domains for which the zone proves that nothing is answered at `_smtp._tls`.

    Not a host that has an MX only because it is another domain's: few such hosts take mail of
    their own.
    """
    if not zone.seen_whole or is_reverse(zone):
        return []
    hosts = {
        host for domain in zone.mail_domains for host in zone.mx_hosts(domain) if host != domain
    }
    return [
        domain
        for domain in zone.mail_domains
        if domain not in hosts and zone.lacks_txt(report_owner(domain))
    ]


def at_mx_hosts(zone: ZoneInstance, domain: Name) -> list[Record]:
    """The TLS-RPT records at the MX hosts of `domain`, which reports on DANE go to (RFC 8460, 1.1)."""
    hosts = (host for host in zone.mx_hosts(domain) if host != domain)
    return [record for host in hosts for record in zone.at(report_owner(host), "TXT", "CNAME")]
