"""`tlsrpt-lint completion`: a script by which a shell completes commands, options and values."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tlsrpt_lint import registry
from tlsrpt_lint.cli.options import LEVELS, OneOf
from tlsrpt_lint.cli.output import write
from tlsrpt_lint.cli.status import ExitStatus

if TYPE_CHECKING:
    from tlsrpt_lint.cli.parser import Parser

SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")


def complete(options: argparse.Namespace) -> ExitStatus:
    """Write the script for a shell."""
    import shtab

    from tlsrpt_lint.cli.parser import PROGRAM, whole_parser

    parser = whole_parser()
    known = _values()
    for action in _actions(parser):
        values = _words(action) or known.get((*action.option_strings, action.dest)[0])
        if values is not None:
            action.choices = values
        elif action.metavar in ("FILE", "PATH"):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    script = shtab.complete(parser, options.shell, root_prefix=PROGRAM.replace("-", "_"))
    write([script if script.endswith("\n") else f"{script}\n"])
    return ExitStatus.CLEAN


def _values() -> dict[str, Sequence[str]]:
    """The values of further options that have a list of them, by option, and those of arguments by name."""
    rules = registry.rules()
    words = [word for rule in rules for word in (rule.code, rule.name())]
    codes = [*words, "ALL"]
    return {
        "--format": [loader.format for loader in registry.loaders()],
        "--output-format": list(registry.reporters()),
        "--select": codes,
        "--extend-select": codes,
        "--ignore": codes,
        "--min-severity": LEVELS,
        "rule": words,
    }


def _words(action: argparse.Action) -> Sequence[str] | None:
    """The values that the option itself knows."""
    return action.type.words if isinstance(action.type, OneOf) else None


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """All options and arguments, those of the commands included."""
    found = []
    for action in parser._actions:  # noqa: SLF001 - it has no public name
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for inner in action.choices.values():
                found += _actions(inner)
        else:
            found.append(action)
    return found


def fill(parser: "Parser") -> None:
    """Give a parser the options of the command."""
    parser.description = "Write a script by which a shell completes commands, options and values."
    parser.epilog = (
        "examples:\n"
        '  eval "$(tlsrpt-lint completion bash)"    # in ~/.bashrc\n'
        "  tlsrpt-lint completion zsh > ~/.zfunc/_tlsrpt-lint\n"
        "  tlsrpt-lint completion fish > ~/.config/fish/completions/tlsrpt-lint.fish"
    )
    parser.set_defaults(run=complete)
    parser.add_argument(
        "shell",
        metavar="SHELL",
        type=OneOf("shell with completion", SHELLS),
        help=", ".join(SHELLS),
    )
