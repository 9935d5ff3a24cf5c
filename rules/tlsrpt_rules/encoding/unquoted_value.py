from tlsrpt_lint.inventory import ZoneInstance, holds_policy
from tlsrpt_lint.records import Quirk, QuirkKind, Record
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Rule, Severity, Valid

_FILE = """\
{"resource": {"hcloud_zone_rrset": {"tlsrpt": {
  "zone": "example.com", "name": "_smtp._tls", "type": "TXT",
  "records": [{"value": "%s"}]
}}}}
"""
_QUOTED = _FILE % '\\"v=TLSRPTv1; rua=mailto:tls@example.org\\"'


class UnquotedValue(Rule):
    """A value that wants quotes has none.

    ## What it finds
    The bare text of a policy in a format or service that takes TXT values in presentation form,
    with double quotes around each string: Route 53's change batches, CloudFormation, PowerDNS,
    Hetzner.

    ## Why it matters
    The service refuses the value, or publishes something else, such as the first word of it.

    ## Fix
    Puts the quotes around the text.
    """

    code = "TR507"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 1035, section 5.1",)

    VALID = [Valid(_QUOTED, file="main.tf.json")]
    INVALID = [
        Example(_FILE % "«v=TLSRPTv1; rua=mailto:tls@example.org»", _QUOTED, "main.tf.json"),
    ]

    def check_quirk(self, quirk: Quirk, record: Record, zone: ZoneInstance) -> Findings:
        value = record.value
        if quirk.kind is QuirkKind.UNQUOTED_VALUE and value is not None and holds_policy(record):
            end = len(value)
            fix = None
            if not {'"', "\\"} & set(value.text):
                edits = (value.edit(0, 0, '"'), value.edit(end, end, '"'))
                fix = Fix.of("Put the text in quotes", *edits)
            yield self.finding(
                value.span(),
                "The text has no quotes around it, and this format takes TXT values in quotes only.",
                help="put the text in double quotes, as part of the value",
                fix=fix,
            )
