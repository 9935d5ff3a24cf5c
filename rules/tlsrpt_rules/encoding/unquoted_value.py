from tlsrpt_lint.inventory import ZoneInstance
from tlsrpt_lint.records import QuirkKind
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Rule, Severity, Valid

_FILE = """\
{"resource": {"hcloud_zone_rrset": {"tlsrpt": {
  "zone": "example.com", "name": "_smtp._tls", "type": "TXT",
  "records": [{"value": "%s"}]
}}}}
"""


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

    VALID = [
        Valid(_FILE % '\\"v=TLSRPTv1; rua=mailto:tls@example.org\\"', file="main.tf.json"),
    ]
    INVALID = [
        Example(
            _FILE % "«v=TLSRPTv1; rua=mailto:tls@example.org»",
            fixed=_FILE % '\\"v=TLSRPTv1; rua=mailto:tls@example.org\\"',
            file="main.tf.json",
        ),
    ]

    def check_zone(self, zone: ZoneInstance) -> Findings:
        for record in zone.policies:
            if record.value is None or not any(
                quirk.kind is QuirkKind.UNQUOTED_VALUE for quirk in record.quirks
            ):
                continue
            end = len(record.value)
            edits = (record.value.edit(0, 0, '"'), record.value.edit(end, end, '"'))
            plain = not {'"', "\\"} & set(record.text)
            yield self.finding(
                record.value_span,
                "The text has no quotes around it, and this format takes TXT values in quotes only.",
                help="put the text in double quotes, as part of the value",
                fix=Fix.of("Put the text in quotes", *edits) if plain else None,
                record=record,
            )
