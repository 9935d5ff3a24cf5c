"""Groups of options that several commands have."""

import argparse
from typing import TYPE_CHECKING

from tlsrpt_lint.cli import options as values

if TYPE_CHECKING:
    from tlsrpt_lint.cli.parser import Parser


def add_input_to(parser: "Parser") -> argparse.Action:
    """What is read, and how. Returned is the option whose help is to name the formats."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help=_PATHS)
    group = parser.add_argument_group("input")
    input_format = group.add_argument(
        "--format",
        metavar="NAME",
        type=values.input_format,
        help="the format of all files, instead of detecting it",
    )
    group.add_argument(
        "--origin",
        metavar="NAME",
        type=values.zone_name,
        help="the zone name for files that tell none, with or without the final dot",
    )
    group.add_argument(
        "--stdin-filename",
        metavar="PATH",
        help="the path under which standard input is recognised, configured and reported",
    )
    group.add_argument(
        "--jobs",
        metavar="N",
        type=values.processes,
        help="how many processes may load large files; 1 loads all in this one"
        " (default: what the machine has)",
    )
    return input_format


def add_rules_to(parser: "Parser") -> "argparse._ArgumentGroup":
    """Which rules run."""
    group = parser.add_argument_group("rules (by code, name, family such as TR3, or ALL)")
    group.add_argument(
        "--select",
        metavar="CODES",
        type=values.codes,
        action="extend",
        help="run these rules, whatever the configuration selects",
    )
    group.add_argument(
        "--extend-select",
        metavar="CODES",
        type=values.codes,
        action="extend",
        help="run these rules as well",
    )
    group.add_argument(
        "--ignore",
        metavar="CODES",
        type=values.codes,
        action="extend",
        help="do not run these rules; the more exact of --select and --ignore wins",
    )
    return group


def add_report_to(
    parser: "Parser", quiet: str
) -> "tuple[argparse._ArgumentGroup, argparse.Action]":
    """How findings are reported; `quiet` says what --quiet leaves out.

    The second is the option whose help is to name the formats.
    """
    group = parser.add_argument_group("report")
    output_format = group.add_argument(
        "--output-format",
        metavar="NAME",
        type=values.output_format,
        default="full",
        help="how to report on standard output (default: %(default)s)",
    )
    group.add_argument(
        "--output",
        metavar="NAME=FILE",
        type=values.output,
        action="append",
        help="write one more report of this run into a file; may be repeated",
    )
    group.add_argument(
        "--min-severity",
        metavar="LEVEL",
        type=values.severity,
        help="show findings from this severity on: error, warning or note"
        " (default: warning in full and concise, else note)",
    )
    group.add_argument(
        "--statistics",
        action="store_true",
        help="write how often each rule found something, instead of the findings",
    )
    values.add_color_to(group)
    group.add_argument("--quiet", "-q", action="store_true", help=quiet)
    return group, output_format


def add_outputs_to(
    parser: "Parser", outputs: tuple[str, ...], quiet: str
) -> "argparse._ArgumentGroup":
    """What a command writes that reports no findings; the first of the outputs is the default."""
    group = parser.add_argument_group("report")
    group.add_argument(
        "--output-format",
        metavar="NAME",
        type=values.OneOf("output format", outputs),
        default=outputs[0],
        help=f"what to write to standard output: {', '.join(outputs)} (default: %(default)s)",
    )
    group.add_argument(
        "--output",
        metavar="NAME=FILE",
        type=values.output_among(outputs),
        action="append",
        help="write one more output of this run into a file; may be repeated",
    )
    values.add_color_to(group)
    group.add_argument("--quiet", "-q", action="store_true", help=quiet)
    return group


def leave_rules_out_of(parser: "Parser") -> None:
    """Nothing that selects or hides findings has a say in a command that reports none."""
    parser.set_defaults(
        select=None,
        extend_select=None,
        ignore=None,
        fail_on=None,
        min_severity=None,
        baseline=None,
        write_baseline=None,
        respect_suppressions=False,
    )


def add_no_progress_to(group: "argparse._ArgumentGroup") -> None:
    """If a long run shows how far it has come."""
    group.add_argument(
        "--no-progress",
        dest="progress",
        action="store_false",
        help="do not show on the terminal how far a run of more than two seconds has come",
    )


def add_status_to(parser: "Parser", statuses: str) -> None:
    """What fails a run; `statuses` says what each exit status means."""
    group = parser.add_argument_group("exit status", statuses)
    group.add_argument(
        "--fail-on",
        metavar="LEVEL",
        type=values.OneOf("severity, nor 'never'", (*values.LEVELS, "never")),
        help="exit with 1 from this severity on: error, warning, note or never (default: warning)",
    )
    group.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever is found")


def add_configuration_to(parser: "Parser") -> "argparse._ArgumentGroup":
    """Which configuration file is read."""
    group = parser.add_argument_group("configuration")
    files = group.add_mutually_exclusive_group()
    files.add_argument(
        "--config",
        metavar="FILE",
        help="read this file instead of the nearest tlsrpt-lint.toml, .tlsrpt-lint.toml"
        " or pyproject.toml from here up to the repository root",
    )
    files.add_argument("--no-config", action="store_true", help="read no configuration file")
    return group


_PATHS = "files, folders or patterns (default: the current folder); '-' is standard input"
