from tlsrpt_lint.inventory import TLSRPT_LABELS, ZoneInstance, holds_policy
from tlsrpt_lint.names import Name
from tlsrpt_lint.rule import RIGHT_TXT, Example, Findings, Rule, Severity, Valid, excerpt


class WildcardOwner(Rule):
    """A wildcard answers, or was meant to answer, where senders look for the policy.

    ## What it finds
    A policy at a wildcard (`*`, `*._tls`), which answers at every name that does not exist, or at a
    name with a `*` inside (`_smtp._tls.*`), which is no wildcard at all. As a note: a wildcard TXT
    of another kind that answers at `_smtp._tls` of a mail domain with no record of its own.

    ## Why it matters
    A `*` stands for other labels only where it comes first, and only below names that do not
    exist: one more record in the zone, and it answers no longer. What another wildcard TXT answers
    is no policy, so senders see no TLS-RPT.
    """

    code = "TR105"
    severity = Severity.WARNING
    since = "0.1.0"
    references = ("RFC 4592, section 2.1", "RFC 4592, section 3.3")

    VALID = [Valid.zone("_smtp._tls " + RIGHT_TXT + '* TXT "v=spf1 -all"\n')]
    INVALID = [
        Example.zone("«*._tls» " + RIGHT_TXT),
        Example.zone("«_smtp._tls.*» " + RIGHT_TXT),
        Example.zone(
            '@ MX 10 mail.example.net.\n«*» TXT "v=spf1 -all"\n',
            severity=Severity.NOTE,
        ),
    ]

    def check_zone(self, zone: ZoneInstance) -> Findings:
        for record in zone.policies:
            name = record.owner.name
            if "*" in name:
                yield self.finding(
                    record.owner_span,
                    f"The policy at '{name}' answers only where no other record stands in the way."
                    if name[0] == "*"
                    else f"'{name}' is no wildcard, as its '*' does not come first.",
                    help="write one record at '_smtp._tls' of each mail domain",
                    record=record,
                )
        yield from self._foreign(zone)

    def _foreign(self, zone: ZoneInstance) -> Findings:
        if not zone.has_wildcards or not zone.seen_whole:
            return
        told = set()
        for domain in zone.mail_domains:
            name = Name((*TLSRPT_LABELS, *domain))
            source = zone.wildcard_for(name)
            if source is None or source in told or zone.cut_above(name):
                continue
            told.add(source)
            foreign = zone.at(source, "TXT")
            if foreign and not any(map(holds_policy, foreign)):
                yield self.finding(
                    foreign[0].owner_span,
                    f"The wildcard '{source}' answers at '{name}' with '{excerpt(foreign[0].text)}', "
                    "which is no TLS-RPT policy.",
                    help=f"publish a TLS-RPT record at '{name}', and the wildcard is out of its way",
                    severity=Severity.NOTE,
                    record=foreign[0],
                )
