"""Carets stand exactly under the text at fault, whatever the line is made of."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.reporters._snippet import Frame, Mark, changed_line, snippet
from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.terminal import Paint, Tone, columns, glyphs

PLAIN = Paint(color=False)


def rows(*spans: Span, width: int = 80, labels: tuple[str, ...] = ()) -> list[str]:
    """The snippet of spans, the first one marked ^ and the others -; gutter of one digit."""
    marks = [
        Mark(span, "-" if n else "^", Tone.ERROR, labels[n - 1] if n and labels else "")
        for n, span in enumerate(spans)
    ]
    return list(snippet(marks, Frame(width, 1, PLAIN)))


def source(text: str) -> SourceFile:
    return SourceFile("a.zone", text.encode("utf-8", "surrogateescape"))


def marked(text: str) -> list[str]:
    """The rows for text whose fault stands between « and »."""
    head, fault, tail = text.replace("»", "«").split("«")
    file = source(head + fault + tail)
    start = len(head.encode("utf-8", "surrogateescape"))
    return rows(file.span(start, start + len(fault.encode("utf-8", "surrogateescape"))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a «b» c", ["1 | a b c", "  |   ^"]),
        ("\ta\t«b\tc»", ["1 |     a   b   c", "  |         ^^^^^"]),
        ("日本«語»!", ["1 | 日本語!", "  |     ^^"]),
        ("e\u0301«e\u0301»e", ["1 | e\u0301e\u0301e", "  |  ^"]),
        ("\ufeff«v»=x", ["1 | v=x", "  | ^"]),
        ("\ufeff«»v=x", ["1 | v=x", "  | ^"]),
        ("ab«»", ["1 | ab", "  |   ^"]),
        ("«»", ["1 |", "  | ^"]),
        ("a\n«»", ["2 |", "  | ^"]),
        ("a«»b", ["1 | ab", "  |  ^"]),
        ("a\r\n«b»\r\nc", ["2 | b", "  | ^"]),
        ("a\r«b»\rc", ["2 | b", "  | ^"]),
        ("a «\x1b[31m» b", ["1 | a \\x1b[31m b", "  |   ^^^^^^^^"]),
        ("a«\u202e»b", ["1 | a\\u202eb", "  |  ^^^^^^"]),
        ("a«\udcff»b", ["1 | a\\xffb", "  |  ^^^^"]),
        ("a «##[x]» b", ["1 | a #\\x23[x] b", "  |   ^^^^^^^^"]),
        ("«a\n  b  »\n", ["1 | a", "  | ^", "2 |   b", "  |   ^"]),
        ("«a \n\n  b»", ["1 | a", "  | ^", "2 |", "3 |   b", "  |   ^"]),
        ("«a\n»b", ["1 | a", "  | ^"]),
    ],
)
def test_carets(text: str, expected: list[str]) -> None:
    assert marked(text) == expected


def test_of_many_lines_the_first_and_the_last_are_shown() -> None:
    file = source("".join(f"line {n}\n" for n in range(1, 10)))
    assert [row for row in rows(file.span(0, len(file.data))) if "^" not in row] == [
        "1 | line 1",
        "2 | line 2",
        "3 | line 3",
        "...",
        "8 | line 8",
        "9 | line 9",
    ]


def test_marks_come_in_the_order_of_the_file() -> None:
    file = source("aa\nbb\ncc\ndd\nee\nff\n")
    found = rows(
        file.span(12, 14), file.span(6, 8), file.span(0, 1), file.span(13, 14),
        labels=("third", "first", "inside"),
    )  # fmt: skip
    assert found == [
        "1 | aa",
        "  | - first",
        "2 | bb",
        "3 | cc",
        "  | -- third",
        "4 | dd",
        "5 | ee",
        "  | ^^",
        "  |  - inside",
    ]


def test_marks_far_apart_on_a_line_have_a_window_each() -> None:
    file = source("x" * 500 + "FIRST" + "y" * 500 + "SECOND" + "z" * 500)
    found = rows(file.span(1005, 1011), file.span(500, 505), width=40, labels=("here",))
    assert found == [
        "1 | …xxxxxxxxxxxxxxFIRSTyyyyyyyyyyyyyyy…",
        "  |                ----- here",
        "1 | …yyyyyyyyyyyyyySECONDzzzzzzzzzzzzzz…",
        "  |                ^^^^^^",
    ]


def test_a_window_shows_the_head_of_what_does_not_fit() -> None:
    file = source("key: " + "v" * 500)
    assert rows(file.span(5, 505), width=40) == [
        "1 | key: vvvvvvvvvvvvvvvvvvvvvvvvvvvvvv…",
        "  |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"password":"hidden","v":["a \\"«b\\"» c","hidden"]}', '…"a \\"b\\" c"…'),
        ('{"password":"hidden","v":"«»b"}', '…"b"…'),
        ('{"v":["hidden","«one","two»","hidden"]}', '…"one","two"…'),
        ('{"password":"hidden","ttl":«60»,"x":"hidden"}', '…":60,"…'),
        ('"«b»"', '"b"'),
    ],
)
def test_of_a_plan_only_the_strings_at_fault_are_shown(line: str, expected: str) -> None:
    head, fault, tail = line.replace("»", "«").split("«")
    file = source(head + fault + tail)
    span = file.span(len(head), len(head + fault))
    frame = Frame(80, 1, PLAIN, strings_only=True)
    text, carets = snippet([Mark(span, "^", Tone.ERROR)], frame)
    assert text == f"1 | {expected}"
    assert text[carets.index("^") : carets.rindex("^") + 1].startswith(fault)


def test_of_a_plan_no_line_is_shown_for_being_between_two_others() -> None:
    file = source('"a"\n"password"\n"b"\n')
    marks = [Mark(file.span(at, at + 1), "^", Tone.ERROR) for at in (1, 16)]
    frame = Frame(80, 1, PLAIN, strings_only=True)
    assert list(snippet(marks, frame)) == ['1 | "a"', "  |  ^", "...", '3 | "b"', "  |  ^"]


def test_a_changed_line_marks_what_is_new() -> None:
    frame = Frame(80, 2, PLAIN)
    assert list(changed_line('rua="mailto:x"', 12, (5, 12), frame)) == [
        '12 + rua="mailto:x"',
        "   |      +++++++",
    ]
    assert list(changed_line("rua=x", 3, (4, 4), frame)) == [" 3 + rua=x"]


AWKWARD = 'ab;="\\#[ \t日ｗé\u0301\u202e\x1b\0'
LINES = st.one_of(
    st.text(st.sampled_from(AWKWARD), max_size=200),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=200),
)


@given(LINES, st.data())
def test_the_underlined_columns_hold_the_text_at_fault(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, min(len(line), start + 20)))
    width = data.draw(st.integers(40, 200))
    file = source("\n" + line + "\n")
    first, last = (1 + len(line[:at].encode()) for at in (start, end))

    text, underline = rows(file.span(first, last), width=width)

    assert columns(text) <= width
    assert len(underline) <= width + 1
    begin = underline.index("^")
    fault = glyphs(line)[start:end]
    if not columns("".join(fault)):
        assert underline[begin:] == "^"
    elif columns("".join(fault)) <= 10:  # the window may cut what is longer
        assert solid(cut(text, begin, len(underline))) == solid(
            "".join(glyph for glyph in fault if glyph != "\\t")
        )
        if "\t" not in line[start:end]:
            assert len(underline) - begin == columns("".join(fault))


SCRAPS = [
    b"a",
    b" ",
    b"\t",
    b"\n",
    b"\r\n",
    b"\r",
    b'"',
    b"\\",
    "é日😀\u0301".encode(),
    b"\xff",
    b"\xe2",
]


@given(
    st.lists(st.sampled_from(SCRAPS), max_size=120).map(b"".join),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), min_size=1, max_size=4),
    st.integers(1, 120),
    st.booleans(),
)
def test_no_bytes_and_no_spans_are_too_odd(
    data: bytes, places: list[tuple[int, int]], width: int, strings_only: bool
) -> None:
    file = SourceFile("a", data)
    spans = [
        file.span(min(start, len(data)), min(start + length, len(data))) for start, length in places
    ]
    marks = [Mark(span, "^", Tone.ERROR, "here") for span in spans]
    frame = Frame(width, 1, PLAIN, strings_only=strings_only)
    found = list(snippet(marks, frame))
    assert sum("^" in row for row in found) >= 1
    assert all(row.isprintable() and columns(row) <= max(width, 28) + 6 for row in found)


def solid(text: str) -> str:
    """The text without blanks, as which tabs are shown, and without what takes no column."""
    return "".join(character for character in text if character != " " and columns(character))


def cut(text: str, first: int, last: int) -> str:
    """What stands in columns `first` to `last`."""
    ends = [columns(text[:n]) for n in range(len(text) + 1)]
    places = zip(text, pairwise(ends), strict=True)
    return "".join(character for character, (begin, _) in places if first <= begin < last)


def test_a_line_of_50_megabytes_is_no_slower_than_its_scan() -> None:
    half = "x" * (25 << 20)
    file = source(f"{half}FAULT{half}")
    span = file.span(len(half), len(half) + 5)
    began = time.perf_counter()
    for _ in range(20):
        [text, carets] = rows(span)
    assert time.perf_counter() - began < 5
    assert "FAULT" in text
    assert text.index("FAULT") == carets.index("^^^^^")
