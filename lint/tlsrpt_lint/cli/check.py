"""`tlsrpt-lint check`: lint files and folders."""

import argparse
from functools import partial
from typing import TYPE_CHECKING

from tlsrpt_lint import registry
from tlsrpt_lint.cli import groups
from tlsrpt_lint.cli.output import say, write
from tlsrpt_lint.cli.reporting import report, status_of
from tlsrpt_lint.cli.settings import settle
from tlsrpt_lint.cli.status import ExitStatus
from tlsrpt_lint.cli.task import (
    STDIN,
    discovered,
    paths_in,
    planned,
    progress_of,
    say_what_was_read,
    say_what_went_wrong,
)
from tlsrpt_lint.config import Configuration
from tlsrpt_lint.errors import Fault, UsageError
from tlsrpt_lint.report import Report
from tlsrpt_lint.rule import Severity
from tlsrpt_lint.run import lint

if TYPE_CHECKING:
    from tlsrpt_lint.cli.parser import Parser


def run(options: argparse.Namespace) -> ExitStatus:
    """Lint what the options name, write the reports, decide the exit status."""
    rules, loaders = registry.rules(), registry.loaders()
    paths = paths_in(options)
    if options.write_baseline is not None and (options.fix or options.diff):
        raise UsageError("--write-baseline goes neither with --fix nor with --diff", "fix first")
    if options.write_baseline is not None and options.since is not None:
        raise UsageError("--write-baseline writes all that is found", "leave out --since")
    for name, given in (
        ("--unsafe-fixes", options.unsafe_fixes),
        ("--bump-serial", options.bump_serial),
    ):
        if given and not (options.fix or options.diff):
            raise UsageError(f"{name} changes nothing by itself", "add --fix or --diff")
    settings = settle(options, [path for path in paths if path != STDIN], rules, loaders)
    if options.show_config:
        from tlsrpt_lint.cli.showing import show

        write(show(options, settings))
        return ExitStatus.CLEAN
    found = discovered(paths, options, settings, loaders)
    plan = planned(options, settings, rules, loaders)
    faults: tuple[Fault, ...] = ()
    if options.since is not None:
        from tlsrpt_lint.cli import comparing

        plan, faults = comparing.compared(plan, paths, options, settings, found.inputs)
    if options.verbose:
        say_what_was_read(settings, found, loaders)
    progress = None if options.fix or options.diff else progress_of(options)
    plan = plan._replace(reading=progress)
    least = settings.configuration.min_severity
    if options.fix or options.diff:
        from tlsrpt_lint.cli import fixing

        outcome, status = fixing.run(found.inputs, plan, options, partial(report, options, least))
    else:
        try:
            outcome, status = lint(found.inputs, plan), None
        finally:
            if progress is not None:
                progress.end()
        if options.write_baseline is not None:
            from tlsrpt_lint.cli import baselining

            lowest = _lowest_of_interest(options, settings.configuration)
            left = baselining.write(options.write_baseline, outcome, plan, lowest)
            outcome = outcome._replace(report=left)
        report(options, least, outcome.report)
    if options.verbose:
        _say_what_is_suppressed(outcome.report)
    if settings.baseline is not None and options.write_baseline is None:
        from tlsrpt_lint.cli import baselining

        baselining.say_what_is_gone(outcome.comparison, settings.baseline, verbose=options.verbose)
    say_what_went_wrong(found.unmet, (*outcome.faults, *faults))
    if found.unmet or outcome.faults or faults or status is ExitStatus.ERROR:
        return ExitStatus.ERROR
    if options.exit_zero:
        return ExitStatus.CLEAN
    if status is None:
        status = status_of(outcome.report, settings.configuration.fail_on)
    return status


def _lowest_of_interest(options: argparse.Namespace, configuration: Configuration) -> Severity:
    """The lowest severity that this run would show, or fail for."""
    reporter = registry.reporter(options.output_format)
    assert reporter is not None
    lowest = configuration.min_severity or reporter.least
    fails = configuration.fail_on
    return lowest if fails == "never" else min(lowest, Severity(fails), key=lambda one: one.rank)


def _say_what_is_suppressed(report: Report) -> None:
    for finding, reason in report.suppressed:
        place = finding.span.begin
        where = f"{finding.span.source.path}:{place.line}:{place.column}"
        say(f"{where}: {finding.code} is suppressed: {reason or 'no reason is given'}")


def fill(parser: "Parser") -> None:
    """Give a parser the options of the command."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.set_defaults(run=run)
    input_format = groups.add_input_to(parser)
    group = groups.add_rules_to(parser)
    suppressions = group.add_mutually_exclusive_group()
    suppressions.add_argument(
        "--respect-suppressions",
        action="store_true",
        default=True,
        help="hide what comments such as `tlsrpt-lint: ignore[TR402]` suppress (the default)",
    )
    suppressions.add_argument(
        "--no-respect-suppressions",
        dest="respect_suppressions",
        action="store_false",
        help="show what comments suppress",
    )

    group.add_argument(
        "--baseline",
        metavar="FILE",
        help="hide the findings that this file lists, and say which of them are gone",
    )
    group.add_argument(
        "--write-baseline",
        metavar="FILE",
        help="write what this run would show or fail for into this file, and report none of it",
    )
    group.add_argument(
        "--since",
        metavar="REV",
        help="hide the findings that a commit, branch or tag of the git repository has as well",
    )

    group, output_format = groups.add_report_to(parser, "leave out the closing line")
    groups.add_no_progress_to(group)
    group.add_argument(
        "--verbose",
        "-v",
        action="store_true",
        help="say on standard error how each file was taken, why others were passed over, and what"
        " comments suppress",
    )

    group = parser.add_argument_group("fixes (each proven in memory before a file is touched)")
    group.add_argument("--fix", action="store_true", help="apply the safe fixes")
    group.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="with --fix or --diff, also those fixes that a person has to look at",
    )
    group.add_argument(
        "--bump-serial",
        action="store_true",
        help="with --fix or --diff, also raise the serial in the SOA record of each zone whose records"
        " are changed",
    )
    group.add_argument(
        "--diff",
        action="store_true",
        help="write nothing; show what --fix would change as a diff, and exit with 1 if there is any",
    )

    groups.add_status_to(parser, _STATUSES)
    group = groups.add_configuration_to(parser)
    group.add_argument(
        "--show-config",
        action="store_true",
        help="write each setting with where it comes from, and lint nothing",
    )

    def name_the_formats() -> None:
        loaders, reporters = registry.loaders(), registry.reporters()
        input_format.help = f"{input_format.help}: {', '.join(one.format for one in loaders)}"
        output_format.help = f"{output_format.help}: {', '.join(reporters)}"

    parser.complete_help = name_the_formats


_DESCRIPTION = """\
Lint the TLS-RPT records (RFC 8460) in zone files, Terraform and octoDNS.

Nothing but the named files and what they include is read: no network, no code
of theirs. Folders are searched for DNS files, what .gitignore names left out;
other files are passed over."""

_STATUSES = """\
0    no finding at or above --fail-on
1    at least one
2    wrong usage or configuration, a path that gave nothing to lint, or an
     error of our own; everything else has been linted and reported
130  interrupted"""

_EPILOG = """\
examples:
  tlsrpt-lint check
  tlsrpt-lint check zones/ --ignore TR6 --output sarif=tlsrpt.sarif
  tlsrpt-lint check db.example --origin example.com
  terraform show -json plan.out | tlsrpt-lint check -"""
