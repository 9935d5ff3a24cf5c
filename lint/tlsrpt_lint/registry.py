"""Rules, loaders and reporters, found through entry points.

An entry point names a package; every module in it that defines a subclass of the base is a plug-in,
so that adding one is adding a file. The entry points are read from the installed `entry_points.txt`
files and the modules from the folders: `importlib.metadata` and `pkgutil` give the same and take
longer to import than a small run takes.
"""

import importlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib.machinery import all_suffixes
from typing import TypeVar

from tlsrpt_lint.errors import UsageError
from tlsrpt_lint.loader import Loader
from tlsrpt_lint.reporter import Reporter
from tlsrpt_lint.rule import Rule

T = TypeVar("T")


class PluginError(UsageError):
    """A plug-in that cannot be used. `module` is the module at fault."""

    def __init__(self, module: str, reason: str) -> None:
        super().__init__(f"the plug-in '{module}' cannot be used: {reason}", "update or remove it")
        self.module = module


@cache
def rules() -> tuple[type[Rule], ...]:
    """All rules, by code. Raises PluginError, also if two rules claim one code or one name."""
    found = sorted(set(_subclasses("tlsrpt_lint.rules", Rule)), key=lambda rule: rule.code)
    taken: dict[str, type[Rule]] = {}
    for rule in found:
        # Two names can only be equal if the classes are called alike.
        for key, claim in ((rule.code, rule.code), (rule.__name__.lower(), None)):
            other = taken.setdefault(key, rule)
            if other is not rule and (claim or other.name() == rule.name()):
                reason = f"it and '{other.__module__}' both claim {claim or rule.name()}"
                raise PluginError(rule.__module__, reason)
    return tuple(found)


@cache
def loaders() -> tuple[Loader, ...]:
    """One loader of each format, in the order in which they are asked. Raises PluginError."""
    found = {loader() for loader in set(_subclasses("tlsrpt_lint.loaders", Loader))}
    return tuple(sorted(found, key=lambda loader: (loader.order, loader.format)))


@cache
def reporters() -> dict[str, type[Reporter]]:
    """All reporters by name, sorted. Raises PluginError."""
    found = set(_subclasses("tlsrpt_lint.reporters", Reporter))
    return {reporter.name: reporter for reporter in sorted(found, key=lambda r: r.name)}


@cache
def reporter(name: str) -> type[Reporter] | None:
    """The reporter of this name, None if there is none.

    A module called like the reporter is tried before all the others are imported. Raises
    PluginError.
    """
    for module in modules("tlsrpt_lint.reporters"):
        if module.rpartition(".")[2] == name:
            for found in _defined_in(module, Reporter):
                if found.name == name:
                    return found
    return reporters().get(name)


def modules(group: str) -> Iterator[str]:
    """The names of all modules of the packages that a group's entry points name."""
    for name in sorted(set(_entry_points(group))):
        package = _imported(name)
        yield name
        for folder in getattr(package, "__path__", ()):
            yield from _modules_below(folder, name)


def _modules_below(folder: str, package: str) -> Iterator[str]:
    """The public modules in a folder and in the packages below it."""
    try:
        entries = sorted(os.listdir(folder))
    except OSError:
        return
    for entry in entries:
        stem, dot, _ = entry.partition(".")
        name = f"{package}.{stem}"
        if stem.startswith("_") or not stem.isidentifier():
            continue
        if dot:
            if entry.removeprefix(stem) in _SUFFIXES:
                yield name
        elif os.path.isfile(f"{folder}/{entry}/__init__.py"):
            yield name
            yield from _modules_below(f"{folder}/{entry}", name)


_SUFFIXES = frozenset(all_suffixes())


def _subclasses(group: str, base: type[T]) -> Iterator[type[T]]:
    for name in modules(group):
        yield from _defined_in(name, base)


def _defined_in(name: str, base: type[T]) -> Iterator[type[T]]:
    for value in vars(_imported(name)).values():
        if (
            isinstance(value, type)
            and issubclass(value, base)
            and value is not base
            and value.__module__ == name
        ):
            yield value


def _imported(name: str) -> object:
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise PluginError(name, f"{type(error).__name__}: {error}") from error


def _entry_points(group: str) -> Iterator[str]:
    """The values of a group's entry points, over all installed distributions."""
    for text in _installed(tuple(sys.path)):
        inside = False
        for line in text.splitlines():
            line = line.strip()
            if line.startswith("["):
                inside = line == f"[{group}]"
            elif inside and "=" in line and not line.startswith(("#", ";")):
                yield line.partition("=")[2].partition("[")[0].strip()


@cache
def _installed(path: tuple[str, ...]) -> tuple[str, ...]:
    """The texts of the `entry_points.txt` files in the folders of a module path."""
    texts = []
    for folder in dict.fromkeys(path):
        try:
            entries = sorted(os.listdir(folder or "."))
        except OSError:
            continue
        for entry in entries:
            if entry.endswith((".dist-info", ".egg-info")):
                file = f"{folder or '.'}/{entry}/entry_points.txt"
                try:
                    with open(file, encoding="utf-8") as opened:
                        texts.append(opened.read())
                except (OSError, UnicodeDecodeError):
                    continue
    return tuple(texts)
