"""Files replaced whole: whoever reads one, at whatever moment, finds the old bytes or the new."""

import os
from pathlib import Path

from tlsrpt_lint.source import SourceFile, in_encoding_of


class ChangedError(Exception):
    """The file on disk is no longer the one that was read."""


def replace(source: SourceFile, data: bytes) -> None:
    """Put `data` in place of the file that `source` was read from; its mode is kept.

    The new bytes are on disk before the name points at them. Raises ChangedError if the file has
    changed since it was read, and OSError as the system does; the old file is then still there.
    """
    assert source.location is not None
    path = source.location
    before = path.read_bytes()
    if SourceFile(source.path, before).data != source.data:
        raise ChangedError(f"'{source.path}' has changed since it was read")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("xb") as file:
            temporary.chmod(path.stat().st_mode & 0o7777)
            file.write(in_encoding_of(before, data))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name last, where the system can (Windows opens no folders)."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
