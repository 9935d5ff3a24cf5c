"""What the other zone files of a provider's folder tell of its semicolon mode."""

import os
from functools import lru_cache
from pathlib import Path

from tlsrpt_lint.loaders.octodns._semicolons import Counts, told_by_bytes
from tlsrpt_lint.source import SourceFile

_FILES = 64
_BYTES = 1 << 18


def counts_around(source: SourceFile) -> Counts:
    """The values in the first files beside this one, in the order of their names."""
    if source.location is None:
        return Counts()
    escaped = bare = files = 0
    for path in yaml_files(source.location.parent):
        if path == source.location:
            continue
        counts = _counts(path)
        escaped += counts.escaped
        bare += counts.bare
        files += 1
        if files == _FILES:
            break
    return Counts(escaped, bare)


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files of a folder, by name; none where it cannot be read."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [folder / name for name in names if name.endswith((".yaml", ".yml"))]


def _counts(path: Path) -> Counts:
    try:
        status = path.stat()
    except OSError:
        return Counts()
    return _counts_of(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4096)
def _counts_of(path: Path, _changed: int, _size: int) -> Counts:
    try:
        with path.open("rb") as file:
            return told_by_bytes(file.read(_BYTES))
    except OSError:
        return Counts()
