"""Serials: which rise after fixes, and to what."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.serials import following

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (0, 1),
        (1, 2),
        (2026112400, 2026112501),
        (2019010107, 2026112501),
        (2026112500, 2026112501),
        (2026112501, 2026112502),
        (2026112598, 2026112599),
        (2026112599, 2026112600),  # the hundredth change of the day
        (2027010100, 2027010101),  # a date in the future
        (2026023001, 2026023002),  # no date
        (20261124, 20261125),  # a date without the count is a number
        (1000010100, 1000010101),
        (1764028800, 1764028801),  # seconds since 1970
        (4294967294, 4294967295),
        (4294967295, 0),
    ],
)
def test_following(old: int, new: int) -> None:
    assert following(old, TODAY) == new


@given(st.integers(0, 2**32 - 1), st.dates(date(2024, 1, 1), date(2099, 12, 31)))
def test_always_rises(old: int, today: date) -> None:
    """RFC 1982, section 3.2."""
    assert 0 < (following(old, today) - old) % 2**32 < 2**31
