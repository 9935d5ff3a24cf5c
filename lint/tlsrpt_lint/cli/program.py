"""One call of the program: arguments in, reports and an exit status out."""

from collections.abc import Sequence

from tlsrpt_lint.cli.output import prepare, say
from tlsrpt_lint.cli.status import ExitStatus
from tlsrpt_lint.errors import Fault, UsageError


def run(arguments: Sequence[str]) -> ExitStatus:
    """Run one command and return the exit status. Raises nothing, whatever it is given."""
    prepare()
    try:
        from tlsrpt_lint.cli.parser import parse

        options = parse(arguments)
        status: ExitStatus = options.run(options)
    except UsageError as error:
        say(f"error: {error}")
        return ExitStatus.ERROR
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: a short report, not a traceback
        from tlsrpt_lint.cli.faults import say_fault

        say_fault(Fault.of("running", error))
        return ExitStatus.ERROR
    return status
