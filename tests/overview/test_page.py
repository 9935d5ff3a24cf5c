"""The page in a real browser: seen, read, sorted, filtered, and asking for nothing."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright import sync_api
from sample_overviews import EVIL, LINKED, MIXED, domain, hostile, overview

from tlsrpt_lint.overview.domains import Overview
from tlsrpt_lint.overview.html import render
from tlsrpt_lint.overview.view import View

# One browser for all of these, wherever tests are spread over processes.
pytestmark = pytest.mark.xdist_group("chromium")

DESKTOP, PHONE = (1280, 800), (360, 740)
# No network service of its own, and root may be who tests.
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(oracle: Callable[[str], str]) -> Iterator[Any]:
    path = oracle("chromium")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


class Opened:
    """A page that is open, and what it did: the URLs it asked for, its errors and its messages."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text))
        page.on("dialog", lambda dialog: self.errors.append(dialog.message))

    def rows(self) -> list[str]:
        """The names in the rows that are shown, in order."""
        # Not their inner text: what is out of sight may not be laid out yet.
        names: list[str] = self.page.evaluate(
            """() => Array.from(document.querySelectorAll("#table tbody tr:not([hidden]) th"), head =>
                Array.from(head.childNodes).filter(node => node.localName !== "small")
                    .map(node => node.textContent).join(""))"""
        )
        return names

    @property
    def status(self) -> str:
        """What is announced."""
        text: str = self.page.get_by_role("status").inner_text()
        return text


Opener = Callable[..., Opened]


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opener]:
    """Open the page of an overview, in a window of its own."""
    contexts = []

    def open_it(
        of: Overview = MIXED,
        size: tuple[int, int] = DESKTOP,
        *,
        view: View = LINKED,
        **settings: Any,
    ) -> Opened:
        file = tmp_path / "coverage.html"
        file.write_text("".join(render(of, view)), encoding="utf-8")
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)
        contexts.append(context)
        found = Opened(context.new_page())
        found.page.goto(file.as_uri())
        return found

    yield open_it
    for context in contexts:
        context.close()


@cache
def axe() -> Any:
    from axe_playwright_python.sync_playwright import Axe

    return Axe()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_no_violation(opened: Opener, size: tuple[int, int], scheme: str) -> None:
    found = opened(size=size, color_scheme=scheme)
    for summary in found.page.locator("summary").all():
        summary.click()
    violations = axe().run(found.page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE, (320, 600)], ids=["desktop", "phone", "small"])
def test_nothing_is_wider_than_the_window(opened: Opener, size: tuple[int, int]) -> None:
    long = "a-label-that-is-as-long-as-labels-can-be-which-is-sixty-three." * 3 + "example.com"
    row = domain(long, mx=(long,), destinations=(f"mailto:tls@{long}",), remark=long)
    page = opened(overview(*MIXED.domains, row), size).page
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


def test_nothing_is_fetched_and_nothing_goes_wrong(opened: Opener) -> None:
    found = opened()
    found.page.get_by_role("searchbox").fill("lists")
    found.page.get_by_text("1 of 8 rows are shown").wait_for()
    assert [url for url in found.requests if not url.startswith("data:")] == [found.page.url]
    assert found.errors == []


class TestSorting:
    def test_by_the_heads(self, opened: Opener) -> None:
        found = opened()
        names = sorted(row.title for row in MIXED.domains)
        assert found.rows() == names
        head = found.page.get_by_role("columnheader", name="Domain")
        assert head.get_attribute("aria-sort") == "ascending"
        head.get_by_role("button").click()
        assert head.get_attribute("aria-sort") == "descending"
        assert found.rows() == names[::-1]
        assert found.status == "All 8 rows are shown, sorted by Domain, descending."

    def test_states_in_the_order_in_which_they_want_attention(self, opened: Opener) -> None:
        found = opened()
        found.page.get_by_role("button", name="TLS-RPT").click()
        assert found.rows() == [
            "lists.example.com", "plain.example.org", "parked.example.com", "away.example.com",
            "wild.example.com", "cname.example.com", "example.com", "secret.example.com",
        ]  # fmt: skip
        sorted_heads = found.page.locator("th[aria-sort]").all_inner_texts()
        assert [text.split()[0] for text in sorted_heads] == ["TLS-RPT"]

    def test_hosts_by_their_number(self, opened: Opener) -> None:
        found = opened()
        found.page.get_by_role("button", name="MX").click()
        assert found.rows()[:5] == [
            "lists.example.com", "example.com", "plain.example.org", "wild.example.com",
            "cname.example.com",
        ]  # fmt: skip

    def test_by_the_keyboard(self, opened: Opener) -> None:
        page = opened().page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "To the domains"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "search"
        for _ in range(6):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Domain"
        page.keyboard.press("Space")
        head = page.locator("th[aria-sort]")
        assert head.get_attribute("aria-sort") == "descending"
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"

    def test_on_a_phone_there_is_a_list_of_ways(self, opened: Opener) -> None:
        found = opened(size=PHONE)
        found.page.get_by_label("Sort by").select_option("Domain, descending")
        assert found.rows()[0] == "wild.example.com"
        assert not opened().page.get_by_label("Sort by").is_visible()


class TestFiltering:
    def test_by_words_in_any_cell(self, opened: Opener) -> None:
        found = opened()
        search = found.page.get_by_role("searchbox")
        for words, rows in (
            ("TR303", ["lists.example.com"]),
            ("plain .ORG", ["plain.example.org"]),
            ("mx9.example", ["cname.example.com"]),
            ("not all of", ["away.example.com"]),
            ("nowhere", []),
        ):
            search.fill(words)
            found.page.keyboard.press("Enter")
            assert found.status.startswith(f"{len(rows)} of 8 rows")
            assert found.rows() == rows
        assert found.page.get_by_text("No domain fits the search and the filters.").is_visible()

    def test_by_states_and_back(self, opened: Opener) -> None:
        found = opened()
        found.page.get_by_label("MX", exact=True).select_option("with hosts")
        found.page.get_by_label("TLS-RPT", exact=True).select_option("none")
        assert found.rows() == ["plain.example.org"]
        assert found.status == "1 of 8 rows are shown, sorted by Domain."
        found.page.get_by_role("button", name="Source").click()
        assert found.rows() == ["plain.example.org"]
        found.page.get_by_role("button", name="Reset").click()
        found.page.wait_for_function("!document.querySelector('#table tbody [hidden]')")
        assert found.rows() == sorted(row.title for row in MIXED.domains)
        assert found.status == "All 8 rows are shown, sorted by Domain."

    def test_enter_in_the_search_leaves_the_page(self, opened: Opener) -> None:
        found = opened()
        found.page.get_by_role("searchbox").fill("wild")
        found.page.keyboard.press("Enter")
        assert found.rows() == ["wild.example.com"]
        assert len([url for url in found.requests if not url.startswith("data:")]) == 1


def test_without_script_the_table_is_there(opened: Opener) -> None:
    found = opened(java_script_enabled=False)
    assert found.rows() == sorted(row.title for row in MIXED.domains)
    assert not found.page.locator("#filters").is_visible()
    assert found.page.locator("th button").count() == 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_is_a_table_to_whoever_hears_it(opened: Opener, size: tuple[int, int]) -> None:
    page = opened(size=size).page
    row = page.get_by_role("row").filter(has_text="lists.example.com")
    assert row.get_by_role("rowheader").count() == 1
    assert row.get_by_role("cell").count() == 6
    assert page.get_by_role("table", name="Mail domains and what they publish").count() == 1
    chart = page.get_by_role("img", name=re.compile("^TLS-RPT:"))
    assert chart.get_attribute("aria-label") == (
        "TLS-RPT: 2 record, 1 CNAME, 1 wildcard, 1 broken, 1 none, 1 unknown"
    )


def test_source_lines_and_rules_are_links(opened: Opener) -> None:
    page = opened().page
    row = page.get_by_role("row").filter(has_text="lists.example.com")
    links = {
        link.text_content(): link.get_attribute("href") for link in row.get_by_role("link").all()
    }
    file = "https://git.example.org/zones/example.com.zone"
    assert links == {
        "TR303 missing-scheme": (
            "https://github.com/tlsrpt-lint/tlsrpt-lint/blob/main/docs/rules/TR303.md"
        ),
        "record: line 12 of zones/example.com.zone": f"{file}#L12",
        "MX: line 3 of zones/example.com.zone": f"{file}#L3",
    }
    assert opened(view=View()).page.locator("#table td:last-child a").count() == 0


def test_nothing_in_a_zone_runs(opened: Opener) -> None:
    found = opened(hostile(*EVIL))
    assert found.page.locator("#table tbody tr").count() == len(EVIL)
    for element in found.page.locator("#table tbody td").all():
        element.dispatch_event("mouseover")
    assert found.page.evaluate("window.ran") is None
    assert found.errors == []


def test_what_is_not_in_the_policy_does_not_run(opened: Opener) -> None:
    found = opened()
    found.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = 1";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<img src='https://example.org/x.png'>");
        }"""
    )
    found.page.wait_for_timeout(100)
    assert found.page.evaluate("window.ran") is None
    assert len(found.errors) == 2
    assert all("Content Security Policy" in error for error in found.errors)


def test_a_thousand_domains_are_sorted_and_filtered_at_once(opened: Opener) -> None:
    rows = [domain(f"customer-{number}.example") for number in range(1000)]
    found = opened(overview(*rows))
    assert found.status == "All 1,000 rows are shown, sorted by Domain."
    found.page.get_by_role("button", name="Domain").click()
    assert found.rows()[0] == "customer-999.example"
