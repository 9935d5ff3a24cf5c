"""What octoDNS's configuration says of a zone file: the semicolon option and leniency.

Read as text, never run: no provider is imported and no `env/` value looked up. The configuration is
looked for where repositories keep it, from the zone's folder up to the repository root: beside the
zones, or in a folder `config` or `octodns`.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.loaders.octodns import _names, _zones
from tlsrpt_lint.loaders.octodns._include import Nodes, Pair, kind, printed
from tlsrpt_lint.loaders.octodns._neighbours import yaml_files
from tlsrpt_lint.loaders.octodns._yaml import Document, Mapping, Scalar
from tlsrpt_lint.names import Name
from tlsrpt_lint.source import SourceFile

_FOLDERS = ("", "config", "octodns")
_CLASSES = ("octodns.provider.yaml.YamlProvider", "octodns.provider.yaml.SplitYamlProvider")
_LARGEST = 1 << 20


class Options(NamedTuple):
    """What is set for one zone. `escaped` is None where the option is not set or cannot be known."""

    escaped: bool | None = None
    lenient: bool = False


class Provider(NamedTuple):
    """One provider of zones in YAML: its folders as they may be meant, and its option."""

    folders: frozenset[Path]
    escaped: bool | None


class Configuration(NamedTuple):
    """One configuration file: its providers of YAML, and which zones are lenient."""

    providers: tuple[Provider, ...]
    lenient: frozenset[Name]
    all_lenient: bool


def options_for(source: SourceFile, zone: Name | None, around: Surroundings) -> Options:
    """What the configurations that reach this file say, as far as they agree."""
    if source.location is None:
        return Options()
    folder = source.location.parent
    if _zones.zone_file(source.path).layout == "split":
        folder = folder.parent
    root = around.root.resolve()
    escaped: set[bool | None] = set()
    lenient: set[bool] = set()
    for configuration in _configurations(folder, root):
        providers = [p for p in configuration.providers if folder in p.folders]
        if providers:
            escaped.update(provider.escaped for provider in providers)
            lenient.add(configuration.all_lenient or zone in configuration.lenient)
    return Options(
        escaped=escaped.pop() if len(escaped) == 1 else None,
        lenient=lenient == {True},
    )


def _configurations(folder: Path, root: Path) -> list[Configuration]:
    found = []
    for above in (folder, *folder.parents):
        if not above.is_relative_to(root):
            break
        for name in _FOLDERS:
            found += _in_folder(above / name, root)
    return found


def _in_folder(folder: Path, root: Path) -> list[Configuration]:
    try:
        changed = folder.stat().st_mtime_ns
    except OSError:
        return []
    found = []
    for path in _candidates(folder, changed):
        try:
            status = path.stat()
        except OSError:
            continue
        configuration = _configuration(path, root, status.st_mtime_ns, status.st_size)
        if configuration is not None:
            found.append(configuration)
    return found


@lru_cache(maxsize=1024)
def _candidates(folder: Path, _changed: int) -> tuple[Path, ...]:
    """The files of a folder that may be configurations. A folder of zones is asked for each of them."""
    return tuple(path for path in yaml_files(folder) if _may_be_configuration(path))


def _may_be_configuration(path: Path) -> bool:
    try:
        if path.stat().st_size > _LARGEST:
            return False
        data = path.read_bytes()
    except OSError:
        return False
    return b"YamlProvider" in data and b"providers" in data


@lru_cache(maxsize=1024)
def _configuration(path: Path, root: Path, _changed: int, _size: int) -> Configuration | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return _read(SourceFile(path.name, data, path.resolve()), root)


def _read(source: SourceFile, root: Path) -> Configuration | None:
    document = Document(source).read()
    reader = _Reader(document, Surroundings(root, root))
    top = reader.fields(document.root)
    providers = tuple(
        provider
        for pair in reader.fields_of(top, "providers").values()
        if (provider := reader.provider(pair, root)) is not None
    )
    zones = reader.fields_of(top, "zones")
    lenient = [
        key for key, pair in zones.items() if reader.flag(reader.fields(pair.value), "lenient")
    ]
    names = (_names.target(key) for key in lenient)
    document.root = None
    if not providers:
        return None
    return Configuration(providers, frozenset(filter(None, names)), "*" in lenient)


class _Reader:
    def __init__(self, document: Document, around: Surroundings) -> None:
        self._nodes = Nodes(document, around)
        self._source = document.source

    def fields(self, node: object) -> dict[str, Pair]:
        place = self._nodes.resolve(node).node if isinstance(node, Mapping | Scalar) else None
        return self._nodes.fields(place) if isinstance(place, Mapping) else {}

    def fields_of(self, fields: dict[str, Pair], name: str) -> dict[str, Pair]:
        pair = fields.get(name)
        return self.fields(pair.value) if pair else {}

    def text(self, fields: dict[str, Pair], name: str) -> Scalar | None:
        pair = fields.get(name)
        node = self._nodes.resolve(pair.value).node if pair else None
        return node if isinstance(node, Scalar) else None

    def flag(self, fields: dict[str, Pair], name: str) -> bool | None:
        node = self.text(fields, name)
        if node is None or kind(node) != "bool":
            return None
        return printed(node) == "True"

    def provider(self, pair: Pair, root: Path) -> Provider | None:
        fields = self.fields(pair.value)
        name, directory = self.text(fields, "class"), self.text(fields, "directory")
        if name is None or name.value not in _CLASSES or directory is None:
            return None
        return Provider(
            self._folders(directory.value, root), self.flag(fields, "escaped_semicolons")
        )

    def _folders(self, directory: str, root: Path) -> frozenset[Path]:
        """octoDNS counts `directory` from the working folder, which the file does not tell."""
        assert self._source.location is not None
        own = self._source.location.parent
        bases = [base for base in (root, own, own.parent) if base.is_relative_to(root)]
        return frozenset(Path(os.path.normpath(base / directory)) for base in bases)
