from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.records import ProblemKind
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid


class UnknownZone(Rule):
    """The name of a file's zone is not known.

    ## What it finds
    A zone file or an octoDNS file with relative names that matter for TLS-RPT, and nothing that
    tells the zone's name: no `$ORIGIN`, no absolute SOA owner, no telling file name, no
    configuration. A fragment without an SOA is a note; one that another file includes is silent.

    ## Why it matters
    Relative names stand for other names in another zone. Whether an owner is right, doubled or
    outside of its zone cannot be said, and such checks are left out.
    """

    code = "TR002"
    severity = Severity.WARNING
    since = "0.1.0"
    references = ("RFC 1035, section 5.1",)

    VALID = [
        Valid(
            '_smtp._tls 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n', "example.com.zone"
        )
    ]
    INVALID = [
        Example(
            "@ 3600 IN SOA ns1 hostmaster 1 7200 3600 1209600 3600\n"
            '«_smtp._tls» 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n',
            file="mail.zone",
        ),
        Example(
            '«_smtp._tls» 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n',
            file="mail.zone",
            severity=Severity.NOTE,
        ),
    ]

    def check_inventory(self, inventory: Inventory) -> Findings:
        included = {path for loaded in inventory.files for path in loaded.included}
        for loaded in inventory.files:
            if loaded.source.path in included:
                continue
            records = (record for part in loaded.parts for record in part.records)
            whole = any(record.type == "SOA" for record in records)
            severity = Severity.WARNING if whole else Severity.NOTE
            yield from self.problems(loaded, ProblemKind.UNKNOWN_ZONE, severity)
