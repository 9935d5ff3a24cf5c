"""Zones named by files: the words and labels against the patterns that say what is meant."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from tlsrpt_lint.loaders.zone._filename import _is_label, _is_other, _is_top
from tlsrpt_lint.loaders.zone._types import _TTL, _TTL_PART, _UNITS, ttl_of

OTHER = re.compile(
    r"(?:named|db|root)\.(?:root|ca|cache|hints?|local|localhost|empty|zero|conf[a-z0-9_-]*)"
    r"|.*\.(?:inc|include|conf|cfg|hints?|key|rev|reverse|ptr|arpa|zones?|data|rr|part|frag|fragment)"
)
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?")
TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]+")

labels = st.text("abz09_-é. ", max_size=5)
WORDS = "named db root ca cache hint hints local localhost empty zero conf config inc zone com x"
words = st.sampled_from(WORDS.split())


@given(labels)
@example("_")
@example("-")
def test_labels(label: str) -> None:
    assert _is_label(label) == (LABEL.fullmatch(label) is not None)


@given(labels | st.from_regex(TOP, fullmatch=True))
@example("xn--p1ai")
def test_tops(label: str) -> None:
    if _is_label(label) and len(label) < 64:
        assert _is_top(label) == (TOP.fullmatch(label) is not None)


@given(st.lists(words, min_size=2, max_size=4))
def test_files_that_are_no_zones(name: list[str]) -> None:
    assert _is_other(name) == (OTHER.fullmatch(".".join(name)) is not None)


@given(st.text("0123456789smhdwSM٣x", max_size=22))
def test_ttls(word: str) -> None:
    expected = None
    if word[:1].isdigit() and _TTL.fullmatch(word):
        found = _TTL_PART.findall(word)
        expected = sum(int(number) * _UNITS[unit.lower()] for number, unit in found)
    assert ttl_of(word) == expected
