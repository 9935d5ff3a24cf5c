"""Values as Terraform has them, each with its place, and the paths that lead to them.

Plans, states and evaluated configurations all end in these five shapes, so that the reading of
records does not know which of them it reads.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tlsrpt_lint.records import Reference
from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.text import MappedText


class Value:
    """Any value. `start` and `end` are byte offsets in `source`."""

    __slots__ = ("end", "source", "start")

    def __init__(self, source: SourceFile, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end

    @property
    def span(self) -> Span:
        """Where the value stands."""
        return Span(self.source, self.start, self.end)

    @property
    def is_null(self) -> bool:
        """True for `null`, which Terraform takes as if the attribute were absent."""
        return False


class Text(Value):
    """A string. `holes` are the ranges of characters that stand for something not known.

    A hole shows its source spelling (`${var.domain}`). `references` are the parts that came from
    elsewhere. `sensitive` values must not be printed. `ready`: a function of the provider has put
    the text into the form that the provider wants.
    """

    __slots__ = ("holes", "mapped", "ready", "references", "sensitive")

    def __init__(
        self,
        mapped: MappedText,
        holes: tuple[tuple[int, int], ...] = (),
        references: tuple[Reference, ...] = (),
        *,
        sensitive: bool = False,
        ready: bool = False,
    ) -> None:
        place = mapped.span()
        super().__init__(place.source, place.start, place.end)
        self.mapped = mapped
        self.holes = holes
        self.references = references
        self.sensitive = sensitive
        self.ready = ready

    @property
    def plain(self) -> str:
        """The characters alone."""
        return self.mapped.text


class Scalar(Value):
    """A number, a truth value or null; numbers as they are written."""

    __slots__ = ("value",)

    def __init__(self, source: SourceFile, start: int, end: int, value: str | bool | None) -> None:
        super().__init__(source, start, end)
        self.value = value

    @property
    def is_null(self) -> bool:
        """True for `null`."""
        return self.value is None


class Items(Value):
    """A list, set or tuple."""

    __slots__ = ("values",)

    def __init__(self, source: SourceFile, start: int, end: int, values: list[Value]) -> None:
        super().__init__(source, start, end)
        self.values = values


class Fields(Value):
    """An object or map: its pairs in their order, keys that are written twice kept twice."""

    __slots__ = ("_by_key", "pairs")

    def __init__(
        self, source: SourceFile, start: int, end: int, pairs: list[tuple[Text, Value]]
    ) -> None:
        super().__init__(source, start, end)
        self.pairs = pairs
        self._by_key: dict[str, Value] | None = None

    def get(self, key: str) -> Value | None:
        """The value of a key, the last one if it is written twice; None if it is absent."""
        if self._by_key is None:
            self._by_key = {name.plain: value for name, value in self.pairs}
        return self._by_key.get(key)

    def text(self, key: str) -> str | None:
        """The characters of a string attribute that is wholly known, else None."""
        value = self.get(key)
        return value.plain if isinstance(value, Text) and not value.holes else None


class Address(NamedTuple):
    """A resource instance: its module, mode, type and name as keys, and its key if it has one.

    Addresses are never taken apart as text: a key may hold dots, quotes and brackets.
    """

    module: str
    mode: str
    type: str
    name: str
    key: str | None = None


class Unknown(Value):
    """A value that exists only after apply, or that this program does not work out.

    `spelling` is the expression as it is written, "" where there is none (plans). `of` is the
    resource whose attribute it is, if it is one's.
    """

    __slots__ = ("of", "spelling")

    def __init__(
        self,
        source: SourceFile,
        start: int,
        end: int,
        spelling: str = "",
        of: Address | None = None,
    ) -> None:
        super().__init__(source, start, end)
        self.spelling = spelling
        self.of = of


class Encoded(Unknown):
    """A text of JSON that a function made: its characters are not told, but `value` is what it says."""

    __slots__ = ("value",)

    def __init__(self, span: Span, value: Value) -> None:
        super().__init__(*span)
        self.value = value


class Missing(Unknown):
    """What an expression names and nothing is: Terraform would refuse it, and `try` goes on."""

    __slots__ = ()


class Found(NamedTuple):
    """A value and the JSON pointer that leads to it from where the search began.

    `nested`: it stands in a string that holds JSON, to which alone the pointer leads.
    """

    value: Value
    pointer: str
    nested: bool = False


class Step(NamedTuple):
    """One step of a path: a key, and whether all elements of what is there are meant."""

    key: str
    each: bool


def parse_path(path: str) -> tuple[Step, ...]:
    """The steps of a path such as `resource_record_set[].resource_records[].value`."""
    return tuple(
        Step(part.removesuffix("[]"), part.endswith("[]")) for part in path.split(".") if part
    )


def walk(value: Value, path: tuple[Step, ...], pointer: str = "") -> Iterator[Found]:
    """All values at the path, in order.

    A single block may be written as an object or as a list of one, so lists are gone through at
    every step, and `[]` takes what is no list as its only element. Null is nothing. The path goes on
    into a string that holds JSON; the pointer does not.
    """
    if isinstance(value, Encoded):
        yield from walk(value.value, path, pointer)
    elif isinstance(value, Unknown):
        yield Found(value, pointer)
    elif not path:
        if not value.is_null:
            yield Found(value, pointer)
    elif isinstance(value, Items):
        for n, item in enumerate(value.values):
            # A list in a list is no block, and lists of lists of lists can be without an end.
            if not isinstance(item, Items):
                yield from walk(item, path, f"{pointer}/{n}")
    elif isinstance(value, Fields):
        step, rest = path[0], path[1:]
        inner = value.get(step.key)
        if inner is None:
            return
        here = f"{pointer}/{escaped(step.key)}"
        if step.each and isinstance(inner, Items):
            for n, item in enumerate(inner.values):
                yield from walk(item, rest, f"{here}/{n}")
        else:
            yield from walk(inner, rest, here)
    elif isinstance(value, Text) and value.plain.startswith("{"):
        from tlsrpt_lint.loaders.terraform._json import nested  # it is built on this module

        whole = nested(value)
        for found in walk(whole, path) if whole is not None else ():
            yield Found(found.value, pointer, nested=True)


def escaped(key: str) -> str:
    """A key as a reference token of a JSON pointer (RFC 6901, 3)."""
    return key.replace("~", "~0").replace("/", "~1")
