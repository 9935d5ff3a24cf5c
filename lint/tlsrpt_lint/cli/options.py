"""What the values of options may be. Each function makes a value of a text, or raises UsageError."""

import argparse
from collections.abc import Callable, Iterable

from tlsrpt_lint.errors import UsageError
from tlsrpt_lint.names import BadNameError, Name, parse_name
from tlsrpt_lint.rule import Severity
from tlsrpt_lint.suggestion import did_you_mean

LEVELS = tuple(severity.value for severity in reversed(Severity))


class OneOf:
    """Takes one of the known `words`. `what` says what they are, in a phrase that follows "no"."""

    def __init__(self, what: str, words: Iterable[str]) -> None:
        self.what = what
        self.words = tuple(words)

    def __call__(self, text: str) -> str:
        """The word. Raises UsageError for any other text."""
        if text in self.words:
            return text
        hint = did_you_mean(text, self.words) or f"there are {', '.join(self.words)}"
        raise UsageError(f"'{text}' is no {self.what}", hint)


def severity(text: str) -> Severity:
    """A severity by its name."""
    return Severity(OneOf("severity", LEVELS)(text))


def codes(text: str) -> tuple[str, ...]:
    """Rules, separated by commas; whether there are such rules is checked later."""
    return tuple(code for code in map(str.strip, text.split(",")) if code)


def input_format(text: str) -> str:
    """The name of an input format."""
    from tlsrpt_lint import registry

    return OneOf("input format", (loader.format for loader in registry.loaders()))(text)


def output_format(text: str) -> str:
    """The name of an output format."""
    from tlsrpt_lint import registry

    if registry.reporter(text) is not None:
        return text
    return OneOf("output format", registry.reporters())(text)


def output(text: str) -> tuple[str, str]:
    """An output format and the path of a file, as NAME=FILE."""
    return _output(text, output_format)


def output_among(outputs: Iterable[str]) -> Callable[[str], tuple[str, str]]:
    """Takes one of the outputs and the path of a file, as NAME=FILE."""
    known = OneOf("output format", outputs)
    return lambda text: _output(text, known)


def _output(text: str, known: Callable[[str], str]) -> tuple[str, str]:
    name, _, path = text.partition("=")
    if not path:
        raise UsageError(f"'{text}' names no file", "write --output NAME=FILE")
    return known(name), path


def add_color_to(parser: "argparse._ActionsContainer") -> None:
    """Add --color, which several commands have."""
    parser.add_argument(
        "--color",
        metavar="WHEN",
        type=OneOf("time for colors", ("auto", "always", "never")),
        default="auto",
        help="auto, always or never; auto heeds NO_COLOR, FORCE_COLOR and the terminal",
    )


def processes(text: str) -> int:
    """A number of processes, 1 or more."""
    if text.isascii() and text.isdigit() and int(text):
        return int(text)
    raise UsageError(f"'{text}' is no number of processes", "it is 1 or more")


def zone_name(text: str) -> Name:
    """A domain name, with or without the final dot."""
    try:
        return parse_name(text)[0]
    except BadNameError as error:
        raise UsageError(f"'{text}' is no zone name: {error.reason}") from error
