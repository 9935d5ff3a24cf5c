"""Each decoded character of a zone file's strings maps to the bytes that produced it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zone_files import HEAD, RUA, load, records

from tlsrpt_lint.records import QuirkKind

PREFIX = b"_smtp._tls IN TXT "

# Octet -> how it may be written: as it is where the place allows, by digits, by a backslash.
_ESCAPABLE = frozenset(range(33, 127)) - frozenset(b"0123456789")


@st.composite
def written_strings(draw: st.DrawFn) -> tuple[str, bytes, list[bytes]]:
    """A text, the string that writes it, and the bytes behind each of its characters."""
    quoted = draw(st.booleans())
    text = draw(st.text(st.characters(codec="utf-8"), min_size=0 if quoted else 1, max_size=40))
    plain = frozenset(range(32, 127)) - frozenset(b'"\\')
    if not quoted:
        plain -= frozenset(b" ;()")
    plain |= frozenset(range(128, 256))
    written, behind = bytearray(b'"' if quoted else b""), []
    for character in text:
        piece = bytearray()
        for octet in character.encode():
            ways = [b"\\%03d" % octet]
            if octet in plain and not (octet in b"{<$" and not quoted):
                ways.append(bytes([octet]))
            if octet in _ESCAPABLE:
                ways.append(b"\\" + bytes([octet]))
            piece += draw(st.sampled_from(ways))
        behind.append(bytes(piece))
        written += piece
    return text, bytes(written + (b'"' if quoted else b"")), behind


@given(st.lists(written_strings(), min_size=1, max_size=4))
def test_every_character_maps_to_its_bytes(parts: list[tuple[str, bytes, list[bytes]]]) -> None:
    if parts[0][1] == b"\\#":
        return
    loaded = load(HEAD + PREFIX + b" ".join(written for _, written, _ in parts) + b"\n")
    templates = {problem.kind.name for problem in loaded.problems}
    if templates == {"TEMPLATE"}:
        return
    assert not loaded.problems
    (record,) = records(loaded, "TXT")
    assert record.value is not None
    assert record.value.text == "".join(text for text, _, _ in parts)
    behind = [piece for _, _, pieces in parts for piece in pieces]
    for index, piece in enumerate(behind):
        span = record.value.span(index, index + 1)
        assert span.source.data[span.start : span.end] == piece
    assert [s.octets for s in record.strings] == [len(text.encode()) for text, _, _ in parts]


@given(written_strings(), st.text(st.characters(codec="utf-8"), min_size=1), st.data())
def test_an_edit_writes_what_is_read_again(
    part: tuple[str, bytes, list[bytes]], replacement: str, data: st.DataObject
) -> None:
    text, written, _ = part
    text, written = f"v={text}", written[:1].replace(b'"', b'"v=') + written[1:]
    if not written.startswith(b'"'):
        written = b"v=" + written
    before = HEAD + PREFIX
    (record,) = records(load(before + written + b"\n"), "TXT")
    if record.value is None or record.value.text != text:
        return  # a template mark
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edit = record.value.edit(start, end, replacement)
    if edit is None:
        return
    source = edit.span.source.data
    edited = source[: edit.span.start] + edit.text.encode() + source[edit.span.end :]
    (again,) = records(load(edited), "TXT")
    if again.value is not None:
        assert again.value.text == text[:start] + replacement + text[end:]


@pytest.mark.parametrize(
    ("rdata", "kind", "covered", "hidden"),
    [
        (f"v=TLSRPTv1; {RUA}", QuirkKind.COMMENT_CUT, f"v=TLSRPTv1; {RUA}", f"; {RUA}"),
        (f"v=TLSRPTv1 ;{RUA} ", QuirkKind.COMMENT_CUT, f"v=TLSRPTv1 ;{RUA} ", f";{RUA} "),
        (f"v=TLSRPTv1\\; {RUA}", QuirkKind.UNQUOTED_STRINGS, f"v=TLSRPTv1\\; {RUA}", None),
        (f'"v=TLSRPTv1; ""{RUA}"', QuirkKind.ADJACENT_STRINGS, "", None),
        (f'"{"x" * 256}"', QuirkKind.OVERLONG_STRING, "x" * 256, "x" * 256),
    ],
)
def test_quirks(rdata: str, kind: QuirkKind, covered: str, hidden: str | None) -> None:
    (record,) = records(load(HEAD + PREFIX + rdata.encode() + b"\n"), "TXT")
    (quirk,) = record.quirks
    assert quirk.kind is kind
    assert quirk.span.text == covered
    assert (quirk.text.text if quirk.text else None) == hidden


@pytest.mark.parametrize(
    "rdata",
    [
        f'"v=TLSRPTv1; {RUA}" ; comment',
        f"v=TLSRPTv1\\;{RUA}",
        f'( "v=TLSRPTv1;" ; comment\n "{RUA}" )',
        f"( v=TLSRPTv1\\;{RUA}\n ; comment\n )",
    ],
)
def test_no_quirk(rdata: str) -> None:
    (record,) = records(load(HEAD + PREFIX + rdata.encode() + b"\n"), "TXT")
    assert record.quirks == ()


def test_cut_text_can_be_put_together_again() -> None:
    """The quirk's bytes, from the first string to the comment's end, are the policy as written."""
    text = f"_smtp._tls TXT ( v=TLSRPTv1; {RUA}\n )\n"
    (record,) = records(load(HEAD + text.encode()), "TXT")
    (quirk,) = record.quirks
    assert quirk.span.text == f"v=TLSRPTv1; {RUA}"


def test_spans_of_a_record_in_parentheses() -> None:
    text = b'_smtp._tls 300 IN TXT ( "a" ; one\r\n\t"b" )\r\nnext A 192.0.2.1\r\n'
    (record,) = records(load(HEAD + text), "TXT")
    assert record.span.text == '_smtp._tls 300 IN TXT ( "a" ; one\r\n\t"b"'
    assert record.rdata.text == '"a" ; one\r\n\t"b"'
    assert record.value is not None
    assert [s.text.span().begin for s in record.strings] == [(6, 26), (7, 3)]


def test_generated_strings_stand_at_the_directive() -> None:
    text = f'$GENERATE 1-2 _smtp._tls.d$ TXT "v=TLSRPTv1; {RUA}"\n'.encode()
    first, second = records(load(HEAD + text), "TXT")
    assert [str(r.owner.name) for r in (first, second)] == [
        "_smtp._tls.d1.example.com",
        "_smtp._tls.d2.example.com",
    ]
    for record in (first, second):
        assert record.value is not None
        assert record.value.text == "v=TLSRPTv1"
        assert record.value.span().text == f"v=TLSRPTv1; {RUA}"
        assert record.owner.written.span().text == "_smtp._tls.d$"
        assert [quirk.kind for quirk in record.quirks] == [QuirkKind.COMMENT_CUT]
        assert record.value.edit(0, 1, "x") is None


def test_a_generated_value_without_quotes_is_cut_by_the_comment() -> None:
    text = f"$GENERATE 1-2 _smtp._tls.d$ TXT v=TLSRPTv1; {RUA}\n".encode()
    for record in records(load(HEAD + text), "TXT"):
        assert record.text == "v=TLSRPTv1"
        (quirk,) = record.quirks
        assert (quirk.kind, quirk.span.text) == (QuirkKind.COMMENT_CUT, f"; {RUA}")
        assert quirk.text is not None
        assert quirk.text.edit(0, 0, '"') is None


def test_generated_escaped_semicolon_makes_two_strings() -> None:
    text = f'$GENERATE 1-1 _smtp._tls.d$ 300 IN TXT "v=TLSRPTv1\\; {RUA}"\n'.encode()
    (record,) = records(load(HEAD + text), "TXT")
    assert [s.text.text for s in record.strings] == ["v=TLSRPTv1;", RUA]
    assert record.ttl == 300
