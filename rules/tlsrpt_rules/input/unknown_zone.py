from tlsrpt_lint.records import Loaded, ProblemKind
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid


class UnknownZone(Rule):
    """The name of a file's zone is not known.

    ## What it finds
    A zone file or an octoDNS file with relative names that matter for TLS-RPT, and nothing that
    tells the zone's name: no `$ORIGIN`, no absolute SOA owner, no telling file name, no
    configuration. In a zone file without an SOA, a part that no other file includes, it is a note.

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

    def check_file(self, loaded: Loaded) -> Findings:
        yield from self.problems(loaded, ProblemKind.UNKNOWN_ZONE)
        yield from self.problems(loaded, ProblemKind.LONE_PART, Severity.NOTE)
