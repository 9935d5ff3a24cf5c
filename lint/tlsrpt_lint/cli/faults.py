"""What is said of a fault of our own: short, and enough to find it by."""

import platform
import sys

from tlsrpt_lint import __version__
from tlsrpt_lint.cli.output import say
from tlsrpt_lint.errors import Fault

ISSUES = "https://github.com/tlsrpt-lint/tlsrpt-lint/issues"


def say_fault(fault: Fault) -> None:
    """Say what failed and what to send; the frames stand in for a traceback."""
    python = platform.python_version()
    say(f"internal error while {fault.doing}: {fault.what}")
    say(f"  at {' < '.join(fault.frames) or 'an unknown place'}")
    say(f"  this is a fault of tlsrpt-lint {__version__} (Python {python} on {sys.platform}):")
    say(f"  please send these lines, and the record or file if you may, to {ISSUES}")
