"""What all tests share: hypothesis profiles, oracles that may be absent, no network."""

import ipaddress
import os
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Runs share a machine, so time says nothing here; speed has a bench of its own.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("default"), print_blob=True)
settings.register_profile("quick", settings.get_profile("default"), max_examples=20)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=5000)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default")
)


@pytest.fixture(scope="session")
def oracle() -> Callable[[str], str]:
    """The path of a program that knows better: `oracle("named-checkzone")`.

    In CI an absent oracle fails the test that asks for it; elsewhere it skips that test.
    """

    def find(program: str) -> str:
        # Debian keeps the zone checkers where only root's PATH looks.
        path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
        found = shutil.which(program, path=path)
        if found is None:
            message = f"{program} is not installed"
            if os.environ.get("CI") == "true":
                pytest.fail(message)
            pytest.skip(message)
        return found

    return find


@pytest.fixture(scope="session")
def tool() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line in a process of its own: `tool("check", "zones", cwd=folder)`."""
    code = "import sys; from tlsrpt_lint.cli import main; raise SystemExit(main())"

    def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)

    return run


TALLY = pytest.StashKey[Counter[str]]()


@pytest.fixture(scope="session")
def tally(pytestconfig: pytest.Config) -> Counter[str]:
    """Counts that are written at the end of the run: how much a test has tried."""
    return pytestconfig.stash.setdefault(TALLY, Counter())


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for what, count in sorted(config.stash.get(TALLY, Counter[str]()).items()):
        terminalreporter.write_line(f"{what}: {count}")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Let no socket of this process leave the machine."""
    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, method, _kept_home(getattr(socket.socket, method)))
        yield


def _kept_home(method: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise AssertionError(f"a test reached for the network: {address}")
        return method(self, *arguments)

    return guarded


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
