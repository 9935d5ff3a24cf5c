"""Regular expressions that are compiled when they are first used.

There are many of them, each is needed by few inputs, and compiling all of them takes longer than
linting a small file.
"""

import re
from typing import Any, AnyStr, cast


def lazy(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, compiled at the first call of one of its methods."""
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))


class _Lazy:
    """Finds each attribute in the compiled pattern once, and then has it itself."""

    def __init__(self, *source: Any) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        if name == "_compiled":
            self._compiled = re.compile(*self._source)
            return self._compiled
        value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value
