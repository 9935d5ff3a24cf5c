"""Which records a loader must bring, so that a large source is read without decoding all of it.

This is wider than what any rule judges: a record too many costs time, a record too few a finding.
A change here changes what the fast path of the zone loader passes over (loaders/zone/_lexer.py).
"""

import re

from tlsrpt_lint.regex import lazy

TEXT_TYPES = frozenset({"TXT", "SPF"})
COMPANION_TYPES = frozenset({"MX", "CNAME", "NS", "DNAME", "TLSA", "SOA"})

# An underscore label that could be meant for `_smtp`, `_tls`, `_mta-sts` or a draft-era name.
LABEL_PATTERN = r"_(?=[a-z0-9-]*?(?:tls|smtp|sts|rpt))"
# The start of a text that says `v=` and something like TLSRPT (any one edit of that word leaves two
# of its pairs of letters whole), or that is the tail of a policy cut into pieces. SPF, the commonest text
# of all, is told by its first word.
TEXT_PATTERN = r"[^a-z0-9]*+(?:v\s*+=(?!spf1\s)[^;]{0,9}?(?:tl|ls|sr|rp|pt)|rua)"

_LABEL = lazy(LABEL_PATTERN, re.IGNORECASE)
_TEXT = lazy(TEXT_PATTERN, re.IGNORECASE)


def owner_matters(owner: str) -> bool:
    """True if any record at `owner` (presentation form, without escapes) is of interest."""
    return _LABEL.search(owner) is not None


def text_matters(text: str) -> bool:
    """True if a TXT record with this text is of interest wherever it stands."""
    return _TEXT.match(text) is not None
