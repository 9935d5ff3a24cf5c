"""Decoded text and its bytes.

The layers below are toys with the shapes of the real ones: several spellings of one character, one
spelling that no other layer knows, quotes that vanish. A text is written through a stack of them
with spellings drawn at random and read back; then every character must know its own spelling, and
an edit of the text must be, after reading again, that edit and no other.
"""

import pickle
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import Edit, MappedText, Piece, read_only, verbatim


class Layer(NamedTuple):
    """`token` cuts written text; `value` reads a token; `spellings` are all ways to write a character."""

    name: str
    token: re.Pattern[str]
    value: Callable[[str], str]
    spellings: Callable[[str], list[str]]

    def read(self, text: str) -> Iterator[Piece]:
        for token in self.token.finditer(text):
            yield Piece(self.value(token[0]), token.start(), token.end())

    def encode(self, text: str) -> str | None:
        return "".join(self.spellings(character)[0] for character in text)


def _json_spellings(character: str) -> list[str]:
    ways = [] if character in '"\\' or character < " " else [character]
    if character in '"\\/':
        ways.append("\\" + character)
    if ord(character) < 0x10000:
        ways.append(f"\\u{ord(character):04x}")
    return ways


def _json_value(token: str) -> str:
    if token.startswith("\\u"):
        return chr(int(token.removeprefix("\\u"), base=16))
    return token.removeprefix("\\")


def _master_spellings(character: str) -> list[str]:
    ways = [] if character in '"\\' else [character]
    if not character.isdecimal():
        ways.append("\\" + character)
    if ord(character) < 256:
        ways.append(f"\\{ord(character):03d}")
    return ways


def _master_value(token: str) -> str:
    if re.fullmatch(r"\\[0-9]{3}", token):
        return chr(int(token[1:]))
    return token.removeprefix("\\")


JSON = Layer("json", re.compile(r"\\u.{4}|\\.|[^\\]+", re.DOTALL), _json_value, _json_spellings)
MASTER = Layer(
    "master", re.compile(r"\\[0-9]{3}|\\.|[^\\]+", re.DOTALL), _master_value, _master_spellings
)
OCTODNS = Layer(
    "octodns",
    re.compile(r"\\;|[^\\]+|\\", re.DOTALL),
    lambda token: ";" if token == "\\;" else token,
    lambda character: ["\\;"] if character == ";" else [character],
)
FOLDING = Layer(  # one blank may be written as a line end, any indent and a margin
    "folding",
    re.compile(r"\n +\||[^\n]+", re.DOTALL),
    lambda token: " " if token.startswith("\n") else token,
    lambda character: [" ", "\n |", "\n   |"] if character == " " else [character],
)

STACKS = [
    (),
    (JSON,),
    (MASTER,),
    (JSON, MASTER),
    (JSON, OCTODNS),
    (JSON, MASTER, OCTODNS),
    (FOLDING, JSON),
]
# No newline: the folding layer cannot spell it.
inner_texts = st.text(
    st.sampled_from(" ;\\\"'=,/09aZé€😀\u0085\u2028\x00\t")
    | st.characters(codec="utf-8", exclude_characters="\n"),
    max_size=12,
)


def read(written: str, stack: tuple[Layer, ...]) -> MappedText:
    """Outermost layer first, as a loader composes them."""
    data = written.encode()
    text = MappedText.literal(SourceFile("file", data).span(0, len(data)))
    for layer in stack:
        text = text.derive(layer.read(text.text), layer.encode)
    return text


@st.composite
def writings(draw: st.DrawFn) -> tuple[str, str, tuple[Layer, ...]]:
    """A text, the same written through some layers, and the layers."""
    stack = draw(st.sampled_from(STACKS))
    text = written = draw(inner_texts)
    for layer in reversed(stack):
        written = "".join(draw(st.sampled_from(layer.spellings(c))) for c in written)
    return text, written, stack


@st.composite
def ranges(draw: st.DrawFn, length: int) -> tuple[int, int]:
    start = draw(st.integers(0, length))
    return start, draw(st.integers(start, length))


def apply(written: str, edit: Edit) -> str:
    data = written.encode()
    new = edit.text.encode()
    return (data[: edit.span.start] + new + data[edit.span.end :]).decode()


@given(writings())
def test_every_character_maps_to_the_bytes_that_spell_it(
    writing: tuple[str, str, tuple[Layer, ...]],
) -> None:
    text, written, stack = writing
    mapped = read(written, stack)
    assert mapped.text == text
    assert [read(mapped.span(n, n + 1).text, stack).text for n in range(len(text))] == list(text)
    assert mapped.span().text == written


@given(writings(), st.data())
def test_a_range_maps_to_the_bytes_of_its_characters(
    writing: tuple[str, str, tuple[Layer, ...]], data: st.DataObject
) -> None:
    text, written, stack = writing
    start, end = data.draw(ranges(len(text)))
    assert read(read(written, stack).span(start, end).text, stack).text == text[start:end]


@given(writings(), inner_texts, st.data())
def test_an_edit_read_back_is_that_edit(
    writing: tuple[str, str, tuple[Layer, ...]], replacement: str, data: st.DataObject
) -> None:
    text, written, stack = writing
    start, end = data.draw(ranges(len(text)))
    edit = read(written, stack).edit(start, end, replacement)
    assert edit is not None
    assert read(apply(written, edit), stack).text == text[:start] + replacement + text[end:]


@given(writings(), st.data())
def test_a_slice_keeps_the_map_and_the_way_back(
    writing: tuple[str, str, tuple[Layer, ...]], data: st.DataObject
) -> None:
    text, written, stack = writing
    mapped = read(written, stack)
    start, end = data.draw(ranges(len(text)))
    part = mapped[start:end]
    assert part.text == text[start:end]
    assert [part.span(n, n + 1) for n in range(len(part))] == [
        mapped.span(n, n + 1) for n in range(start, end)
    ]
    first, last = data.draw(ranges(len(part)))
    edit = part.edit(first, last, "x;y")
    assert edit is not None
    new = text[: start + first] + "x;y" + text[start + last :]
    assert read(apply(written, edit), stack).text == new


QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)


def read_strings(written: str) -> MappedText:
    """Quoted strings with master-file escapes, joined as the strings of a TXT record are."""
    source = SourceFile("file", written.encode())
    parts = []
    for found in QUOTED.finditer(written):
        start, end = (len(written[:n].encode()) for n in found.span(1))
        outer = MappedText.literal(source.span(start, end))
        parts.append(outer.derive(MASTER.read(outer.text), MASTER.encode))
    return MappedText.join(parts)


@given(st.lists(inner_texts, min_size=1, max_size=4), inner_texts, st.data())
def test_joined_strings_are_edited_across_their_borders(
    strings: list[str], replacement: str, data: st.DataObject
) -> None:
    text = "".join(strings)
    written = " ".join(f'"{MASTER.encode(string)}"' for string in strings)
    mapped = read_strings(written)
    assert mapped.text == text
    assert [read(mapped.span(n, n + 1).text, (MASTER,)).text for n in range(len(text))] == list(
        text
    )
    start, end = data.draw(ranges(len(text)))
    edit = mapped.edit(start, end, replacement)
    assert edit is not None
    assert read_strings(apply(written, edit)).text == text[:start] + replacement + text[end:]


@given(st.binary(max_size=30).map(lambda data: b";" + data))
def test_bytes_that_are_no_utf_8_are_characters_of_one_byte_each(data: bytes) -> None:
    source = SourceFile("file", data)
    mapped = MappedText.literal(source.span(0, len(data)))
    found = [mapped.span(n, n + 1) for n in range(len(mapped))]
    assert b"".join(data[span.start : span.end] for span in found) == data
    assert [span.text for span in found] == list(mapped.text)


def whole(data: bytes, text: str | None = None) -> MappedText:
    span = SourceFile("file", data).span(0, len(data))
    return MappedText.literal(span) if text is None else MappedText.opaque(text, span, verbatim)


def test_an_empty_text_stands_somewhere_and_can_be_filled() -> None:
    mapped = whole(b"rua=")[4:4].derive([])
    assert (len(mapped), mapped.span().start, mapped.span().end) == (0, 4, 4)
    edit = mapped.edit(0, 0, "mailto:tls@example.org")
    assert edit is not None
    assert (edit.span.start, edit.text) == (4, "mailto:tls@example.org")


def test_a_piece_that_is_not_divisible_is_edited_whole_or_not_at_all() -> None:
    mapped = whole(rb"\u0041\u0042", "AB")
    assert mapped.span(1, 2).text == r"\u0041\u0042"
    assert mapped.edit(1, 2, "x") is None
    assert mapped.edit(1, 1, "x") is None
    assert mapped.edit(0, 2, "x") == Edit(mapped.span(), "x")


def test_a_part_of_an_indivisible_piece_is_not_edited_through_a_slice_or_a_layer_above() -> None:
    mapped = whole(rb"\u003b\u0078", r"\;x")
    assert mapped[2:3].edit(0, 1, "y") is None
    derived = mapped.derive(OCTODNS.read(mapped.text), OCTODNS.encode)
    assert derived.text == ";x"
    assert [derived.edit(n, n + 1, "y") for n in range(2)] == [None, None]


def test_what_is_read_only_is_never_edited_however_deep_it_lies() -> None:
    source = SourceFile("plan.json", b"v=TLSRPTv1")
    mapped = MappedText.literal(source.span(0, 10), read_only)
    derived = mapped.derive([Piece("v=TLSRPTv1", 0, 10)], str.upper)
    joined = MappedText.join([whole(b"a"), derived[2:]])
    assert derived.edit(0, 1, "x") is None
    assert joined.edit(0, 4, "x") is None
    assert joined.edit(0, 1, "x") is not None


def test_text_that_cannot_be_written_in_its_place_makes_no_edit() -> None:
    def ascii_only(text: str) -> str | None:
        return text if text.isascii() else None

    mapped = whole(b"abc").derive([Piece("abc", 0, 3)], ascii_only)
    assert mapped.edit(0, 1, "é") is None
    assert mapped.edit(0, 1, "e") is not None
    outer = whole(b"abc").derive([Piece("abc", 0, 3)], str.upper)
    inner = outer.derive([Piece("abc", 0, 3)], ascii_only)
    assert inner.edit(0, 1, "é") is None
    assert inner.edit(0, 1, "e") == Edit(inner.span(0, 1), "E")


@pytest.mark.parametrize(
    ("start", "end", "place"),
    [(0, 6, ("one", 0, 3)), (2, 5, ("one", 2, 3)), (3, 6, ("two", 0, 3)), (4, 4, ("two", 1, 1))],
)
def test_a_range_over_two_files_ends_with_the_first(
    start: int, end: int, place: tuple[str, int, int]
) -> None:
    parts = [
        MappedText.literal(SourceFile(name, name.encode()).span(0, 3)) for name in ("one", "two")
    ]
    joined = MappedText.join(parts)
    span = joined.span(start, end)
    assert (span.source.path, span.start, span.end) == place
    assert (joined.edit(start, end, "x") is None) == (place[0] == "one")


def test_a_range_over_two_files_keeps_all_of_the_first() -> None:
    first = read(r"ab\;cd", (OCTODNS,))
    joined = MappedText.join([first, whole(b"ef")])
    assert joined.span(1, 6).text == r"b\;cd"


def test_parts_that_stand_in_another_order_than_they_read() -> None:
    source = SourceFile("file", b"world hello")
    joined = MappedText.join(
        [MappedText.literal(source.span(6, 11)), MappedText.literal(source.span(0, 5))]
    )
    assert joined.text == "helloworld"
    assert joined.span(2, 7).text == "llo"
    assert joined.span(5, 10).text == "world"
    assert joined.edit(4, 6, "x") is None
    assert joined.edit(5, 6, "x") == Edit(source.span(0, 1), "x")


def test_a_text_that_is_taken_twice_is_not_edited_as_if_it_stood_twice() -> None:
    once = whole(b"abc")
    twice = MappedText.join([once, once])
    assert twice.span(2, 5).text == "c"
    assert twice.edit(2, 5, "x") is None
    assert twice.edit(1, 3, "x") == Edit(once.span(1, 3), "x")


def test_a_literal_goes_to_another_process_asked_or_not() -> None:
    text = MappedText.literal(SourceFile("file", b"abc def").span(4, 7))
    unasked = pickle.loads(pickle.dumps(text))
    asked = pickle.loads(pickle.dumps(unasked[1:]))
    assert (unasked.text, unasked.span().text) == ("def", "def")
    assert (asked.text, asked.span().start, asked.edit(0, 1, "x").text) == ("ef", 5, "x")
    with pytest.raises(AttributeError):
        text.nothing  # noqa: B018
