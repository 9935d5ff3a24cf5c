"""The options, and what is said of a misspelled one."""

import argparse
import os
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

from tlsrpt_lint import __version__
from tlsrpt_lint.cli.output import write
from tlsrpt_lint.cli.status import ExitStatus
from tlsrpt_lint.errors import UsageError
from tlsrpt_lint.suggestion import did_you_mean

PROGRAM = "tlsrpt-lint"

_DESCRIPTION = """\
An offline linter for TLS-RPT records (RFC 8460) in zone files, Terraform and octoDNS."""


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal, at most 100 columns.

    argparse asks for a formatter with every option that is added, and would import shutil for it.
    """

    def __init__(self, prog: str) -> None:
        width = min(max(_terminal_width(), 40), 100)
        super().__init__(prog, max_help_position=28, width=width - 2)

    def _format_action(self, action: argparse.Action) -> str:
        text = super()._format_action(action)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - it has no public name
            # Its own line says no more than the heading above it.
            return text.partition("\n")[2]
        return text


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, with the nearest right spelling, and exceptions.

    `complete_help` is called before help is written, for what takes long to find out.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=Formatter, allow_abbrev=False, **settings)
        self.complete_help: Callable[[], None] | None = None

    def format_help(self) -> str:
        """The whole help."""
        if self.complete_help is not None:
            self.complete_help()
            self.complete_help = None
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found wrong."""
        raise UsageError(message, f"see `{self.prog} --help`")

    def unknown(self, arguments: Sequence[str]) -> NoReturn:
        """Raise for the first of the arguments that no option took."""
        word = arguments[0].partition("=")[0]
        known = [option for action in self._actions for option in action.option_strings]
        hint = did_you_mean(word, known) or f"see `{self.prog} --help`"
        raise UsageError(f"there is no option '{word}'", hint)

    def _print_message(self, message: str, _file: Any = None) -> None:
        write([message])


class Command(NamedTuple):
    """One command: `summary` for the list of commands, `fill` to give its parser what it takes.

    Only the command that is called is imported and has its parser filled.
    """

    summary: str
    fill: Callable[[Parser], None]


def _fill_check(parser: Parser) -> None:
    from tlsrpt_lint.cli.check import fill

    fill(parser)


def _fill_drift(parser: Parser) -> None:
    from tlsrpt_lint.cli.drift import fill

    fill(parser)


def _fill_lookup(parser: Parser) -> None:
    from tlsrpt_lint.cli.lookup import fill

    fill(parser)


def _fill_coverage(parser: Parser) -> None:
    from tlsrpt_lint.cli.coverage import fill

    fill(parser)


def _fill_rules(parser: Parser) -> None:
    from tlsrpt_lint.cli.rules import fill_rules

    fill_rules(parser)


def _fill_explain(parser: Parser) -> None:
    from tlsrpt_lint.cli.rules import fill_explain

    fill_explain(parser)


def _fill_completion(parser: Parser) -> None:
    from tlsrpt_lint.cli.completion import fill

    fill(parser)


COMMANDS = {
    "check": Command("lint files and folders", _fill_check),
    "lookup": Command("ask DNS for the records of domains, and lint them", _fill_lookup),
    "drift": Command("compare the records of files with what DNS publishes", _fill_drift),
    "coverage": Command("show every mail domain with what it publishes", _fill_coverage),
    "rules": Command("list all rules", _fill_rules),
    "explain": Command("show the page of a rule", _fill_explain),
    "completion": Command("write a script for the completion of a shell", _fill_completion),
}


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of one call. `run` among them is the command: options in, exit status out.

    Raises UsageError for what is not understood.
    """
    if arguments and arguments[0] in COMMANDS:
        parser = Parser(prog=f"{PROGRAM} {arguments[0]}")
        COMMANDS[arguments[0]].fill(parser)
        arguments = arguments[1:]
    elif arguments and not arguments[0].startswith("-"):
        _unknown_command(arguments[0])
    else:
        parser = whole_parser()
    try:
        options, unknown = parser.parse_known_args(arguments)
        if any(not word.startswith("-") for word in unknown):
            # Paths on both sides of an option, which takes argparse two rounds.
            options, unknown = parser.parse_known_intermixed_args(arguments)
    except SystemExit:  # after --help and --version
        return argparse.Namespace(run=lambda _options: ExitStatus.CLEAN)
    if unknown:
        parser.unknown(unknown)
    return options


def whole_parser() -> Parser:
    """The parser of the program with all its commands."""
    parser = Parser(
        prog=PROGRAM,
        description=_DESCRIPTION,
        epilog=f"Run `{PROGRAM} COMMAND --help` for the options of a command.",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")

    def help_and_leave(_options: argparse.Namespace) -> ExitStatus:
        parser.print_help()
        return ExitStatus.CLEAN

    parser.set_defaults(run=help_and_leave)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    for name, command in COMMANDS.items():
        command.fill(subparsers.add_parser(name, help=command.summary))
    return parser


def _unknown_command(word: str) -> NoReturn:
    hint = did_you_mean(word, COMMANDS)
    if hint is None and os.path.exists(word):
        hint = f"to lint '{word}', run `{PROGRAM} check {word}`"
    raise UsageError(f"there is no command '{word}'", hint or f"there are {', '.join(COMMANDS)}")


def _terminal_width() -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal():
        return int(columns)
    try:
        return os.get_terminal_size().columns
    except (OSError, ValueError, AttributeError):
        return 80
