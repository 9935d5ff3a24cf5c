"""`tlsrpt-lint check`: lint files and folders."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tlsrpt_lint import registry
from tlsrpt_lint.cli.output import say, write, write_file
from tlsrpt_lint.cli.status import ExitStatus
from tlsrpt_lint.discovery import Discoverer, Discovery, Recogniser
from tlsrpt_lint.errors import UsageError
from tlsrpt_lint.loader import Loader
from tlsrpt_lint.names import BadNameError, Name, parse_name
from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Reporter, Style
from tlsrpt_lint.repository import git_top, home
from tlsrpt_lint.rule import Severity
from tlsrpt_lint.run import Plan, lint
from tlsrpt_lint.selection import Choice, check_selectors, selected

if TYPE_CHECKING:
    from tlsrpt_lint.cli.parser import Parser

_LEVELS = [severity.value for severity in reversed(Severity)]


def run(options: argparse.Namespace) -> ExitStatus:
    """Lint what the options name, write the reports, decide the exit status."""
    working = str(Path.cwd().resolve())
    rules = registry.rules()
    choice = Choice(options.select, options.ignore or (), options.extend_select or ())
    check_selectors((*(choice.select or ()), *choice.ignore, *choice.extend_select), rules)
    reporters = _reporters(options)
    loaders = registry.loaders()
    found = _discover(options, working, loaders)
    plan = Plan(
        rules=selected(rules, [choice]),
        every_rule=rules,
        loaders=loaders,
        working=Path(working),
        severities={},
        options={},
        origin_of=lambda _location: options.origin,
    )
    outcome = lint(found.inputs, plan)
    for reporter, path in reporters:
        _write_report(reporter, path, outcome.report, options)
    for line in found.unmet:
        say(line)
    for fault in outcome.faults:
        from tlsrpt_lint.cli.faults import say_fault

        say_fault(fault.doing, fault.error)
    if found.unmet or outcome.faults:
        return ExitStatus.ERROR
    return _status(outcome.report, options)


def _status(report: Report, options: argparse.Namespace) -> ExitStatus:
    if options.fail_on == "never" or options.exit_zero:
        return ExitStatus.CLEAN
    least = Severity(options.fail_on or "warning").rank
    failing = any(finding.severity.rank >= least for finding in report.findings)
    return ExitStatus.FINDINGS if failing else ExitStatus.CLEAN


def _discover(options: argparse.Namespace, working: str, loaders: Sequence[Loader]) -> Discovery:
    paths = options.paths or (["."] if options.stdin_filename is None else ["-"])
    if options.stdin_filename is not None and "-" not in paths:
        raise UsageError("--stdin-filename names standard input, which is not read", "add '-'")
    start = home(working, [os.path.realpath(path) for path in paths if path != "-"])
    root = git_top(start) or start
    discoverer = Discoverer(working, root, _recogniser(loaders), given=options.format)
    for path in dict.fromkeys(paths):
        if path == "-":
            discoverer.add_stdin(sys.stdin.buffer.read(), options.stdin_filename)
        else:
            discoverer.add(path)
    return discoverer.result()


def _recogniser(loaders: Sequence[Loader]) -> Recogniser:
    def recognise(path: str, head: bytes) -> str | None:
        for loader in loaders:
            if loader.recognises(path, head):
                return loader.format
        return None

    return recognise


def _reporters(options: argparse.Namespace) -> list[tuple[type[Reporter], str | None]]:
    """The reporters asked for, each with the path of its file; None is standard output."""
    asked = [(options.output_format or "full", None), *(options.output or ())]
    known = registry.reporters()
    for name, _ in asked:
        if name not in known:
            from tlsrpt_lint.suggestion import did_you_mean

            hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
            raise UsageError(f"there is no output format '{name}'", hint)
    return [(known[name], path) for name, path in asked]


def _write_report(
    reporter: type[Reporter], path: str | None, report: Report, options: argparse.Namespace
) -> None:
    least = Severity(options.min_severity) if options.min_severity else reporter.least
    style = Style() if path is not None else _style(options.color)
    pieces = reporter().render(report.at_least(least), style)
    if path is None:
        write(pieces)
    else:
        write_file(path, pieces)


def _style(color: str) -> Style:
    terminal = sys.stdout is not None and sys.stdout.isatty()
    environment = os.environ
    if color == "auto":
        if environment.get("NO_COLOR"):
            wanted = False
        elif environment.get("FORCE_COLOR"):
            wanted = environment["FORCE_COLOR"] != "0"
        else:
            wanted = terminal and environment.get("TERM") != "dumb"
    else:
        wanted = color == "always"
    width = 80
    if terminal:
        width = os.get_terminal_size(sys.stdout.fileno()).columns or 80
    return Style(color=wanted, width=width)


def add_to(subparsers: "argparse._SubParsersAction[Any]", statuses: str) -> "Parser":
    """Add the command to the parser. `statuses` is the text on exit statuses, for its help."""
    from tlsrpt_lint.cli.parser import one_of

    parser: Parser = subparsers.add_parser(
        "check",
        help="lint files and folders",
        description=_DESCRIPTION,
        epilog=_EXAMPLES + statuses,
    )
    parser.set_defaults(run=run)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files, folders; '-' is stdin")
    add = parser.add_argument
    add("--format", metavar="NAME", type=_format, help="the input format, instead of detecting it")
    add("--origin", metavar="NAME", type=_origin, help="the zone name of files that tell none")
    add("--stdin-filename", metavar="PATH", help="the name that standard input goes by")
    add("--output-format", metavar="NAME", help="format of the report (default: full)")
    add("--output", metavar="NAME=FILE", type=_output, action="append", help="one more report")
    add("--select", metavar="CODES", type=_codes, action="extend", help="the rules to run")
    add("--ignore", metavar="CODES", type=_codes, action="extend", help="the rules not to run")
    add("--extend-select", metavar="CODES", type=_codes, action="extend", help="more rules")
    add("--min-severity", metavar="LEVEL", type=one_of(_LEVELS, "severity"), help="what is shown")
    fails = one_of([*_LEVELS, "never"], "severity, and not 'never'")
    add("--fail-on", metavar="LEVEL", type=fails, help="what makes the exit status 1")
    add("--exit-zero", action="store_true", help="exit with 0 whatever is found")
    colors = one_of(["auto", "always", "never"], "way to color")
    add("--color", metavar="WHEN", type=colors, default="auto", help="auto, always or never")
    return parser


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in map(str.strip, text.split(",")) if code)


def _format(text: str) -> str:
    from tlsrpt_lint.cli.parser import one_of

    return one_of((loader.format for loader in registry.loaders()), "input format")(text)


def _origin(text: str) -> Name:
    try:
        name, _ = parse_name(text)
    except BadNameError as error:
        raise UsageError(f"'{text}' is no zone name: {error.reason}") from error
    return name


def _output(text: str) -> tuple[str, str]:
    name, equals, path = text.partition("=")
    if not equals or not name or not path:
        raise UsageError(f"'--output {text}' names no file", "write --output NAME=FILE")
    return name, path


_DESCRIPTION = "Lint TLS-RPT records in zone files, Terraform plans and states, and octoDNS zones."

_EXAMPLES = """\
examples:
  tlsrpt-lint check                                    the current folder
  tlsrpt-lint check zones/ --origin example.com        zone files that do not name their zone
  tlsrpt-lint check --output sarif=tlsrpt.sarif        one more report, in a file
  terraform show -json plan | tlsrpt-lint check -      standard input

"""
