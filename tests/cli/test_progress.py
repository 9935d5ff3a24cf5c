"""The progress of a long run: on a terminal, after a while, and gone before the report."""

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

ZONE = b'_smtp._tls.example.com. TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
LINE = "\r\x1b[Ktlsrpt-lint: reading 1 of 2 files: a.zone"
LAST = "\r\x1b[Ktlsrpt-lint: reading 2 of 2 files: b.zone"


def on_terminal(
    folder: Path, *options: str, after: float = 0, columns: int = 80, **env: str
) -> str:
    """What a run writes to a terminal of its own as standard error."""
    (folder / "a.zone").write_bytes(ZONE)
    (folder / "b.zone").write_bytes(ZONE)
    code = (
        "import sys; from tlsrpt_lint.cli import main, progress\n"
        f"progress.AFTER, progress._EVERY = {after}, 0\nmain()"
    )
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    kept = {k: v for k, v in os.environ.items() if k not in ("CI", "PRE_COMMIT", "TERM")}
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "--no-config", *options, "."],
        cwd=folder,
        env=kept | {"TERM": "xterm"} | env,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        check=False,
    )
    os.close(theirs)
    text = b""
    try:
        while piece := os.read(ours, 65536):
            text += piece
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    assert done.returncode == 0, text
    return text.decode()


def test_it_shows_the_file_that_is_read_and_goes(tmp_path: Path) -> None:
    assert on_terminal(tmp_path) == f"{LINE}{LAST}\r\x1b[K"


def test_it_fits_the_terminal(tmp_path: Path) -> None:
    first = on_terminal(tmp_path, columns=24).split("\r\x1b[K")[1]
    assert first == "tlsrpt-lint: reading 1…"


@pytest.mark.parametrize("options", [["--no-progress"], ["--quiet"]])
def test_it_can_be_turned_off(tmp_path: Path, options: list[str]) -> None:
    assert on_terminal(tmp_path, *options) == ""


@pytest.mark.parametrize("name", ["PRE_COMMIT", "CI"])
def test_a_terminal_of_a_hook_or_a_ci_system_has_none(tmp_path: Path, name: str) -> None:
    assert on_terminal(tmp_path, **{name: "1"}) == ""


def test_a_dumb_terminal_has_none(tmp_path: Path) -> None:
    assert on_terminal(tmp_path, TERM="dumb") == ""


def test_a_short_run_has_none(tmp_path: Path) -> None:
    assert on_terminal(tmp_path, after=600) == ""
