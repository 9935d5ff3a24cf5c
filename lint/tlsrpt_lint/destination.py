"""Where the reports of one report URI go: the mailbox or host behind it, or why there is none.

All indices are 0-based character indices into the URI, ends exclusive.
"""

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from tlsrpt_lint.mailbox import read_mailbox
from tlsrpt_lint.uri import Flaw, Part, authority_flaw, decoded, split, split_authority, syntax_flaw


class FlawKind(Enum):
    """What makes a report URI useless; each is one rule's subject, and a URI has one at most."""

    SYNTAX = "characters or percent-encoding that no URI has"
    ADDRESS = "no valid mail address"
    HOST = "no host, or a malformed one"


class Destination(NamedTuple):
    """What a report URI of a known scheme leads to.

    `flaw` says why it leads nowhere; `host` and `local` are then empty. `host` is the host of a URL
    or the domain of an address: decoded, in lower case, an IP literal with its brackets; `local` is
    the local part of an address, decoded. `host_at` and `local_at` are how and where they are written.
    """

    kind: FlawKind | None = None
    flaw: Flaw | None = None
    host: str = ""
    host_at: Part = Part("", 0)
    local: str = ""
    local_at: Part = Part("", 0)
    port: Part | None = None
    userinfo: Part | None = None


@lru_cache(maxsize=1024)
def destination(uri: str) -> Destination:
    """The destination of a report URI; of one with another scheme only whether its syntax is right."""
    if flaw := syntax_flaw(uri):
        return Destination(FlawKind.SYNTAX, flaw)
    scheme = uri.partition(":")[0].lower()
    if scheme == "mailto":
        return _mail(uri)
    return _web(uri) if scheme == "https" else Destination()


def _mail(uri: str) -> Destination:
    to = _recipient(uri)
    found = read_mailbox(to.text)
    if isinstance(found, Flaw):
        moved = found._replace(start=found.start + to.start, end=found.end + to.start)
        if not to.text:
            moved = Flaw(0, len(uri), "is missing")
        return Destination(FlawKind.ADDRESS, moved)
    at = list(re.finditer("@|%40", to.text))[-1]
    return Destination(
        host=found.domain,
        host_at=Part(to.text[at.end() :], to.start + at.end()),
        local=found.local,
        local_at=Part(to.text[: at.start()], to.start),
    )


def _recipient(uri: str) -> Part:
    """The address of a mailto URI: its path or, where that is empty, its `to` field (RFC 6068, 2)."""
    parts = split(uri)
    path = parts.path or Part("", len(uri))
    if path.text or parts.query is None:
        return path
    field = re.search(r"(?i)(?:\A|&)to=([^&]*)", parts.query.text)
    return Part(field[1], parts.query.start + field.start(1)) if field else path


def _web(uri: str) -> Destination:
    if flaw := authority_flaw(uri):
        return Destination(FlawKind.HOST, flaw)
    whole = split(uri).authority
    found = split_authority(whole) if whole else None
    assert found is not None, uri
    return Destination(
        host=decoded(found.host.text).lower(),
        host_at=found.host,
        port=found.port,
        userinfo=found.userinfo,
    )
