"""What providers make of the text of a TXT record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.loaders.terraform._txt import Reading, strings
from tlsrpt_lint.records import QuirkKind
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import MappedText, verbatim

POLICY = "v=TLSRPTv1; rua=mailto:a@example.com"


def read(text: str, reading: Reading, *, refuses_long: bool = False) -> tuple[list[str], list[str]]:
    source = SourceFile("x", text.encode("utf-8", "surrogateescape"))
    value = MappedText.literal(source.span(0, len(source.data)), verbatim)
    found, quirks = strings(value, reading, refuses_long=refuses_long)
    return [s.text.text for s in found], [q.kind.name for q in quirks]


@pytest.mark.parametrize(
    ("reading", "text", "wanted", "quirks"),
    [
        (Reading.RAW, POLICY, [POLICY], []),
        (Reading.RAW, f'"{POLICY}"', [f'"{POLICY}"'], []),
        (Reading.RAW, r"v=TLSRPTv1\; rua=", [r"v=TLSRPTv1\; rua="], []),
        (Reading.EITHER, POLICY, [POLICY], []),
        (Reading.EITHER, f'"{POLICY}"', [POLICY], []),
        (Reading.EITHER, '"v=TLSRPTv1; " "rua=x" ', ["v=TLSRPTv1; ", "rua=x"], []),
        (Reading.EITHER, '"v=TLSRPTv1; ""rua=x"', ["v=TLSRPTv1; ", "rua=x"], []),
        (Reading.EITHER, f'"{POLICY}', [f'"{POLICY}'], []),
        (Reading.EITHER, r'"a\;b\"c\092d"', ['a;b"c\\d'], []),
        (Reading.QUOTED, f'"{POLICY}"', [POLICY], []),
        (Reading.QUOTED, POLICY, [POLICY], ["UNQUOTED_VALUE"]),
        (Reading.QUOTED, "", [""], []),
        (Reading.WORDS, f'"{POLICY}"', [POLICY], []),
        (Reading.WORDS, POLICY, ["v=TLSRPTv1;", "rua=mailto:a@example.com"], ["UNQUOTED_STRINGS"]),
        (Reading.WORDS, "v=TLSRPTv1;rua=x", ["v=TLSRPTv1;rua=x"], []),
        (Reading.MASTER_FILE, POLICY, ["v=TLSRPTv1"], ["COMMENT_CUT"]),
        (Reading.MASTER_FILE, r"v=TLSRPTv1\;rua=x", ["v=TLSRPTv1;rua=x"], []),
        (Reading.MASTER_FILE, f'"{POLICY}"', [POLICY], []),
        (Reading.INNER, r"a\"b\;c\065", ['a"b;cA'], []),
        (Reading.ROUTE53, POLICY, [POLICY], []),
        (Reading.ROUTE53, 'v=TLSRPTv1; ""rua=x', ["v=TLSRPTv1; ", "rua=x"], []),
        (Reading.ROUTE53, 'v=TLSRPTv1; " "rua=x', ["v=TLSRPTv1; ", "rua=x"], []),
        (Reading.ROUTE53, f'"{POLICY}"', [f'"{POLICY}"'], []),
        (Reading.ROUTE53, r"a\101\"\;", [r"aA\"".replace("\\", "") + r"\;"], []),
    ],
)
def test_readings(reading: Reading, text: str, wanted: list[str], quirks: list[str]) -> None:
    assert read(text, reading) == (wanted, quirks)


def test_what_a_comment_hides_is_told() -> None:
    source = SourceFile("x", POLICY.encode())
    value = MappedText.literal(source.span(0, len(POLICY)))
    _, (quirk,) = strings(value, Reading.MASTER_FILE, refuses_long=False)
    assert quirk.kind is QuirkKind.COMMENT_CUT
    assert quirk.text is not None
    assert quirk.text.text == "; rua=mailto:a@example.com"
    assert quirk.span.text == "; rua=mailto:a@example.com"


@pytest.mark.parametrize(
    ("reading", "text", "refuses_long", "sizes", "quirks"),
    [
        (Reading.RAW, "a" * 600, False, [255, 255, 90], []),
        (Reading.ROUTE53, "a" * 256, True, [256], ["OVERLONG_STRING"]),
        (Reading.ROUTE53, "a" * 255 + '""' + "b" * 255, True, [255, 255], []),
        (Reading.EITHER, '"' + "a" * 256 + '"', False, [256], ["OVERLONG_STRING"]),
    ],
)
def test_long_strings(
    reading: Reading, text: str, refuses_long: bool, sizes: list[int], quirks: list[str]
) -> None:
    found, kinds = read(text, reading, refuses_long=refuses_long)
    assert ([len(s) for s in found], kinds) == (sizes, quirks)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_octet_of_a_long_text_is_lost(text: str) -> None:
    found, _ = read(text, Reading.RAW)
    assert "".join(found) == text
    assert all(len(s.encode()) <= 255 for s in found)


@given(
    st.text(alphabet=st.characters(max_codepoint=0x7E), max_size=100),
    st.sampled_from([Reading.EITHER, Reading.QUOTED, Reading.WORDS, Reading.MASTER_FILE]),
)
def test_edited_text_reads_back(new: str, reading: Reading) -> None:
    source = SourceFile("x", b'"here" "it"')
    value = MappedText.literal(source.span(0, 11))
    (first, _), _ = strings(value, reading, refuses_long=False)
    edit = first.text.edit(0, 4, new)
    assert edit is not None
    data = source.data[: edit.span.start] + edit.text.encode() + source.data[edit.span.end :]
    assert read(data.decode(), reading)[0] == [new, "it"]


@given(st.text(), st.sampled_from(list(Reading)))
def test_any_text_reads(text: str, reading: Reading) -> None:
    source = SourceFile("x", text.encode("utf-8", "surrogatepass"))
    value = MappedText.literal(source.span(0, len(source.data)))
    found, _ = strings(value, reading, refuses_long=True)
    assert found
