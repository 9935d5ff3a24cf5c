"""Patterns that are compiled when they are used."""

import re

import pytest

from tlsrpt_lint.regex import lazy


def test_does_what_a_compiled_pattern_does() -> None:
    pattern = lazy(r"(?P<word>[a-z]+)", re.IGNORECASE)
    eager = re.compile(r"(?P<word>[a-z]+)", re.IGNORECASE)
    for _ in range(2):
        assert pattern.findall("a B 1") == eager.findall("a B 1")
        assert pattern.sub("x", "a B 1") == "x x 1"
        assert (match := pattern.search("1 B", 1)) is not None
        assert match["word"] == "B"
    assert (pattern.pattern, pattern.flags, pattern.groups) == (
        eager.pattern,
        eager.flags,
        eager.groups,
    )


def test_is_compiled_once_and_not_before() -> None:
    broken = lazy("(")
    with pytest.raises(re.error):
        broken.match("")
    pattern = lazy(b"x")
    assert pattern.match is pattern.match


def test_has_no_attribute_that_a_pattern_has_not() -> None:
    with pytest.raises(AttributeError):
        lazy("x").mtach  # type: ignore[attr-defined]  # noqa: B018
