from collections.abc import Iterator

from tlsrpt_lint.inventory import ZoneInstance
from tlsrpt_lint.records import CharacterString, QuirkKind
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Rule, Severity, Valid
from tlsrpt_lint.text import Edit

_HEAD = '_smtp._tls TXT "'
_FIRST = "v=TLSRPTv1; rua=https://reports.example.org/" + "a" * 200 + ","
_SECOND = "mailto:tls@reports.example.org"


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

    VALID = [Valid.zone(_HEAD + _FIRST + '" "' + _SECOND + '"\n')]
    INVALID = [
        Example.zone(
            _HEAD + "«" + _FIRST + _SECOND + '»"\n', fixed=_HEAD + _FIRST + '" "' + _SECOND + '"\n'
        ),
    ]

    def check_zone(self, zone: ZoneInstance) -> Findings:
        for record in zone.policies:
            if not any(quirk.kind is QuirkKind.OVERLONG_STRING for quirk in record.quirks):
                continue
            for string in record.strings:
                if string.octets > 255:
                    yield self.finding(
                        string.text.span(),
                        f"The string has {string.octets} octets, and DNS allows 255.",
                        help="write it as several strings, each in quotes, one after the other",
                        fix=Fix.of("Split the string", *_splits(string)),
                        record=record,
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
