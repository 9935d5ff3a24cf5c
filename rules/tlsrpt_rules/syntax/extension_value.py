from tlsrpt_lint.policy import FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity


class ExtensionValue(Rule):
    """The value of an extension field is empty or holds a forbidden character.

    ## What it finds
    A field other than `v` and `rua` whose value is empty, or holds a blank or a `=`. Any other
    visible ASCII character but `;` is allowed.

    ## Why it matters
    Senders ignore extensions that they do not know, but only those of the right form. Any other
    makes the record malformed, and a strict sender drops it.
    """

    code = "TR209"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = ['v=TLSRPTv1; rua=mailto:tls@example.org; x=a,b:"c"<d>!']
    INVALID = [
        Example("v=TLSRPTv1; rua=mailto:tls@example.org; «x=»"),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org; x=a«=»b"),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org; x=one« »two"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.EMPTY_EXTENSION):
            message = f"'{policy.written(fault)}' has no value, so strict senders drop the record."
            yield self.finding(policy.span(fault), message, help="give it a value or take it out")
        for fault in policy.faults_of(FaultKind.EXTENSION_VALUE):
            written = policy.written(fault)
            what = f"a '{written}'" if written.strip() else "a blank"
            message = f"An extension's value holds {what}, so strict senders drop the record."
            yield self.finding(policy.span(fault), message, help="take it out")
