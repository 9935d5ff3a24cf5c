"""The line hash against the vectors of github/codeql-action, and against its own way to compute it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.reporters._linehash import line_hashes


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ["c129715d7a2bc9a3:1"]),
        (
            b" a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
    ],
)
def test_published_vectors(data: bytes, expected: list[str]) -> None:
    assert line_hashes(data, range(1, 9)) == dict(enumerate(expected, 1))


def rolling(data: bytes) -> dict[int, str]:
    """The hashes of all lines, by the rolling window of the action: one unit in, one unit out."""
    encoded = data.decode("utf-8", "replace").encode("utf-16-le", "surrogatepass")
    units = [int.from_bytes(encoded[n : n + 2], "little") for n in range(0, len(encoded), 2)]
    window, line_of = [0] * 100, [-1] * 100
    out_of_window = pow(37, 100, 1 << 64)
    value = index = line = 0
    at_line_start, after_cr = True, False
    counts: dict[str, int] = {}
    hashes: dict[int, str] = {}

    def finish() -> None:
        if line_of[index] != -1:
            text = f"{value:x}"
            counts[text] = counts.get(text, 0) + 1
            hashes[line_of[index]] = f"{text}:{counts[text]}"
            line_of[index] = -1

    def push(unit: int) -> None:
        nonlocal value, index
        value = (37 * value + unit - out_of_window * window[index]) % (1 << 64)
        window[index] = unit
        index = (index + 1) % 100

    for unit in [*units, 65535]:
        if unit in (32, 9) or (after_cr and unit == 10):
            after_cr = False
            continue
        after_cr = unit == 13
        unit = 10 if unit == 13 else unit
        finish()
        if at_line_start:
            line += 1
            line_of[index] = line
        at_line_start = unit == 10
        push(unit)
    for _ in range(100):
        finish()
        push(0)
    return hashes


FRAGMENTS = ["a", "bc" * 60, " ", "\t", "\n", "\r\n", "\r", "\r \n", "é", "𝒳", "\ufeff", "x\n" * 90]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
def test_it_is_the_hash_of_the_rolling_window(text: str) -> None:
    expected = rolling(text.encode())
    assert line_hashes(text.encode(), expected) == expected
    for line in list(expected)[:3]:
        assert line_hashes(text.encode(), [line]) == {line: expected[line]}


@given(st.binary(max_size=300))
def test_bytes_that_are_no_utf_8_are_taken_as_the_action_does(data: bytes) -> None:
    expected = rolling(data)
    assert line_hashes(data, expected) == expected
