"""Where a repository speaks of its zone files: in server configurations, and in $INCLUDE lines.

What is named like a server's configuration is asked before the name of the zone file, which may name
a view or a date as well; all other files only when the zone is still not known. Read are named.conf
(`zone "x" { file "y"; }`), nsd.conf (`zone: name: zonefile:`, with `%s`), knot.conf (`zone: - domain:
file:`), and the $INCLUDE lines of other files.
"""

import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tlsrpt_lint.names import BadNameError, Name, parse_name
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.repository import is_inside

MAX_FILES = 20_000
MAX_BYTES = 1 << 20

_NEVER_WALKED = frozenset({".git", ".hg", ".svn", ".terraform", "node_modules", "__pycache__"})

_ANY = lazy(r".*", re.DOTALL)
_CONFIGURATION = lazy(r".*\.conf(?:\..*)?|named\..*", re.IGNORECASE)
_INCLUDE = lazy(rb'^\$INCLUDE[ \t]++"?+([^\s";]++)', re.IGNORECASE | re.MULTILINE)
_BIND_ZONE = lazy(
    r'^[ \t]*+zone[ \t\n]++"?+([^\s"{};]++)"?+[ \t\n]*+(?:IN[ \t\n]*+)?+'
    r"\{((?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*+\})*+)\}",
    re.IGNORECASE | re.MULTILINE,
)
_BIND_FILE = lazy(r'(?:^|[\s;{])file[ \t\n]++"([^"\n]++)"', re.IGNORECASE)
# The settings of nsd.conf and knot.conf, and what begins the next block of either.
_SETTING = lazy(
    r'^[ \t]*+(?:-[ \t]++)?+([a-z-]++):[ \t]*+(?:"([^"\n]*+)"|([^\s"\#]*+))', re.MULTILINE
)
_COMMENT = lazy(r"/\*(?:[^*]++|\*(?!/))*+(?:\*/)?|(?:^|(?<=[\s;]))(?://|#)[^\n]*")


class Mentions:
    """What some files below one folder say of zone files, by real path."""

    def __init__(self, root: str, texts: Iterable[tuple[str, bytes]]) -> None:
        self._root = root
        self._zones: dict[str, Name] = {}
        self._parents: dict[str, list[str]] = {}
        for path, data in texts:
            for found in _INCLUDE.finditer(data):
                target = found[1].decode("utf-8", "surrogateescape")
                for real in self._existing(path, target):
                    self._parents.setdefault(real, []).append(path)
            if b"zone" in data and (b"file" in data or b"File" in data):
                for zone, target in _configured(data.decode("utf-8", "replace")):
                    for real in self._existing(path, target):
                        self._zones.setdefault(real, zone)

    def zone_of(self, path: str) -> Name | None:
        """The zone that a server's configuration reads from the file, if one does."""
        return self._zones.get(os.path.realpath(path))

    def parents_of(self, path: str) -> list[str]:
        """The files that include the file, sorted."""
        return sorted(set(self._parents.get(os.path.realpath(path), ())))

    def _existing(self, beside: str, target: str) -> Iterator[str]:
        """The file of the repository that `target`, written in the file `beside`, most likely is.

        A path on the server ends as the file's path in the repository does: leading folders are
        left out one by one, and each folder from the writing file's up to the root is tried.
        """
        parts = [part for part in target.split("/") if part not in ("", ".")]
        folders = [os.path.dirname(beside)]
        while is_inside(os.path.dirname(folders[-1]), self._root):
            folders.append(os.path.dirname(folders[-1]))
        for first in range(len(parts)):
            for folder in folders:
                real = os.path.realpath(os.path.join(folder, *parts[first:]))
                if os.path.isfile(real) and is_inside(real, self._root):
                    yield real
                    return


@lru_cache(maxsize=4)
def mentions_below(root: str) -> Mentions:
    """The mentions in all files of a repository, looked for once."""
    return Mentions(root, _texts(root))


@lru_cache(maxsize=4)
def server_configurations(root: str) -> Mentions:
    """The mentions in what is named like a server's configuration, looked for once."""
    return Mentions(root, _texts(root, _CONFIGURATION))


def _texts(root: str, wanted: re.Pattern[str] = _ANY) -> Iterator[tuple[str, bytes]]:
    """The smaller files below `root` that may be text and have a wanted name, in a fixed order."""
    count = 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - _NEVER_WALKED)
        for name in sorted(names):
            count += 1
            if count > MAX_FILES:
                return
            if not wanted.fullmatch(name):
                continue
            path = os.path.join(folder, name)
            try:
                if os.path.islink(path) or os.path.getsize(path) > MAX_BYTES:
                    continue
                with open(path, "rb") as file:
                    data = file.read()
            except OSError:
                continue
            if b"\0" not in data[:1024]:
                yield path, data


def _configured(text: str) -> Iterator[tuple[Name, str]]:
    """Zones and the files that a server's configuration reads them from."""
    plain = _COMMENT.sub("", text)
    for found in _BIND_ZONE.finditer(plain):
        file = _BIND_FILE.search(found[2])
        if file is not None and (zone := _zone(found[1])) is not None:
            yield zone, file[1]
    yield from _configured_by_settings(text)


def _configured_by_settings(text: str) -> Iterator[tuple[Name, str]]:
    zone: Name | None = None
    file = ""
    for found in _SETTING.finditer(text):
        key, value = found[1], found[2] if found[2] is not None else found[3]
        if key in ("zone", "pattern", "server", "template", "domain", "name"):
            zone, file = None, ""
        if key in ("domain", "name"):
            zone = _zone(value)
        elif key in ("file", "zonefile"):
            file = value
        if zone is not None and file:
            yield zone, file.replace("%s", str(zone))
            file = ""


def _zone(text: str) -> Name | None:
    try:
        zone = parse_name(text)[0]
    except BadNameError:
        return None
    return zone or None
