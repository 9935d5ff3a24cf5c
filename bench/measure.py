"""Time and memory of whole processes, several programs in turn so that all see the same machine."""

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from typing import NamedTuple

# As users run it: Python programs find what they compiled the last time.
_ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


class Contestant(NamedTuple):
    """A program and its arguments."""

    name: str
    command: Sequence[str]


class Result(NamedTuple):
    """Medians over the runs: `seconds` of wall time, `megabytes` (2**20 bytes) of peak memory."""

    name: str
    seconds: float
    megabytes: float


def compare(contestants: Sequence[Contestant], runs: int) -> list[Result]:
    """Run all of them in turn, `runs` times over. Raises CalledProcessError if one cannot run."""
    seconds: dict[str, list[float]] = {c.name: [] for c in contestants}
    peaks: dict[str, list[float]] = {c.name: [] for c in contestants}
    for _ in range(runs):
        for contestant in contestants:
            taken, peak = _run(contestant.command)
            seconds[contestant.name].append(taken)
            peaks[contestant.name].append(peak)
    return [
        Result(c.name, statistics.median(seconds[c.name]), statistics.median(peaks[c.name]))
        for c in contestants
    ]


def _run(command: Sequence[str]) -> tuple[float, float]:
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=_ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    taken = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise subprocess.CalledProcessError(process.returncode, command)
    return taken, usage.ru_maxrss / 1024
