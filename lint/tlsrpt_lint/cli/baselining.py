"""`--baseline` and `--write-baseline`: the file of findings that are lived with, read and written."""

from pathlib import Path

from tlsrpt_lint.baseline import BaselineError, Comparison, Entry, entry, read, text_of
from tlsrpt_lint.cli.output import say, write_file
from tlsrpt_lint.errors import ConfigurationError, UsageError
from tlsrpt_lint.report import Report
from tlsrpt_lint.rule import Severity
from tlsrpt_lint.run import Outcome, Plan


def entries_in(path: str, *, may_be_new: bool) -> tuple[Entry, ...]:
    """The entries of a baseline; none of one that is to be written and is not there yet.

    Raises UsageError if it cannot be read, ConfigurationError for what stands in it.
    """
    if may_be_new and not Path(path).exists():
        return ()
    try:
        return read(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        hint = f"--write-baseline {path} makes one"
        raise UsageError(f"the baseline '{path}' cannot be read: {error.strerror}", hint) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"the baseline '{path}' is not UTF-8") from error
    except BaselineError as error:
        raise ConfigurationError(path, error.line, 1, error.reason) from error


def write(path: str, outcome: Outcome, plan: Plan, lowest: Severity) -> Report:
    """Write what the run found from a severity on, beside what it did not look at.

    The report has that in the baseline. Raises UsageError if it cannot be written.
    """
    report = outcome.report
    listed = report.at_least(lowest).findings
    found = [entry(finding, plan.path_from_root) for finding in listed]
    kept = outcome.comparison.kept if outcome.comparison is not None else ()
    entries = [*kept, *found]
    write_file(path, [text_of(entries)])
    say(f"wrote {_counted(len(entries))} to '{path}'")
    left = tuple(f for f in report.findings if f.severity.rank < lowest.rank)
    summary = report.summary.counting(left)
    summary = summary._replace(baselined=summary.baselined + len(found))
    return report._replace(findings=left, summary=summary)


def say_what_is_gone(comparison: Comparison | None, path: str, *, verbose: bool) -> None:
    """Say that the baseline lists what is no more: left in, it would let the fault come back."""
    gone = comparison.gone if comparison is not None else ()
    if not gone:
        return
    if verbose:
        for one in gone:
            at = f" at {one.owner}" if one.owner else ""
            say(f"{one.path}: {one.rule}{at} is gone: {one.record}")
    verb = "is" if len(gone) == 1 else "are"
    say(
        f"{_counted(len(gone))} of the baseline {verb} gone;"
        f" --write-baseline {path} takes {'it' if len(gone) == 1 else 'them'} out"
    )


def _counted(count: int) -> str:
    return f"{count} finding{'' if count == 1 else 's'}"
