"""octoDNS's configuration: its providers of YAML, and which zones it makes of their files.

Read as text, never run: no provider is imported, and no environment looked at, so that a run says the
same everywhere. Of `env/NAME/DEFAULT` the default counts; `env/NAME` is not known. A `regex` that picks
zones is not tried, since it may be made to run without end. The configuration is looked for where
repositories keep it, from the zone's folder up to the repository root: beside the zones, or in a folder
`config` or `octodns`.
"""

import os
from collections.abc import Sequence as Several
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tlsrpt_lint.loader import Surroundings, UnreachableError
from tlsrpt_lint.loaders.octodns import _names
from tlsrpt_lint.loaders.octodns._include import Nodes, Pair, kind, printed
from tlsrpt_lint.loaders.octodns._neighbours import yaml_files
from tlsrpt_lint.loaders.octodns._yaml import Document, Mapping, Node, Scalar, Sequence
from tlsrpt_lint.names import Name
from tlsrpt_lint.source import SourceFile

_FOLDERS = ("", "config", "octodns")
_CLASSES = ("octodns.provider.yaml.YamlProvider", "octodns.provider.yaml.SplitYamlProvider")
_LARGEST = 1 << 20
_ENVIRONMENT = "env/"


class Provider(NamedTuple):
    """One provider of zones in YAML: its folders as they may be meant, and its options.

    `escaped` is its way with semicolons, None where that is not set or cannot be known; `shared` the
    file of `shared_filename`, `extension` what split folders end in; `replaces` is true for
    `populate_should_replace`.
    """

    name: str
    folders: frozenset[Path]
    escaped: bool | None = None
    shared: str | None = None
    extension: str | None = None
    replaces: bool = False


class ZoneEntry(NamedTuple):
    """One key of `zones`. `sources` are provider names, None if they cannot be read.

    `glob` picks the zones of a dynamic entry, "" those that its `regex` may pick or not.
    """

    sources: tuple[str, ...] | None
    lenient: bool
    alias: Name | None
    glob: str | None = None


class Configuration(NamedTuple):
    """One configuration file; `path` tells it from others."""

    path: Path
    providers: dict[str, Provider]
    zones: dict[Name, ZoneEntry]
    dynamic: tuple[ZoneEntry, ...]

    def entry(self, zone: Name | None) -> ZoneEntry | None:
        """What `zones` says of a zone: under its name, else the first dynamic entry that picks it."""
        if zone is None:
            return None
        if zone in self.zones:
            return self.zones[zone]
        from fnmatch import fnmatchcase

        for entry in self.dynamic:
            if entry.glob == "":
                return None
            if entry.glob is None or fnmatchcase(f"{'.'.join(zone)}.", entry.glob):
                return entry
        return None

    def providers_of(self, folder: Path, zone: Name | None) -> list[Provider]:
        """The providers that may read a zone from a folder: those of its sources, if they tell."""
        here = [provider for provider in self.providers.values() if folder in provider.folders]
        entry = self.entry(zone)
        named = [p for p in here if entry and entry.sources and p.name in entry.sources]
        return named or here


def configurations(folder: Path, root: Path) -> list[Configuration]:
    """The configurations that have a provider whose zones lie in `folder`, the nearest first."""
    found = []
    for above in (folder, *folder.parents):
        if not above.is_relative_to(root):
            break
        for name in _FOLDERS:
            found += _in_folder(above / name, root)
    return [c for c in found if any(folder in p.folders for p in c.providers.values())]


def named(paths: Several[str], folder: Path, root: Path) -> list[Configuration]:
    """Those of the configurations at `paths`, from the root, that have zones in `folder`.

    Raises UnreachableError: "missing", "outside" or, for no configuration of octoDNS, "unreadable".
    """
    found = []
    for path in paths:
        real = (root / path).resolve()
        if not real.is_relative_to(root):
            raise UnreachableError("outside", path)
        try:
            status = real.stat()
        except OSError as error:
            raise UnreachableError("missing", path) from error
        configuration = _configuration(real, root, status.st_mtime_ns, status.st_size)
        if configuration is None:
            raise UnreachableError("unreadable", path)
        found.append(configuration)
    return [c for c in found if any(folder in p.folders for p in c.providers.values())]


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
    reader = _Reader(document, root)
    top = reader.fields(document.root)
    providers = {
        name: provider
        for name, pair in reader.fields_of(top, "providers").items()
        if (provider := reader.provider(name, pair)) is not None
    }
    zones: dict[Name, ZoneEntry] = {}
    dynamic = []
    for key, pair in reader.fields_of(top, "zones").items():
        entry = reader.zone(pair)
        if key.startswith("*"):
            dynamic.append(entry)
        elif (name := _names.target(key)) is not None:
            zones[name] = entry
    document.root = None
    if not providers:
        return None
    assert source.location is not None
    return Configuration(source.location, providers, zones, tuple(dynamic))


class _Reader:
    def __init__(self, document: Document, root: Path) -> None:
        self._nodes = Nodes(document, Surroundings(root, root))
        self._source = document.source
        self._root = root

    def fields(self, node: object) -> dict[str, Pair]:
        place = self._nodes.resolve(node).node if isinstance(node, Node) else None
        return self._nodes.fields(place) if isinstance(place, Mapping) else {}

    def fields_of(self, fields: dict[str, Pair], name: str) -> dict[str, Pair]:
        pair = fields.get(name)
        return self.fields(pair.value) if pair else {}

    def zone(self, pair: Pair) -> ZoneEntry:
        fields = self.fields(pair.value)
        alias = self._text(fields, "alias")
        glob = self._text(fields, "glob")
        return ZoneEntry(
            self._texts(fields, "sources"),
            bool(self._flag(fields, "lenient")),
            _names.target(alias) if alias else None,
            "" if glob is None and "regex" in fields else glob,
        )

    def provider(self, name: str, pair: Pair) -> Provider | None:
        fields = self.fields(pair.value)
        directory = self._text(fields, "directory")
        if self._text(fields, "class") not in _CLASSES or directory is None:
            return None
        return Provider(
            name,
            self._folders(directory),
            self._flag(fields, "escaped_semicolons"),
            self._text(fields, "shared_filename"),
            self._text(fields, "split_extension") or self._text(fields, "extension"),
            bool(self._flag(fields, "populate_should_replace")),
        )

    def _scalar(self, fields: dict[str, Pair], name: str) -> Scalar | None:
        pair = fields.get(name)
        node = self._nodes.resolve(pair.value).node if pair else None
        return node if isinstance(node, Scalar) else None

    def _text(self, fields: dict[str, Pair], name: str) -> str | None:
        node = self._scalar(fields, name)
        if node is None or kind(node) not in ("str", "int", "float"):
            return None
        if node.value.startswith(_ENVIRONMENT):
            _, slash, default = node.value.removeprefix(_ENVIRONMENT).partition("/")
            return default if slash else None
        return node.value

    def _texts(self, fields: dict[str, Pair], name: str) -> tuple[str, ...] | None:
        pair = fields.get(name)
        node = self._nodes.resolve(pair.value).node if pair else None
        if not isinstance(node, Sequence):
            return None
        items = [self._nodes.resolve(item).node for item in node.items]
        return tuple(item.value for item in items if isinstance(item, Scalar))

    def _flag(self, fields: dict[str, Pair], name: str) -> bool | None:
        node = self._scalar(fields, name)
        if node is None or kind(node) != "bool":
            return None
        return printed(node) == "True"

    def _folders(self, directory: str) -> frozenset[Path]:
        """octoDNS counts `directory` from the working folder, which the file does not tell."""
        assert self._source.location is not None
        own = self._source.location.parent
        bases = [base for base in (self._root, own, own.parent) if base.is_relative_to(self._root)]
        return frozenset(Path(os.path.normpath(base / directory)) for base in bases)
