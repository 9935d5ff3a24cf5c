from tlsrpt_lint.coverage import report_owner
from tlsrpt_lint.inventory import ZoneInstance, holds_policy
from tlsrpt_lint.names import ROOT, Name
from tlsrpt_lint.records import Quirk, QuirkKind, Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid

_FILE = "{}:\n  type: MX\n  value: {{exchange: mail.example.net., preference: 10}}\n"


class YamlOddKey(Rule):
    """A YAML key is read as another name.

    ## What it finds
    A key without quotes that YAML 1.1 takes for a boolean, a number or a time (`no`, `010`,
    `12:30`) where the name takes mail, holds a policy or has a record at `_smtp._tls`.

    ## Why it matters
    octoDNS publishes the records under the name that YAML reads: `no` becomes `false`, `010`
    becomes `8`. Mail and reports of the intended name find nothing.
    """

    code = "TR508"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3", "YAML 1.1, types bool, int and float")

    VALID = [Valid(_FILE.format("'no'"), file="example.com.yaml")]
    INVALID = [
        Example(_FILE.format("«no»"), file="example.com.yaml"),
        Example(_FILE.format("«010»"), file="example.com.yaml"),
    ]

    def check_zone(self, zone: ZoneInstance) -> Findings:
        for record in zone.records:
            for quirk in record.quirks:
                if quirk.kind is QuirkKind.ODD_KEY and _matters(record, quirk, zone):
                    yield self.finding(
                        quirk.span,
                        f"YAML reads the key '{quirk.span.text}' as '{quirk.detail}', and octoDNS "
                        "publishes that name.",
                        help=f"write the key as '{quirk.span.text}', with the quotes",
                        record=record,
                    )


def _matters(record: Record, quirk: Quirk, zone: ZoneInstance) -> bool:
    meant = Name((*quirk.span.text.lower().split("."), *(zone.apex or ROOT)))
    return record.type == "MX" or holds_policy(record) or bool(zone.at(report_owner(meant)))
