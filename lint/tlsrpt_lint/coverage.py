"""What a mail domain has of TLS-RPT, MTA-STS and DANE, as far as the records of a run tell."""

from collections.abc import Iterable
from functools import cache

from tlsrpt_lint.inventory import TLSRPT_LABELS, Inventory, ZoneInstance, tlsrpt_domain
from tlsrpt_lint.names import Name
from tlsrpt_lint.records import Record

_REVERSE = (Name(("in-addr", "arpa")), Name(("ip6", "arpa")))


def report_owner(domain: Name) -> Name:
    """Where senders look for the TLS-RPT record of `domain` (RFC 8460, 3)."""
    return Name((*TLSRPT_LABELS, *domain))


def mta_sts_owner(domain: Name) -> Name:
    """Where senders look for the MTA-STS record of `domain` (RFC 8461, 3.1)."""
    return Name(("_mta-sts", *domain))


def with_mta_sts(zone: ZoneInstance) -> set[Name]:
    """The domains that the zone says have an MTA-STS policy."""
    return {
        record.owner.name.parent
        for record in zone.records
        if record.owner.name[:1] == ("_mta-sts",) and record.type in ("TXT", "CNAME")
    }


@cache
def tlsa_hosts(inventory: Inventory, zone: ZoneInstance) -> set[Name]:
    """The MX hosts of the zone that have TLSA records in the run for port 25 (RFC 7672, 2.2)."""
    return {host for host in zone.exchanges if host is not None and has_tlsa(inventory, host)}


def has_tlsa(inventory: Inventory, host: Name) -> bool | None:
    """True if TLSA records answer for port 25 of the host (RFC 7672, 2.2), None if nobody can tell.

    A CNAME at that name counts for one: it is how a host takes the records of another. One at a
    wildcard is there for other names, and what it leads to is not known.
    """
    owner = Name(("_25", "_tcp", *host))
    zones = inventory.zones_holding(host)
    if any(zone.at(owner, "CNAME") or zone.answering(owner, "TLSA") for zone in zones):
        return True
    if any(zone.cut_above(owner) or zone.answering(owner, "CNAME") for zone in zones):
        return None
    return False if zones and all(zone.seen_whole for zone in zones) else None


def every_mx_seen(inventory: Inventory, zone: ZoneInstance, domain: Name) -> bool:
    """True if all MX hosts of `domain` lie in zones of the run that were seen whole."""
    return all(
        host is not None and inventory.known_answer(host) is not None
        for host in zone.targets("MX").get(domain, ())
    )


def is_reverse(zone: ZoneInstance) -> bool:
    """True for zones of addresses, which hold no mail domains (RFC 1035, 3.5; RFC 3596, 2.5)."""
    return zone.apex is not None and any(map(zone.apex.is_at_or_below, _REVERSE))


@cache
def without_report(zone: ZoneInstance) -> tuple[Name, ...]:
    """The mail domains for which the zone proves that nothing is answered at `_smtp._tls`.

    Not a host that has an MX only because it is another domain's: few such hosts take mail of
    their own.
    """
    if not zone.seen_whole or is_reverse(zone):
        return ()
    named = zone.targets("MX")
    domains: Iterable[Name] = zone.mail_domains
    if not zone.exchanges.isdisjoint(named):
        hosts = {host for domain in domains for host in named[domain] if host != domain}
        domains = (domain for domain in domains if domain not in hosts)
    return tuple(zone.all_lacking_txt(TLSRPT_LABELS, domains))


@cache
def served_by_host(zone: ZoneInstance) -> dict[Name, list[Record]]:
    """The domains without report whose MX hosts have TLS-RPT records, each with these.

    Reports on DANE go there (RFC 8460, 1.1).
    """
    named = zone.targets("MX")
    hosts = {tlsrpt_domain(record.owner.name) for record in zone.tlsrpt_records}
    if zone.exchanges.isdisjoint(hosts):
        return {}
    return {
        domain: [
            record
            for host in zone.mx_hosts(domain)
            if host != domain
            for record in zone.at(report_owner(host), "TXT", "CNAME")
        ]
        for domain in without_report(zone)
        if not hosts.isdisjoint(named[domain])
    }
