"""What is said of a fault of our own: short, and enough to find it by."""

import platform
import sys
from pathlib import Path

from tlsrpt_lint import __version__
from tlsrpt_lint.cli.output import say

ISSUES = "https://github.com/tlsrpt-lint/tlsrpt-lint/issues"
_FRAMES = 6


def say_fault(doing: str, error: Exception) -> None:
    """Say what failed and what to send; the frames stand in for a traceback."""
    python = platform.python_version()
    say(f"internal error while {doing}: {type(error).__name__}: {error}")
    say(f"  at {' < '.join(_frames(error)) or 'an unknown place'}")
    say(f"  this is a fault of tlsrpt-lint {__version__} (Python {python} on {sys.platform}):")
    say(f"  please send these lines, and the record or file if you may, to {ISSUES}")


def _frames(error: Exception) -> list[str]:
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[: -_FRAMES - 1 : -1]
