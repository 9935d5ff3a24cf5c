from tlsrpt_lint.policy import VERSION, Place, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity

_SPACED = lazy(rf"{VERSION}([ \t]+);")


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

    VALID = [RIGHT_POLICY]
    INVALID = [
        Example("v=TLSRPTv1« »; rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1«\t »; rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        if found := _SPACED.match(policy.text.text):
            place = Place(*found.span(1))
            yield self.finding(
                policy.span(place),
                "A blank stands before the first ';': beside another TXT record, and for"
                " tlsrpt-reporter always, the record does not count.",
                help="write 'v=TLSRPTv1;' without a blank",
                fix=Fix.of("Take out the blank", policy.edit(place, "")),
            )
