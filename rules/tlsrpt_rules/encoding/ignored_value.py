from tlsrpt_lint.inventory import ZoneInstance, hides_policy
from tlsrpt_lint.records import Quirk, QuirkKind, Record
from tlsrpt_lint.rule import RIGHT_YAML, Example, Findings, Related, Rule, Severity, Valid

_VALUES = "  values:\n    - v=TLSRPTv1\\; rua=mailto:reports@example.org\n"


class IgnoredValue(Rule):
    """A `value` beside `values` is ignored.

    ## What it finds
    A policy under `value` in an octoDNS record that has `values` too.

    ## Why it matters
    octoDNS takes `values` and says nothing of the other. The policy is in the file and is never
    published.
    """

    code = "TR510"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = [Valid.octodns(RIGHT_YAML)]
    INVALID = [Example.octodns(RIGHT_YAML.replace("value", "«value»") + _VALUES)]

    def check_quirk(self, quirk: Quirk, record: Record, zone: ZoneInstance) -> Findings:
        if quirk.kind is QuirkKind.IGNORED_VALUE and hides_policy(record, quirk):
            yield self.finding(
                quirk.span,
                f"octoDNS ignores '{quirk.span.text}' beside 'values': this policy is not published.",
                help="put the policy under 'values', or delete it",
                related=[Related(record.value_span, "this is published instead")],
            )
