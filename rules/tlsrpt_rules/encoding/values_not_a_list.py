from tlsrpt_lint.inventory import ZoneInstance, holds_policy
from tlsrpt_lint.records import Quirk, QuirkKind, Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Rule, Severity, Valid
from tlsrpt_lint.text import Edit, MappedText

_KEY = lazy(r"""\bvalue(s)["']?[ \t]*:(?:\s+(?:#.*\n\s*)?)["']?\Z""")
_DMARC = "_dmarc:\n  type: TXT\n  value: v=DMARC1; p=none\n"
_RIGHT = _DMARC + "_smtp._tls:\n  type: TXT\n  value: v=TLSRPTv1; rua=mailto:tls@example.org\n"
_WRONG = _DMARC + "_smtp._tls:\n  type: TXT\n  values: «v=TLSRPTv1; rua=mailto:tls@example.org»\n"


class ValuesNotAList(Rule):
    """One text stands under `values`, which wants a list.

    ## What it finds
    A policy as the one text under `values` in an octoDNS record, where the provider has
    `escaped_semicolons: false`. It is a warning where nothing tells that option.

    ## Why it matters
    octoDNS goes through the text as through a list and publishes a TXT record for each of its
    characters.

    ## Fix
    Writes the key as `value`.
    """

    code = "TR511"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "octoDNS, YamlProvider, escaped_semicolons")

    VALID = [Valid.octodns(_RIGHT)]
    INVALID = [Example.octodns(_WRONG, fixed=_RIGHT)]

    def check_quirk(self, quirk: Quirk, record: Record, zone: ZoneInstance) -> Findings:
        if quirk.kind is QuirkKind.ITERATED_STRING and holds_policy(record):
            yield self.finding(
                record.value_span,
                "octoDNS publishes each character of this text as a TXT record of its own.",
                help="write the key as 'value', or the text as a list item",
                severity=None if quirk.detail else Severity.WARNING,
                fix=Fix.of("Write the key as 'value'", _key_edit(quirk)),
            )


def _key_edit(quirk: Quirk) -> Edit | None:
    before = quirk.span._replace(start=max(quirk.span.start - 80, 0), end=quirk.span.start)
    found = _KEY.search(before.text)
    return MappedText.literal(before).edit(*found.span(1), "") if found else None
