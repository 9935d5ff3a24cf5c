"""Rules, loaders and reporters, found through entry points.

An entry point names a package; every module in it that defines a subclass of the base is a plug-in,
so that adding one is adding a file. The entry points are read from the installed `entry_points.txt`
files: `importlib.metadata` gives the same and takes longer to import than a small run takes.
"""

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

from tlsrpt_lint.loader import Loader
from tlsrpt_lint.reporter import Reporter
from tlsrpt_lint.rule import Rule

T = TypeVar("T")


@cache
def rules() -> tuple[type[Rule], ...]:
    """All rules, by code. Raises ValueError if two rules claim one code or one name."""
    found = sorted(set(_subclasses("tlsrpt_lint.rules", Rule)), key=lambda rule: rule.code)
    taken: dict[str, type[Rule]] = {}
    for rule in found:
        for key in (rule.code, rule.name()):
            if key in taken:
                raise ValueError(f"{rule.__module__} and {taken[key].__module__} both claim {key}")
            taken[key] = rule
    return tuple(found)


@cache
def loaders() -> tuple[Loader, ...]:
    """One loader of each format, in the order in which they are asked."""
    found = {loader() for loader in set(_subclasses("tlsrpt_lint.loaders", Loader))}
    return tuple(sorted(found, key=lambda loader: (loader.order, loader.format)))


@cache
def reporters() -> dict[str, type[Reporter]]:
    """All reporters by name, sorted."""
    found = set(_subclasses("tlsrpt_lint.reporters", Reporter))
    return {reporter.name: reporter for reporter in sorted(found, key=lambda r: r.name)}


def modules(group: str) -> Iterator[str]:
    """The names of all modules of the packages that a group's entry points name."""
    for package_name in sorted(set(_entry_points(group))):
        package = importlib.import_module(package_name)
        yield package_name
        paths = getattr(package, "__path__", None)
        if paths is not None:
            for module in pkgutil.walk_packages(paths, package_name + "."):
                if not module.name.rpartition(".")[2].startswith("_"):
                    yield module.name


def _subclasses(group: str, base: type[T]) -> Iterator[type[T]]:
    for name in modules(group):
        module = importlib.import_module(name)
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, base)
                and value is not base
                and value.__module__ == name
            ):
                yield value


def _entry_points(group: str) -> Iterator[str]:
    """The values of a group's entry points, over all installed distributions."""
    for folder in dict.fromkeys(sys.path):
        try:
            entries = sorted(os.listdir(folder or "."))
        except OSError:
            continue
        for entry in entries:
            if entry.endswith((".dist-info", ".egg-info")):
                yield from _read_group(Path(folder, entry, "entry_points.txt"), group)


def _read_group(file: Path, group: str) -> Iterator[str]:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError:
        return
    inside = False
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            inside = line == f"[{group}]"
        elif inside and "=" in line and not line.startswith(("#", ";")):
            yield line.partition("=")[2].partition("[")[0].strip()
