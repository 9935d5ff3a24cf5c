"""Zone data is written by others: whatever it holds, no output lets it act on its reader."""

import csv
import json
import re
from html.parser import HTMLParser
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_overviews import EVIL, hostile

from tlsrpt_lint.overview.view import View
from tlsrpt_lint.reporter import Style

OUTPUTS = ("table", "json", "csv", "markdown", "html")
COMMAND = re.compile(r"##(vso|teamcity)?\[", re.IGNORECASE)
ANY = st.one_of(st.sampled_from(EVIL), st.text(st.characters(codec=None), min_size=1, max_size=40))


def rendered(output: str, text: str, view: View | None = None) -> str:
    render = import_module(f"tlsrpt_lint.overview.{output}").render
    return "".join(render(hostile(text), view or View()))


def check(output: str, text: str) -> None:
    written = rendered(output, text)
    written.encode()  # no lone surrogate
    assert all(character.isprintable() or character == "\n" for character in written)
    assert not COMMAND.search(written)
    assert not any(line.lstrip().startswith("::") for line in written.split("\n"))


@pytest.mark.parametrize("text", EVIL)
@pytest.mark.parametrize("output", OUTPUTS)
def test_nothing_of_a_file_acts_on_the_reader(output: str, text: str) -> None:
    check(output, text)


@pytest.mark.parametrize("output", OUTPUTS)
@given(text=ANY)
def test_nothing_at_all_acts_on_the_reader(output: str, text: str) -> None:
    check(output, text)


# What of a coloured table is ours.
PAINT = re.compile(r"\x1b\[(0|1;3[136]|1;32|1)m")


@given(text=ANY)
def test_colours_are_all_that_acts_on_a_terminal(text: str) -> None:
    coloured = rendered("table", text, View(Style(color=True)))
    assert PAINT.sub("", coloured) == rendered("table", text)


@given(text=ANY)
def test_json_stays_json(text: str) -> None:
    output = rendered("json", text)
    assert output.isascii()
    [row] = json.loads(output)["domains"]
    assert row["mx_hosts"] == [row["domain"]] == row["destinations"]


@given(text=ANY)
def test_no_cell_of_csv_is_a_formula(text: str) -> None:
    lines = list(csv.reader(rendered("csv", text).splitlines()))
    assert [len(line) for line in lines] == [15, 15]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in lines[1])


@given(text=ANY)
def test_markdown_stays_a_table_of_text(text: str) -> None:
    output = rendered("markdown", text)
    [row] = [line for line in output.splitlines() if " | 1 host | " in line]
    assert len(re.findall(r"(?<!\\)\|", row)) == 8
    assert not re.search(r"<(?!!-- -->)|(?<!\\)\]\((?!https://github)", row)


class Tags(HTMLParser):
    """The tags of a page with the names of their attributes, and the hidden ways out of them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, ...]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "wbr":
            self.tags.append((tag, *(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment",))

    def unknown_decl(self, data: str) -> None:
        self.tags.append(("declaration",))


@given(text=ANY)
def test_html_has_the_same_tags_whatever_the_text(text: str) -> None:
    assert Tags(rendered("html", text)).tags == Tags(rendered("html", "harmless")).tags


@given(text=ANY)
def test_no_link_of_html_leads_elsewhere(text: str) -> None:
    view = View(link=lambda place: f"https://git.example.org/?{place.path}")
    page = rendered("html", text, view)
    for href in re.findall(r'href="([^"]*)', page):
        assert href.startswith(("#", "data:,", "https://github.com/", "https://git.example.org/?"))
