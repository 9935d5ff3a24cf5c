"""Which zone a file holds, and which files hold it together: octoDNS's naming of zone files."""

import os
import posixpath
import re
from collections.abc import Hashable
from typing import TYPE_CHECKING, NamedTuple

from tlsrpt_lint.loaders.octodns import _names
from tlsrpt_lint.names import Name
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import SourceFile

if TYPE_CHECKING:
    from pathlib import Path

_PART = lazy(r"(?P<zone>.+?)\._[^.]+\Z")
_EXTENSION = lazy(r"\.ya?ml\Z", re.IGNORECASE)


class ZoneFile(NamedTuple):
    """What a path says: the zone as written (None: nothing) and the layout that says so.

    `layout` is "plain" (`example.com.yaml`), "part" (`example.com._1_mail.yaml`) or "split"
    (`example.com./…`). `provider` is the folder of the provider, as a path like `path`.
    """

    zone: str | None
    layout: str
    provider: str


class Place(NamedTuple):
    """Where a file's records belong. `needs` are the other files of its zone, as shown paths."""

    zone: Name | None
    instance: Hashable
    needs: frozenset[str]
    alone: bool


def zone_file(path: str) -> ZoneFile:
    """What octoDNS's naming of files tells of the file at `path`, '/'-separated."""
    folder, name = posixpath.split(path)
    parent = posixpath.basename(folder)
    if parent.endswith(".") and "." in parent.strip("."):
        return ZoneFile(parent.rstrip("."), "split", posixpath.dirname(folder))
    stem = _EXTENSION.sub("", name).removeprefix("$")
    part = _PART.match(stem)
    if part and _is_domain(part["zone"]):
        return ZoneFile(part["zone"], "part", folder)
    return ZoneFile(stem if _is_domain(stem) else None, "plain", folder)


def place(source: SourceFile, origin: Name | None) -> Place:
    """Where the records of `source` belong; `origin` is the zone's name where one is given."""
    told = zone_file(source.path)
    zone = origin
    if zone is None and told.zone is not None:
        zone = _names.target(told.zone)
    if zone is None:
        return Place(None, ("octodns", source.path), frozenset(), alone=True)
    instance = ("octodns", told.provider, zone)
    if told.zone is None:
        return Place(zone, instance, frozenset(), alone=False)
    if source.location is None:
        return Place(zone, instance, frozenset(), alone=told.layout != "plain")
    return Place(zone, instance, _siblings(source, told), alone=False)


def _is_domain(stem: str) -> bool:
    return bool(re.fullmatch(r"[^\s./]+(?:\.[^\s./]+)+", stem))


def _siblings(source: SourceFile, told: ZoneFile) -> frozenset[str]:
    """The other files of the zone that lie on disk, by the names under which a run shows them."""
    assert source.location is not None
    folder = source.location.parent.parent if told.layout == "split" else source.location.parent
    assert told.zone is not None
    found = []
    for name in listing(folder):
        if not name.removeprefix("$").startswith(told.zone):
            continue
        beside = posixpath.join(told.provider, name)
        if name.rstrip(".") == told.zone and name.endswith("."):
            found += [posixpath.join(beside, inner) for inner in listing(folder / name)]
        elif zone_file(beside).zone == told.zone:
            found.append(beside)
    return frozenset(path for path in found if path.endswith(".yaml")) - {source.path}


def listing(folder: "Path") -> list[str]:
    """The names in a folder, sorted; none where it cannot be read."""
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
