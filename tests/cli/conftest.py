"""Runs of the command line: in this process, or as the installed program."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tlsrpt_lint.cli.program import run as run_program

SOA = "$ORIGIN example.com.\n@ 3600 IN SOA ns1.example.net. h.example.net. 1 2 3 4 5\n"
CLEAN = SOA + '_smtp._tls 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
# One error (TR303, line 3, column 45) and nothing else.
FAULTY = SOA + '_smtp._tls 3600 IN TXT "v=TLSRPTv1; rua=tls@example.org"\n'


class Run(NamedTuple):
    """What a run came to."""

    status: int
    out: str
    err: str

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings of a JSON report."""
        findings: list[dict[str, Any]] = json.loads(self.out)["findings"]
        return findings


Cli = Callable[..., Run]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, which is the working folder; no variable sways colours or width."""
    root = tmp_path.resolve() / "repo"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    for variable in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "GITHUB_ACTIONS", "TERM"):
        monkeypatch.delenv(variable, raising=False)
    return root


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run in this process."""

    def run(*arguments: str) -> Run:
        status = run_program(arguments)
        return Run(status, *capsys.readouterr())

    return run


@pytest.fixture
def program() -> Cli:
    """Run the installed program."""

    def run(*arguments: str, data: bytes = b"", **environment: str) -> Run:
        script = Path(sys.executable).with_name("tlsrpt-lint")
        done = subprocess.run(
            [script, *arguments],
            input=data,
            capture_output=True,
            env={**os.environ, **environment},
            timeout=60,
            check=False,
        )
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
