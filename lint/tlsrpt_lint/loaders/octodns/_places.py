"""Where the records of a file belong once octoDNS's configuration has its say.

A file named for a zone belongs to that zone; the configuration may give it to others as well: a
`shared_filename` is read into every zone of its provider, and an `alias` zone gets all records of
another one. It also tells what a file does not hold: what other sources add.
"""

import posixpath
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.loaders.octodns import _names
from tlsrpt_lint.loaders.octodns._config import Configuration, Provider, configurations, named
from tlsrpt_lint.loaders.octodns._zones import Place, listing, place, zone_file
from tlsrpt_lint.names import Name
from tlsrpt_lint.source import SourceFile

# Zones that one file may be read into: each costs its author a line.
MAX_ZONES = 10_000


class Options(NamedTuple):
    """What is set for one zone.

    `escaped` is None where the option is not set or cannot be known; `replaces`: a later record takes
    the place of an earlier one of its name and type; `managed` are zones of their own below this one.
    """

    escaped: bool | None = None
    lenient: bool = False
    replaces: bool = False
    managed: frozenset[Name] = frozenset()


class Reading(NamedTuple):
    """One way in which a file is read: as a part of which zone, and how."""

    place: Place
    options: Options = Options()


def readings(source: SourceFile, around: Surroundings) -> list[Reading]:
    """All ways in which octoDNS reads `source`, the plainest first; there is at least one.

    Raises UnreachableError for a configuration that was named and cannot be read.
    """
    plain = place(source, around.origin)
    if source.location is None:
        return [Reading(plain)]
    root = around.root.resolve()
    folder = source.location.parent
    # Below the folder of a provider lie its split folders.
    given = around.options.config if around.options is not None else ()
    for level in (folder, folder.parent):
        found = named(given, level, root) if given else configurations(level, root)
        if found:
            return [
                _reading(one, level, found) for one in _all(source, plain, around, level, found)
            ]
    return [Reading(plain)]


def _all(
    source: SourceFile,
    plain: Place,
    around: Surroundings,
    folder: Path,
    found: list[Configuration],
) -> list[Place]:
    """The zones that the file belongs to, each once."""
    if around.origin is not None:
        return [plain]
    places: dict[Name, Place] = {}
    for configuration in found:
        for provider in configuration.providers.values():
            if folder in provider.folders:
                for one in islice(_for(source, plain, folder, configuration, provider), MAX_ZONES):
                    if one.zone is not None:
                        places.setdefault(one.zone, one)
    return list(places.values()) or [plain]


def _for(
    source: SourceFile,
    plain: Place,
    folder: Path,
    configuration: Configuration,
    provider: Provider,
) -> Iterator[Place]:
    """The zones that one provider reads the file into, and those that are aliases of them."""
    assert source.location is not None
    shown = posixpath.dirname(source.path)
    if source.location.parent != folder:
        shown = posixpath.dirname(shown)
    shared = provider.shared
    if shared and source.location == folder / shared:
        own = _shared(configuration, provider, folder, shown)
    else:
        one = _split(source, plain, folder, shown, provider) or plain
        needs = {posixpath.join(shown, shared)} if shared else frozenset[str]()
        own = [one._replace(needs=one.needs | needs)] if one.zone is not None else []
    for one in own:
        yield one
        for name, entry in configuration.zones.items():
            if entry.alias == one.zone:
                yield one._replace(zone=name, instance=("octodns", shown, name))


def _shared(
    configuration: Configuration, provider: Provider, folder: Path, shown: str
) -> list[Place]:
    """A place in each zone that the provider is a source of."""
    files = _zone_files(folder, shown)
    zones = dict.fromkeys((*configuration.zones, *files))
    return [
        Place(zone, ("octodns", shown, zone), frozenset(files.get(zone, ())), alone=False)
        for zone in zones
        if (entry := configuration.entry(zone)) and provider.name in (entry.sources or ())
    ]


def _split(
    source: SourceFile, plain: Place, folder: Path, shown: str, provider: Provider
) -> Place | None:
    """The place that the name of a split folder tells, if the folders have an ending of their own."""
    assert source.location is not None
    inside = source.location.parent
    ending = provider.extension
    if ending is None or ending == "." or inside == folder or not inside.name.endswith(ending):
        return None
    zone = _names.target(inside.name.removesuffix(ending))
    beside = frozenset(
        posixpath.join(shown, inside.name, name)
        for name in listing(inside)
        if name.endswith(".yaml")
    )
    needs = beside | frozenset(_zone_files(folder, shown).get(zone, ())) if zone else beside
    return Place(zone, ("octodns", shown, zone), needs - {source.path}, alone=False)


def _zone_files(folder: Path, shown: str) -> dict[Name, list[str]]:
    """The zones that the names in a folder of zones tell, with their files."""
    files: dict[Name, list[str]] = {}
    for name in listing(folder):
        inner = listing(folder / name) if name.endswith(".") else [""]
        for last in inner:
            path = posixpath.join(shown, name, last) if last else posixpath.join(shown, name)
            told = zone_file(path).zone if path.endswith(".yaml") else None
            zone = _names.target(told) if told else None
            if zone is not None:
                files.setdefault(zone, []).append(path)
    return files


def _reading(place: Place, folder: Path, found: list[Configuration]) -> Reading:
    zone = place.zone
    providers = [p for c in found for p in c.providers_of(folder, zone)]
    escaped = {provider.escaped for provider in providers}
    entries = [configuration.entry(zone) for configuration in found]
    has_more = any(_has_more(c, folder, zone) for c in found)
    options = Options(
        escaped=escaped.pop() if len(escaped) == 1 else None,
        lenient=all(entry is not None and entry.lenient for entry in entries),
        replaces=any(provider.replaces for provider in providers),
        managed=_managed(found[0], zone) if zone is not None and len(found) == 1 else frozenset(),
    )
    return Reading(place._replace(alone=place.alone or has_more), options)


def _managed(configuration: Configuration, zone: Name) -> frozenset[Name]:
    return frozenset(name for name in configuration.zones if name.is_below(zone))


def _has_more(configuration: Configuration, folder: Path, zone: Name | None) -> bool:
    """True if the zone has sources besides what lies in the folder."""
    entry = configuration.entry(zone)
    for name in (entry.sources or ()) if entry else ():
        provider = configuration.providers.get(name)
        if provider is None or folder not in provider.folders:
            return True
    return False
