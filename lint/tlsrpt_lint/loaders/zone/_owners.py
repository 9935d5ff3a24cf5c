"""Which names own nothing at all in a zone, found out when a rule asks.

The records of most types are passed over unread, so whether an A record stands at a name is not
known. But every owner is the first word of its line, and what no line begins with is no owner.
"""

import re
from collections.abc import Iterable

from tlsrpt_lint.names import Name
from tlsrpt_lint.records import Context
from tlsrpt_lint.source import SourceFile

# What lets a line own names that it does not begin with; an escape in an owner could hide any.
_ELSEWHERE = rb"\*|\$GENERATE|\$(?:ORIGIN|INCLUDE)[^\r\n]*%s|[^\s;]*\\|\"?%s(?![A-Za-z0-9_-])"


class Owners(Context):
    """The owners of a zone, as far as the words that begin its lines tell of them."""

    def __init__(self, sources: Iterable[SourceFile]) -> None:
        super().__init__()
        self._sources = tuple(sources)

    def may_hold(self, name: Name) -> bool:
        """True if a line could own `name`: it begins with the first label, or who knows with what."""
        label = re.escape(name[0].encode("utf-8", "surrogateescape")) if name else b"@"
        pattern = re.compile(
            rb"(?:\A(?:\xef\xbb\xbf)?|[\r\n])(?:" + _ELSEWHERE % (label, label) + rb")",
            re.IGNORECASE,
        )
        return any(pattern.search(source.data) for source in self._sources)
