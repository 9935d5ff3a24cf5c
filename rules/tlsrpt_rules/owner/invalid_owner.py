from tlsrpt_lint.inventory import Inventory, tlsrpt_domain
from tlsrpt_lint.names import ROOT, Name
from tlsrpt_lint.records import ProblemKind
from tlsrpt_lint.rule import RIGHT_TXT, RIGHT_YAML, Example, Findings, Rule, Severity, Valid


class InvalidOwner(Rule):
    """The owner cannot be published in this zone.

    ## What it finds
    An owner at `_smtp._tls`, or of a policy, that is no domain name (an empty label, a label over
    63 octets), that ends in a dot where the format forbids it, or that is absolute and does not lie
    in the zone, such as `_smtp._tls.` with nothing behind it.

    ## Why it matters
    Some servers refuse the zone for it; others, BIND and Knot among them, drop the record in
    silence. Either way no sender finds it.
    """

    code = "TR104"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 1035, section 2.3.4", "RFC 1035, section 5.1")

    VALID = [Valid.zone("_smtp._tls.example.com. " + RIGHT_TXT)]
    INVALID = [
        Example.zone("«_smtp._tls.» " + RIGHT_TXT),
        Example.octodns(RIGHT_YAML.replace("_smtp._tls", "«_smtp._tls.example.com.»")),
    ]

    def check_inventory(self, inventory: Inventory) -> Findings:
        for loaded in inventory.files:
            yield from self.problems(loaded, ProblemKind.BAD_OWNER)
        for zone in inventory.zones:
            apex = zone.apex if zone.apex is not None and zone.at(zone.apex, "SOA") else None
            for record in dict.fromkeys(zone.tlsrpt_records + zone.policies):
                name = record.owner.name
                if record.owner.absolute and _is_outside(name, apex):
                    yield self.finding(
                        record.owner_span,
                        f"The owner '{name}.' does not lie in the zone, so it is not published.",
                        help="leave out the final dot, or write the zone's name before it",
                        record=record,
                    )


def _is_outside(name: Name, apex: Name | None) -> bool:
    if apex is None:
        return tlsrpt_domain(name) == ROOT
    return not name.is_at_or_below(apex)
