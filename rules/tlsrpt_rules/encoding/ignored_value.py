from tlsrpt_lint.inventory import ZoneInstance, hides_policy
from tlsrpt_lint.records import QuirkKind
from tlsrpt_lint.rule import Example, Findings, Related, Rule, Severity, Valid

_FILE = "_smtp._tls:\n  type: TXT\n"


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

    VALID = [
        Valid(
            _FILE + "  value: v=TLSRPTv1\\; rua=mailto:tls@example.org\n", file="example.com.yaml"
        )
    ]
    INVALID = [
        Example(
            _FILE + "  «value»: v=TLSRPTv1\\; rua=mailto:a@example.org\n"
            "  values:\n    - v=TLSRPTv1\\; rua=mailto:b@example.org\n",
            file="example.com.yaml",
        ),
    ]

    def check_zone(self, zone: ZoneInstance) -> Findings:
        for record in zone.records:
            for quirk in record.quirks:
                if quirk.kind is QuirkKind.IGNORED_VALUE and hides_policy(record, quirk):
                    yield self.finding(
                        quirk.span,
                        f"octoDNS ignores '{quirk.span.text}' beside 'values', so this policy is not "
                        "published.",
                        help="put the policy under 'values', or delete it",
                        related=[Related(record.value_span, "this is published instead")],
                        record=record,
                    )
