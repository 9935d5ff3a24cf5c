"""Zone files that mean harm, or are none: no exception, no hang, time that grows with the length."""

import gc
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zone_files import HEAD, RUA, load

from tlsrpt_lint.loaders.zone import ZoneLoader

LITERAL = f'_smtp._tls TXT "v=TLSRPTv1; {RUA}"\n'.encode()
_PIECES = st.sampled_from(
    [b'"', b"(", b")", b"\\", b";", b"\n", b"\r\n", b"\r", b" ", b"\t", b"@", b".", b"$", b"\0", b"\xff",
     b"$ORIGIN ", b"$TTL ", b"$INCLUDE zone ", b"$GENERATE 1-3 ", b"$GENERATE 1-999999999 $ TXT ",
     b"{{", b"}}", b"{%", b"%}", b"{% if ", b"${", b"<%", b"%x%", b"\\300", b"\\1", b"\\# 4 ", b"TXT ",
     b"SOA ", b"MX 10 ", b"CNAME ", b"TYPE16 \\# 3 02", b"CH ", b"1h30m ", b"_smtp._tls ", LITERAL,
     b"a" * 300, b"..", b"@Z", b"LUA ", b"\xef\xbb\xbf", b"99999999999999999999 "]
)  # fmt: skip


def touch(text: bytes) -> None:
    """Load the text and look at all that came of it."""
    ZoneLoader().recognises("zone", text[: 1 << 16])
    loaded = load(text)
    for problem in loaded.problems:
        assert problem.span.end <= len(text)
        assert problem.span.begin <= problem.span.finish
    for part in loaded.parts:
        for record in part.records:
            assert record.span.start <= record.span.end
            assert record.owner_span.text is not None
            if record.value is not None:
                for index in range(len(record.value)):
                    assert record.value.span(index, index + 1).start <= len(text)


@given(st.binary(max_size=400))
def test_any_bytes(text: bytes) -> None:
    touch(text)


@given(st.lists(st.one_of(_PIECES, st.binary(max_size=6)), max_size=40).map(b"".join))
def test_pieces_of_zone_files(text: bytes) -> None:
    touch(text)
    touch(HEAD + text + b"\n" + LITERAL)


@given(st.data())
def test_mutated_zone(data: st.DataObject) -> None:
    text = bytearray(HEAD + LITERAL * 2 + b"$GENERATE 1-2 a$ MX 10 b$\n_x (\n TXT a )\n" + LITERAL)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        text[at : at + data.draw(st.integers(0, 3))] = data.draw(_PIECES)
    touch(bytes(text))


_SHAPES = {
    "quotes": b'"',
    "quotes, one a line": b'"\n',
    "quoted strings": b'"a" ',
    "open parentheses": b"(",
    "open parentheses, one a line": b"(\n",
    "unclosed records": b"a TXT ( b\n",
    "unclosed records of blank owner": b" IN TXT ( b\n",
    "closing parentheses": b")",
    "pairs": b"()",
    "backslashes": b"\\",
    "escapes": b"\\000",
    "escaped line ends": b'"\\\n',
    "escaped quotes": b'"\\"',
    "one long line": b"a",
    "blanks": b" ",
    "line ends": b"\n",
    "digits": b"1",
    "units": b"1h",
    "dots": b".",
    "semicolons": b";",
    "blank owners": b" TXT a\n",
    "blank owners that matter": b"www A 192.0.2.1\n TXT v=TLSRPTv1\n",
    "records passed over": b"www A 192.0.2.1\n A 192.0.2.1\n",
    "strings passed over": b'www TXT "v=" "v=" "a@b"\n',
    "equals signs": b"v=",
    "underscores": b"_",
    "underscore labels": b"_a-",
    "braces": b"{{",
    "statements": b"{% if x\n",
    "dollars": b"${",
    "percent": b"%a",
    "at signs": b"@A",
    "origins": b"$ORIGIN a\n",
    "carriage returns": b"\r",
    "unclosed quotes": b'a TXT "b\nc\n',
}


@pytest.mark.parametrize("start", [b"", b'www TXT "', b"_smtp._tls TXT "])
@pytest.mark.parametrize("shape", _SHAPES)
def test_time_grows_with_the_length(shape: str, start: bytes) -> None:
    piece = _SHAPES[shape]

    def seconds(size: int) -> float:
        text = HEAD + start + piece * (size // len(piece))
        best = float("inf")
        for _ in range(2):
            began = time.process_time()
            ZoneLoader().recognises("zone", text[: 1 << 16])
            load(text)
            best = min(best, time.process_time() - began)
        return best

    gc.disable()  # its rounds come when they come
    try:
        short, long = seconds(10_000), seconds(40_000)
    finally:
        gc.enable()
    # Four times the length: twelve times the time is slack, sixteen would be the square.
    assert long < 12 * short + 0.02
