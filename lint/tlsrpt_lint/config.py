"""What can be configured, and where the configuration file is.

Reading the file is `configfile`'s work, which imports a TOML parser and so is imported only where
there is a file.
"""

import os
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

from tlsrpt_lint.names import Name
from tlsrpt_lint.rule import Severity

FILE_NAMES = ("tlsrpt-lint.toml", ".tlsrpt-lint.toml", "pyproject.toml")
TABLE = ("tool", "tlsrpt-lint")

FailOn = Literal["error", "warning", "note", "never"]


class Configuration(NamedTuple):
    """The settings of a run. Each field is a key of the file, with '-' for '_'.

    The annotations say what is accepted, and the texts in them are the documentation of the keys.
    """

    select: Annotated[
        tuple[str, ...] | None, "Rules to run, by code, name, family (`TR3`) or `ALL`."
    ] = None
    ignore: Annotated[tuple[str, ...], "Rules not to run."] = ()
    extend_select: Annotated[tuple[str, ...], "Rules to run besides those of `select`."] = ()
    severities: Annotated[
        Mapping[str, Severity], "The severity of all findings of a rule or family."
    ] = {}
    per_file_ignores: Annotated[
        Mapping[str, tuple[str, ...]],
        "Rules whose findings do not count in some files, by pattern; all that match add up.",
    ] = {}
    fail_on: Annotated[FailOn, "The severity from which findings make the exit status 1."] = (
        "warning"
    )
    min_severity: Annotated[
        Severity | None,
        "The severity from which findings are shown. Left out, it depends on the output format.",
    ] = None
    exclude: Annotated[
        tuple[str, ...],
        "Files and folders to leave out, as in a .gitignore; also if they are named one by one.",
    ] = ()
    origins: Annotated[
        Mapping[str, Name],
        "Zone names for files that do not tell theirs, by pattern; the last that matches decides.",
    ] = {}
    formats: Annotated[
        Mapping[str, str],
        "Formats of files that are not recognised, by pattern; the last that matches decides.",
    ] = {}
    whole_zones: Annotated[
        tuple[Name, ...],
        "Zones of which every record is in the repository, so that what is not there is missing.",
    ] = ()
    include_roots: Annotated[
        tuple[str, ...],
        "Folders in which the targets of $INCLUDE are looked for as well, such as a server's own.",
    ] = ()
    baseline: Annotated[
        str | None, "A file of findings that are lived with, as --write-baseline writes it."
    ] = None
    rules: Annotated[Mapping[str, Any], "Options of single rules, by code or name."] = {}
    loaders: Annotated[Mapping[str, Any], "Options of the input formats, by name."] = {}


class ConfigurationPath(NamedTuple):
    """A configuration file. Its patterns hold below `base`."""

    path: str
    base: str


def find(start: str, top: str | None) -> ConfigurationPath | None:
    """The nearest configuration file at or above `start`, up to `top`; both are real paths.

    Without `top`, up to the root of the file system. A pyproject.toml counts if it has our table.
    """
    folder = start
    while True:
        for name in FILE_NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and (name != FILE_NAMES[-1] or _has_table(path)):
                return ConfigurationPath(path, folder)
        parent = os.path.dirname(folder)
        if folder in (top, parent):
            return None
        folder = parent


def table_in(document: Any) -> Any:
    """Our table in what a pyproject.toml says, None if there is none."""
    for key in TABLE:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _has_table(path: str) -> bool:
    """True if a pyproject.toml has our table, or is broken where it might have it."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return False
    if TABLE[-1].encode() not in data:
        return False
    import tomllib

    try:
        return table_in(tomllib.loads(data.decode("utf-8-sig"))) is not None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return True
