"""Outputs of overviews that are large, lopsided or empty."""

import json
import re

import pytest
from sample_overviews import MIXED, domain, overview

from tlsrpt_lint.overview import csv as as_csv
from tlsrpt_lint.overview import html as as_html
from tlsrpt_lint.overview import json as as_json
from tlsrpt_lint.overview import markdown as as_markdown
from tlsrpt_lint.overview import table as as_table
from tlsrpt_lint.overview.domains import Mail, Overview, Published
from tlsrpt_lint.overview.totals import by_destination, remarks, totals
from tlsrpt_lint.overview.view import View

NOTHING = overview()


def html(of: Overview) -> str:
    return "".join(as_html.render(of, View()))


def test_no_domain_at_all() -> None:
    assert "".join(as_table.render(NOTHING, View())) == "0 mail domains in 0 zones.\n"
    assert json.loads("".join(as_json.render(NOTHING, View())))["domains"] == []
    assert len("".join(as_csv.render(NOTHING, View())).splitlines()) == 1
    assert "".join(as_markdown.render(NOTHING, View())) == (
        "## TLS-RPT coverage\n\n0 mail domains in 0 zones.\n"
    )
    page = html(NOTHING)
    assert "The files hold no mail domain." in page
    assert "<table" not in page
    assert "<svg" not in page


def test_markdown_fits_a_job_summary() -> None:
    many = overview(*(domain(f"d{number}.example.com") for number in range(10_000)))
    text = "".join(as_markdown.render(many, View()))
    assert len(text.encode()) < 1 << 20
    left = re.search(r"\n([\d,]+) domains more would not fit in here\.\n\Z", text)
    assert left is not None
    assert text.count("\n| d") + int(left[1].replace(",", "")) == 10_000


def test_the_smallest_share_is_seen_and_not_called_nothing() -> None:
    rows = [domain(f"d{number}.example.com") for number in range(999)]
    page = html(overview(*rows, domain("x.example.com", tls_rpt=Published.BROKEN)))
    chart = page.partition("<figcaption>TLS-RPT")[2].partition("</figure>")[0]
    assert "record <b>999</b> (over 99 %)" in chart
    assert "broken <b>1</b> (under 1 %)" in chart
    widths = [float(width) for width in re.findall(r'width="([\d.]+)"', chart)]
    assert widths[1] > 4
    assert sum(widths) == pytest.approx(1000, abs=4)


def test_many_destinations_are_folded() -> None:
    rows = [
        domain(f"d{number}.example.com", destinations=(f"mailto:d{number}@example.org",))
        for number in range(25)
    ]
    shown, _, folded = html(overview(*rows)).partition("<summary>15 more destinations</summary>")
    assert shown.count("<summary><b>1 domain</b>") == 10
    assert folded.count("<summary><b>1 domain</b>") == 15


def test_totals_leave_out_what_accepts_no_mail() -> None:
    found = totals(MIXED)
    assert (found.domains, found.with_mail) == (8, 7)
    assert sum(found.tls_rpt.values()) == sum(found.tlsa.values()) == 7
    unknown = domain(tls_rpt=Published.UNKNOWN, remark="why")
    assert remarks(overview(unknown, unknown._replace(mail=Mail.NULL))) == [("why", 1)]


def test_destinations_by_the_number_of_their_domains() -> None:
    both = ("mailto:b@example.org", "mailto:a@example.org")
    rows = [
        domain("x.example.com", destinations=both),
        domain("y.example.com", destinations=both[1:]),
        domain("z.example.com", destinations=("https://example.net/", both[0])),
    ]
    found = [(uri, [row.name for row in of]) for uri, of in by_destination(overview(*rows))]
    assert found == [
        ("mailto:a@example.org", ["x.example.com", "y.example.com"]),
        ("mailto:b@example.org", ["x.example.com", "z.example.com"]),
        ("https://example.net/", ["z.example.com"]),
    ]
