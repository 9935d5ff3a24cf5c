"""Patterns for paths, in the language of .gitignore, and the .gitignore files themselves.

pathspec reads them as git does. It is imported when the first pattern is met, for a run over files
named one by one meets none (docs/adr/0004).
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from tlsrpt_lint.source import shown

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

T = TypeVar("T")


class Patterns:
    """Patterns that hold below one folder. `base` is the folder's real path.

    A pattern that cannot be read matches nothing, as with git; see `is_pattern`.
    """

    def __init__(self, base: str, lines: Iterable[str]) -> None:
        self._prefix = base.rstrip(os.sep) + os.sep
        self._lines = [line for line in lines if line.strip() and not line.startswith("#")]

    def __bool__(self) -> bool:
        return bool(self._lines)

    def match(self, real: str, *, folder: bool = False) -> bool | None:
        """True if the patterns name the real path, False if they take it back ('!'), else None."""
        if not self._lines or not real.startswith(self._prefix):
            return None
        relative = shown(real[len(self._prefix) :])
        return self._spec.check_file(relative + "/" if folder else relative).include

    @cached_property
    def _spec(self) -> "GitIgnoreSpec":
        spec = _compiled(self._lines)
        if spec is None:
            spec = _compiled([line for line in self._lines if is_pattern(line)])
        assert spec is not None
        return spec


class PatternTable(Generic[T]):
    """Values by pattern; of several patterns that match a path, the last comes first."""

    def __init__(self, base: str, table: Mapping[str, T]) -> None:
        self._rows = [(Patterns(base, [pattern]), value) for pattern, value in table.items()]
        self._rows.reverse()

    def value(self, real: str) -> T | None:
        """The value for a real path, None if no pattern matches."""
        return next(self._matching(real), None)

    def values(self, real: str) -> list[T]:
        """The values of all patterns that match a real path, in the order of the table."""
        return [*self._matching(real)][::-1]

    def _matching(self, real: str) -> Iterator[T]:
        return (value for patterns, value in self._rows if patterns.match(real))


def is_pattern(line: str) -> bool:
    """True if the line can be read as a pattern."""
    return _compiled([line]) is not None


def _compiled(lines: list[str]) -> "GitIgnoreSpec | None":
    import warnings

    from pathspec import GitIgnoreSpec

    with warnings.catch_warnings():
        # The re module warns of '[[' in a translated pattern.
        warnings.simplefilter("ignore", FutureWarning)
        try:
            return GitIgnoreSpec.from_lines(lines)
        except (ValueError, re.error):
            return None


class Ignores(NamedTuple):
    """The .gitignore files from the repository root down to one folder, the lowest last."""

    chain: tuple[Patterns, ...] = ()

    @classmethod
    def above(cls, folder: str, root: str) -> "Ignores":
        """What holds in a folder by the .gitignore files above it, its own not included."""
        ignores = cls()
        parent = root
        if folder != root:
            for name in os.path.relpath(folder, root).split(os.sep):
                ignores = ignores.inside(parent)
                parent = os.path.join(parent, name)
        return ignores

    def inside(self, folder: str) -> "Ignores":
        """What holds in a folder once its own .gitignore is read, if it has one."""
        try:
            with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as f:
                patterns = Patterns(folder, f.read().splitlines())
        except OSError:
            return self
        return Ignores((*self.chain, patterns)) if patterns else self

    def name(self, real: str, *, folder: bool = False) -> bool:
        """True if git would leave the path out: the lowest file that speaks of it decides."""
        for patterns in reversed(self.chain):
            named = patterns.match(real, folder=folder)
            if named is not None:
                return named
        return False
