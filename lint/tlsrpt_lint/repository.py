"""Where a repository begins: the folder that no path may leave."""

import os
from collections.abc import Iterable


def git_top(folder: str) -> str | None:
    """The nearest folder at or above a real path that git holds as a work tree, or None."""
    while True:
        # A file in a linked work tree and in a submodule, a folder elsewhere.
        if os.path.exists(os.path.join(folder, ".git")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def home(working: str, named: Iterable[str]) -> str:
    """The folder from which a run looks upwards for its configuration and its root.

    The working folder, unless all the named paths lie elsewhere: in another repository, or, without
    git, not below it. Then it is the folder that they share. All paths are real ones.
    """
    folders = [path if os.path.isdir(path) else os.path.dirname(path) for path in named]
    try:
        shared = os.path.commonpath(folders)
    except ValueError:  # no path, or paths on several drives
        return working
    top = git_top(shared)
    if top is not None:
        return working if git_top(working) == top else shared
    return working if is_inside(shared, working) else shared


def place(path: str) -> str:
    """The real path of where a path stands: of a link, the link's own."""
    if not os.path.islink(path):
        return os.path.realpath(path)
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)


def is_inside(path: str, folder: str) -> bool:
    """True if a path is the folder or lies below it; both are real paths."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
