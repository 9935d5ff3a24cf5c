"""BIND's $GENERATE: a range of numbers put into an owner and a value (BIND 9 ARM, 'The $GENERATE
Directive')."""

import re
from collections.abc import Iterator

from tlsrpt_lint.regex import lazy

_RANGE = lazy(r"([0-9]{1,10})-([0-9]{1,10})(?:/([0-9]{1,10}))?")
_FIELD = lazy(r"\\\$|\\\\|\$\$|\$(?:\{(-?[0-9]{1,10})(?:,([0-9]{1,3})(?:,([doxXnN]))?)?\})?")


def generated_range(text: str) -> range | None:
    """The numbers of `start-stop[/step]`; None if the text is no such range."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    start, stop, step = int(found[1]), int(found[2]), int(found[3] or 1)
    if stop < start or step < 1:
        return None
    return range(start, stop + 1, step)


def generated(template: str, numbers: range) -> Iterator[str]:
    """The texts that `template` gives for each number.

    `$` is the number, `${offset,width,base}` the number plus an offset, padded, in a base; `\\$` and
    `$$` are a dollar sign, and other escapes are left to the reader of the text.
    """
    for number in numbers:
        yield _FIELD.sub(lambda found, number=number: _field(found, number), template)  # type: ignore[misc]


def _field(found: re.Match[str], number: int) -> str:
    if found[0] == "\\\\":
        return found[0]
    if found[0] in ("\\$", "$$"):
        return "$"
    offset, width, base = found.groups()
    value = number + int(offset or 0)
    if base in ("n", "N"):
        nibbles = ".".join(reversed(f"{value & 0xFFFFFFFF:x}".zfill((int(width or 1) + 1) // 2)))
        return nibbles.upper() if base == "N" else nibbles
    return format(value, f"0{min(int(width or 0), 255)}{base or 'd'}")
