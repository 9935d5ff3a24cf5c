from tlsrpt_lint.inventory import ZoneInstance, hides_policy
from tlsrpt_lint.records import Quirk, QuirkKind, Record
from tlsrpt_lint.rule import RIGHT_YAML, Example, Findings, Related, Rule, Severity, Valid

_MARKED = RIGHT_YAML.replace("_smtp._tls", "«_smtp._tls»")


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

    VALID = [Valid.octodns(RIGHT_YAML)]
    INVALID = [Example.octodns(_MARKED + RIGHT_YAML.replace("tls@", "reports@"))]

    def check_quirk(self, quirk: Quirk, record: Record, zone: ZoneInstance) -> Findings:
        if quirk.kind is QuirkKind.HIDDEN_BY_DUPLICATE and hides_policy(record, quirk):
            key, winner = quirk.span.text, quirk.detail or "key"
            yield self.finding(
                quirk.span,
                f"A later {winner} takes the place of '{key}', so this policy is not published.",
                help="keep one of the two",
                related=[Related(record.value_span, "this is published instead")],
            )
