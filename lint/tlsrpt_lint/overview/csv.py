"""The rows for spreadsheets: RFC 4180, but for line ends of one character."""

import csv
from collections.abc import Iterable, Iterator

from tlsrpt_lint.overview.domains import Domain, Overview, Place
from tlsrpt_lint.overview.view import View
from tlsrpt_lint.terminal import line_head, visible

_HEADS = (
    "domain", "zone", "mx", "mx_hosts", "tls_rpt", "cname", "destinations", "mta_sts", "tlsa", "rules",
    "remark", "record_path", "record_line", "mx_path", "mx_line",
)  # fmt: skip
# With these a spreadsheet takes a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HIDDEN = "(not shown)"


def render(overview: Overview, view: View) -> Iterator[str]:
    """A line a domain, behind one of heads; several values in one cell have a blank between."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\n")
    for cells in (_HEADS, *map(_cells, overview.domains)):
        writer.writerow(map(_plain, cells))
        yield lines.last


def _cells(row: Domain) -> Iterable[str]:
    destinations = _HIDDEN if row.destinations is None else " ".join(row.destinations)
    return (
        line_head(row.title),
        row.zone or "",
        row.mail.value,
        " ".join(row.mx),
        row.tls_rpt.value,
        row.cname or "",
        destinations,
        row.mta_sts.value,
        row.tlsa.value,
        " ".join(rule.code for rule in row.rules),
        row.remark,
        *_place(row.record_at),
        *_place(row.mx_at),
    )


def _place(place: Place | None) -> tuple[str, str]:
    return ("", "") if place is None else (place.path, str(place.line))


def _plain(text: str) -> str:
    """Visible text that no spreadsheet computes with."""
    text = visible(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Lines:
    """What a writer wrote last."""

    last = ""

    def write(self, line: str) -> None:
        self.last = line
