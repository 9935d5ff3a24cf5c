"""The rows for job summaries, comments and wikis."""

from collections.abc import Iterator

from tlsrpt_lint.notation import counted, in_markdown
from tlsrpt_lint.overview.domains import Domain, Overview
from tlsrpt_lint.overview.totals import by_destination, remarks, totals
from tlsrpt_lint.overview.view import View
from tlsrpt_lint.overview.wording import (
    HEADS,
    groups,
    listed,
    mx_cell,
    scope,
    state_cells,
    titles,
)

# GitHub refuses a job summary of more than 1 MiB; room is left for what else stands in it.
_LONGEST = 900_000


def render(overview: Overview, view: View) -> Iterator[str]:
    """Totals, destinations and as many rows as a job summary takes."""
    sums = totals(overview)
    yield f"## TLS-RPT coverage\n\n{in_markdown(scope(overview, sums))}\n"
    if sums.with_mail:
        yield "\n| | Domains |\n|---|---|\n"
        for name, counts in groups(sums):
            yield f"| **{name}** | {listed(counts)} |\n"
    for remark, number in remarks(overview):
        yield f"\n{counted(number, 'domain')} with unknown TLS-RPT: {in_markdown(remark)}.\n"
    for path in overview.unread:
        yield f"\nNot read to its end: {in_markdown(path)}.\n"
    found_at = by_destination(overview)
    if found_at:
        yield "\n| Destination | Domains |\n|---|---:|\n"
    for uri, rows in found_at:
        yield f"| {in_markdown(uri)} | {len(rows)} |\n"
    if overview.domains:
        yield from _rows(overview, view)


def _rows(overview: Overview, view: View) -> Iterator[str]:
    heads = (*HEADS, "Destinations", "Source")
    yield f"\n| {' | '.join(heads)} |\n{'|---' * len(heads)}|\n"
    room, left_out = _LONGEST, 0
    for title, row in zip(titles(overview), overview.domains, strict=True):
        line = f"| {' | '.join((in_markdown(title), *_cells(row, view)))} |\n"
        room -= len(line.encode("utf-8", "backslashreplace"))
        if room > 0:
            yield line
        else:
            left_out += 1
    if left_out:
        yield f"\n{counted(left_out, 'domain')} more would not fit in here.\n"


def _cells(row: Domain, view: View) -> Iterator[str]:
    tls_rpt, *others = (cell.text for cell in state_cells(row))
    rules = "".join(f" [{in_markdown(rule.code)}]({rule.url()})" for rule in row.rules)
    yield mx_cell(row).text
    target = f" to {in_markdown(row.cname)}" if row.cname else ""
    yield tls_rpt + rules + target
    yield from others
    if row.destinations is None:
        yield "not shown"
    else:
        yield ", ".join(map(in_markdown, row.destinations))
    yield ", ".join(_place(row, view))


def _place(row: Domain, view: View) -> Iterator[str]:
    for place in row.places[:1]:
        text = in_markdown(f"{place.path}:{place.line}")
        url = view.link(place)
        yield f"[{text}](<{url}>)" if url else text
