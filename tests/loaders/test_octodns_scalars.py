"""Values through every YAML style: each character is the bytes that made it."""

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from octodns_helpers import load_text, records, texts

from tlsrpt_lint.loaders.octodns._scalars import decode
from tlsrpt_lint.loaders.octodns._yaml import Document, Mapping, Scalar
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import MappedText, read_only

CHARACTERS = st.sampled_from("ab:,#'\"\\; \t&*!|>%@`{}[]?-=/.~\u00e9\u20ac\U0001f600\u2028\x85\n\r")
TEXT = st.text(CHARACTERS, max_size=20)


def read(yaml_text: str) -> tuple[str, MappedText] | None:
    """The scalar under `k`, as PyYAML and as this loader read it; None if it is no YAML scalar."""
    try:
        value = yaml.compose(yaml_text, yaml.CSafeLoader)
    except yaml.YAMLError:
        return None
    if not isinstance(value, yaml.MappingNode) or len(value.value) != 1:
        return None
    node = value.value[0][1]
    if not isinstance(node, yaml.ScalarNode):
        return None
    document = Document(SourceFile("k.yaml", yaml_text.encode())).read()
    assert isinstance(document.root, Mapping)
    scalar = document.root.pairs[0][1]
    assert isinstance(scalar, Scalar)
    return node.value, scalar.mapped()


def assert_mapped(text: MappedText) -> None:
    """The segments cover the text in order, and exact ones are their bytes."""
    at = 0
    for segment in text.segments:
        assert segment.start == at
        at = segment.end
        if segment.exact:
            assert segment.span.text == text.text[segment.start : segment.end]
    assert at == len(text.text)
    starts = [segment.span.start for segment in text.segments]
    assert starts == sorted(starts)


def styled(text: str) -> list[str]:
    """The text in all styles that can hold it, on one or several lines."""
    single = "'" + text.replace("'", "''").replace("\n", "\n\n  ") + "'"
    double = '"' + "".join(map(_escaped, text)) + '"'
    block = "".join(f"    {line}\n" for line in text.split("\n"))
    return [text, single, double, f"|\n{block}", f"|-\n{block}", f">+\n{block}", f">-\n{block}"]


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if " " <= character <= "~" else f"\\U{ord(character):08x}"


@given(TEXT)
@example("a\\; b")
@example("")
@example("'")
def test_any_text_in_any_style(text: str) -> None:
    for source in styled(text):
        found = read(f"k: {source}\n")
        if found is not None:
            value, mapped = found
            assert mapped.text == value
            assert_mapped(mapped)


@given(st.sampled_from(["", "'", '"', "|\n", ">\n", ">2\n", "|+\n  ", ">-\n  "]), TEXT)
def test_any_source_that_is_yaml(mark: str, body: str) -> None:
    """Not only what an encoder writes: folds, escapes and indents as they come."""
    close = mark if mark in ("'", '"') else ""
    found = read(f"k: {mark}{body}{close}\n")
    if found is not None:
        value, mapped = found
        assert mapped.text == value
        assert_mapped(mapped)
        assert mapped.segments[0].encode is not read_only or len(mapped) == 0, "no opaque text"


@pytest.mark.parametrize(
    ("source", "value", "places"),
    [
        ("ab cd", "ab cd", ["ab cd"]),
        ("ab\n  cd", "ab cd", ["ab", "\n  ", "cd"]),
        ("ab\n\n  cd", "ab\ncd", ["ab", "\n\n  ", "cd"]),
        ("'a''b'", "a'b", ["a", "''", "b"]),
        ('"a\\u003bb"', "a;b", ["a", "\\u003b", "b"]),
        ('"a\\\\;"', "a\\;", ["a", "\\\\", ";"]),
        ('"a \\\n   b"', "a b", ["a ", "b"]),
        ("|\n  a\n  b\n", "a\nb\n", ["a", "\n", "b", "\n"]),
        (">-\n  a\n  b\n\n  c\n", "a b\nc", ["a", "\n  ", "b", "\n", "c"]),
        ("|2-\n   a\n", " a", [" a"]),
        ("!!str &x 'a'", "a", ["a"]),
        ("!!str # why\n  a", "a", ["a"]),
    ],
)
def test_pieces(source: str, value: str, places: list[str]) -> None:
    found = read(f"k: {source}\n")
    assert found is not None
    assert found[1].text == value == found[0]
    assert [segment.span.text for segment in found[1].segments] == places


@given(st.text(st.sampled_from("ab;'\"\\,: #\n\u00e9"), max_size=6), st.integers(0, 3))
def test_written_text_is_read_back(new: str, style: int) -> None:
    """Whatever an encoder writes in the middle of a value reads as just that."""
    source = ["abcd", "'abcd'", '"abcd"', "|-\n    abcd"][style]
    yaml_text = f"k: {source}\n"
    found = read(yaml_text)
    assert found is not None
    edit = found[1].edit(1, 3, new)
    if edit is None:
        return
    data = yaml_text.encode()
    changed = data[: edit.span.start] + edit.text.encode() + data[edit.span.end :]
    again = read(changed.decode())
    assert again is not None
    assert again[1].text == f"a{new}d"


def test_semicolons_are_written_as_the_file_writes_them() -> None:
    escaped = "a:\n  type: TXT\n  value: one\\;\nb:\n  type: TXT\n  value: two\\;x\n"
    (first, _) = records(load_text(escaped))
    assert first.value is not None
    edit = first.value.edit(3, 4, ";;")
    assert edit is not None
    assert (edit.span.text, edit.text) == ("\\;", "\\;\\;")
    bare = "a:\n  type: TXT\n  value: one;\nb:\n  type: TXT\n  value: two;x\n"
    (first, _) = records(load_text(bare))
    assert first.value is not None
    edit = first.value.edit(3, 4, ";;")
    assert edit is not None
    assert (edit.span.text, edit.text) == (";", ";;")


def test_semicolons_are_not_written_where_nothing_tells_how() -> None:
    (record,) = records(load_text("a:\n  type: TXT\n  value: one;\n"))
    assert record.value is not None
    assert record.value.edit(0, 3, "x;") is None
    assert record.value.edit(0, 3, "x") is not None


def test_a_value_that_no_decoder_explains_stands_as_a_whole() -> None:
    source = SourceFile("x", b"'abc'")
    text = decode("'abc'", source.span(0, 5), "other", "'", flow=False)
    assert (text.text, text.span().text) == ("other", "'abc'")
    assert text.edit(0, 5, "x") is None


@given(st.lists(st.text(st.sampled_from("ab;\\\" '"), max_size=12), min_size=1, max_size=3))
def test_octodns_layer_keeps_the_map(values: list[str]) -> None:
    lines = "".join(
        f"  - {yaml.dump(value, default_style=chr(39), width=1000)}" for value in values
    )
    loaded = load_text(f"a:\n  type: TXT\n  values:\n{lines}")
    assert len(texts(loaded)) == len(values)
    for record in records(loaded):
        assert record.value is not None
        assert_mapped(record.value)
