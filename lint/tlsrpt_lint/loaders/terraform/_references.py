"""Following the references of a plan's configuration from a record to its zone.

Where the zone is made by the same plan, its id is not known yet; but the configuration says which
resource it comes from, through module arguments and module outputs if need be.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, NamedTuple

from tlsrpt_lint.loaders.terraform._providers import Table
from tlsrpt_lint.loaders.terraform._values import Address

_INDEX = r'\[(?:"((?:[^"\\]|\\.)*)"|(\d+))\]'
_MODULE_STEP = re.compile(rf"module\.([\w-]+)(?:{_INDEX})?\.?")
_REFERENCE = re.compile(rf"(data\.)?([\w-]+)\.([\w-]+)(?:{_INDEX})?(?:\.([\w-]+))?")
_BY_INSTANCE = frozenset({"each.key", "each.value", "count.index"})

_LONGEST_CHAIN = 40  # references; more is a loop


class _Frame(NamedTuple):
    """One module call on the way from the root: its name, its key, and how both are written."""

    name: str
    key: str | None
    spelling: str


class References:
    """The `configuration` of one plan."""

    def __init__(self, configuration: Callable[[], Any], table: Table) -> None:
        self._table = table
        self._configuration = configuration
        self._instances: dict[Address, list[Address]] = {}

    @cached_property
    def _root(self) -> Any:
        # Read only if a zone is asked for: most plans tell their zones by their ids.
        return _member(self._configuration(), "root_module")

    def know(self, addresses: Iterable[Address]) -> None:
        """Say which zones there are, so that references without an index can be told apart."""
        for address in addresses:
            self._instances.setdefault(address._replace(key=None), []).append(address)

    def zone_of(self, address: Address, attribute: str) -> Address | None:
        """The zone resource that an attribute refers to; None if none or more than one."""
        frames = tuple(
            _Frame(step[1], _index(step[2], step[3]), step[0].rstrip("."))
            for step in _MODULE_STEP.finditer(address.module)
        )
        for resource in _list(_member(self._module(frames), "resources")):
            key = tuple(_member(resource, name) for name in ("mode", "type", "name"))
            if key == (address.mode, address.type, address.name):
                names = _references(_member(resource, "expressions"), attribute)
                return self._zone(names, frames, address.key, 0)
        return None

    def _zone(
        self, names: list[str], frames: tuple[_Frame, ...], each: str | None, depth: int
    ) -> Address | None:
        if depth > _LONGEST_CHAIN:
            return None
        by_instance = bool(_BY_INSTANCE.intersection(n.partition("[")[0] for n in names))
        found: dict[Address, str | None] = {}
        for name in names:
            match = _REFERENCE.match(name)
            if match is None:
                continue
            data, first, second, word, number, rest = match.groups()
            index = _index(word, number)
            if first == "var":
                if frames:
                    call = self._call(frames[:-1], frames[-1].name)
                    inner = _references(_member(call, "expressions"), second)
                    return self._zone(inner, frames[:-1], frames[-1].key, depth + 1)
            elif first == "module":
                step = name[: match.start(6) - 1] if rest else name
                if rest:
                    output = self._output(frames, second, rest)
                    return self._zone(
                        output, (*frames, _Frame(second, index, step)), None, depth + 1
                    )
            elif first in self._table.zone_types:
                mode = "data" if data else "managed"
                base = Address(".".join(f.spelling for f in frames), mode, first, second)
                found[base] = found.get(base) or index
        if len(found) != 1:
            return None
        base, index = next(iter(found.items()))
        return self._instance(base, index, each if by_instance else None)

    def _instance(self, base: Address, index: str | None, each: str | None) -> Address:
        known = self._instances.get(base, [])
        wanted = base._replace(key=index if index is not None else each)
        if wanted in known or len(known) != 1 or index is not None:
            return wanted
        return known[0]

    def _output(self, frames: tuple[_Frame, ...], module: str, name: str) -> list[str]:
        inner = _member(self._call(frames, module), "module")
        return _references(_member(_member(inner, "outputs"), name), "expression")

    def _module(self, frames: tuple[_Frame, ...]) -> Any:
        module = self._root
        for frame in frames:
            module = _member(_member(_member(module, "module_calls"), frame.name), "module")
        return module

    def _call(self, frames: tuple[_Frame, ...], name: str) -> Any:
        return _member(_member(self._module(frames), "module_calls"), name)


def _references(expressions: Any, key: str) -> list[str]:
    names = _list(_member(_member(expressions, key), "references"))
    return [name for name in names if isinstance(name, str)]


def _member(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _index(word: str | None, number: str | None) -> str | None:
    return number if word is None else re.sub(r"\\(.)", r"\1", word)
