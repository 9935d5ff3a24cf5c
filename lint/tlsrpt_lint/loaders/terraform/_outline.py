"""Plans and states, read only where records can be.

A plan may hold hundreds of megabytes of which a few lines matter. msgspec cuts it into the bytes of
its resources without building them; those that hold records of interest are then read with the place
of every value, and the rest keeps its number in the lists and nothing else.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from tlsrpt_lint.loaders.terraform._json import JsonError, read
from tlsrpt_lint.loaders.terraform._providers import Table
from tlsrpt_lint.loaders.terraform._sift import (
    UNREADABLE,
    ChangeLayout,
    Layout,
    RawLayout,
    ShownLayout,
    Sieve,
)
from tlsrpt_lint.loaders.terraform._values import Fields
from tlsrpt_lint.source import BOM, SourceFile

_BORDER = re.compile(rb"\s*,\s*")
_READ_SLOWLY = 1 << 22  # bytes up to which the other reader tells more about what is broken


class Part(NamedTuple):
    """One resource: its number in its list, the pointer to that list, its module, and itself."""

    pointer: str
    number: int
    module: str
    value: Fields


class Piece(NamedTuple):
    """One resource that is not read yet: its number in its list, its type, and its bytes."""

    number: int
    type: str
    start: int
    text: bytes


class _Module(msgspec.Struct, gc=False):
    address: str = ""
    resources: list[msgspec.Raw] | None = None
    child_modules: "list[_Module] | None" = None


class _Values(msgspec.Struct, gc=False):
    root_module: _Module | None = None


class _Shown(msgspec.Struct, gc=False):
    format_version: str = ""
    values: _Values | None = None


class _PlanFile(msgspec.Struct, gc=False):
    format_version: str = ""
    resource_changes: list[msgspec.Raw] | None = None
    prior_state: _Shown | None = None
    configuration: msgspec.Raw = msgspec.Raw(b"null")


class _StateFile(msgspec.Struct, gc=False):
    resources: list[msgspec.Raw] | None = None


class Outline:
    """A plan or a state. Raises JsonError if it is no JSON or not of the shape that it must have."""

    def __init__(self, source: SourceFile, table: Table, shape: type[msgspec.Struct]) -> None:
        self.table = table
        self.source = source
        data = memoryview(source.data)
        try:
            found = msgspec.json.decode(
                data[len(BOM) :] if source.data[:3] == BOM else data, type=shape
            )
        except UNREADABLE as error:
            raise _explained(source, error) from error
        self._found: Any = found

    @property
    def version(self) -> str:
        """The version of the format; "" where none is told."""
        version: str = getattr(self._found, "format_version", "")
        return version

    def _chosen(
        self,
        resources: list[msgspec.Raw] | None,
        layout: type[Layout],
        pointer: str,
        module: str,
        start: int,
    ) -> Iterator[Part]:
        for piece in self._pieces(resources, layout, start):
            value = read(self.source, start=piece.start)
            if isinstance(value, Fields):
                yield Part(pointer, piece.number, module, value)

    def _pieces(
        self, resources: list[msgspec.Raw] | None, layout: type[Layout], start: int
    ) -> Iterator[Piece]:
        if resources:
            places = _Places(self.source.data, resources, start)
            for number, kind in Sieve(self.table, layout).telling(resources):
                yield Piece(number, kind, places.of(number), bytes(resources[number]))

    def _start_of(self, key: str) -> int:
        return max(0, self.source.data.find(f'"{key}"'.encode()))

    def _shown(self, values: _Values | None, pointer: str, start: int) -> Iterator[Part]:
        waiting = [(values.root_module, f"{pointer}/root_module")] if values else []
        while waiting:
            module, here = waiting.pop(0)
            if module is not None:
                yield from self._chosen(
                    module.resources, ShownLayout, f"{here}/resources", module.address, start
                )
                children = enumerate(module.child_modules or ())
                waiting += [(child, f"{here}/child_modules/{n}") for n, child in children]


class PlanOutline(Outline):
    """A plan."""

    def __init__(self, source: SourceFile, table: Table) -> None:
        super().__init__(source, table, _PlanFile)

    def changes(self) -> Iterator[Piece]:
        """The changes of resources that may hold records of interest, and of zones."""
        start = self._start_of("resource_changes")
        return self._pieces(self._found.resource_changes, ChangeLayout, start)

    def prior(self) -> Iterator[Part]:
        """The resources and data sources as they were before the plan."""
        state = self._found.prior_state
        if state is not None:
            start = self._start_of("prior_state")
            yield from self._shown(state.values, "/prior_state/values", start)

    def configuration(self) -> Any:
        """The configuration, as plain values."""
        try:
            return msgspec.json.decode(self._found.configuration)
        except UNREADABLE:
            return None


class ShownOutline(Outline):
    """A state as `terraform show -json` writes it."""

    def __init__(self, source: SourceFile, table: Table) -> None:
        super().__init__(source, table, _Shown)

    def parts(self) -> Iterator[Part]:
        """The resources of all modules that may hold records of interest, and the zones."""
        yield from self._shown(self._found.values, "/values", self._start_of("values"))


class RawOutline(Outline):
    """A state file of version 4."""

    def __init__(self, source: SourceFile, table: Table) -> None:
        super().__init__(source, table, _StateFile)

    def parts(self) -> Iterator[Part]:
        """The resources that may hold records of interest, each with its instances, and the zones."""
        start = self._start_of("resources")
        yield from self._chosen(self._found.resources, RawLayout, "/resources", "", start)


class _Places:
    """Where the resources of one list stand: one behind the other, with the same between all."""

    def __init__(self, data: bytes, resources: list[msgspec.Raw], start: int) -> None:
        self._data = data
        self._resources = resources
        self._number = 0
        self._at = data.index(bytes(resources[0]), start)
        border = _BORDER.match(data, self._at + len(resources[0]))
        self._between = border.end() - border.start() if border else 0

    def of(self, number: int) -> int:
        """The offset of a resource; they are asked for in their order."""
        passed = self._resources[self._number : number]
        at = self._at + sum(map(len, passed)) + self._between * len(passed)
        text = bytes(self._resources[number])
        if not self._data.startswith(text, at):
            at = self._data.index(text, self._at)  # somebody has laid the list out by hand
        self._number, self._at = number, at
        return at


def _explained(source: SourceFile, error: Exception) -> JsonError:
    if isinstance(error, UnicodeDecodeError) or "UTF-8" in str(
        error
    ):  # msgspec up to 0.22, and later
        try:
            source.data.decode()
        except UnicodeDecodeError as found:
            return JsonError("it is not UTF-8", found.start)
    if len(source.data) <= _READ_SLOWLY:
        try:
            read(source)
        except JsonError as found:
            return found
    message = str(error)
    place = re.search(r"\(byte (\d+)\)", message)
    if place is not None:
        return JsonError("it is malformed", min(int(place[1]), len(source.data)))
    if "truncated" in message:
        return JsonError("it ends in the middle", len(source.data))
    where = re.search(r"at `\$?\.?([^`]*)`", message)
    return JsonError(f"'{where[1] if where else '.'}' is not what a plan or a state has there", 0)
