"""The reports of a run, as the options want them, and the exit status that it comes to."""

import argparse
from collections.abc import Iterator

from tlsrpt_lint import registry
from tlsrpt_lint.cli.output import style_of, write, write_aside, write_file
from tlsrpt_lint.cli.status import ExitStatus
from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.rule import Severity


def report(
    options: argparse.Namespace, least: Severity | None, found: Report, *, aside: bool = False
) -> None:
    """Write the reports that were asked for; `aside` if standard output holds a fixed file."""
    for name, path in options.output or ():
        write_file(path, _rendered(found, name, least, Style()))
    style = style_of(options.color)._replace(summary=not options.quiet)
    send = write_aside if aside else write
    if options.statistics:
        from tlsrpt_lint.cli.statistics import statistics

        send(statistics(found.at_least(least or Severity.NOTE)))
        return
    send(_rendered(found, options.output_format, least, style))


def status_of(found: Report, fail_on: str) -> ExitStatus:
    """Whether something was found that fails a run."""
    if fail_on == "never":
        return ExitStatus.CLEAN
    least = Severity(fail_on).rank
    fails = any(finding.severity.rank >= least for finding in found.findings)
    return ExitStatus.FINDINGS if fails else ExitStatus.CLEAN


def _rendered(found: Report, name: str, least: Severity | None, style: Style) -> Iterator[str]:
    reporter = registry.reporter(name)
    assert reporter is not None, name
    return reporter().render(found.at_least(least or reporter.least), style)
