"""Loading large files in other processes.

Starting them takes as long as linting some small files, and what they load has to be sent over. So
it is done only where there is much to load, and only for formats of which a file is long to read and
short to tell (`Loader.apart`). Files of one folder stay together, for what one of them has loaders look
at is what the next one has them look at as well.
"""

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from tlsrpt_lint.discovery import Input

T = TypeVar("T")

# Bytes in a group of files that are worth sending, and in all groups that are worth a process.
WORTH_SENDING = 1 << 18
WORTH_STARTING = 1 << 21


def groups(inputs: Iterable[Input], formats: frozenset[str]) -> list[list[Input]]:
    """Files of these formats that are worth loading apart, the largest groups first; or none."""
    found: dict[tuple[str, str], list[Input]] = {}
    sizes: dict[tuple[str, str], int] = {}
    for one in inputs:
        if one.format in formats and one.location is not None and one.data is None:
            key = (one.format, os.path.dirname(one.location))
            found.setdefault(key, []).append(one)
            sizes[key] = sizes.get(key, 0) + _size(one.location)
    large = [key for key in found if sizes[key] >= WORTH_SENDING]
    if len(large) < 2 or sum(sizes[key] for key in large) < WORTH_STARTING:
        return []
    return [found[key] for key in sorted(large, key=lambda key: (-sizes[key], key))]


def each(
    work: Callable[[Sequence[Input]], T], groups: Sequence[Sequence[Input]], processes: int | None
) -> Iterator[T]:
    """What `work` makes of each group, as soon as it is made, in at most so many processes.

    None stands for as many as can run at the same time.

    `work`, the groups and what is made of them are sent from one process to another. What was not
    made because a process died is not given.
    """
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool

    count = min(processes or _available(), len(groups))
    with ProcessPoolExecutor(count, initializer=_leave_ctrl_c) as pool:
        waiting = [pool.submit(work, group) for group in groups]
        try:
            for done in as_completed(waiting):
                yield done.result()
        except BrokenProcessPool:
            return
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            _end_children()
            raise


def _available() -> int:
    """How many processes can run at the same time."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        return os.cpu_count() or 1


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def _leave_ctrl_c() -> None:
    """The terminal sends an interrupt to all processes; the one that started them decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end_children() -> None:
    from multiprocessing import active_children

    for child in active_children():
        child.terminate()
