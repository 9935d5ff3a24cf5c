"""The command line."""

import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """The console script: one call, and the process ends with its status.

    All that a run makes lives until its end. Looking for garbage finds none and would take a sixth of
    a run over one small file; taking the records of a large zone apart, one by one, as long as the
    whole of that run. So neither is done.
    """
    gc.disable()
    try:
        from tlsrpt_lint.cli.program import run

        status = int(run(sys.argv[1:]))
    except KeyboardInterrupt:  # while it was imported
        status = 130
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            continue  # it was closed, and what is written there has nowhere to go
    os._exit(status)
