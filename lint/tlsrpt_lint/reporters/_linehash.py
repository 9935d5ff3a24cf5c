"""The hash by which GitHub knows a line again, as its upload action computes it.

A window of 100 UTF-16 code units begins at the first unit of each line that is no blank, a line end
being one unit and every space and tab left out; the hash of a line is that of the window. The file's
end counts as a unit of its own, and zeros stand behind it. See `src/fingerprints.ts` in
github/codeql-action.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

_WINDOW = 100
_BASE = 37
_END = "\uffff"


def line_hashes(data: bytes, lines: Iterable[int]) -> dict[int, str]:
    """The hashes of these lines (1-based) of a file, each with its turn among equal ones."""
    wanted = set(lines)
    last = max(wanted, default=0)
    text = _units(data)
    asked = {window for number, window in _windows(text, last) if number in wanted}
    seen: Counter[str] = Counter()
    hashes = {}
    for number, window in _windows(text, last):
        if window in asked:
            seen[window] += 1
            if number in wanted:
                hashes[number] = f"{_hash(window):x}:{seen[window]}"
    return hashes


def _units(data: bytes) -> str:
    """The file as UTF-16 code units, one a character, without what the hash passes over."""
    # As in the action, a line feed goes only directly behind its carriage return.
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace(" ", "").replace("\t", "")
    if not text.isascii():
        text = re.sub("[\U00010000-\U0010ffff]", _surrogates, text)
    return text + _END


def _surrogates(character: "re.Match[str]") -> str:
    code = ord(character[0]) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def _windows(text: str, last: int) -> Iterator[tuple[int, str]]:
    """Number and window of each line up to number `last`."""
    ends = (end.end() for end in re.finditer("\n", text))
    for number, start in enumerate(chain([0], ends), 1):
        if number > last:
            return
        yield number, text[start : start + _WINDOW]


def _hash(window: str) -> int:
    value = 0
    for unit in window.ljust(_WINDOW, "\0"):
        value = (value * _BASE + ord(unit)) & 0xFFFF_FFFF_FFFF_FFFF
    return value
