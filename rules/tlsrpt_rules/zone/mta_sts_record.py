import re

from tlsrpt_lint.inventory import RecordSet, holds_policy
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid, excerpt

# Texts at `_mta-sts` that are no verification token or the like, but an attempt at the record.
_MEANT = lazy(r"""[\s"']*v\s*=\s*["']?STS|[\s"';]*id\s*=""", re.IGNORECASE)
_ID = lazy(r";[ \t]*id=([^;]*?)[ \t]*(?:;|\Z)")
_RECORD = lazy(
    r"v=STSv1(?:[ \t]*;[ \t]*[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[!-:<>-~]+)+(?:[ \t]*;[ \t]*)?"
)


class MtaStsRecord(Rule):
    """The `_mta-sts` record is malformed.

    ## What it finds
    A TXT record at `_mta-sts` that does not begin with `v=STSv1;`, has no `id` of 1 to 32 letters
    and digits, or otherwise breaks the grammar; and a second record beside one.

    ## Why it matters
    Senders take the domain to have no MTA-STS at all: mail goes out without enforced TLS, although
    the policy file is in place. And TLS-RPT reports, which would tell, do not mention it.
    """

    code = "TR407"
    severity = Severity.WARNING
    since = "0.1.0"
    references = ("RFC 8461, section 3.1",)

    VALID = [
        Valid.zone('_mta-sts TXT "v=STSv1; id=20260101T000000Z;"\n'),
        Valid.zone('_mta-sts TXT "example-verification=1b2c3d"\n'),
    ]
    INVALID = [
        Example.zone('_mta-sts TXT "«v=STSv1»"\n'),
        Example.zone('_mta-sts TXT "«v=STSv1; id=2026-01-01»"\n'),
        Example.zone('_mta-sts TXT "v=STSv1; id=1"\n_mta-sts TXT "«v=STSv1; id=2»"\n'),
    ]

    def check_irregular_record_set(self, records: RecordSet) -> Findings:
        if records.name[:1] != ("_mta-sts",) or records.type != "TXT":
            return
        record, fault = records.records[0], None
        counting = [record for record in records.records if record.text.startswith("v=STSv1;")]
        others = [record for record in counting[1:] if record.text != counting[0].text]
        if any(record.value is None for record in records.records):
            return
        if not counting:
            meant = [r for r in records.records if _MEANT.match(r.text) and not holds_policy(r)]
            if meant:
                record, fault = (
                    meant[0],
                    f"'{excerpt(meant[0].text)}' does not begin with 'v=STSv1;'",
                )
        elif others and not others[0].alternative:
            record, fault = others[0], "This is a second MTA-STS record"
        else:
            record, fault = counting[0], _fault(counting[0].text.rstrip(" \t"))
        if fault:
            yield self.finding(
                record.value_span,
                f"{fault}, so senders take '{records.name.parent}' to have no MTA-STS.",
                help="write one record, 'v=STSv1; id=' and up to 32 letters and digits",
                record=record,
            )


def _fault(text: str) -> str | None:
    version_id = _ID.search(text)
    if version_id is None:
        return "The MTA-STS record has no id"
    if not re.fullmatch(r"[A-Za-z0-9]{1,32}", version_id[1]):
        return f"The id '{excerpt(version_id[1])}' is not 1 to 32 letters and digits"
    return None if _RECORD.fullmatch(text) else f"'{excerpt(text)}' breaks the grammar of MTA-STS"
