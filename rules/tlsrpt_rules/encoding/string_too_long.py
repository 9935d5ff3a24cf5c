import re
from collections.abc import Iterator

from tlsrpt_lint.inventory import ZoneInstance, holds_policy
from tlsrpt_lint.records import Quirk, QuirkKind, Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Rule, Severity, Valid
from tlsrpt_lint.text import Edit

_UNIT = lazy(r"\\[0-9]{3}|\\?.", re.DOTALL)
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
        octets = max(string.octets for string in record.strings)
        yield self.finding(
            quirk.span,
            f"The string has {octets} octets, over the 255 of DNS, so servers refuse it.",
            help="write it as several strings, one after the other",
            fix=Fix.of("Split the string", *_splits(quirk)),
        )


def _splits(quirk: Quirk) -> Iterator[Edit | None]:
    written = quirk.text
    if written is None or not written.text.isascii():
        return
    # Where octets begin: an escape is one of them.
    places = [unit.start() for unit in _UNIT.finditer(written.text)]
    start = 0
    while len(places) - start > 255:
        comma = written.text.rfind(",", places[start], places[start + 255])
        start = places.index(comma) + 1 if comma >= 0 else start + 255
        yield written.edit(places[start], places[start], quirk.detail)
