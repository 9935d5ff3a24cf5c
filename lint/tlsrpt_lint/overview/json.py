"""The rows as one JSON object: docs/schema/coverage.schema.json."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from tlsrpt_lint import __version__
from tlsrpt_lint.jsontext import array, encoded, well_formed
from tlsrpt_lint.overview.domains import Domain, Overview, Place
from tlsrpt_lint.overview.totals import by_destination, totals
from tlsrpt_lint.overview.view import View

_FORMAT = 1


def render(overview: Overview, view: View) -> Iterator[str]:
    """A domain or destination a line."""
    tool = {"name": "tlsrpt-lint", "version": __version__}
    groups = (
        {"uri": well_formed(uri), "domains": [well_formed(row.name) for row in rows]}
        for uri, rows in by_destination(overview)
    )
    yield f'{{"version": {_FORMAT},\n "tool": {encoded(tool)},\n '
    yield f'"from_dns": {encoded(overview.from_dns)},\n '
    yield from array("domains", (_domain(row, view) for row in overview.domains))
    yield ",\n "
    yield from array("destinations", groups)
    yield f',\n "unread": {encoded([well_formed(path) for path in overview.unread])}'
    yield f',\n "totals": {encoded(_totals(overview))}}}\n'


def _domain(row: Domain, view: View) -> dict[str, Any]:
    destinations = row.destinations
    return {
        "domain": well_formed(row.name),
        "zone": None if row.zone is None else well_formed(row.zone),
        "relative": row.relative,
        "mx": row.mail.value,
        "mx_hosts": [well_formed(host) for host in row.mx],
        "tls_rpt": row.tls_rpt.value,
        "cname": None if row.cname is None else well_formed(row.cname),
        "destinations": destinations and [well_formed(uri) for uri in destinations],
        "mta_sts": row.mta_sts.value,
        "tlsa": row.tlsa.value,
        "rules": [rule.code for rule in row.rules],
        "remark": well_formed(row.remark) or None,
        "record_at": _place(row.record_at, view),
        "mx_at": _place(row.mx_at, view),
    }


def _place(place: Place | None, view: View) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"path": well_formed(place.path), "line": place.line, "url": view.link(place)}


def _totals(overview: Overview) -> dict[str, Any]:
    sums = totals(overview)
    return {
        "zones": overview.zones,
        "zones_without_domains": overview.empty,
        "domains": sums.domains,
        "mx": _counts(sums.mail),
        "tls_rpt": _counts(sums.tls_rpt),
        "mta_sts": _counts(sums.mta_sts),
        "tlsa": _counts(sums.tlsa),
    }


def _counts(counts: Mapping[Any, int]) -> dict[str, int]:
    return {_key(state): number for state, number in counts.items()}


def _key(state: Enum) -> str:
    return str(state.value)
