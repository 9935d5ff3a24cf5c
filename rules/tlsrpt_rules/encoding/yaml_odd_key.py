from tlsrpt_lint.coverage import report_owner
from tlsrpt_lint.inventory import ZoneInstance, holds_policy
from tlsrpt_lint.names import ROOT, Name
from tlsrpt_lint.records import Quirk, QuirkKind, Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid

_MX = ":\n  type: MX\n  value: {exchange: mail.example.net., preference: 10}\n"


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

    VALID = [Valid.octodns("'no'" + _MX)]
    INVALID = [Example.octodns("«no»" + _MX), Example.octodns("«010»" + _MX)]

    def check_quirk(self, quirk: Quirk, record: Record, zone: ZoneInstance) -> Findings:
        key = quirk.span.text
        if quirk.kind is QuirkKind.ODD_KEY and _matters(key, record, zone):
            yield self.finding(
                quirk.span,
                f"YAML reads the key '{key}' as '{quirk.detail}', the name that octoDNS publishes.",
                help=f"write the key as '{key}', with the quotes",
            )


def _matters(key: str, record: Record, zone: ZoneInstance) -> bool:
    meant = Name((*key.lower().split("."), *(zone.apex or ROOT)))
    return record.type == "MX" or holds_policy(record) or bool(zone.at(report_owner(meant)))
