"""The rows for a terminal."""

from collections.abc import Iterator, Sequence

from tlsrpt_lint.overview.domains import Domain, Overview
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
    titles,
)
from tlsrpt_lint.terminal import Paint, Tone, columns, line_head, visible

_TONES = {
    Sense.GOOD: Tone.HELP,
    Sense.WEAK: Tone.WARNING,
    Sense.BAD: Tone.ERROR,
    Sense.MISSING: Tone.WARNING,
    Sense.UNKNOWN: Tone.NOTE,
}
_GAP = "  "
_RULES = "Rules"


def render(overview: Overview, view: View) -> Iterator[str]:
    """A line a domain, then the destinations and the totals; no wider than the terminal can be had."""
    paint = Paint(color=view.style.color)
    if overview.domains:
        yield from _rows(overview, view.style.width, paint)
    if view.style.summary:
        yield from _destinations(overview, paint)
        yield from _sums(overview, view.style.width, paint)


def _rows(overview: Overview, width: int, paint: Paint) -> Iterator[str]:
    names = [line_head(title) for title in titles(overview)]
    table = [[mx_cell(row), *state_cells(row), _rules(row)] for row in overview.domains]
    heads = [Cell(text, Sense.NEUTRAL) for text in (*HEADS[1:], _RULES)]
    if not any(row[-1].text for row in table):
        table, heads = [row[:-1] for row in table], heads[:-1]
    widths = [max(len(row[n].text) for row in (heads, *table)) for n in range(len(heads))]
    room = width - sum(widths) - len(_GAP) * len(widths)
    longest = min(max(map(columns, (HEADS[0], *names))), max(room, len(HEADS[0])))
    yield paint(Tone.STRONG, f"{HEADS[0]:{longest}}{_line(heads, widths, paint)}") + "\n"
    for name, cells in zip(names, table, strict=True):
        if columns(name) > longest:  # it has a line of its own, and the cells the next
            yield f"{name}\n"
            name = ""
        yield f"{name}{' ' * (longest - columns(name))}{_line(cells, widths, paint)}\n"


def _rules(row: Domain) -> Cell:
    """The worst of the rules, and how many more there are."""
    codes = [visible(rule.code) for rule in row.rules]
    more = f" +{len(codes) - 1}" if len(codes) > 1 else ""
    return Cell(f"{codes[0]}{more}" if codes else "", Sense.NEUTRAL)


def _line(cells: Sequence[Cell], widths: Sequence[int], paint: Paint) -> str:
    """The cells, each behind a gap."""
    text = ""
    for cell, width in zip(cells, widths, strict=True):
        tone = _TONES.get(cell.sense)
        text += _GAP + (paint(tone, cell.text) if tone else cell.text)
        text += " " * (width - len(cell.text))
    return text.rstrip()


def _destinations(overview: Overview, paint: Paint) -> Iterator[str]:
    found = by_destination(overview)
    if not found:
        return
    head = "Domains"
    yield "\n" + paint(Tone.STRONG, f"{head}{_GAP}Destination") + "\n"
    for uri, rows in found:
        yield f"{len(rows):>{len(head)},}{_GAP}{visible(uri)}\n"


def _sums(overview: Overview, width: int, paint: Paint) -> Iterator[str]:
    sums = totals(overview)
    yield "\n" if overview.domains else ""
    yield from _wrapped(scope(overview, sums), width)
    for name, counts in groups(sums) if sums.with_mail else ():
        head = f"{name:9}"
        yield f"{paint(Tone.STRONG, head)}{listed(counts)}\n"
    for remark, number in remarks(overview):
        yield from _wrapped(f"{number} with unknown TLS-RPT: {visible(remark)}.", width)
    for path in overview.unread:
        yield from _wrapped(f"Not read to its end: {visible(path)}.", width)


def _wrapped(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and columns(line) + 1 + columns(word) > width:
            yield f"{line}\n"
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield f"{line}\n"
