"""What a loader is: one source format, read into records with exact places."""

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from tlsrpt_lint.directives import Directive
from tlsrpt_lint.names import Name
from tlsrpt_lint.records import Loaded
from tlsrpt_lint.source import SourceFile, shown

if TYPE_CHECKING:
    from pathlib import Path


class UnreachableError(Exception):
    """A file that a source names and that cannot be read: `reason` is missing, outside or unreadable."""

    def __init__(self, reason: str, path: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = reason
        self.path = path


class Surroundings:
    """What a loader may know of the world around one file.

    `origin` is the zone name given for the file (None: not given), `root` the repository root that
    no path may leave, `working` the folder that shown paths are relative to. `forced` is true if
    the format was named instead of detected. `unsaved` has the bytes of files, by shown path, that
    are to be read as if they were on disk already. `options` is an instance of the loader's
    `options()`, None if it has none or nothing is configured.
    """

    def __init__(
        self,
        root: "Path | str",
        working: "Path | str",
        origin: Name | None = None,
        *,
        forced: bool = False,
        unsaved: Mapping[str, bytes] | None = None,
        options: Any = None,
        include_roots: tuple[str, ...] = (),
    ) -> None:
        self._root = root
        self._working = working
        self.origin = origin
        self.forced = forced
        self.unsaved = unsaved or {}
        self.options = options
        self.include_roots = include_roots

    @property
    def root(self) -> "Path":
        """The repository root."""
        from pathlib import Path

        return Path(self._root)

    @property
    def real_root(self) -> str:
        """The real path of the repository root."""
        return os.path.realpath(self._root)

    @property
    def working(self) -> "Path":
        """The working folder."""
        from pathlib import Path

        return Path(self._working)

    def read(self, beside: SourceFile, target: str) -> SourceFile:
        """The file that `target` names, relative to the folder of the file `beside`.

        Raises UnreachableError with reason "outside" for a path that leaves the root (links are
        followed first), "missing" or "unreadable".
        """
        folder = beside.location.parent if beside.location else self.working
        path = folder / target
        try:
            real = path.resolve()
            if not real.is_relative_to(self.root.resolve()):
                raise UnreachableError("outside", target)
            shown = shown_path(real, self.working)
            data = self.unsaved.get(shown)
            return SourceFile(shown, real.read_bytes() if data is None else data, real)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise UnreachableError("missing", target) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise UnreachableError("unreadable", target) from error


class Loader:
    """Base of all loaders. Subclasses set `format` and define `recognises` and `load`.

    A loader module lies in a package that the entry-point group `tlsrpt_lint.loaders` names. It is
    imported to recognise files, so what only reading needs is imported in `load`.
    """

    format: ClassVar[str]
    order: ClassVar[int] = (
        50  # loaders are asked in this order; the first that recognises a file has it
    )
    # Reading takes far longer than sending what was read: other processes may load large files.
    apart: ClassVar[bool] = False

    def recognises(self, path: str, head: bytes) -> bool:
        """True if the file at `path` ('/'-separated) is of this format. `head`: its first 64 KiB."""
        raise NotImplementedError

    @classmethod
    def options(cls) -> type[Any] | None:
        """What `[loaders.<format>]` in the configuration file is made of, None for no options.

        A NamedTuple with defaults, as the `Options` of a rule; asked for only where there is such a
        table.
        """
        return None

    def remark(self) -> str | None:
        """What `--verbose` should say of this loader as it is installed, None for nothing."""
        return None

    def load(self, source: SourceFile, around: Surroundings) -> Loaded:
        """Read the file. Never raises for what stands in it: that becomes a problem."""
        raise NotImplementedError

    def directives(self, source: SourceFile) -> Iterable[Directive]:
        """The comments that speak to this tool, in a file read by `load` or along with one.

        Asked only of files in which the word stands. None by default.
        """
        return ()


def shown_path(path: "Path", working: "Path") -> str:
    """The path as reports show it: relative to the working folder, '/'-separated."""
    try:
        return shown(str(path.relative_to(working.resolve())))
    except ValueError:
        return shown(os.path.relpath(path, working))
