"""Modules: the files of a folder together, with the values that a caller gives them."""

import os
from collections.abc import Collection, Iterator
from typing import NamedTuple

from tlsrpt_lint.loader import Surroundings, UnreachableError
from tlsrpt_lint.loaders.terraform._budget import LONGEST_CHAIN, Budget
from tlsrpt_lint.loaders.terraform._declared import (
    Body,
    ConfigFile,
    Declared,
    Expression,
    assignments,
    each,
    parse,
)
from tlsrpt_lint.loaders.terraform._evaluate import Path, Scope, entries, entries_known
from tlsrpt_lint.loaders.terraform._functions import as_text
from tlsrpt_lint.loaders.terraform._masks import mark_all
from tlsrpt_lint.loaders.terraform._overrides import is_override, overridden
from tlsrpt_lint.loaders.terraform._providers import ARGUMENT, Table, table_of
from tlsrpt_lint.loaders.terraform._records import Resource
from tlsrpt_lint.loaders.terraform._values import (
    Address,
    Fields,
    Items,
    Missing,
    Scalar,
    Text,
    Unknown,
    Value,
)
from tlsrpt_lint.loaders.terraform._zones import Zones
from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.text import MappedText

CONFIG = (".tf", ".tofu", ".tf.json", ".tofu.json")

_DEEPEST = 12  # modules in modules
_DEEPEST_ARGUMENT = 5  # objects in lists in objects …
_MOST_INSTANCES = 2000  # of one resource or module call
_KEPT_FILES = 5000

_parsed: dict[tuple[str, str], tuple[tuple[int, int], ConfigFile]] = {}


class Folder:
    """The configuration files of one folder. Files are read when something asks beyond the first."""

    def __init__(
        self,
        file: ConfigFile | None,
        beside: SourceFile,
        around: Surroundings,
        table: Table | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.budget = budget or Budget()
        self._beside = beside
        self._around = around
        self.table = table_of(around.options) if table is None else table
        self.consulted: set[str] = set()
        self._overrides: list[ConfigFile] | None = None
        self._first = self._overridden(file) if file is not None else None
        self._rest: list[ConfigFile] | None = None
        self._assigned: dict[str, Expression] | None = None

    @property
    def first(self) -> ConfigFile | None:
        """The file that the folder was opened with."""
        return self._first

    @property
    def is_first_hidden(self) -> bool:
        """True if OpenTofu would leave out the file that the folder was opened with."""
        return is_hidden(self._beside.path.rpartition("/")[2], self._names())

    @property
    def files(self) -> Iterator[ConfigFile]:
        """The file that the folder was opened with, then the others in the order of their names."""
        if self._first is not None:
            yield self._first
        if self._rest is None:
            self._rest = [*self._read()]
        yield from self._rest

    def assigned(self, name: str) -> Expression | None:
        """What the folder's own `*.tfvars` files set a variable to."""
        if self._assigned is None:
            self._assigned = {}
            for entry in self._names():
                if _is_assignment(entry):
                    try:
                        source = self._around.read(self._beside, entry)
                    except UnreachableError:
                        continue
                    self.consulted.add(source.path)
                    self._assigned |= assignments(source)
        return self._assigned.get(name)

    def below(self, target: str) -> "Folder | None":
        """The folder of a local module, None if there is none to read."""
        if self._beside.location is None:
            return None
        try:
            location = (self._beside.location.parent / target / "_").resolve()
        except (OSError, ValueError, RuntimeError):
            return None
        inner = Folder(None, SourceFile("_", b"", location), self._around, self.table, self.budget)
        inner.consulted = self.consulted
        return inner if any(inner.files) else None

    def _names(self) -> list[str]:
        if self._beside.location is None:
            return []
        try:
            names = os.listdir(self._beside.location.parent)
        except OSError:
            return []
        return sorted(names, key=lambda name: (name != "terraform.tfvars", name))

    def _read(self) -> Iterator[ConfigFile]:
        own = self._first.source.location if self._first else None
        names = self._names()
        for name in names:
            if not name.endswith(CONFIG) or is_override(name) or is_hidden(name, names):
                continue
            assert self._beside.location is not None
            path = self._beside.location.parent / name
            if own is not None and path == own:
                continue
            if (file := self._file(path, name)) is not None:
                yield self._overridden(file)

    def _overridden(self, file: ConfigFile) -> ConfigFile:
        if self._overrides is None:
            self._overrides = []
            for name in self._names():
                if name.endswith(CONFIG) and is_override(name):
                    assert self._beside.location is not None
                    path = self._beside.location.parent / name
                    if (found := self._file(path, name)) is not None:
                        self._overrides.append(found)
        return overridden(file, self._overrides) if self._overrides else file

    def _file(self, path: "os.PathLike[str]", name: str) -> ConfigFile | None:
        file = _file(path, name, self._beside, self._around)
        if file is not None:
            self.consulted.add(file.source.path)
        return file


def is_hidden(name: str, beside: Collection[str]) -> bool:
    """True for a file that OpenTofu leaves out, as one of its own has the same name."""
    return (name.endswith(".tf") and f"{name[:-3]}.tofu" in beside) or (
        name.endswith(".tf.json") and f"{name[:-8]}.tofu.json" in beside
    )


def _is_assignment(name: str) -> bool:
    return name in ("terraform.tfvars", "terraform.tfvars.json") or name.endswith(
        (".auto.tfvars", ".auto.tfvars.json")
    )


def _file(
    path: "os.PathLike[str]", name: str, beside: SourceFile, around: Surroundings
) -> ConfigFile | None:
    """The file, parsed; from an earlier parse while it is the same on disk and is to be read there."""
    try:
        status = os.stat(path)  # noqa: PTH116 - called for every file of a folder
    except OSError:
        return None
    key = (os.fspath(path), str(around.working))
    stamp = (status.st_mtime_ns, status.st_size)
    kept = _parsed.get(key)
    if kept is not None and kept[0] == stamp and not around.unsaved:
        return kept[1]
    try:
        source = around.read(beside, name)
    except UnreachableError:
        return None
    if source.path in around.unsaved:
        return parse(source)
    if kept is not None and kept[0] == stamp:
        return kept[1]
    file = parse(source)
    if len(_parsed) >= _KEPT_FILES:
        _parsed.clear()
    _parsed[key] = (stamp, file)
    return file


class Instance(NamedTuple):
    """One of the instances that `for_each` or `count` makes: its key, and the names it brings.

    Not `certain`: how many there are is not known, and there may be none.
    """

    key: str | None
    quoted: bool
    near: dict[str, Value]
    certain: bool = True

    @property
    def suffix(self) -> str:
        """The key as it stands in an address."""
        if self.key is None:
            return ""
        if not self.quoted:
            return f"[{self.key}]"
        escaped = self.key.replace("\\", "\\\\").replace('"', '\\"')
        return f'["{escaped}"]'


class Module:
    """One module with its arguments. It is what the names in its expressions stand for."""

    def __init__(
        self,
        folder: Folder,
        label: str = "",
        arguments: "tuple[Body, Scope] | None" = None,
        depth: int = 0,
        condition: str | None = None,
    ) -> None:
        self.folder = folder
        self.label = label
        self.condition = condition
        self.referred: dict[Address, Fields] = {}
        self._arguments = arguments
        self._depth = depth
        self._known: dict[tuple[str, str], Value | None] = {}
        self._children: dict[tuple[str, str], Module | None] = {}
        self.scope = Scope(self, {})

    @property
    def budget(self) -> Budget:
        """What may be spent on working out its values."""
        return self.folder.budget

    def look_up(self, root: str, path: Path) -> Value | None:
        """The value of a name and the steps behind it that were used up."""
        if root == "var":
            return self._once("var", path.take(), self._variable)
        if root == "local":
            return self._once("local", path.take(), self._local)
        if root == "module":
            return self._output(path)
        if root in ("each", "count", "path", "terraform", "self"):
            return None
        if root == "data":
            kind = path.take()
            return self._attribute("data", kind, path) if kind else None
        return self._attribute("managed", root, path)

    def resources(self, file: ConfigFile) -> Iterator[Resource]:
        """The resources that hold records and that a file declares, or that its calls make."""
        for declared in file.resources:
            if declared.mode == "managed" and declared.type in self.folder.table.record_types:
                yield from self._made(declared)
        for name, body in file.calls.items():
            yield from self._called(name, body)

    def learn(self, zones: Zones) -> None:
        """Tell the zones that expressions have referred to."""
        for address, body in self.referred.items():
            zones.add(address, body)
        for child in self._children.values():
            if child is not None:
                child.learn(zones)

    def read_along(self) -> Iterator[ConfigFile]:
        """The files of the modules that were called."""
        for child in self._children.values():
            if child is not None:
                yield from child.folder.files
                yield from child.read_along()

    def _made(self, declared: Declared) -> Iterator[Resource]:
        for instance in self._instances(declared.body, self.scope):
            body = declared.body.fields(
                Scope(self, instance.near), self.folder.table.attributes_of(declared.type)
            )
            label = ".".join(part for part in (self.label, declared.type, declared.name) if part)
            address = Address(self.label, "managed", declared.type, declared.name, instance.key)
            pointer = None if self.label else declared.pointer
            yield Resource(
                address,
                label + instance.suffix,
                self._provider(declared.type),
                body,
                stored=False,
                pointer=pointer,
                condition=self.condition if instance.certain else label,
            )

    def _provider(self, kind: str) -> str:
        """Whose resource type it is, as `required_providers` says; "" where it says nothing."""
        local_name = kind.partition("_")[0]
        for file in self.folder.files if len(self.folder.table.all(kind)) > 1 else ():
            if local_name in file.providers:
                value = file.providers[local_name].value(self.scope)
                source = value.text("source") if isinstance(value, Fields) else as_text(value)
                return "/".join((source or "").split("/")[-2:])
        return ""

    def _called(self, name: str, body: Body) -> Iterator[Resource]:
        for instance in self._instances(body, self.scope):
            child = self._child(name, body, instance)
            if child is None:
                yield from self._given(name, body, instance)
                return
            for file in child.folder.files:
                yield from child.resources(file)

    def _given(self, name: str, body: Body, instance: Instance) -> Iterator[Resource]:
        """The records in the arguments of a module that cannot be read.

        Public modules take lists of objects with a name, a type and values: those are records
        whatever the module does. Which zone they go to is not known, so each list is one of its own.
        """
        label = f"{self.label}.module.{name}{instance.suffix}".lstrip(".")
        waiting: list[tuple[str, Value]] = [("", body.fields(Scope(self, instance.near)))]
        while waiting and self.budget.spend():
            place, value = waiting.pop(0)
            if isinstance(value, Fields):
                if all(isinstance(value.get(key), Text) for key in ("name", "type")):
                    address = Address(
                        f"{label}{place.rpartition('/')[0]}", "argument", ARGUMENT, ""
                    )
                    condition = self.condition if instance.certain else label
                    yield Resource(
                        address,
                        label,
                        "",
                        value,
                        stored=False,
                        pointer=None,
                        condition=condition,
                    )
                elif place.count("/") < _DEEPEST_ARGUMENT:
                    waiting += [(f"{place}/{key.plain}", inner) for key, inner in value.pairs]
            elif isinstance(value, Items) and place.count("/") < _DEEPEST_ARGUMENT:
                waiting += [(f"{place}/{n}", inner) for n, inner in enumerate(value.values)]

    def _child(self, name: str, body: Body, instance: Instance) -> "Module | None":
        key = (name, instance.suffix)
        if key not in self._children:
            self._children[key] = None
            source = body.attribute("source")
            target = as_text(source.value(self.scope)) if source else None
            folder = None
            if target and target.startswith(("./", "../")) and self._depth < _DEEPEST:
                folder = self.folder.below(target)
            if folder is not None:
                label = f"{self.label}.module.{name}{instance.suffix}".lstrip(".")
                arguments = (body, Scope(self, instance.near))
                self._children[key] = Module(
                    folder,
                    label,
                    arguments,
                    self._depth + 1,
                    self.condition if instance.certain else label,
                )
        return self._children[key]

    def _instances(self, body: Body, scope: Scope) -> Iterator[Instance]:
        repeat = body.attribute("for_each")
        if repeat is not None:
            yield from _repeated(body.span, repeat.value(scope))
            return
        count = body.attribute("count")
        if count is None:
            yield Instance(None, quoted=False, near={})
            return
        number = as_text(count.value(scope))
        if number is None or not number.isdecimal():
            index: Value = Unknown(*body.span, "count.index")
            near: dict[str, Value] = {"count": _single(body.span, "index", index)}
            yield Instance(None, quoted=False, near=near, certain=False)
            return
        for n in range(min(int(number[:5]), _MOST_INSTANCES)):
            index = Scalar(*body.span, str(n))
            near = {"count": _single(body.span, "index", index)}
            yield Instance(str(n), quoted=False, near=near)

    def _once(self, kind: str, name: str | None, find: "object") -> Value | None:
        if name is None:
            return None
        key = (kind, name)
        if key not in self._known:
            self._known[key] = None  # what refers to itself is not known
            if self.budget.chain < LONGEST_CHAIN:
                self.budget.chain += 1
                self._known[key] = find(name)  # type: ignore[operator]
                self.budget.chain -= 1
        return self._known[key]

    def _variable(self, name: str) -> Value | None:
        if self._arguments is not None:
            body, scope = self._arguments
            given = body.attribute(name)
            if given is not None:
                value = given.value(scope)
                if not value.is_null:
                    return value
        elif (assigned := self.folder.assigned(name)) is not None:
            return assigned.value(self.scope)
        for file in self.folder.files:
            if name in file.variables:
                return self._default(file.variables[name])
        return None

    def _default(self, variable: Body) -> Value | None:
        default = variable.literal("default")
        value = default.value(self.scope) if default else None
        secret = variable.attribute("sensitive")
        if value is not None and secret and as_text(secret.value(self.scope)) == "true":
            mark_all(value)
        return value

    def _local(self, name: str) -> Value | None:
        for file in self.folder.files:
            if name in file.locals:
                return file.locals[name].value(self.scope)
        return None

    def _output(self, path: Path) -> Value | None:
        name = path.take()
        call = (
            next((f.calls[name] for f in self.folder.files if name in f.calls), None)
            if name
            else None
        )
        if name is None or call is None:
            return None
        instances = list(self._instances(call, self.scope))
        if any(instance.key is not None for instance in instances):
            key = path.take()
            instances = [instance for instance in instances if instance.key == key]
        if len(instances) != 1:
            return None
        child = self._child(name, call, instances[0])
        output = path.take()
        if child is None or output is None:
            return None
        return child.output(output)

    def output(self, name: str) -> Value | None:
        """The value of an output."""
        for file in self.folder.files:
            if name in file.outputs:
                expression = file.outputs[name].attribute("value")
                return expression.value(self.scope) if expression else None
        return None

    def _attribute(self, mode: str, kind: str, path: Path) -> Value | None:
        name = path.take()
        if name is None:
            return None
        declared = self._declared(mode, kind, name)
        key = None
        near: dict[str, Value] = {}
        if declared is not None and (instances := self._keyed(declared)):
            key = path.take()
            found = next((instance for instance in instances if instance.key == key), None)
            if found is None:
                return self._opaque(path, Address(self.label, mode, kind, name, key))
            near = found.near
        address = Address(self.label, mode, kind, name, key)
        if (
            declared is not None
            and kind in self.folder.table.zone_types
            and address not in self.referred
        ):
            wanted = self.folder.table.attributes_of(kind)
            self.referred[address] = declared.body.fields(Scope(self, near), wanted)
        attribute = path.take()
        expression = declared.body.attribute(attribute) if declared and attribute else None
        if expression is None:
            return self._opaque(path, address)
        return expression.value(Scope(self, near))

    def _keyed(self, declared: Declared) -> list[Instance]:
        if not declared.body.attribute("for_each") and not declared.body.attribute("count"):
            return []
        return list(self._instances(declared.body, self.scope))

    def _declared(self, mode: str, kind: str, name: str) -> Declared | None:
        for file in self.folder.files:
            for declared in file.resources:
                if (declared.mode, declared.type, declared.name) == (mode, kind, name):
                    return declared
        return None

    def _opaque(self, path: Path, address: Address) -> Unknown:
        unknown = path.unknown()
        of = address if address.type in self.folder.table.zone_types else None
        return Unknown(*unknown.span, unknown.spelling, of)


def _repeated(place: Span, over: Value) -> Iterator[Instance]:
    if not entries_known(over):
        if over.is_null or isinstance(over, Missing):
            return
        key: Value = Unknown(*place, "each.key")
        value: Value = Unknown(*place, "each.value")
        near: dict[str, Value] = {"each": each(place, key, value)}
        yield Instance(None, quoted=False, near=near, certain=False)
        return
    for n, (key, value) in enumerate(entries(over)):
        if n >= _MOST_INSTANCES:
            return
        # A set has no keys of its own: its elements are both.
        if not isinstance(key, Text):
            key = value
        text = as_text(key)
        yield Instance(text, quoted=True, near={"each": each(place, key, value)})


def _single(place: Span, name: str, value: Value) -> Fields:
    return Fields(*place, [(Text(MappedText.opaque(name, place._replace(end=place.start))), value)])
