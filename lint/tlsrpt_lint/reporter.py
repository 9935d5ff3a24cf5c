"""What a reporter is: one output format, a pure function from a report to text."""

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from tlsrpt_lint.report import Report
from tlsrpt_lint.rule import Severity


class Style(NamedTuple):
    """How a human format may look.

    `color`: with ANSI sequences; `width` of the terminal in columns; `summary`: with a closing line.
    """

    color: bool = False
    width: int = 100
    summary: bool = True


class Reporter:
    """Base of all reporters. Subclasses set `name` and define `render`.

    `least` is the severity from which findings are shown unless `--min-severity` says otherwise. A
    reporter module lies in a package that the entry-point group `tlsrpt_lint.reporters` names.
    """

    name: ClassVar[str]
    least: ClassVar[Severity] = Severity.NOTE

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """The text, in pieces that are written one after the other. Ends with a line end."""
        raise NotImplementedError
