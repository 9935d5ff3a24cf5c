"""Bytes to lines and columns, held against a reference that walks the characters one by one."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tlsrpt_lint.source import BOM, SourceFile

# What decides lines and columns, and a little of everything else.
FRAGMENTS = [
    b"a",
    b"\t",
    b" ",
    b"\n",
    b"\r",
    b"\r\n",
    b"\x85",
    "é€😀\u2028\u0085".encode(),
    b"\xff",
    b"\xf0\x90",
    BOM,
]
file_bytes = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map(b"".join)


def reference(data: bytes) -> dict[int, tuple[int, int]]:
    """The line and column of every byte offset at which a character begins, and of the end."""
    places = {}
    line, column, offset, ended = 1, 1, 0, False
    text = data.decode("utf-8", "surrogateescape")
    for index, character in enumerate(text):
        if ended:
            line, column, ended = line + 1, 1, False
        places[offset] = (line, column)
        offset += len(character.encode("utf-8", "surrogateescape"))
        if character != "\ufeff" or index:
            column += 1
        ended = character == "\n" or (character == "\r" and text[index + 1 : index + 2] != "\n")
    places[offset] = (line + 1, 1) if ended else (line, column)
    return places


@given(file_bytes)
def test_positions_are_those_of_a_walk_over_the_characters(data: bytes) -> None:
    source = SourceFile("zone", data)
    assert {offset: source.position(offset) for offset in reference(data)} == reference(data)


@settings(max_examples=40)
@given(st.integers(65536 - 60, 65536 + 60), file_bytes, file_bytes)
def test_lines_are_counted_right_across_the_blocks_that_the_count_is_kept_in(
    padding: int, before: bytes, after: bytes
) -> None:
    data = before + b"x" * (padding - len(before)) + after
    source = SourceFile("zone", data)
    places = list(reference(data).items())
    for offset, place in [places[-1], *places[: len(before)], *places[-60:]]:
        assert source.position(offset) == place


@given(file_bytes)
def test_the_lines_by_their_borders_make_up_the_file(data: bytes) -> None:
    source = SourceFile("zone", data)
    lines = dict.fromkeys(
        (source.line_start(offset), source.line_end(offset)) for offset in reference(data)
    )
    contents = [data[start:end] for start, end in lines]
    bare = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert b"\n".join(contents) == bare


@given(file_bytes)
def test_the_text_of_a_span_is_its_bytes_again(data: bytes) -> None:
    span = SourceFile("zone", data).span(0, len(data))
    assert span.text.encode("utf-8", "surrogateescape") == data


@pytest.mark.parametrize(
    ("data", "needle", "place"),
    [
        (b"a\r\nbc\r\n", b"c", (2, 2)),
        (b"a\rbc\r", b"c", (2, 2)),
        (b"\ta", b"a", (1, 2)),
        (BOM + b"ab", b"b", (1, 2)),
        (BOM + b"ab", b"a", (1, 1)),
        (b"\n" + BOM + b"a", b"a", (2, 2)),
        ("é€😀x".encode(), b"x", (1, 4)),
        (b"\xff\xc3x", b"x", (1, 3)),
        ("a\u0085\u2028x".encode(), b"x", (1, 4)),
    ],
    ids=["crlf", "cr", "tab", "bom", "bom-start", "bom-inside", "wide", "invalid", "yaml-breaks"],
)
def test_where_a_character_stands(data: bytes, needle: bytes, place: tuple[int, int]) -> None:
    assert SourceFile("zone", data).position(data.index(needle)) == place


def test_a_span_ends_just_past_its_last_character() -> None:
    span = SourceFile("zone", b"one\ntwo\n").span(4, 7)
    assert (span.text, span.begin, span.finish) == ("two", (2, 1), (2, 4))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_with_a_byte_order_mark_is_read_as_utf_8(encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    source = SourceFile("zone", (mark + "größe\r\n").encode(encoding))
    assert source.data.removeprefix(BOM) == "größe\r\n".encode()


@pytest.mark.parametrize("data", [b"\xff\xfea", b"\xfe\xff\xd8\x00"], ids=["odd", "half-a-pair"])
def test_what_only_looks_like_utf_16_stays_as_it_is(data: bytes) -> None:
    assert SourceFile("zone", data).data == data


def test_a_span_holds_the_spans_inside_it_of_the_same_file() -> None:
    source, other = SourceFile("zone", b"abcdef"), SourceFile("zone", b"abcdef")
    outer = source.span(1, 5)
    assert source.span(1, 5) in outer
    assert source.span(2, 3) in outer
    assert source.span(0, 2) not in outer
    assert source.span(4, 6) not in outer
    assert other.span(2, 3) not in outer
    assert "abc" not in outer


def test_a_file_survives_the_way_to_another_process() -> None:
    import pickle

    source = SourceFile("zones/a", "é\n".encode(), Path("/zones/a"))
    copy = pickle.loads(pickle.dumps(source))
    assert (copy.path, copy.data, copy.location) == (source.path, source.data, source.location)
    assert copy.position(3) == (2, 1)


def test_a_place_late_in_a_long_line_costs_no_walk_from_its_head() -> None:
    """A plan is one line of many megabytes, and each of its findings asks for several places."""
    source = SourceFile("plan.json", "é".encode() * (8 << 20))
    source.position(len(source.data))  # counts once
    began = time.perf_counter()
    for offset in range(0, len(source.data), 1 << 14):
        assert source.position(offset) == (1, offset // 2 + 1)
    assert time.perf_counter() - began < 5  # a walk each took minutes
