"""Exit statuses."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """What the process says by its exit status; documented in the README and in `--help`."""

    CLEAN = 0  # no finding at or above --fail-on
    FINDINGS = 1  # at least one
    ERROR = 2  # wrong usage or configuration, a path that gave nothing, or a fault of our own
    INTERRUPTED = 130  # Ctrl-C, as shells report it
