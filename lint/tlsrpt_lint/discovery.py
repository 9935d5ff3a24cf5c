"""From paths to the files that a run reads, each with its format.

What is named twice, or reached by a link as well, is one file, shown by its real path. Nothing is
read but the head of each file, from which the loaders tell their own; a file that no loader knows
is passed over. The result is sorted, whatever order the paths and the file system have.
"""

import os
import stat
from collections.abc import Callable
from typing import NamedTuple

from tlsrpt_lint.patterns import Ignores, Patterns
from tlsrpt_lint.repository import git_top, is_inside
from tlsrpt_lint.source import shown

HEAD = 1 << 16
# Files of so many bytes are not opened again to be read, until so many bytes are kept.
_SMALL = 1 << 12
_MOST_KEPT = 1 << 26
STDIN = "<stdin>"

_NEVER_WALKED = frozenset(
    {".git", ".hg", ".svn", ".bzr", ".jj", "CVS", "_darcs", ".terraform", "node_modules"}
)

_EXCLUDED = "the configuration excludes it"
_UNRECOGNISED = "no loader recognises it"

Recogniser = Callable[[str, bytes], str | None]


class Input(NamedTuple):
    """One file to lint.

    `path` is shown in reports; `location` is the real path, None for standard input without a name;
    `data` are the bytes of standard input, None where the file is still to be read. `root` is the
    folder that nothing which the file names may lie outside of. `forced`: the format was given, not
    detected. `failure` says why the file cannot be read; only then `format` may be None. `small` is
    what a small file held when its format was found out, so that it need not be opened again.
    """

    path: str
    location: str | None
    root: str
    format: str | None
    forced: bool = False
    data: bytes | None = None
    failure: str | None = None
    small: bytes | None = None


class PassedOver(NamedTuple):
    """A path that is left alone, and why."""

    path: str
    reason: str


class Discovery(NamedTuple):
    """What a run has to do with: files by path, what it leaves alone, and what it cannot do.

    Each of `unmet` is one line that says which path that was asked for gave nothing, and why.
    """

    inputs: tuple[Input, ...]
    passed_over: tuple[PassedOver, ...]
    unmet: tuple[str, ...]


class Discoverer:
    """Finds the files of one run.

    `working` and `root` are real paths; `recognise` gives the format of a path and its head, or
    None; `given` is the format for all files, `format_of` the one configured for a real path.
    """

    def __init__(
        self,
        working: str,
        root: str,
        recognise: Recogniser,
        *,
        excluded: Patterns,
        given: str | None = None,
        format_of: Callable[[str], str | None],
    ) -> None:
        self._working = working
        self._root = root
        self._recognise = recognise
        self._excluded = excluded
        self._given = given
        self._format_of = format_of
        self._inputs: dict[str, Input] = {}
        self._passed_over: dict[str, str] = {}
        self._unmet: list[str] = []
        self._walked: set[str] = set()
        self._folders: dict[str, str] = {}
        self._kept = 0

    def add(self, path: str) -> None:
        """Take in one path as named: a file, a folder, or a pattern that the shell left as it was."""
        real = os.path.realpath(path)
        try:
            mode = os.stat(real).st_mode
        except OSError as error:
            self._add_missing(path, error)
            return
        if os.path.islink(path) and not is_inside(real, self._root_of(os.path.abspath(path))):
            self._unmet.append(f"'{path}' is a link out of the repository; name its target instead")
        elif stat.S_ISDIR(mode):
            self._add_folder(path, real)
        elif stat.S_ISREG(mode):
            self._add_file(real, named=True)
        else:
            self._unmet.append(f"'{path}' is no regular file; pipe it into `tlsrpt-lint check -`")

    def add_stdin(self, data: bytes, name: str | None) -> None:
        """Take in standard input, under a file's name or under none."""
        real = os.path.realpath(name) if name is not None else None
        if real is not None and self._is_excluded(real):
            self._passed_over[real] = _EXCLUDED
            return
        path = self._shown(real) if real is not None else STDIN
        given = self._given or (self._format_of(real) if real is not None else None)
        if not data and name is None:
            self._unmet.append("there is nothing on standard input")
            return
        kind = given or self._recognise(path, _as_text(data[:HEAD]))
        if kind is not None:
            root = self._root_of(real) if real is not None else self._root
            found = Input(path, real, root, kind, forced=given is not None, data=data)
            self._inputs[real or path] = found
        elif real is not None:
            self._passed_over[real] = _UNRECOGNISED
        else:
            self._unmet.append(
                "standard input is in no format that is recognised;"
                " name one with --format, or the file with --stdin-filename"
            )

    def result(self) -> Discovery:
        """All that was found, sorted by path."""
        passed = (PassedOver(self._shown(real), why) for real, why in self._passed_over.items())
        return Discovery(
            tuple(sorted(self._inputs.values(), key=lambda found: found.path)),
            tuple(sorted(passed)),
            tuple(self._unmet),
        )

    def _add_missing(self, path: str, error: OSError) -> None:
        if os.path.islink(path):
            self._unmet.append(f"'{path}' is a link to a file that does not exist")
            return
        if not any(mark in path for mark in "*?["):
            missing = isinstance(error, FileNotFoundError | NotADirectoryError)
            why = "does not exist" if missing else f"cannot be read: {_reason(error)}"
            self._unmet.append(f"'{path}' {why}")
            return
        import glob

        matches = glob.glob(path, recursive=True, include_hidden=True)
        reals = [os.path.realpath(match) for match in matches]
        for match, real in zip(matches, reals, strict=True):
            if os.path.isfile(real) and is_inside(real, self._root_of(os.path.abspath(match))):
                self._add_file(real, named=False)
        if not matches:
            self._unmet.append(f"no file matches '{path}'")
        elif not any(r in self._inputs or self._passed_over.get(r) == _EXCLUDED for r in reals):
            self._unmet.append(f"no file that matches '{path}' is a DNS file")

    def _add_folder(self, path: str, real: str) -> None:
        if self._excluded.match(real, folder=True):
            self._passed_over[real] = _EXCLUDED
            return
        root = self._root_of(real)
        ignores = Ignores.above(real, root)
        if ignores.name(real, folder=True):
            ignores = Ignores()  # whoever names an ignored folder means it
        before = len(self._inputs)
        self._walk(real, root, ignores)
        # What a link in it leads to lies elsewhere.
        found = len(self._inputs) > before
        if not found and not any(is_inside(known, real) for known in self._inputs):
            self._unmet.append(f"there is no DNS file in '{path}'")

    def _walk(self, top: str, root: str, ignores: Ignores) -> None:
        folders = [(top, ignores)]
        links: list[tuple[str, Ignores]] = []
        while folders or links:
            if folders:
                self._list(*folders.pop(), folders, links)
            else:
                # Last, so that what lies in the folder as well is met there.
                self._follow(*links.pop(), root, folders)

    def _list(
        self,
        folder: str,
        ignores: Ignores,
        folders: list[tuple[str, Ignores]],
        links: list[tuple[str, Ignores]],
    ) -> None:
        """Take in the files of one folder, and note the folders and links in it."""
        if folder in self._walked:
            return
        self._walked.add(folder)
        try:
            with os.scandir(folder) as scan:
                entries = list(scan)
        except OSError as error:
            self._unmet.append(f"'{self._shown(folder)}' cannot be read: {_reason(error)}")
            return
        names = {entry.name for entry in entries}
        if "pyvenv.cfg" in names:
            return
        if ".gitignore" in names:
            ignores = ignores.inside(folder)
        for entry in entries:
            if entry.is_symlink():
                links.append((entry.path, ignores))
            elif entry.is_dir(follow_symlinks=False):
                if self._is_walked(entry.path, ignores):
                    folders.append((entry.path, ignores))
            elif entry.is_file(follow_symlinks=False) and not ignores.name(entry.path):
                self._add_file(entry.path, named=False)

    def _follow(
        self, link: str, ignores: Ignores, root: str, folders: list[tuple[str, Ignores]]
    ) -> None:
        if ignores.name(link):
            return
        try:
            real = os.path.realpath(link)
        except OSError as error:  # of a link on the way, as below /proc
            self._passed_over[link] = f"it cannot be followed: {_reason(error)}"
            return
        if not is_inside(real, root):
            self._passed_over[link] = "it is a link out of the repository"
        elif os.path.isdir(real):
            if self._is_walked(real, ignores):
                folders.append((real, ignores))
        elif os.path.isfile(real) and not ignores.name(real):
            self._add_file(real, named=False)

    def _is_walked(self, folder: str, ignores: Ignores) -> bool:
        return not (
            os.path.basename(folder) in _NEVER_WALKED
            or ignores.name(folder, folder=True)
            or self._excluded.match(folder, folder=True)
        )

    def _is_excluded(self, real: str) -> bool:
        return bool(self._excluded.match(real))

    def _add_file(self, real: str, *, named: bool) -> None:
        if real in self._inputs:
            return
        if self._is_excluded(real):
            self._passed_over[real] = _EXCLUDED
            return
        path = self._shown(real)
        given = self._given or self._format_of(real)
        try:
            start = _start(real)
        except OSError as error:
            kind = given or self._recognise(path, b"")
            failure = _reason(error)
            if kind is None and not named:
                self._passed_over[real] = f"it cannot be read: {failure}"
                return
        else:
            failure, head = "", _as_text(start)
            if given == self._given and not named and b"\0" in head:
                given = None
            kind = given or self._recognise(path, head)
            if kind is None:
                self._passed_over[real] = _UNRECOGNISED
                return
        forced = given is not None
        root = self._root_of(real)
        small = None
        if not failure and len(start) <= _SMALL and self._kept < _MOST_KEPT:
            self._kept += len(start)
            small = start
        self._inputs[real] = Input(
            path, real, root, kind, forced, failure=failure or None, small=small
        )

    def _root_of(self, real: str) -> str:
        if is_inside(real, self._root):
            return self._root
        folder = real if os.path.isdir(real) else os.path.dirname(real)
        return git_top(folder) or folder

    def _shown(self, real: str) -> str:
        if is_inside(real, self._working):
            path = real[len(self._working.rstrip(os.sep)) + 1 :] or "."
        else:
            folder, name = os.path.split(real)
            if folder not in self._folders:
                self._folders[folder] = self._from_working(folder)
            path = os.path.normpath(os.path.join(self._folders[folder], name))
        return shown(path)

    def _from_working(self, folder: str) -> str:
        try:
            return os.path.relpath(folder, self._working)
        except ValueError:  # another drive
            return folder


def _start(real: str) -> bytes:
    """The first bytes of a file."""
    descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return os.read(descriptor, HEAD)
    finally:
        os.close(descriptor)


def _as_text(head: bytes) -> bytes:
    """The head as UTF-8, if a byte order mark says that it is UTF-16: see `SourceFile.data`."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return head


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
