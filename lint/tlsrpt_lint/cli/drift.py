"""`tlsrpt-lint drift`: the records of the files against what DNS publishes."""

import argparse
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from tlsrpt_lint import registry
from tlsrpt_lint.cli import groups
from tlsrpt_lint.cli.asking import add_network_to, ask
from tlsrpt_lint.cli.output import say, write_outputs
from tlsrpt_lint.cli.settings import settle
from tlsrpt_lint.cli.status import ExitStatus
from tlsrpt_lint.cli.task import STDIN, paths_in, read, say_what_went_wrong
from tlsrpt_lint.reporter import Style

if TYPE_CHECKING:
    from tlsrpt_lint.cli.parser import Parser
    from tlsrpt_lint.drift.terms import Comparison
    from tlsrpt_lint.inventory import Inventory

OUTPUTS = ("text", "json", "markdown")


def run(options: argparse.Namespace) -> ExitStatus:
    """Read what the options name, ask DNS for it, report what differs, decide the exit status."""
    loaders = registry.loaders()
    paths = paths_in(options)
    settings = settle(options, [path for path in paths if path != STDIN], registry.rules(), loaders)
    settings = settings._replace(choices=(), spared_at=None, baseline=None)
    found, _, outcome = read(options, settings, (), loaders)
    comparison, is_partial = _compared(outcome.inventory, options)
    write_outputs(options, partial(_rendered, comparison))
    if options.verbose:
        from tlsrpt_lint.drift.wording import remark

        for skip in comparison.skipped:
            say(remark(skip))
    say_what_went_wrong(found.unmet, outcome.faults)
    if is_partial:
        say("interrupted: not everything was compared")
        return ExitStatus.INTERRUPTED
    if found.unmet or outcome.faults:
        return ExitStatus.ERROR
    return ExitStatus.CLEAN if options.exit_zero or comparison.is_clean else ExitStatus.FINDINGS


def _compared(inventory: "Inventory", options: argparse.Namespace) -> "tuple[Comparison, bool]":
    """What differs, and if the user broke off before all was asked."""
    from tlsrpt_lint.drift.asking import observe, questions, questions_on
    from tlsrpt_lint.drift.expected import expectations
    from tlsrpt_lint.drift.judging import compare, judgements

    wanted = expectations(inventory)
    seen, is_partial = ask(options, questions(wanted.instances), observe, "questions")
    found = judgements(wanted.instances, seen)
    more = [question for question in questions_on(found) if question not in seen]
    if more and not is_partial:
        explaining, is_partial = ask(options, more, observe, "further questions")
        seen |= explaining
        found = judgements(wanted.instances, seen)
    files = len({file.source.path for file in inventory.files})
    comparison = compare(wanted, found, seen, files=files, zones=len(inventory.zones))
    return comparison, is_partial


def _rendered(comparison: "Comparison", name: str, style: Style) -> Iterator[str]:
    """What the module of the output makes of it; only that one is imported."""
    pieces: Iterator[str] = import_module(f"tlsrpt_lint.drift.{name}").render(comparison, style)
    return pieces


def fill(parser: "Parser") -> None:
    """Give a parser the options of the command."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.set_defaults(run=run)
    groups.leave_rules_out_of(parser)
    input_format = groups.add_input_to(parser)
    add_network_to(parser)
    group = groups.add_outputs_to(parser, OUTPUTS, "leave out the closing line")
    groups.add_no_progress_to(group)
    group.add_argument(
        "--verbose",
        "-v",
        action="store_true",
        help="say on standard error how each file was taken, why others were passed over, and which"
        " records were skipped",
    )
    group = parser.add_argument_group("exit status", _STATUSES)
    group.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever differs")
    groups.add_configuration_to(parser)

    def name_the_formats() -> None:
        formats = ", ".join(loader.format for loader in registry.loaders())
        input_format.help = f"{input_format.help}: {formats}"

    parser.complete_help = name_the_formats


_DESCRIPTION = """\
Ask DNS for the TLS-RPT and MTA-STS records of the files and for the MX of their
domains, and show what differs: missing, extra, another text, set or TTL, or
answered from elsewhere. What the files do not settle is skipped and counted."""

_STATUSES = """\
0    nothing differs
1    something does, or DNS does not answer, or a file cannot be read
2    wrong usage or configuration, a path that gave nothing to compare, or an
     error of our own
130  interrupted; what was answered until then has been reported"""

_EPILOG = """\
examples:
  tlsrpt-lint drift zones/
  tlsrpt-lint drift --nameserver 192.0.2.53 db.example --origin example.com
  terraform show -json | tlsrpt-lint drift - --output markdown=drift.md"""
