"""Drifts as a table, for summaries of jobs and for issues."""

from collections.abc import Iterator

from tlsrpt_lint.drift.terms import Comparison, Datum, Drift, Kind
from tlsrpt_lint.drift.wording import closing, sentence
from tlsrpt_lint.notation import counted, in_markdown
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.terminal import visible

# GitHub refuses a job summary of more than 1 MiB; room is left for what else stands in it.
_LONGEST = 900_000


def render(comparison: Comparison, style: Style) -> Iterator[str]:
    """One piece a drift; as many of them as a job summary takes."""
    yield f"## TLS-RPT records: files and DNS\n\n{in_markdown(closing(comparison))}\n"
    if comparison.drifts:
        yield "\n| Drift | What differs | Place | Files | DNS |\n|---|---|---|---|---|\n"
    room, left_out = _LONGEST, 0
    for drift in comparison.drifts:
        row = f"| {' | '.join(_cells(drift))} |\n"
        room -= len(row.encode("utf-8", "backslashreplace"))
        if room > 0:
            yield row
        else:
            left_out += 1
    if left_out:
        yield f"\n{counted(left_out, 'drift')} more would not fit in here.\n"


def _cells(drift: Drift) -> Iterator[str]:
    line, column = drift.place.begin
    is_ttl = drift.kind is Kind.TTL
    yield f"**{drift.kind.value}**"
    yield in_markdown(sentence(drift))
    yield in_markdown(f"{visible(drift.place.source.path)}:{line}:{column}")
    yield _data(drift.files, "/".join(map(str, drift.ttls)) if is_ttl else "")
    yield _data(drift.dns, str(drift.ttl) if is_ttl else "")


def _data(data: tuple[Datum, ...], ttl: str) -> str:
    return "<br>".join(in_markdown(f"{ttl} {datum}".strip()) for datum in data)
