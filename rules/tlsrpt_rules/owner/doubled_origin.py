from tlsrpt_lint.inventory import ZoneInstance
from tlsrpt_lint.names import Name
from tlsrpt_lint.owners import doubled_origin, owner_edits
from tlsrpt_lint.rule import (
    RIGHT_TXT,
    RIGHT_YAML,
    Example,
    Findings,
    Fix,
    Fixes,
    Rule,
    Severity,
    Valid,
)


class DoubledOrigin(Rule):
    """The owner has the zone's name twice.

    ## What it finds
    An owner at `_smtp._tls` that ends in the zone's name two times over: a full name that the
    format takes as relative, such as a zone file's without its final dot, or a key of octoDNS.

    ## Why it matters
    `_smtp._tls.example.com.example.com` is published without complaint, and no sender asks for it.

    ## Fix
    Takes the zone's name off the owner, which is relative to it.
    """

    code = "TR103"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 1035, section 5.1", "RFC 8460, section 3")

    VALID = [
        Valid.zone("_smtp._tls.example.com. " + RIGHT_TXT),
        Valid(
            "$ORIGIN example.com.example.com.\n@ MX 10 mail\n_smtp._tls " + RIGHT_TXT,
            file="example.com.example.com.zone",
        ),
    ]
    INVALID = [
        Example.zone("«_smtp._tls.example.com» " + RIGHT_TXT, fixed="_smtp._tls " + RIGHT_TXT),
        Example.octodns(
            RIGHT_YAML.replace("_smtp._tls", "«_smtp._tls.mail.example.com»"),
            fixed=RIGHT_YAML.replace("_smtp._tls", "_smtp._tls.mail"),
        ),
    ]

    def check_zone(self, zone: ZoneInstance) -> Findings:
        for record in zone.tlsrpt_records:
            name = record.owner.name
            origin = doubled_origin(name, zone)
            if origin is None:
                continue
            written = str(record.owner.written).removesuffix(".")
            once = Name(name[: -len(origin)])
            fix = None
            if written.lower().endswith(f".{origin}"):
                end = len(written)
                edits = owner_edits(record, zone, end - len(f".{origin}"), end, "")
                fix = Fix.of(f"Take '.{origin}' off the owner", *edits)
            yield self.finding(
                record.owner_span,
                f"The owner is published as '{name}', with '{origin}' twice.",
                help=f"write '{once}' once, as a name relative to the zone or with its final dot",
                fix=fix,
                record=record,
            )
