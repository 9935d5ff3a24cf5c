"""Whole outputs, byte for byte: every format with every input.

`UPDATE_GOLDEN=1 pytest tests/reporters` writes the files anew; then read the diff.
"""

import hashlib
import os
from functools import cache
from pathlib import Path

import pytest
from sample_reports import INPUTS

from tlsrpt_lint import __version__
from tlsrpt_lint.registry import reporters
from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Style

GOLDEN = Path(__file__).parent / "golden"
LONGEST = 60_000


@cache
def sample(name: str) -> Report:
    return INPUTS[name]()


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("output_format", reporters())
def test_output_is_the_golden_one(output_format: str, name: str) -> None:
    reporter = reporters()[output_format]
    report = sample(name).at_least(reporter.least)

    text = "".join(reporter().render(report, Style()))

    assert text.endswith("\n")
    text.encode()  # no lone surrogate reaches a stream
    shown = abridged(text.replace(f'"{__version__}"', '"VERSION"'))
    file = GOLDEN / output_format / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(shown.encode())
    assert file.read_bytes().decode() == shown


def abridged(text: str) -> str:
    """A long text without its middle, for which a hash stands."""
    if len(text) <= LONGEST:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{text[:4000]}\n[{len(text)} characters, sha256 {digest}]\n{text[-2000:]}"


def test_no_golden_file_is_left_over() -> None:
    expected = {GOLDEN / name / f"{file}.txt" for name in reporters() for file in INPUTS}
    assert set(GOLDEN.rglob("*.txt")) == expected


def test_rendering_is_pure() -> None:
    for reporter in reporters().values():
        report = sample("many")
        first = list(reporter().render(report, Style()))
        assert list(reporter().render(report, Style())) == first
