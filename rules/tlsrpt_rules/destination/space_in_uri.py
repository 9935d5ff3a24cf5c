from tlsrpt_lint.policy import FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity


class SpaceInUri(Rule):
    """A blank inside a report URI.

    ## What it finds
    A blank behind `mailto:` or anywhere else within a URI. Character-strings are joined as they
    are, so a blank at their border ends up here as well.

    ## Why it matters
    No URI holds a blank. Senders drop the destination, and strict ones the record.

    ## Fix
    Takes the blank out. In the middle of a text, where a second one may begin, that is unsafe.
    """

    code = "TR308"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 3986, section 2")

    VALID = ["v=TLSRPTv1; rua=mailto:a@example.org, mailto:b@example.org"]
    INVALID = [
        Example("v=TLSRPTv1; rua=mailto:« »tls@example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1; rua=mailto:tls@« »example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1; rua=mailto:t« »ls@example.org", fixed=RIGHT_POLICY),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        text = policy.text.text
        for fault in policy.faults_of(FaultKind.SPACE_IN_URI):
            beside = [text[p.start - 1] in ":/@." or text[p.end] in "@./" for p in fault.places]
            yield self.finding(
                policy.span(fault),
                "A blank stands inside a report URI, so senders cannot use it.",
                help="take the blank out",
                related=self.repeated(policy, fault),
                fix=Fix.of("Take out the blank", *policy.edits(fault, ""), unsafe=not all(beside)),
            )
