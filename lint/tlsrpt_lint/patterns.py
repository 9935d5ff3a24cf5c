"""Patterns for paths, in the language of .gitignore, and the .gitignore files themselves.

pathspec reads them as git does. It is imported when the first pattern is met, for a run over files
named one by one meets none (docs/adr/0004).
"""

import os
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Patterns:
    """Patterns that hold below one folder. `base` is the folder's real path."""

    def __init__(self, base: str, lines: Iterable[str]) -> None:
        self._prefix = base.rstrip(os.sep) + os.sep
        self._lines = [line for line in lines if line.strip() and not line.startswith("#")]

    def __bool__(self) -> bool:
        return bool(self._lines)

    def match(self, real: str, *, folder: bool = False) -> bool | None:
        """True if the patterns name the real path, False if they take it back ('!'), else None."""
        if not self._lines or not real.startswith(self._prefix):
            return None
        relative = real[len(self._prefix) :]
        if os.sep != "/":
            relative = relative.replace(os.sep, "/")
        return self._spec.check_file(relative + "/" if folder else relative).include

    @cached_property
    def _spec(self) -> "GitIgnoreSpec":
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(self._lines)


class Ignores(NamedTuple):
    """The .gitignore files from the repository root down to one folder, the lowest last."""

    chain: tuple[Patterns, ...] = ()

    @classmethod
    def above(cls, folder: str, root: str) -> "Ignores":
        """What holds in a folder by the .gitignore files above it, its own not included."""
        ignores = cls()
        parent = root
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
