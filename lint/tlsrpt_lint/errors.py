"""Mistakes of whoever runs the tool: one line, a hint where there is one, exit status 2."""


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
