"""The table, as wide as a terminal."""

import re

import pytest
from sample_overviews import BROKEN, MIXED, MissingScheme, MultipleRecords, domain, overview

from tlsrpt_lint.overview.table import render
from tlsrpt_lint.overview.view import View
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.terminal import Tone, columns

LONG = "a-label-that-is-as-long-as-labels-can-be-which-is-sixty-three.of-a-domain.example.com"


def lines(*domains: object, width: int = 80, color: bool = False) -> list[str]:
    view = View(Style(width=width, color=color, summary=False))
    return "".join(render(overview(*domains), view)).splitlines()  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [80, 100])
def test_it_fits_the_terminal(width: int) -> None:
    rows = "".join(render(MIXED, View(Style(width=width)))).splitlines()
    assert max(map(columns, rows)) <= width


def test_a_name_that_is_too_long_has_a_line_of_its_own() -> None:
    assert lines(domain(LONG, mx=("mx",)), domain("example.org", mx=("mx",))) == [
        "Domain                                            MX      TLS-RPT  MTA-STS  TLSA",
        LONG,
        "                                                  1 host  record   record   all",
        "example.org                                       1 host  record   record   all",
    ]


def test_wide_characters_keep_the_columns() -> None:
    head, wide, plain = lines(domain("漢字.example"), domain("b.example"))[0:3]
    by_columns = [columns(row[: row.index("2 hosts")]) for row in (wide, plain)]
    assert by_columns == [head.index("MX")] * 2


def test_colours_say_how_to_take_a_state() -> None:
    rows = "".join(render(MIXED, View(Style(color=True))))
    assert f"{Tone.ERROR.value}broken\x1b[0m" in rows
    assert f"{Tone.HELP.value}record\x1b[0m" in rows
    (parked,) = re.findall(r"^parked.*$", rows, re.MULTILINE)
    assert "\x1b" not in parked


def test_more_than_one_rule_is_counted() -> None:
    rows = lines(BROKEN._replace(rules=(MissingScheme, MultipleRecords)))
    assert rows[1].endswith("  TR303 +1")
