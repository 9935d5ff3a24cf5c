"""How much is worked out of one configuration: expressions can ask for more than any machine has.

Twenty lines that each put the one before twice make a text of a million characters, three loops in
each other a billion runs. No value of a TXT record is that long, so what goes beyond is not known.
"""

from tlsrpt_lint.loaders.terraform._values import Items, Text, Value

LONGEST = 1 << 16  # characters of a text that is made: more than a TXT record can hold
MOST = 50_000  # elements of a collection that is made
LONGEST_CHAIN = 20  # of names that stand for each other
_STEPS = 200_000  # expressions and elements that are worked out for one file


class Budget:
    """What is left to spend on one file and the modules that it calls."""

    __slots__ = ("_left", "chain")

    def __init__(self) -> None:
        self._left = _STEPS
        self.chain = 0  # names that are being looked up, each for the one before

    def spend(self, steps: int = 1) -> bool:
        """True while there is something left."""
        self._left -= steps
        return self._left >= 0


def size(value: Value) -> int:
    """The characters of a text, or of all texts in a list; other elements count as one."""
    if isinstance(value, Text):
        return len(value.plain)
    if isinstance(value, Items):
        return sum(len(v.plain) if isinstance(v, Text) else 1 for v in value.values)
    return 1


def is_too_large(value: Value) -> bool:
    """True for a result that nothing may be made of."""
    if isinstance(value, Items):
        return len(value.values) > MOST
    return isinstance(value, Text) and len(value.plain) > LONGEST
