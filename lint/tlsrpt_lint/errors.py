"""What keeps a run from its work: mistakes of whoever runs the tool, and faults of our own.

Both end in exit status 2. A mistake is one line, with a hint where there is one.
"""

import os
from typing import NamedTuple

_FRAMES = 6


class UsageError(Exception):
    """Root of all mistakes that a person can mend. `message` states the fact, `hint` what to do.

    UsageError
    └── ConfigurationError    a configuration file that cannot be used, with the place at fault
    """

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class ConfigurationError(UsageError):
    """A mistake in the configuration file `path`, at `line` and `column` (1-based, code points)."""

    def __init__(
        self, path: str, line: int, column: int, message: str, hint: str | None = None
    ) -> None:
        super().__init__(message, hint)
        self.path = path
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {super().__str__()}"


class Fault(NamedTuple):
    """A fault of our own, or of a plug-in: what was being done, what was raised, and where.

    `frames` are the innermost places in the code, the innermost first.
    """

    doing: str
    what: str
    frames: tuple[str, ...]

    @classmethod
    def of(cls, doing: str, error: Exception) -> "Fault":
        """The fault that an exception is. Only text is kept, so that it can come from elsewhere."""
        places = []
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            name = os.path.basename(code.co_filename)
            places.append(f"{name}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        return cls(doing, f"{type(error).__name__}: {error}", tuple(places[: -_FRAMES - 1 : -1]))
