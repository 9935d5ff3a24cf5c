from tlsrpt_lint.inventory import Inventory, ZoneInstance
from tlsrpt_lint.owners import (
    RIGHT,
    is_mail_domain,
    meant_owner,
    misspelled_labels,
    owner_edits,
    strays,
)
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_TXT, Example, Findings, Fix, Fixes, Rule, Severity, Valid


class MisspelledOwner(Rule):
    """The policy stands at a name that no sender asks for.

    ## What it finds
    Policy text at a near miss of `_smtp._tls`: swapped or misspelled labels, the names of the RFC's
    drafts (`_smtp-tlsrpt`), the names of neighbours (`_mta-sts`, `_dmarc`). At another name with an
    underscore it is a warning. It is a note at a plain host name, and where the right record stands
    beside it. A name that some CNAME points at is silent: that is how delegation works.

    ## Why it matters
    Senders ask for `_smtp._tls.<domain>` and for nothing else, so the policy might as well not be.

    ## Fix
    Unsafe: writes `_smtp._tls` for the near miss, where the owner is written for this record alone.
    """

    code = "TR102"
    severity = Severity.ERROR
    fixes = Fixes.UNSAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = [
        Valid.zone("_smtp._tls " + RIGHT_TXT),
        Valid.zone("_smtp._tls CNAME tls-reports\ntls-reports " + RIGHT_TXT),
    ]
    INVALID = [
        Example.zone("«_tls._smtp» " + RIGHT_TXT, fixed="_smtp._tls " + RIGHT_TXT),
        Example.zone(
            "«_tls-reporting» " + RIGHT_TXT,
            severity=Severity.WARNING,
        ),
        Example.zone(
            "_smtp._tls " + RIGHT_TXT + "«_smtp-tlsrpt» " + RIGHT_TXT,
            severity=Severity.NOTE,
        ),
    ]

    def check_inventory(self, inventory: Inventory) -> Findings:
        for record, zone in strays(inventory):
            name = record.owner.name
            if is_mail_domain(name, zone):
                continue
            right = meant_owner(name)
            labels = misspelled_labels(name)
            message = f"'{name}' holds a TLS-RPT policy, but senders ask for '{right}' only."
            cure, fix = f"move the record to '{right}'", None
            if zone.at(right, "CNAME") or right in zone.reporting:
                severity, cure = Severity.NOTE, f"delete it: '{right}' has a record of its own"
            elif labels:
                severity = Severity.ERROR
                fix = self._fix(record, zone, ".".join(name[:labels]))
            elif any(label.startswith("_") for label in name):
                severity = Severity.WARNING
            else:
                severity = Severity.NOTE
                message = f"'{name}' holds a TLS-RPT policy, and no CNAME leads senders to it."
            yield self.finding(
                record.owner_span, message, help=cure, severity=severity, fix=fix, record=record
            )

    def _fix(self, record: Record, zone: ZoneInstance, wrong: str) -> Fix | None:
        if not str(record.owner.written).lower().startswith(wrong):
            return None
        edits = owner_edits(record, zone, 0, len(wrong), RIGHT)
        return Fix.of(f"Write '{RIGHT}' for '{wrong}'", *edits, unsafe=True)
