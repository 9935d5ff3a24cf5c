from tlsrpt_lint.destination import destination
from tlsrpt_lint.inventory import Inventory, ZoneInstance
from tlsrpt_lint.names import Name
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Loaded, ProblemKind
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid


class UndeliverableDestination(Rule):
    """No report can reach a destination, as the zones at hand or DNS prove.

    ## What it finds
    A mail address whose domain lies in a zone that was read as a whole and either refuses all mail
    (a Null MX), or has no record of any type there: no MX, no address, no CNAME, no wildcard and no
    delegation above it.

    `tlsrpt-lint lookup` asks DNS for the same, and for the address of the host of an https URI; with
    `--probe` a host with which no TLS connection comes about is found as well.

    ## Why it matters
    Senders bounce each report, day after day, and give up on the domain in the end.
    """

    code = "TR318"
    severity = Severity.WARNING
    since = "0.1.0"
    references = ("RFC 7505, section 3", "RFC 5321, section 5.1", "RFC 8460, section 5.3")

    VALID = [
        Valid.zone(
            '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:a@mx.example.com,mailto:b@sub.example.com"\n'
            "mx A 192.0.2.1\nsub NS ns.example.net.\n"
        ),
    ]
    INVALID = [
        Example.zone(
            '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@«reports.example.com»"\nwww A 192.0.2.1\n'
        ),
        Example.zone(
            '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@«www.example.com»"\n'
            "www A 192.0.2.1\nwww MX 0 .\n"
        ),
    ]

    def check_file(self, loaded: Loaded) -> Findings:
        return self.problems(loaded, ProblemKind.UNREACHABLE_DESTINATION)

    def check_inventory(self, inventory: Inventory) -> Findings:
        obstacles: dict[str, str | None] = {}
        deliverable: set[str] = set()  # texts
        sets = [records for zone in inventory.zones for records in zone.sets]
        for record in (r for records in sets if records.type == "TXT" for r in records.judged):
            if record.text in deliverable:
                continue
            assert record.value is not None
            policy = Policy(record.value)
            hindered = False
            for uri in policy.usable_uris:
                where = destination(uri.text)
                if not where.local:
                    continue
                if where.host not in obstacles:
                    domain = Name(where.host.split("."))
                    obstacles[where.host] = _obstacle(domain, inventory.zones_holding(domain))
                if reason := obstacles[where.host]:
                    hindered = True
                    yield self.finding(
                        policy.span(uri.place(where.host_at)),
                        f"No report can reach '{uri.text}': '{where.host}' {reason}.",
                        help="name a domain that accepts mail",
                        record=record,
                    )
            if not hindered:
                deliverable.add(record.text)


def _obstacle(domain: Name, zones: list[ZoneInstance]) -> str | None:
    """Why no mail is delivered to `domain`, if all instances of its zone prove it."""
    if not zones or any(not zone.seen_whole or zone.cut_above(domain) for zone in zones):
        return None
    if all(zone.has_null_mx(domain) for zone in zones):
        return "has a Null MX, so it accepts no mail"
    if all(zone.holds_nothing_at(domain) for zone in zones):
        return "has no record of any type in its zone"
    return None
