"""Is a text a TLS-RPT policy, right or wrong: the first of the terms that rules are written in."""

import re
from functools import lru_cache

from tlsrpt_lint.regex import lazy

_BEFORE = r"""[\s"'\\\u201c\u201d\u201e\u2018\u2019\ufeff]*"""
_VERSION_LIKE = lazy(rf"""{_BEFORE}[vV]\s*=[\s"'\u201c\u201d]*([A-Za-z0-9_.-]*)""")
_GLUED = lazy(r"(TLSRPTv?\d*)rua", re.IGNORECASE)
_OTHER_POLICY = lazy(r"""[\s"']*v\s*=\s*(?:STSv|DMARC|spf|DKIM|BIMI)""", re.IGNORECASE)


@lru_cache(maxsize=1024)
def is_policy_text(text: str, *, at_tlsrpt: bool) -> bool:
    """True if the author of `text` meant a TLS-RPT policy.

    That is a text which, after blanks and quotes, reads `v`, `=` and something within one edit of
    `TLSRPT`; `at_tlsrpt`, at a `_smtp._tls` owner, also any text that holds `rua=`. Policies of
    other kinds (SPF, DMARC, MTA-STS, …) never are.
    """
    found = _VERSION_LIKE.match(text)
    if found and near_version(_GLUED.sub(r"\1", found[1])):
        return True
    return at_tlsrpt and "rua=" in text.lower() and not _OTHER_POLICY.match(text)


def near_version(value: str) -> bool:
    """True if `value` is within one edit of `TLSRPT`, in any case, before its `v` and digits."""
    bare = re.sub(r"V?\.?\d*\Z", "", value[:16].upper())
    return any(within_one_edit(form, "TLSRPT") for form in {bare, bare.rstrip("V")})


def within_one_edit(one: str, other: str) -> bool:
    """One letter more, less or other, or two neighbours in the wrong order."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return short[n:] == long[n + 1 :]
    swapped = one[n : n + 2] == other[n : n + 2][::-1] and one[n + 2 :] == other[n + 2 :]
    return swapped or one[n + 1 :] == other[n + 1 :]
