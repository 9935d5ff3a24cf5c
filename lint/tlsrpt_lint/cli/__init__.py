"""The command line."""

import gc
import sys


def main() -> int:
    """The console script: one call, after which the process ends.

    All that a run makes lives until its end, so looking for garbage finds none; it would take a
    sixth of the time of a run over one small file, most of it while the process ends.
    """
    gc.disable()
    try:
        from tlsrpt_lint.cli.program import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:  # while it was imported
        return 130
    finally:
        gc.freeze()
