"""The options, and what is said of a misspelled one."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from tlsrpt_lint import __version__
from tlsrpt_lint.cli.output import write
from tlsrpt_lint.cli.status import ExitStatus
from tlsrpt_lint.errors import UsageError
from tlsrpt_lint.suggestion import did_you_mean

_DESCRIPTION = """\
An offline linter for TLS-RPT records (RFC 8460) in zone files, Terraform and octoDNS."""


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal, at most 100 columns.

    argparse asks for a formatter with every option that is added, and would import shutil for it.
    """

    def __init__(self, prog: str) -> None:
        width = int(os.environ.get("COLUMNS") or 0) or _terminal_width()
        super().__init__(prog, max_help_position=28, width=min(width, 100) - 2)

    def _format_action(self, action: argparse.Action) -> str:
        text = super()._format_action(action)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - it has no public name
            # Its own line says no more than the heading above it.
            return text.partition("\n")[2]
        return text


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, with the nearest right spelling, and exceptions."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=Formatter, allow_abbrev=False, **settings)

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


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of one call. `run` among them is the command: options in, exit status out.

    Raises UsageError for what is not understood.
    """
    parser, commands = _parsers(for_help=not {"-h", "--help"}.isdisjoint(arguments))
    if arguments and not arguments[0].startswith("-") and arguments[0] not in commands:
        _unknown_command(arguments[0], list(commands))
    try:
        options, unknown = parser.parse_known_args(arguments)
    except SystemExit:  # after --help and --version
        return argparse.Namespace(run=lambda _options: ExitStatus.CLEAN)
    if unknown:
        commands.get(arguments[0], parser).unknown(unknown)
    return options


def _parsers(*, for_help: bool) -> tuple[Parser, dict[str, Parser]]:
    parser = Parser(
        prog="tlsrpt-lint",
        description=_DESCRIPTION,
        epilog="Run `tlsrpt-lint COMMAND --help` for the options of a command.",
    )
    parser.add_argument("--version", action="version", version=f"tlsrpt-lint {__version__}")

    def help_and_leave(_options: argparse.Namespace) -> ExitStatus:
        parser.print_help()
        return ExitStatus.CLEAN

    parser.set_defaults(run=help_and_leave)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)

    from tlsrpt_lint.cli import check, rules

    commands = {
        "check": check.add_to(subparsers, for_help=for_help),
        "rules": rules.add_rules_to(subparsers),
        "explain": rules.add_explain_to(subparsers),
    }
    return parser, commands


def _unknown_command(word: str, commands: list[str]) -> NoReturn:
    hint = did_you_mean(word, commands)
    if hint is None and Path(word).exists():
        hint = f"to lint '{word}', run `tlsrpt-lint check {word}`"
    raise UsageError(f"there is no command '{word}'", hint or f"there are {', '.join(commands)}")


def _terminal_width() -> int:
    try:
        return os.get_terminal_size().columns or 80
    except (OSError, ValueError, AttributeError):
        return 80
