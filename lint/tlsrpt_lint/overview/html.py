"""The rows as one page that asks for nothing: no other file, no server, no script to be read.

The table is in the page; the script in it only sorts and filters. A Content Security Policy names the
hashes of that script and of the styles, so that nothing else runs or is fetched, whatever stands in
a zone.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from hashlib import sha256
from pathlib import Path

from tlsrpt_lint import __version__
from tlsrpt_lint.notation import counted, in_html
from tlsrpt_lint.overview.domains import Dane, Domain, Mail, Overview, Published
from tlsrpt_lint.overview.totals import by_destination, remarks, totals
from tlsrpt_lint.overview.view import View
from tlsrpt_lint.overview.wording import (
    HEADS,
    Cell,
    Sense,
    groups,
    listed,
    mx_cell,
    scope,
    state_cells,
    word,
)

_FOLDER = Path(__file__).parent
_HEADS = (*HEADS[:3], "Reports to", *HEADS[3:], "Source")
# The order of the states in filters, by which they are sorted too: what wants attention first.
_MAIL = (Mail.HOSTS, Mail.UNKNOWN, Mail.NONE, Mail.NULL)
_PUBLISHED = (
    Published.BROKEN,
    Published.NONE,
    Published.UNKNOWN,
    Published.WILDCARD,
    Published.CNAME,
    Published.RECORD,
)
_DANE = (Dane.NONE, Dane.SOME, Dane.UNKNOWN, Dane.NO_HOSTS, Dane.ALL)
_FILTERS: tuple[tuple[int, str, Iterable[Enum]], ...] = (
    (1, "MX", _MAIL),
    (2, "TLS-RPT", _PUBLISHED),
    (4, "MTA-STS", _PUBLISHED),
    (5, "TLSA", _DANE),
)
_MX_WORDS: dict[Enum, str] = {Mail.HOSTS: "with hosts"}
# So many destinations are shown at once; of the rest there may be one a domain.
_FEW = 10
_BREAKS = re.compile(r"[./@](?=.)")
_LONG = 20
_WIDTH = 1000
_LEAST = 8
_SPACE = 3


def render(overview: Overview, view: View) -> Iterator[str]:
    """The page, in pieces."""
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    script = (_FOLDER / "page.js").read_text(encoding="utf-8")
    yield from _head(style, script)
    yield from _totals(overview)
    yield from _destinations(overview)
    yield from _domains(overview, view)
    yield f"</main>\n<script>{script}</script>\n</body>\n</html>\n"


def _head(style: str, script: str) -> Iterator[str]:
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    yield f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="tlsrpt-lint {__version__}">
<title>TLS-RPT coverage</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<a class="skip" href="#domains">To the domains</a>
<main>
<h1>TLS-RPT coverage</h1>
"""


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _totals(overview: Overview) -> Iterator[str]:
    sums = totals(overview)
    yield f"<p>{in_html(scope(overview, sums))}</p>\n"
    if overview.unread:
        paths = "".join(f"<li>{in_html(path)}</li>" for path in overview.unread)
        yield f"<p>Not read to their end, so that domains may be missing:</p>\n<ul>{paths}</ul>\n"
    if not sums.with_mail:
        return
    yield '<h2>Totals</h2>\n<div class="charts">\n'
    for name, counts in groups(sums):
        yield _chart(name, counts)
    yield "</div>\n"
    if found := remarks(overview):
        yield "<h3>Why TLS-RPT is unknown</h3>\n<ul>\n"
        for remark, number in found:
            yield f"<li>{counted(number, 'domain')}: {in_html(remark)}.</li>\n"
        yield "</ul>\n"


def _chart(name: str, counts: Mapping[Published, int] | Mapping[Dane, int]) -> str:
    """A bar of all domains, and in words what its parts are."""
    there = {state: number for state, number in counts.items() if number}
    whole = sum(there.values())
    widths = [max(number * _WIDTH / whole, _LEAST) for number in there.values()]
    scale = _WIDTH / sum(widths)
    parts, keys, left = [], [], 0.0
    for (state, number), width in zip(there.items(), widths, strict=True):
        right = left + width * scale
        end = right - (_SPACE if right < _WIDTH - _SPACE else 0)
        parts.append(
            f'<rect class="{state.value}" x="{left:.1f}" y="0" width="{end - left:.1f}" height="24"/>'
        )
        keys.append(
            f'<li><span class="{state.value}"></span>{word(state)} <b>{number:,}</b> '
            f"({_percent(number, whole)})</li>"
        )
        left = right
    return (
        f"<figure>\n<figcaption>{name}</figcaption>\n"
        f'<svg viewBox="0 0 {_WIDTH} 24" preserveAspectRatio="none" role="img" '
        f'aria-label="{name}: {listed(counts)}">{"".join(parts)}</svg>\n'
        f'<ul class="legend">{"".join(keys)}</ul>\n</figure>\n'
    )


def _percent(number: int, whole: int) -> str:
    share = 100 * number / whole
    if 0 < share < 1:
        return "under 1 %"
    return "over 99 %" if 99 < share < 100 else f"{share:.0f} %"


def _destinations(overview: Overview) -> Iterator[str]:
    found = by_destination(overview)
    if not found:
        return
    yield "<h2>Destinations</h2>\n"
    yield _destination_list(found[:_FEW])
    if more := found[_FEW:]:
        yield f"<details>\n<summary>{counted(len(more), 'more destination')}</summary>\n"
        yield _destination_list(more)
        yield "</details>\n"


def _destination_list(found: list[tuple[str, list[Domain]]]) -> str:
    parts = []
    for uri, rows in found:
        names = ", ".join(in_html(row.title) for row in rows)
        parts.append(
            f"<li><details><summary><b>{counted(len(rows), 'domain')}</b> {_breakable(uri)}"
            f"</summary>{names}</details></li>\n"
        )
    return f'<ul class="destinations">\n{"".join(parts)}</ul>\n'


def _domains(overview: Overview, view: View) -> Iterator[str]:
    yield '<h2 id="domains" tabindex="-1">Domains</h2>\n'
    if not overview.domains:
        yield '<p class="nothing">The files hold no mail domain.</p>\n'
        return
    yield '<form id="filters" role="search" hidden>\n'
    yield (
        '<div><label for="search">Search names, hosts, destinations, rules and paths</label>'
        '<input id="search" type="search" autocomplete="off" spellcheck="false"></div>\n'
    )
    for column, name, states in _FILTERS:
        options = "".join(
            f'<option value="{state.value}">{_MX_WORDS.get(state, word(state))}</option>'
            for state in states
        )
        yield (
            f'<div><label for="filter-{column}">{name}</label>'
            f'<select id="filter-{column}" data-column="{column}"><option value="">any</option>'
            f"{options}</select></div>\n"
        )
    yield (
        '<div class="narrow"><label for="order">Sort by</label><select id="order"></select></div>\n'
    )
    yield '<button type="reset">Reset</button>\n</form>\n<p id="status" role="status"></p>\n'
    heads = "".join(f'<th role="columnheader" scope="col">{head}</th>' for head in _HEADS)
    yield (
        '<table id="table" role="table">\n'
        '<caption class="unseen">Mail domains and what they publish</caption>\n'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n<tbody role="rowgroup">\n'
    )
    for row in overview.domains:
        yield _row(row, view)
    yield "</tbody>\n</table>\n"
    yield '<p id="nothing" class="nothing" hidden>No domain fits the search and the filters.</p>\n'


def _row(row: Domain, view: View) -> str:
    """One row. Its roles are said again, as some browsers forget them where a row is no table's row."""
    tls_rpt, mta_sts, tlsa = state_cells(row)
    head = f'<th role="rowheader" scope="row">{_name(row)}</th>'
    cells = (
        f'data-state="{row.mail.value}" data-number="{len(row.mx)}">{_state(mx_cell(row))}{_hosts(row)}',
        f'data-state="{row.tls_rpt.value}">{_state(tls_rpt)}{_why(row)}',
        f">{_destinations_of(row)}",
        f'data-state="{row.mta_sts.value}">{_state(mta_sts)}',
        f'data-state="{row.tlsa.value}">{_state(tlsa)}',
        f">{_places(row, view)}",
    )
    rest = "".join(f'<td role="cell" {cell}</td>' for cell in cells)
    return f'<tr role="row">{head}{rest}</tr>\n'


def _name(row: Domain) -> str:
    zone = row.zone if row.zone is not None and row.zone != row.name else None
    return _breakable(row.title) + (f"<small>zone {_breakable(zone)}</small>" if zone else "")


def _hosts(row: Domain) -> str:
    last = len(row.mx)
    hosts = " ".join(
        f"<span>{_breakable(host)}{',' if number < last else ''}</span>"
        for number, host in enumerate(row.mx, 1)
    )
    return f"<small>{hosts}</small>" if hosts else ""


def _why(row: Domain) -> str:
    """Where a CNAME leads, the rules that found something, and why nothing is known."""
    rules = "".join(
        f'<a class="each" href="{in_html(rule.url())}">{in_html(rule.code)}'
        f'<span class="unseen"> {in_html(rule.name())}</span></a>'
        for rule in row.rules
    )
    remark = f"<small>{in_html(row.remark)}</small>" if row.remark else ""
    target = f"<small>to {_breakable(row.cname)}</small>" if row.cname else ""
    return rules + remark + target


def _destinations_of(row: Domain) -> str:
    if row.destinations is None:
        return "<span>not shown</span>"
    return "".join(f'<span class="each">{_breakable(uri)}</span>' for uri in row.destinations)


def _places(row: Domain, view: View) -> str:
    """Where the record and the MX stand: their lines, and below the file or files."""
    lines = []
    for place, what in ((row.record_at, "record"), (row.mx_at, "MX")):
        if place is not None:
            text = f"{what}: line {place.line}"
            url = view.link(place)
            there = f'<span class="unseen"> of {in_html(place.path)}</span>'
            at = f'<a href="{in_html(url)}">{text}{there}</a>' if url else text
            lines.append(f'<span class="each">{at}</span>')
    paths = dict.fromkeys(place.path for place in row.places)
    return "".join((*lines, *(f"<small>{_breakable(path)}</small>" for path in paths)))


def _breakable(text: str) -> str:
    """The text, with marks where a line had best be broken if it has to be."""
    text = in_html(text)
    return _BREAKS.sub(r"\g<0><wbr>", text) if len(text) > _LONG else text


def _state(cell: Cell) -> str:
    if cell.sense is Sense.NEUTRAL:
        return f"<span>{cell.text}</span>"
    return f'<span class="s-{cell.sense.value}">{cell.text}</span>'
