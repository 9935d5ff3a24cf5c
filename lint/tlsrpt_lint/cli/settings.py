"""What a run of `check` is to do: the configuration file, and over it the command line."""

import argparse
import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tlsrpt_lint.config import Configuration, ConfigurationPath, find
from tlsrpt_lint.loader import Loader, shown_path
from tlsrpt_lint.names import Name
from tlsrpt_lint.patterns import Patterns, PatternTable
from tlsrpt_lint.repository import git_top, home, is_inside, place
from tlsrpt_lint.rule import Rule
from tlsrpt_lint.selection import Choice, check_selectors


class Settings(NamedTuple):
    """The settings of one run. Paths are real ones.

    `root` is what nothing may leave; `file` the configuration file as it is shown.
    `choices` are the layers of the selection; `format_of`, `origin_of` and `spared_at` what is said
    of a file, `spared_at` None if nothing is said of any. `baseline` is the file to hold against.
    """

    working: str
    root: str
    file: str | None
    configuration_path: ConfigurationPath | None
    configuration: Configuration
    choices: tuple[Choice, ...]
    excluded: Patterns
    format_of: Callable[[str], str | None]
    origin_of: Callable[[str], Name | None]
    spared_at: Callable[[str], Sequence[str]] | None
    include_roots: tuple[str, ...]
    baseline: str | None


def settle(
    options: argparse.Namespace,
    paths: Sequence[str],
    rules: Sequence[type[Rule]],
    loaders: Sequence[Loader],
    *,
    working: str | None = None,
    file: ConfigurationPath | None = None,
) -> Settings:
    """Find and read the configuration file, and lay the command line over it.

    `working` is given where it is not the process's, `file` where it is not to be looked for.
    """
    working = working or os.path.realpath(os.getcwd())
    start = home(working, map(place, paths))
    top = git_top(start)
    file = file or _configuration_file(options, start, top, working)
    configuration, shown = Configuration(), None
    if file is not None:
        from pathlib import Path

        from tlsrpt_lint.configfile import read

        shown = shown_path(Path(file.path), Path(working))
        formats = {loader.format: loader.options for loader in loaders}
        configuration = read(file, shown, rules, formats)
    base = file.base if file is not None else start
    origins = PatternTable(base, configuration.origins)
    return Settings(
        working=working,
        root=top or (base if is_inside(start, base) else start),
        file=shown,
        configuration_path=file,
        configuration=_overlaid(configuration, options),
        choices=(_configured(configuration), _chosen(options, rules)),
        excluded=Patterns(base, configuration.exclude),
        format_of=PatternTable(base, configuration.formats).value,
        origin_of=origins.value if options.origin is None else lambda _path: options.origin,
        spared_at=_spared(base, configuration),
        include_roots=tuple(os.path.join(base, folder) for folder in configuration.include_roots),
        baseline=_baseline(base, configuration, options),
    )


def _configuration_file(
    options: argparse.Namespace, start: str, top: str | None, working: str
) -> ConfigurationPath | None:
    if options.no_config:
        return None
    if options.config is None:
        return find(start, top)
    # Who names a file from afar thinks of the patterns in it from where they stand.
    return ConfigurationPath(os.path.realpath(options.config), working)


def _overlaid(configuration: Configuration, options: argparse.Namespace) -> Configuration:
    given = {
        "fail_on": options.fail_on,
        "min_severity": options.min_severity,
    }
    return configuration._replace(**{key: value for key, value in given.items() if value})


def _spared(base: str, configuration: Configuration) -> Callable[[str], Sequence[str]] | None:
    if not configuration.per_file_ignores:
        return None
    table = PatternTable(base, configuration.per_file_ignores)
    return lambda path: [selector for selectors in table.values(path) for selector in selectors]


def _baseline(base: str, configuration: Configuration, options: argparse.Namespace) -> str | None:
    if options.baseline is not None:
        return str(options.baseline)
    if configuration.baseline is None:
        return None
    path = os.path.join(base, configuration.baseline)
    try:
        return os.path.relpath(path)
    except ValueError:  # another drive
        return path


def _configured(configuration: Configuration) -> Choice:
    return Choice(configuration.select, configuration.ignore, configuration.extend_select)


def _chosen(options: argparse.Namespace, rules: Sequence[type[Rule]]) -> Choice:
    choice = Choice(options.select, options.ignore or (), options.extend_select or ())
    check_selectors((*(choice.select or ()), *choice.ignore, *choice.extend_select), rules)
    return choice
