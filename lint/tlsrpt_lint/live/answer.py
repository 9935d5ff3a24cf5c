"""What DNS says to one question, or why it says nothing."""

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from tlsrpt_lint.names import Name

if TYPE_CHECKING:
    import dns.rrset


class Status(Enum):
    """How a question ended; the value is the word for it in machine formats."""

    ANSWERED = "answered"
    NXDOMAIN = "nxdomain"
    """The name does not exist, nor anything below it (RFC 8020)."""
    NODATA = "nodata"
    """The name exists, without records of the type (RFC 2308, 2.2)."""
    REFERRAL = "referral"
    """The server does not follow delegations, and points to the servers of another zone."""
    SERVFAIL = "servfail"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"
    """The answer does not fit into UDP, and over TCP there is none."""
    UNREACHABLE = "unreachable"
    """No connection: nothing listens, no route, TLS or HTTPS fails."""
    MALFORMED = "malformed"
    """What came is no answer to the question, or one that the protocol does not know."""
    LOOP = "loop"
    """CNAMEs in a circle, or more of them than resolvers follow."""
    UNASKED = "unasked"
    """Never asked: DNS cannot carry the name."""


class Link(NamedTuple):
    """One CNAME of a chain. `ttl` in seconds."""

    owner: Name
    target: Name
    ttl: int


class Answer(NamedTuple):
    """The answer to one question, or why there is none.

    `chain` holds the CNAMEs followed from `name`, whatever the end was. `rrset` is what stands at
    its end, None unless ANSWERED. `authoritative` is the AA bit of the message with that end.
    `server` is who gave it or did not: `address#port` or a URL. `detail` says in one plain clause
    why there is no record; it may quote the server, so it is to be made visible before it is shown.
    `zone` is the owner of the SOA of a negative answer, or the zone to which a REFERRAL points.
    """

    name: Name
    rtype: str
    status: Status
    chain: tuple[Link, ...] = ()
    rrset: "dns.rrset.RRset | None" = None
    authoritative: bool = False
    server: str = ""
    detail: str = ""
    zone: Name | None = None
