"""What a file holds never steers what shows it."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.terminal import Paint, Tone, columns, glyphs, line_head, visible

ANYTHING = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain größe 日本", "plain größe 日本"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        (
            "\x1b]8;;https://example.org\x07link\x1b]8;;\x1b\\",
            "\\x1b]8;;https://example.org\\x07link\\x1b]8;;\\x1b\\",
        ),
        ("\x9b31m", "\\u009b31m"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\0\x7f", "\\x00\\x7f"),
        ("\u202eevil\u2066", "\\u202eevil\\u2066"),
        ("\ufeffzero\u200bwidth\u00a0", "\\ufeffzero\\u200bwidth\\u00a0"),
        ("\u2028\u0085", "\\u2028\\u0085"),
        ("\udcff byte, \ud800 half", "\\xff byte, \\ud800 half"),
        ("\U000e0041 tag", "\\U000e0041 tag"),
        ("##[error]x", "#\\x23[error]x"),
        ("a ##vso[task.setvariable]x", "a #\\x23vso[task.setvariable]x"),
        ("##TeamCity[message]", "#\\x23TeamCity[message]"),
        ("###[x", "##\\x23[x"),
        ("## heading", "## heading"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(ANYTHING)
def test_visible_text_is_inert(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert not re.search(r"##(vso|teamcity)?\[", shown, re.IGNORECASE)
    assert visible(shown) == shown
    shown.encode()


@given(ANYTHING)
def test_there_is_one_glyph_a_character(text: str) -> None:
    assert len(glyphs(text)) == len(text)
    assert "".join(glyphs(text)) == visible(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("zones/a.zone", "zones/a.zone"),
        ("::error::x", "\\x3a:error::x"),
        ("  ::error::x", "  \\x3a:error::x"),
        (":a", ":a"),
        ("a::b", "a::b"),
    ],
)
def test_a_line_head_is_no_workflow_command(text: str, shown: str) -> None:
    assert line_head(text) == shown


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("ｒｕａ", 6), ("é", 1), ("", 0)]
)
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"])))
def test_ascii_takes_a_column_each(text: str) -> None:
    assert columns(text) == len(text) == len(unicodedata.normalize("NFC", text))


def test_paint() -> None:
    assert Paint(color=False)(Tone.ERROR, "x") == "x"
    assert Paint(color=True)(Tone.ERROR, "x") == "\x1b[1;31mx\x1b[0m"
    assert Paint(color=True)(Tone.ERROR, "") == ""
