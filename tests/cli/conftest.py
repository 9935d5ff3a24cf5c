"""Runs of the command line: in this process, or as the installed program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Cli, Run

from tlsrpt_lint.cli.program import run as run_program


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
