"""What rows and totals are called for people, alike in all outputs."""

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from tlsrpt_lint.notation import counted
from tlsrpt_lint.overview.domains import Dane, Domain, Mail, Overview, Published
from tlsrpt_lint.overview.totals import Totals

HEADS = ("Domain", "MX", "TLS-RPT", "MTA-STS", "TLSA")


class Sense(Enum):
    """How the state of a domain is to be taken."""

    GOOD = "good"
    WEAK = "weak"  # it works by chance, or half of it
    BAD = "bad"
    MISSING = "missing"
    UNKNOWN = "unknown"
    NEUTRAL = "neutral"


class Cell(NamedTuple):
    """One cell of a row: words, and how to take them."""

    text: str
    sense: Sense


_SENSES: dict[Enum, Sense] = {
    Mail.HOSTS: Sense.NEUTRAL,
    Mail.NULL: Sense.NEUTRAL,
    Mail.NONE: Sense.NEUTRAL,
    Mail.UNKNOWN: Sense.UNKNOWN,
    Published.RECORD: Sense.GOOD,
    Published.CNAME: Sense.GOOD,
    Published.WILDCARD: Sense.WEAK,
    Published.BROKEN: Sense.BAD,
    Published.NONE: Sense.NEUTRAL,
    Published.UNKNOWN: Sense.UNKNOWN,
    Dane.ALL: Sense.GOOD,
    Dane.SOME: Sense.WEAK,
    Dane.NONE: Sense.NEUTRAL,
    Dane.UNKNOWN: Sense.UNKNOWN,
    Dane.NO_HOSTS: Sense.NEUTRAL,
}
_WORDS: dict[Enum, str] = {
    Mail.NULL: "Null MX",
    Published.CNAME: "CNAME",
    Dane.NO_HOSTS: "no hosts",
}


def word(state: Enum) -> str:
    """What a state is called."""
    return _WORDS.get(state, str(state.value))


def sense(state: Enum) -> Sense:
    """How a state by itself is to be taken."""
    return _SENSES[state]


def mx_cell(domain: Domain) -> Cell:
    """How many hosts take the mail of the domain."""
    if domain.mail is Mail.HOSTS:
        return Cell(counted(len(domain.mx), "host"), Sense.NEUTRAL)
    return Cell(word(domain.mail), sense(domain.mail))


def state_cells(domain: Domain) -> tuple[Cell, Cell, Cell]:
    """TLS-RPT, MTA-STS and TLSA of the domain.

    A TLS-RPT record is missed where mail may be accepted; of the other two nobody needs both.
    """
    tls_rpt, mta_sts, tlsa = (
        Cell(word(state), sense(state)) for state in (domain.tls_rpt, domain.mta_sts, domain.tlsa)
    )
    if domain.tls_rpt is Published.NONE and domain.mail is not Mail.NULL:
        tls_rpt = tls_rpt._replace(sense=Sense.MISSING)
    return tls_rpt, mta_sts, tlsa


def titles(overview: Overview) -> Iterator[str]:
    """The name of each row; the names of several rows are followed by the file that each is from."""
    count = Counter(row.name for row in overview.domains)
    for row in overview.domains:
        several = count[row.name] > 1 and row.places
        yield f"{row.title} ({row.places[0].path})" if several else row.title


def scope(overview: Overview, sums: Totals) -> str:
    """What the totals speak of, in sentences."""
    text = f"{counted(sums.domains, 'mail domain')} in {counted(overview.zones, 'zone')}"
    if overview.empty:
        text += f", {overview.empty} of which hold{'s' if overview.empty == 1 else ''} none"
    if overview.from_dns:
        text += ", as DNS answers"
    if null := sums.mail[Mail.NULL]:
        one = null == 1
        text += f". {null} {'has' if one else 'have'} a Null MX and"
        text += f" accept{'s' if one else ''} no mail; the totals are of the other"
        text += f" {sums.with_mail}"
    return f"{text}."


def groups(sums: Totals) -> tuple[tuple[str, Mapping[Published, int] | Mapping[Dane, int]], ...]:
    """The totals that are shown, each with its head."""
    return ("TLS-RPT", sums.tls_rpt), ("MTA-STS", sums.mta_sts), ("TLSA", sums.tlsa)


def listed(counts: Mapping[Published, int] | Mapping[Dane, int]) -> str:
    """The counts that are not zero: `12 record, 1 broken, 3 none`."""
    return ", ".join(f"{number} {word(state)}" for state, number in counts.items() if number)
