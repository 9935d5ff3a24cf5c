"""A revision of a repository, read from git's object store.

Asked of git is what a name stands for, which files the commit has, and the bytes of those. None of
that runs a hook, a filter or any other program that the repository's configuration may name, and what
is not in the store is not fetched. What git is asked by is never taken from the repository either.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import IO, NamedTuple

from tlsrpt_lint.errors import UsageError
from tlsrpt_lint.repository import is_inside

# More than that is no repository of zones, and would fill the disk that temporary files are on.
LARGEST = 4 << 30

_FILES = ("100644", "100755", "100664")
_LINK = "120000"
_OBJECT = re.compile(r"[0-9a-f]{40,64}")
_BRANCH = re.compile(r"(?!.*\.\.)[\w./-]+")
_STEPS_BACK = re.compile(r"(?:HEAD|@)(?:\^|~(\d*))")

# Where the repository is, is said by its folder. Nothing is fetched, no object stands for another, and
# nobody is asked for a password.
_SETTINGS = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class Entry(NamedTuple):
    """A file or symbolic link of a commit: its path from the root, as the file system has paths."""

    path: str
    object: str
    size: int
    is_link: bool


class Revision:
    """A commit of the repository at `root`, a real path. `name` is what it was asked for by.

    Raises UsageError if there is no git, no repository or no such commit, with what to do.
    """

    def __init__(self, root: str, name: str) -> None:
        self.root = root
        self.name = name
        if not name or name.startswith("-"):
            raise UsageError(f"'{name}' is no revision", "name a commit, a tag or a branch")
        self._git = _program(root)
        found = self._ask("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        self.commit = found.stdout.decode().strip()
        if found.returncode or not _OBJECT.fullmatch(self.commit):
            raise self._unknown(found.stderr)

    def entries(self) -> list[Entry]:
        """The files and links of the commit. Raises UsageError if not all of it is in the store."""
        listing = self._ask("ls-tree", "-r", "-z", "--long", "--full-tree", self.commit)
        if listing.returncode:
            raise self._incomplete()
        found = []
        for line in filter(None, listing.stdout.split(b"\0")):
            head, _, path = line.partition(b"\t")
            mode, _, name, size = head.decode().split()
            parts = os.fsdecode(path).split("/")
            if (mode in _FILES or mode == _LINK) and all(map(_is_plain, parts)):
                found.append(Entry(os.path.join(*parts), name, int(size), mode == _LINK))
        return found

    def contents(self, entries: Iterable[Entry]) -> Iterator[bytes]:
        """The bytes of each entry, of a link its target."""
        command = self._command("cat-file", "--batch")
        pipe = subprocess.PIPE
        with subprocess.Popen(  # noqa: S603 - see _program
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=_environment()
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            for entry in entries:
                process.stdin.write(f"{entry.object}\n".encode())
                process.stdin.flush()
                yield self._answer(process.stdout)

    def _answer(self, stream: IO[bytes]) -> bytes:
        head = stream.readline().split()
        if len(head) != 3:  # "missing", or the end of a git that failed
            raise self._incomplete()
        data = stream.read(int(head[2]) + 1)
        return data[:-1]

    def _ask(self, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(  # noqa: S603 - see _program
            self._command(*arguments), capture_output=True, env=_environment(), check=False
        )

    def _command(self, *arguments: str) -> Sequence[str]:
        return (self._git, "--no-pager", "-C", self.root, "-c", "core.fsmonitor=false", *arguments)

    def _unknown(self, said: bytes) -> UsageError:
        reason = said.decode("utf-8", "replace").partition("\n")[0].removeprefix("fatal: ")
        if reason:
            return UsageError(f"git does not tell what '{self.name}' is: {reason}")
        if self._ask("rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
            message = f"'{self.name}' is not in this clone, which is a shallow one"
            return UsageError(message, f"run `{_fetching(self.name)}` first")
        remote = f"origin/{self.name}"
        if self._ask("rev-parse", "--verify", "--quiet", f"{remote}^{{commit}}").returncode == 0:
            return UsageError(f"there is no revision '{self.name}' here", f"there is '{remote}'")
        return UsageError(f"there is no revision '{self.name}' in the repository")

    def _incomplete(self) -> UsageError:
        message = f"not all files of '{self.name}' are in this clone"
        return UsageError(message, "run `git fetch --refetch --no-filter origin` first")


@contextmanager
def unpacked(revision: Revision, entries: Sequence[Entry]) -> Iterator[str]:
    """A folder with the entries, which nobody else may read; it is gone afterwards. Its real path.

    It looks like the root of a repository. No link in it leads out of it. Raises UsageError if it
    cannot be written or is too large.
    """
    import tempfile

    if sum(entry.size for entry in entries) > LARGEST:
        raise UsageError(f"the files of '{revision.name}' have more than {LARGEST >> 30} GiB")
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tlsrpt-lint-"))
            top = os.path.realpath(folder)
            os.mkdir(os.path.join(top, ".git"))
            _write(revision, entries, top)
        except OSError as error:
            reason = error.strerror or error
            raise UsageError(f"'{revision.name}' cannot be unpacked: {reason}") from error
        yield top


def _write(revision: Revision, entries: Sequence[Entry], top: str) -> None:
    # The links come last, so that nothing is written through one.
    ordered = sorted(entries, key=lambda entry: entry.is_link)
    made = set()
    for entry, data in zip(ordered, revision.contents(ordered), strict=True):
        path = os.path.join(top, entry.path)
        folder = os.path.dirname(path)
        if folder not in made:
            os.makedirs(folder, exist_ok=True)
            made.add(folder)
        if not entry.is_link:
            with open(path, "wb") as file:
                file.write(data)
        elif _stays_inside(entry.path, os.fsdecode(data)):
            with suppress(OSError):  # Windows lets not everybody make one
                os.symlink(data, os.fsencode(path))


def _stays_inside(path: str, target: str) -> bool:
    """True if a link at the path leads nowhere but into the tree: all '..' come first, and fit.

    Behind a name, '..' may mean another folder than it seems to, where that name is a link as well.
    """
    if os.path.isabs(target) or not target:
        return False
    parts = target.split("/")
    up = next((n for n, part in enumerate(parts) if part != ".."), len(parts))
    return ".." not in parts[up:] and up <= path.count(os.sep)


def _is_plain(part: str) -> bool:
    """True for a name that is one step down, whatever the file system."""
    if os.name == "nt" and re.search(r"[\\:]", part):
        return False
    return part not in ("", ".", "..") and part.lower() != ".git"


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith("GIT_CONFIG")
    }
    return kept | _SETTINGS


def _program(root: str) -> str:
    """The path of git: from PATH, but for what is relative and what lies in the repository."""
    names = ("git.exe",) if os.name == "nt" else ("git",)
    for folder in os.get_exec_path():
        for name in names:
            path = os.path.join(folder, name)
            if (
                os.path.isabs(folder)
                and not is_inside(os.path.realpath(folder), root)
                and os.access(path, os.X_OK)
                and os.path.isfile(path)
            ):
                return path
    raise UsageError("--since needs git, which is not installed")


def _fetching(name: str) -> str:
    """What brings a revision into a shallow clone."""
    if _OBJECT.fullmatch(name):
        return f"git fetch --depth=1 origin {name}"
    branch = name.removeprefix("origin/")
    if branch != name and _BRANCH.fullmatch(branch):
        return f"git fetch --depth=1 origin +refs/heads/{branch}:refs/remotes/origin/{branch}"
    if back := _STEPS_BACK.fullmatch(name):
        return f"git fetch --deepen={back[1] or 1}"
    if _BRANCH.fullmatch(name):
        return f"git fetch --depth=1 origin {name}:{name}"
    return "git fetch --unshallow"
