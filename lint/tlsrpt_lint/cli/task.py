"""The files that a run of `check` or `coverage` reads, and how it lints them."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tlsrpt_lint.cli.output import say
from tlsrpt_lint.cli.settings import Settings
from tlsrpt_lint.discovery import Discoverer, Discovery
from tlsrpt_lint.errors import Fault, UsageError
from tlsrpt_lint.loader import Loader
from tlsrpt_lint.rule import Rule
from tlsrpt_lint.run import Outcome, Plan, lint
from tlsrpt_lint.selection import selected, severities

if TYPE_CHECKING:
    from tlsrpt_lint.baseline import Entry
    from tlsrpt_lint.cli.progress import Files

STDIN = "-"


def paths_in(options: argparse.Namespace) -> Sequence[str]:
    """The paths to lint, without repetitions; '-' is standard input."""
    if options.stdin_filename is None:
        return list(dict.fromkeys(options.paths or ["."]))
    if STDIN not in (options.paths or [STDIN]):
        raise UsageError("--stdin-filename names standard input, which is not asked for", "add '-'")
    return list(dict.fromkeys(options.paths or [STDIN]))


def discovered(
    paths: Sequence[str],
    options: argparse.Namespace,
    settings: Settings,
    loaders: Sequence[Loader],
) -> Discovery:
    """The files that these paths mean; '-' is standard input."""

    def recognise(path: str, head: bytes) -> str | None:
        return next((loader.format for loader in loaders if loader.recognises(path, head)), None)

    discoverer = Discoverer(
        settings.working,
        settings.root,
        recognise,
        excluded=settings.excluded,
        given=options.format,
        format_of=settings.format_of,
    )
    for path in paths:
        if path == STDIN:
            data = b"" if sys.stdin is None else sys.stdin.buffer.read()
            discoverer.add_stdin(data, options.stdin_filename)
        else:
            discoverer.add(path)
    return discoverer.result()


def planned(
    options: argparse.Namespace,
    settings: Settings,
    rules: tuple[type[Rule], ...],
    loaders: Sequence[Loader],
) -> Plan:
    """How to lint by these settings. Raises UsageError for a baseline that cannot be used."""
    return Plan(
        rules=selected(rules, settings.choices),
        every_rule=rules,
        loaders=loaders,
        working=settings.working,
        severities=severities(rules, settings.configuration.severities),
        options=settings.configuration.rules,
        loader_options=settings.configuration.loaders,
        declared_whole=frozenset(settings.configuration.whole_zones),
        origin_of=settings.origin_of,
        jobs=options.jobs,
        choices=settings.choices,
        spared_at=settings.spared_at,
        respect_suppressions=options.respect_suppressions,
        baseline=_baseline(options, settings),
        root=settings.root,
        include_roots=settings.include_roots,
    )


def _baseline(options: argparse.Namespace, settings: Settings) -> "Sequence[Entry]":
    """The findings that are lived with: those of a baseline that is to be written again, too."""
    path = options.baseline or options.write_baseline or settings.baseline
    if path is None:
        return ()
    from tlsrpt_lint.cli import baselining

    new = options.baseline is None and path == options.write_baseline
    return baselining.entries_in(path, may_be_new=new)


def progress_of(options: argparse.Namespace) -> "Files | None":
    """What shows how far the run has come; None if nobody watches, or wants to."""
    if not options.progress or options.quiet or sys.stderr is None or not sys.stderr.isatty():
        return None
    from tlsrpt_lint.cli import progress

    line = progress.line()
    return None if line is None else progress.Files(line)


class Read(NamedTuple):
    """The files that the options name, how they were read, and what came of it."""

    found: Discovery
    plan: Plan
    outcome: Outcome


def read(
    options: argparse.Namespace,
    settings: Settings,
    rules: tuple[type[Rule], ...],
    loaders: Sequence[Loader],
) -> Read:
    """Read and judge the files, and show on the way what the options want shown."""
    found = discovered(paths_in(options), options, settings, loaders)
    progress = progress_of(options)
    plan = planned(options, settings, rules, loaders)._replace(reading=progress)
    if options.verbose:
        say_what_was_read(settings, found, loaders)
    try:
        return Read(found, plan, lint(found.inputs, plan))
    finally:
        if progress is not None:
            progress.end()


def say_what_went_wrong(unmet: Iterable[str], faults: Iterable[Fault]) -> None:
    """Say what was asked for in vain, and what failed by a fault of ours; each once."""
    for line in unmet:
        say(line)
    for fault in dict.fromkeys(faults):
        from tlsrpt_lint.cli.faults import say_fault

        say_fault(fault)


def say_what_was_read(settings: Settings, found: Discovery, loaders: Sequence[Loader]) -> None:
    """Say how each file was taken, and why others were passed over."""
    say(f"configuration: {settings.file or 'none'}; root: {settings.root}")
    for file in found.inputs:
        say(f"{file.path}: {'given as' if file.forced else 'recognised as'} {file.format}")
    formats = {file.format for file in found.inputs}
    for loader in loaders:
        remark = loader.remark() if loader.format in formats else None
        if remark is not None:
            say(f"{loader.format}: {remark}")
    for passed in found.passed_over:
        say(f"{passed.path}: passed over: {passed.reason}")
