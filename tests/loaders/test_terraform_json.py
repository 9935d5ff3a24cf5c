"""JSON with places: held against the standard library's reader."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.loaders.terraform._json import JsonError, encode_string, read
from tlsrpt_lint.loaders.terraform._values import Fields, Items, Scalar, Text, Value
from tlsrpt_lint.source import SourceFile

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def plain(value: Value) -> Any:
    if isinstance(value, Fields):
        return {key.plain: plain(inner) for key, inner in value.pairs}
    if isinstance(value, Items):
        return [plain(inner) for inner in value.values]
    if isinstance(value, Text):
        return value.plain
    assert isinstance(value, Scalar)
    return json.loads(value.value) if isinstance(value.value, str) else value.value


@given(JSON, st.booleans(), st.sampled_from([None, 2]))
def test_reads_what_the_standard_library_writes(
    value: Any, ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert plain(read(SourceFile("x", text.encode("utf-8", "surrogatepass")))) == value


@given(st.text(max_size=40))
def test_rejects_exactly_what_the_standard_library_rejects(text: str) -> None:
    try:
        json.loads(text)
        accepted = not any(word in text for word in ("NaN", "Infinity"))
    except ValueError:
        accepted = False
    data = text.encode("utf-8", "surrogatepass")
    fault = None
    try:
        read(SourceFile("x", data))
    except JsonError as error:
        fault = error.offset
    assert (fault is None) is accepted
    assert fault is None or 0 <= fault <= len(data)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.booleans())
def test_each_character_of_a_string_maps_to_the_bytes_that_made_it(
    text: str, ascii_only: bool
) -> None:
    written = json.dumps(text, ensure_ascii=ascii_only)
    value = read(SourceFile("x", f"  {written}".encode()))
    assert isinstance(value, Text)
    at = 3
    for n, character in enumerate(text):
        own = json.dumps(character, ensure_ascii=ascii_only)[1:-1].encode()
        span = value.mapped.span(n, n + 1)
        assert (span.start, span.end) == (at, at + len(own))
        at += len(own)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_encoded_text_reads_back(text: str) -> None:
    assert json.loads(f'"{encode_string(text)}"') == text


def test_equal_keys_are_all_kept() -> None:
    value = read(SourceFile("x", b'{"a": 1, "a": 2}'))
    assert isinstance(value, Fields)
    assert [key.plain for key, _ in value.pairs] == ["a", "a"]


def test_half_of_a_surrogate_pair_is_the_replacement_character() -> None:
    value = read(SourceFile("x", rb'"a\ud83d\udca1b\ud83dc"'))
    assert isinstance(value, Text)
    assert value.plain == "a\N{ELECTRIC LIGHT BULB}b\N{REPLACEMENT CHARACTER}c"


@pytest.mark.parametrize(
    ("text", "offset", "reason"),
    [
        ("", 0, "it ends where a value must follow"),
        ('{"a" 1}', 5, "':' must stand here, not '1'"),
        ('{"a": 1,}', 8, "a key in quotes must stand here, not '}'"),
        ("[1 2]", 3, "',' or ']' must stand here, not '2'"),
        ('["a', 1, "the string is not closed"),
        ('["a\nb"]', 1, "the string is not closed on its line"),
        (r'["a\qb"]', 3, "a backslash begins no escape of JSON here"),
        ("{} x", 3, "there is more text behind the value"),
        ("[nul]", 1, "a value must stand here, not 'n'"),
        ("[" * 300, 201, "it is nested more than 200 levels deep"),
    ],
)
def test_faults_are_told_at_their_place(text: str, offset: int, reason: str) -> None:
    with pytest.raises(JsonError) as error:
        read(SourceFile("x", text.encode()))
    assert (error.value.offset, error.value.reason) == (offset, reason)
