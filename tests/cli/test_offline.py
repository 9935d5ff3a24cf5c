"""The promise: no network, and no code of what is linted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import FAULTY, Cli

PLAN = '{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {}}'
OCTODNS = "---\n_smtp._tls:\n  type: TXT\n  value: v=TLSRPTv1\\; rua=tls@example.org\n"

# Fails whatever so much as makes a socket, in the process and in what it might start.
NO_SOCKETS = """
import socket, sys, _socket

def refuse(*_arguments, **_options):
    raise AssertionError("a socket was made")

socket.socket = socket.create_connection = socket.getaddrinfo = _socket.socket = refuse
sys.addaudithook(
    lambda event, _: refuse() if event.startswith(("socket.", "subprocess", "os.system", "os.exec"))
    else None
)
"""

# Says that it ran, whoever imports it.
TRAP = "import pathlib; pathlib.Path(__file__).with_name('SPRUNG').touch()\n"


@pytest.fixture
def zones(repo: Path) -> Path:
    (repo / "a.zone").write_text(FAULTY)
    (repo / "example.com.yaml").write_text(OCTODNS)
    (repo / "plan.json").write_text(PLAN)
    (repo / ".gitignore").write_text("build/\n")
    (repo / "tlsrpt-lint.toml").write_text('ignore = ["TR5"]\n')
    return repo


def without_sockets(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = folder / "run.py"
    script.write_text(
        f"{NO_SOCKETS}\nfrom tlsrpt_lint.cli.program import run\nsys.exit(run(sys.argv[1:]))\n"
    )
    command = [sys.executable, script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_no_socket_is_made_and_no_program_started(zones: Path, tmp_path: Path) -> None:
    done = without_sockets(tmp_path, "check", "--output-format", "concise")
    assert done.returncode == 1, done.stderr
    assert "a.zone:3:41: error TR303 " in done.stdout
    assert "example.com.yaml:4:27: error TR303 " in done.stdout


def test_coverage_makes_none_either(zones: Path, tmp_path: Path) -> None:
    done = without_sockets(tmp_path, "coverage", "--output-format", "html")
    assert (done.returncode, done.stderr) == (0, "")
    assert "<title>TLS-RPT coverage</title>" in done.stdout


def test_nothing_in_the_folder_is_imported(zones: Path, program: Cli) -> None:
    names = {name for name in sys.stdlib_module_names if not name.startswith("_")}
    names |= {"yaml", "msgspec", "pathspec", "rfc3986", "email_validator", "dns", "idna"}
    names |= {"sitecustomize", "usercustomize", "conftest", "tlsrpt_lint", "tlsrpt_rules"}
    for name in names:
        (zones / f"{name}.py").write_text(TRAP)
    (zones / "setup.cfg").write_text("[options]\n")
    info = zones / "evil-1.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[tlsrpt_lint.rules]\nevil = this_is_evil\n")
    (zones / "this_is_evil.py").write_text(TRAP)
    (zones / "evil.pth").write_text("import this_is_evil\n")
    for options in (
        ["check", "."],
        ["check", "-v", "a.zone"],
        ["coverage"],
        ["rules"],
        ["explain", "TR303"],
    ):
        run = program(*options)
        assert run.status in (0, 1), run.err
        assert not (zones / "SPRUNG").exists(), options


def test_the_package_is_not_run_as_a_module(zones: Path) -> None:
    """`python -m` puts the working folder on the module path, and so runs what lies there."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tlsrpt_lint", "check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "cannot be directly executed" in done.stderr


def test_nothing_is_written(zones: Path, program: Cli) -> None:
    def state() -> list[tuple[str, int, int]]:
        return sorted(
            (str(path), path.stat().st_mtime_ns, path.stat().st_mode) for path in zones.rglob("*")
        )

    before = state()
    os.utime(zones)
    assert program("check").status == 1
    assert program("coverage").status == 0
    assert state() == before
