from tlsrpt_lint.inventory import ZoneInstance, hides_policy
from tlsrpt_lint.records import QuirkKind
from tlsrpt_lint.rule import Example, Findings, Related, Rule, Severity, Valid

_FILE = "{0}:\n  type: TXT\n  value: v=TLSRPTv1\\; rua=mailto:a@example.org\n"
_AGAIN = "_smtp._tls:\n  type: TXT\n  value: v=TLSRPTv1\\; rua=mailto:b@example.org\n"


class DuplicateKey(Rule):
    """A later key of the same name hides a policy.

    ## What it finds
    A YAML or JSON key that stands twice in one mapping, where the one that loses holds a policy;
    also a merge key (`<<`) that takes the place of the mapping's own value.

    ## Why it matters
    Readers take the last one and say nothing. The policy is in the file and is never published.
    """

    code = "TR509"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8259, section 4", "YAML 1.1, section 3.2.1.3")

    VALID = [Valid(_AGAIN, file="example.com.yaml")]
    INVALID = [Example(_FILE.format("«_smtp._tls»") + _AGAIN, file="example.com.yaml")]

    def check_zone(self, zone: ZoneInstance) -> Findings:
        for record in zone.records:
            for quirk in record.quirks:
                if quirk.kind is QuirkKind.HIDDEN_BY_DUPLICATE and hides_policy(record, quirk):
                    yield self.finding(
                        quirk.span,
                        f"A later {quirk.detail or 'key'} takes the place of '{quirk.span.text}', so "
                        "this policy is not published.",
                        help="keep one of the two",
                        related=[Related(record.value_span, "this is published instead")],
                        record=record,
                    )
