"""Drifts as one JSON object: docs/schema/drift.schema.json."""

from collections.abc import Iterator
from typing import Any

from tlsrpt_lint import __version__
from tlsrpt_lint.drift.terms import Comparison, Datum, Drift, Kind, Skip
from tlsrpt_lint.drift.wording import by_kind, sentence
from tlsrpt_lint.jsontext import array, encoded, well_formed
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.source import Span

_FORMAT = 1


def render(comparison: Comparison, style: Style) -> Iterator[str]:
    """A drift a line."""
    tool = {"name": "tlsrpt-lint", "version": __version__}
    kinds = by_kind(comparison)
    summary = {
        "files": comparison.files,
        "zones": comparison.zones,
        "compared": comparison.compared,
        "unasked": comparison.unasked,
        "skipped": len(comparison.skipped),
        **{kind.value: kinds.get(kind, 0) for kind in Kind},
    }
    yield f'{{"version": {_FORMAT},\n "tool": {encoded(tool)},\n '
    yield from array("drifts", map(_drift, comparison.drifts))
    yield ",\n "
    yield from array("skipped", map(_skip, comparison.skipped))
    yield f',\n "unread": {encoded(list(map(well_formed, comparison.unread)))}'
    yield f',\n "summary": {encoded(summary)}}}\n'


def _drift(drift: Drift) -> dict[str, Any]:
    return {
        "kind": drift.kind.value,
        "owner": well_formed(str(drift.owner)),
        "type": drift.type,
        "zone": None if drift.zone is None else well_formed(str(drift.zone)),
        "message": well_formed(sentence(drift)),
        **_place(drift.place),
        "files": {"records": list(map(_datum, drift.files)), "ttls": list(drift.ttls)},
        "dns": {
            "status": drift.status.value,
            "records": list(map(_datum, drift.dns)),
            "ttl": drift.ttl,
            "authoritative": drift.authoritative,
            "server": well_formed(drift.server) or None,
        },
        "explains": drift.explains,
    }


def _skip(skip: Skip) -> dict[str, Any]:
    return {
        "reason": skip.reason.value,
        "owner": None if skip.owner is None else well_formed(str(skip.owner)),
        "type": skip.type,
        **_place(skip.place),
    }


def _place(place: Span) -> dict[str, Any]:
    line, column = place.begin
    return {"path": well_formed(place.source.path), "line": line, "column": column}


def _datum(datum: Datum) -> dict[str, str | None]:
    return {"type": datum.type, "data": None if datum.text is None else well_formed(datum.text)}
