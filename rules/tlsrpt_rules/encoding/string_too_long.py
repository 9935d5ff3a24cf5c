from collections.abc import Iterator

from tlsrpt_lint.inventory import ZoneInstance, holds_policy
from tlsrpt_lint.records import CharacterString, Quirk, QuirkKind, Record
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Rule, Severity, Valid
from tlsrpt_lint.text import Edit

_FIRST = '_smtp._tls TXT "«v=TLSRPTv1; rua=https://reports.example.org/' + "a" * 200 + ","
_WRONG = _FIRST + 'mailto:tls@example.org»"\n'
_RIGHT = _FIRST.replace("«", "") + '" "mailto:tls@example.org"\n'


class StringTooLong(Rule):
    """A character-string is longer than DNS allows.

    ## What it finds
    A string of more than 255 octets in a policy, in a format that does not cut it up by itself.

    ## Why it matters
    The length of a string is one octet on the wire. Most servers and services refuse the record,
    and with it the zone. A record may have several strings; senders join them with nothing between.

    ## Fix
    Ends the string at 255 octets, or at the last comma before, and begins the next one there.
    """

    code = "TR503"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 1035, section 3.3", "RFC 7208, section 3.3")

    VALID = [Valid.zone(_RIGHT)]
    INVALID = [Example.zone(_WRONG, fixed=_RIGHT)]

    def check_quirk(self, quirk: Quirk, record: Record, zone: ZoneInstance) -> Findings:
        if quirk.kind is not QuirkKind.OVERLONG_STRING or not holds_policy(record):
            return
        for string in record.strings:
            span = string.text.span()
            if string.octets > 255 and quirk.span.start <= span.start < quirk.span.end:
                yield self.finding(
                    span,
                    f"The string has {string.octets} octets, over the 255 of DNS, so servers refuse it.",
                    help="write it as several strings, each in quotes, one after the other",
                    fix=Fix.of("Split the string", *_splits(string)),
                )


def _splits(string: CharacterString) -> Iterator[Edit | None]:
    span = string.text.span()
    before = span.source.text(max(span.start - 2, 0), span.start)
    quote = '\\"' if before == '\\"' else '"'
    text, start = string.text.text, 0
    if not string.quoted or not text.isascii():
        yield None
    while len(text) - start > 255:
        comma = text.rfind(",", start, start + 255)
        start = comma + 1 if comma > start else start + 255
        writable = string.text.edit(start, start, "")
        yield Edit(string.text.span(start, start), f"{quote} {quote}") if writable else None
