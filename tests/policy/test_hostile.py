"""Records of the greatest length that rdata can have, made to hurt: read in linear time."""

from time import perf_counter

import pytest

from tlsrpt_lint.policy import Policy
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import MappedText

LENGTH = 65_535
STARTS = ["v=TLSRPTv1;rua=https://h/", '"v=TLSRPTv1;rua=mailto:']
UNITS = [
    *(";", ",", " ", "\t", "\n", '"', "'", "\\", "@", "=", "!", "%", "|", "a", "-", "<a", "[a"),
    *("rua=", "rua= ", "a=b ", "a=b;", "a=b, ", "a=b,rua=", "a@b,", "a@b ", "a@b.c ", "mailto:"),
    *("mailto;a@b;", "https://h/ ", "https://h/?a;", "https://h/;a;", "{{", "${", "%aa", "your_"),
    *(" v=TLSRPTv1", "v=TLSRPTv1;", ";\n", ",\n", "a\n", "x=\\;", '"a" ', 'rua="a"', ", ", " ;"),
    *("\u00e9", "\u00e9 ", "\u201c", "\u200b", "\x00", "\udcff", "\uff1b"),
]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("unit", UNITS)
def test_reading_takes_time_in_proportion_to_the_length(start: str, unit: str) -> None:
    text = (start + unit * LENGTH)[:LENGTH]
    source = SourceFile("record.txt", text.encode("utf-8", "surrogateescape"))
    value = MappedText.literal(source.span(0, len(source.data)))
    begun = perf_counter()
    Policy(value)
    # A twentieth to half a second where this was written; half a minute and more if quadratic.
    assert perf_counter() - begun < 10
