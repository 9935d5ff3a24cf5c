"""What all rows come to: how many domains are in each state, and which report to one place."""

from collections import Counter
from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple, TypeVar

from tlsrpt_lint.overview.domains import Dane, Domain, Mail, Overview, Published


class Totals(NamedTuple):
    """How many domains there are, and how many of them are in which state; each state is a key.

    `tls_rpt`, `mta_sts` and `tlsa` leave out domains with a Null MX, which need none of these.
    """

    domains: int
    mail: Mapping[Mail, int]
    tls_rpt: Mapping[Published, int]
    mta_sts: Mapping[Published, int]
    tlsa: Mapping[Dane, int]

    @property
    def with_mail(self) -> int:
        """How many have no Null MX."""
        return self.domains - self.mail[Mail.NULL]


def totals(overview: Overview) -> Totals:
    """The counts of all rows."""
    rows = overview.domains
    with_mail = [row for row in rows if row.mail is not Mail.NULL]
    return Totals(
        domains=len(rows),
        mail=_counted(Mail, Counter(row.mail for row in rows)),
        tls_rpt=_counted(Published, Counter(row.tls_rpt for row in with_mail)),
        mta_sts=_counted(Published, Counter(row.mta_sts for row in with_mail)),
        tlsa=_counted(Dane, Counter(row.tlsa for row in with_mail)),
    )


def by_destination(overview: Overview) -> list[tuple[str, list[Domain]]]:
    """Each report URI with the rows that report to it: those with the most first, then by URI."""
    groups: dict[str, list[Domain]] = {}
    for row in overview.domains:
        for uri in row.destinations or ():
            groups.setdefault(uri, []).append(row)
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def remarks(overview: Overview) -> list[tuple[str, int]]:
    """Why TLS-RPT is unknown, with the number of domains: the most first, then by text.

    These are the domains that the totals count as unknown.
    """
    rows = (row for row in overview.domains if row.mail is not Mail.NULL)
    found = Counter(row.remark for row in rows if row.remark)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


State = TypeVar("State", bound=Enum)


def _counted(states: type[State], counts: Counter[State]) -> dict[State, int]:
    return {state: counts[state] for state in states}
