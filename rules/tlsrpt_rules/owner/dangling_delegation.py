from tlsrpt_lint.inventory import Inventory, ZoneInstance, holds_policy
from tlsrpt_lint.names import Name
from tlsrpt_lint.owners import doubled_origin
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid


class DanglingDelegation(Rule):
    """A CNAME at `_smtp._tls` leads to no policy.

    ## What it finds
    A CNAME at `_smtp._tls` whose target lies in a zone that was seen whole and holds no policy,
    whose target has the zone's name twice (a final dot was lost), or that leads in a circle. What a
    CNAME to a zone outside of the repository leads to is not known and not doubted.

    ## Why it matters
    Senders follow the CNAME, find nothing and send no reports. The domain looks delegated.
    """

    code = "TR110"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 1034, section 3.6.2", "RFC 1035, section 5.1")

    VALID = [
        Valid.zone("_smtp._tls CNAME example-com.tls.example.net.\n"),
        Valid.zone(
            '_smtp._tls CNAME reports\nreports TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
        ),
    ]
    INVALID = [
        Example.zone("«_smtp._tls» CNAME example-com.tls.example.net\n"),
        Example.zone(
            "«_smtp._tls.lists» CNAME _smtp._tls.example.com\n"
            '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
        ),
        Example.zone("«_smtp._tls» CNAME reports\nreports CNAME _smtp._tls\n"),
    ]

    def check_inventory(self, inventory: Inventory) -> Findings:
        for zone in inventory.zones:
            for record in zone.tlsrpt_records:
                if record.type == "CNAME" and record.target is not None:
                    fault = _fault(record.target, zone, inventory)
                    if fault:
                        yield self.finding(
                            record.owner_span,
                            f"The CNAME to '{record.target}' {fault}, so senders find nothing.",
                            help="point it at the name of a TLS-RPT record, with a final dot where "
                            "the format wants one",
                            record=record,
                        )


def _fault(target: Name, zone: ZoneInstance, inventory: Inventory) -> str | None:
    end = inventory.chased(target)
    if end is None:
        return "leads in a circle"
    answer = inventory.known_answer(end)
    if any(record.value is None or holds_policy(record) for record in answer or ()):
        return None
    if origin := doubled_origin(target, zone):
        return f"names '{origin}' twice"
    return None if answer is None else "leads to no TLS-RPT policy"
