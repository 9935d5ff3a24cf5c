"""`tlsrpt-lint coverage`: every mail domain of the repository with what it publishes."""

import argparse
import os
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from tlsrpt_lint import registry
from tlsrpt_lint.cli import groups
from tlsrpt_lint.cli.asking import add_network_to
from tlsrpt_lint.cli.links import links
from tlsrpt_lint.cli.output import say, write_outputs
from tlsrpt_lint.cli.settings import Settings, settle
from tlsrpt_lint.cli.status import ExitStatus
from tlsrpt_lint.cli.task import STDIN, paths_in, read, say_what_went_wrong
from tlsrpt_lint.config import Configuration
from tlsrpt_lint.errors import Fault
from tlsrpt_lint.overview.domains import Overview
from tlsrpt_lint.overview.view import View
from tlsrpt_lint.run import Plan
from tlsrpt_lint.source import SourceFile

if TYPE_CHECKING:
    from tlsrpt_lint.cli.parser import Parser

OUTPUTS = ("table", "json", "csv", "markdown", "html")


def run(options: argparse.Namespace) -> ExitStatus:
    """Read what the options name, and write the overview of it."""
    from tlsrpt_lint.overview.offline import overview

    rules, loaders = registry.rules(), registry.loaders()
    paths = paths_in(options)
    settings = settle(options, [path for path in paths if path != STDIN], rules, loaders)
    settings = settings._replace(
        choices=(),
        spared_at=None,
        baseline=None,
        configuration=settings.configuration._replace(severities=Configuration().severities),
    )
    found, plan, outcome = read(options, settings, rules, loaders)
    rows = overview(outcome.inventory, outcome.report.findings, partial(_from_root, plan))
    faults, is_partial = outcome.faults, False
    if options.live:
        rows, more, is_partial = _answered(rows, options, settings)
        faults += more
    _write(rows, options)
    say_what_went_wrong(found.unmet, faults)
    if is_partial:
        return ExitStatus.INTERRUPTED
    return ExitStatus.ERROR if found.unmet or faults else ExitStatus.CLEAN


def _answered(
    files: Overview, options: argparse.Namespace, settings: Settings
) -> tuple[Overview, tuple[Fault, ...], bool]:
    """The rows as DNS answers, faults of ours on the way, and whether the user broke off."""
    from tlsrpt_lint.cli.asking import ask, judged
    from tlsrpt_lint.live.asking import Extent, transcript_of
    from tlsrpt_lint.live.transcript import Transcript, source_of
    from tlsrpt_lint.overview.answered import filled, names
    from tlsrpt_lint.overview.offline import overview

    asked = names(files)
    found, is_partial = ask(
        options,
        asked,
        lambda domain, resolver: transcript_of(domain, resolver, Extent()),
        "domains",
    )
    outcome = judged(found, options, settings)
    answers = overview(outcome.inventory, outcome.report.findings, lambda _: None)
    transcripts = {name: Transcript(source_of(name, text)) for name, text in found.items()}
    rows = filled(files, answers, transcripts)
    if is_partial:
        say(f"interrupted: {len(found)} of {len(asked)} domains were looked up")
    return rows, outcome.faults, is_partial


def _from_root(plan: Plan, source: SourceFile) -> str | None:
    """The path of a file of the repository, from its root; None for standard input and other files."""
    if source.location is None:
        return None
    path = plan.path_from_root(source)
    return None if path.startswith("../") or os.path.isabs(path) else path


def _write(rows: Overview, options: argparse.Namespace) -> None:
    link = links(options.link, os.environ)
    write_outputs(options, lambda name, style: _rendered(rows, name, View(style, link)))


def _rendered(rows: Overview, name: str, view: View) -> Iterator[str]:
    """What the module of the output makes of the rows; only that one is imported."""
    pieces: Iterator[str] = import_module(f"tlsrpt_lint.overview.{name}").render(rows, view)
    return pieces


def fill(parser: "Parser") -> None:
    """Give a parser the options of the command."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.set_defaults(run=run)
    groups.leave_rules_out_of(parser)
    input_format = groups.add_input_to(parser)
    parser.add_argument(
        "--live",
        action="store_true",
        help="show what DNS answers about the domains of the files, instead of what the files say",
    )

    group = groups.add_outputs_to(parser, OUTPUTS, "leave out destinations and totals")
    group.add_argument(
        "--link",
        metavar="URL",
        help="where html, markdown and json link to for a line of a file, with {path} (from the repository"
        " root) and {line} in it (default: the commit that GitHub Actions has checked out, else no"
        " link)",
    )
    groups.add_no_progress_to(group)
    group.add_argument(
        "--verbose",
        "-v",
        action="store_true",
        help="say on standard error how each file was taken, and why others were passed over",
    )

    add_network_to(parser, "network (with --live)")
    groups.add_configuration_to(parser)

    def name_the_formats() -> None:
        formats = ", ".join(loader.format for loader in registry.loaders())
        input_format.help = f"{input_format.help}: {formats}"

    parser.complete_help = name_the_formats


_DESCRIPTION = """\
Show every mail domain of the files: its MX, TLS-RPT record, destinations,
MTA-STS and TLSA, as far as the files tell; what they do not tell is unknown.

Nothing is looked up in DNS but with --live. Suppressions, baselines and rules
that are turned off make no difference: a broken record stays one. The exit
status is 0, or 2 as with check; to fail a job, run check."""

_EPILOG = """\
examples:
  tlsrpt-lint coverage
  tlsrpt-lint coverage zones/ --output html=coverage.html --output csv=coverage.csv
  tlsrpt-lint coverage --output-format html --link \\
    'https://git.example.org/dns/blob/main/{path}#L{line}' > coverage.html"""
