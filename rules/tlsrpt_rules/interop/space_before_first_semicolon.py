from tlsrpt_lint.policy import VERSION, Place, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Rule, Severity


class SpaceBeforeFirstSemicolon(Rule):
    """A blank stands between the version and its `;`.

    ## What it finds
    `v=TLSRPTv1 ;`: the version is followed by a blank or a tab before the `;`.

    ## Why it matters
    The grammar allows the blank. But among several TXT records senders look for the eleven octets
    `v=TLSRPTv1;`, and by the letter drop this one. tlsrpt-reporter and the Ruby gem mta_sts refuse
    it even alone (seen in 2026).

    ## Fix
    Takes the blank out.
    """

    code = "TR601"
    severity = Severity.WARNING
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = ["v=TLSRPTv1; rua=mailto:tls@example.org"]
    INVALID = [
        Example(
            "v=TLSRPTv1« »; rua=mailto:tls@example.org",
            fixed="v=TLSRPTv1; rua=mailto:tls@example.org",
        ),
        Example(
            "v=TLSRPTv1«\t »;rua=mailto:tls@example.org",
            fixed="v=TLSRPTv1;rua=mailto:tls@example.org",
        ),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        text = policy.text.text
        rest = text.removeprefix(VERSION)
        blanks = len(rest) - len(rest.lstrip(" \t"))
        if rest == text or not blanks or not rest[blanks:].startswith(";"):
            return
        place = Place(len(VERSION), len(VERSION) + blanks)
        yield self.finding(
            policy.span(place),
            "A blank stands before the first ';': beside another TXT record, and for"
            " tlsrpt-reporter always, the record does not count.",
            help="write 'v=TLSRPTv1;' without a blank",
            fix=Fix.of("Take out the blank", policy.edit(place, "")),
        )
