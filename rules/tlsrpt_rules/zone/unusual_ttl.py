from typing import NamedTuple

from tlsrpt_lint.inventory import RecordSet
from tlsrpt_lint.rule import MARKED, RIGHT_TXT, Example, Findings, Rule, Severity, Valid


class TtlLimits(NamedTuple):
    """The TTLs, in seconds, that are passed without a word."""

    minimum: int = 300
    maximum: int = 604800


class UnusualTtl(Rule):
    """The record is cached for very short or for very long.

    ## What it finds
    A TLS-RPT record with a TTL below 300 seconds or above 7 days. Both limits are options. A TTL of
    1 is passed: in Cloudflare's exports it stands for automatic.

    ## Why it matters
    The record seldom changes, so a short TTL only costs look-ups, and mostly it is left over from a
    migration. A long one keeps a mistake alive in caches after it is corrected.
    """

    code = "TR405"
    severity = Severity.NOTE
    since = "0.1.0"
    references = ("RFC 1035, section 3.2.1", "RFC 2181, section 8")
    Options = TtlLimits

    VALID = [Valid.zone("_smtp._tls 3600 " + RIGHT_TXT)]
    INVALID = [
        Example.zone("_smtp._tls 60 " + MARKED),
        Example.zone("_smtp._tls 30d " + MARKED),
    ]

    def check_record_set(self, records: RecordSet) -> Findings:
        if records.domain is None or not records.judged:
            return
        low, high = self.options
        record = records.judged[0]
        if record.ttl is None or record.ttl == 1 or low <= record.ttl <= high:
            return
        effect = "senders look it up again and again"
        if record.ttl > high:
            effect = "a correction takes that long to reach senders"
        yield self.finding(
            record.value_span,
            f"The record's TTL is {record.ttl} seconds, so {effect}.",
            help=f"set a TTL from {low} to {high} seconds",
        )
