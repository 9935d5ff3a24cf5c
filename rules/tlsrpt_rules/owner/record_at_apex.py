from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.owners import RIGHT, is_mail_domain, owner_edits, strays
from tlsrpt_lint.rule import RIGHT_TXT, Example, Findings, Fix, Fixes, Rule, Severity, Valid


class RecordAtApex(Rule):
    """The policy stands at the mail domain itself.

    ## What it finds
    A TXT record with a policy at the zone's apex, or at a name with an MX, not at `_smtp._tls`.

    ## Why it matters
    Senders ask for `_smtp._tls.<domain>` and for nothing else. Panels that call the apex `@` invite
    this slip, and SPF, which does stand there, makes it look right.

    ## Fix
    Unsafe: puts `_smtp._tls` before the owner, where the owner is written for this record alone.
    """

    code = "TR101"
    severity = Severity.ERROR
    fixes = Fixes.UNSAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = [Valid.zone("_smtp._tls " + RIGHT_TXT)]
    INVALID = [
        Example.zone("«example.com.» " + RIGHT_TXT, fixed="_smtp._tls.example.com. " + RIGHT_TXT),
        Example.zone("lists MX 10 mail.example.net.\n " + RIGHT_TXT.replace("TXT", "«TXT»", 1)),
    ]

    def check_inventory(self, inventory: Inventory) -> Findings:
        for record, zone in strays(inventory):
            name, written = record.owner.name, str(record.owner.written)
            if not is_mail_domain(name, zone):
                continue
            end, lead = (1, RIGHT) if written == "@" else (0, f"{RIGHT}." if written else RIGHT)
            edits = owner_edits(record, zone, 0, end, lead)
            yield self.finding(
                record.owner_span,
                f"The policy stands at '{name or '@'}' itself, where no sender looks for it.",
                help=f"give it the owner '{RIGHT}{'.' if name else ''}{name}'",
                fix=Fix.of(f"Put '{RIGHT}' before the owner", *edits, unsafe=True),
                record=record,
            )
