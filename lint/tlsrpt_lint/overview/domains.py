"""The mail domains as rows: whatever says where the rows came from is left behind here.

A row is one domain in one zone instance, so that a domain of two views or of staging and production
has two: what the instances publish may differ, and no file says which one the world sees. What the
records at hand do not prove is unknown and never taken for missing.
"""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from tlsrpt_lint.rule import Rule


class Mail(Enum):
    """What the MX records say of a domain."""

    HOSTS = "hosts"
    NULL = "null"  # it accepts no mail (RFC 7505)
    NONE = "none"
    UNKNOWN = "unknown"


class Published(Enum):
    """What is found where senders look for a TLS-RPT or MTA-STS record."""

    RECORD = "record"
    CNAME = "cname"  # which leads to a record
    WILDCARD = "wildcard"
    BROKEN = "broken"  # something is there, and senders use none of it
    NONE = "none"
    UNKNOWN = "unknown"


REPORTING = frozenset({Published.RECORD, Published.CNAME, Published.WILDCARD})


class Dane(Enum):
    """How many of the MX hosts of a domain have TLSA records."""

    ALL = "all"
    SOME = "some"
    NONE = "none"
    UNKNOWN = "unknown"
    NO_HOSTS = "no-hosts"


class Place(NamedTuple):
    """A line (1-based) of a file. `path` is as reports show it, `from_root` begins at the repository's
    root; None if it is no file of it.
    """

    path: str
    line: int
    from_root: str | None


class Domain(NamedTuple):
    """One row. Names have no final dot.

    `name` is "@" for the zone itself, and like other names relative to it, while `zone` is not
    known and `relative` is true. `mx` are the hosts that are known, in the order of the files.
    `cname` is where a CNAME in place of the TLS-RPT record leads to, None if there is none.
    `destinations` are the report URIs that senders use; one place is written alike in all rows; None
    if they may not be shown. `rules` are those that found errors and warnings at the TLS-RPT record,
    the worst first. `remark` says why `tls_rpt` is unknown, "" if it is not.
    """

    name: str
    zone: str | None
    relative: bool
    mail: Mail
    mx: tuple[str, ...]
    tls_rpt: Published
    cname: str | None
    destinations: tuple[str, ...] | None
    mta_sts: Published
    tlsa: Dane
    rules: tuple[type[Rule], ...]
    remark: str
    record_at: Place | None
    mx_at: Place | None

    @property
    def title(self) -> str:
        """The name as people are shown it."""
        return f"{self.name} (zone not known)" if self.relative else self.name

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the row comes from, the TLS-RPT record first."""
        return tuple(place for place in (self.record_at, self.mx_at) if place is not None)


class Overview(NamedTuple):
    """All rows, sorted by name, and what they are taken from.

    `zones` is the number of zone instances, `empty` that of those without a mail domain. `unread` are
    the paths of files that could not be read, or not to their end. `from_dns`: the states are what DNS
    answered, and only the domains and places are of the files.
    """

    domains: tuple[Domain, ...]
    zones: int
    empty: int
    unread: tuple[str, ...]
    from_dns: bool = False


def sorted_by_name(domains: Iterable[Domain]) -> tuple[Domain, ...]:
    """The rows in the order in which all outputs have them."""
    return tuple(sorted(domains, key=_order))


def _order(domain: Domain) -> tuple[str, str, list[tuple[str, int]]]:
    places = [(place.path, place.line) for place in domain.places]
    return domain.name, domain.zone or "", places
