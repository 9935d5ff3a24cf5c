"""What is written: the same bytes everywhere, and no noise when a reader goes away."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import FAULTY, SOA, Cli

SCRIPT = str(Path(sys.executable).with_name("tlsrpt-lint"))


def test_a_reader_that_goes_away_is_no_fault(repo: Path) -> None:
    lines = (f'x{n}._tls 60 IN TXT "v=TLSRPTv1; rua=x@example.org"\n' for n in range(5000))
    (repo / "a.zone").write_text(SOA + "".join(lines))
    for options in (
        "check --output-format concise",
        "check --output-format json",
        "rules",
        "--help",
    ):
        done = subprocess.run(
            ["bash", "-c", f"{SCRIPT} {options} | head -c 1; exit ${{PIPESTATUS[0]}}"],
            capture_output=True,
            check=False,
        )
        assert done.stderr == b"", options
        assert done.returncode == (1 if "check" in options else 0)


def test_a_full_disk_is_one_line(repo: Path) -> None:
    (repo / "a.zone").write_text(FAULTY)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [SCRIPT, "check"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (
        2,
        "tlsrpt-lint: error: standard output cannot be written: No space left on device\n",
    )


def test_ctrl_c_ends_the_run_without_noise(repo: Path) -> None:
    # In the background of a shell the signal is ignored, and children take that over.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from tlsrpt_lint.cli import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "check", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # It waits for standard input once everything is imported.
    while "pipe_read" not in _waits_in(process.pid):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")


def _waits_in(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/wchan").read_text()
    except OSError:
        pytest.skip("this system does not tell where a process waits")


@pytest.mark.parametrize("form", ["full", "concise", "json", "github", "sarif"])
def test_the_same_bytes_in_every_locale(repo: Path, program: Cli, form: str) -> None:
    (repo / "zön\udcffe.zone").write_bytes(
        SOA.encode()
        + '_smtp._tls 60 IN TXT "v=TLSRPTv1; rua=mailto:ü\u202e@example.org'.encode()
        + b'\xff"\n'
    )
    expected = program("check", "--output-format", form)
    assert expected.status == 1
    for environment in (
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii:strict"},
        {"PYTHONIOENCODING": "latin-1"},
    ):
        run = program("check", "--output-format", form, **environment)
        assert run.out == expected.out, environment


def test_the_same_bytes_whatever_the_order_of_anything(repo: Path, program: Cli) -> None:
    for name in "gaxkbq":
        (repo / f"{name}.zone").write_text(FAULTY.replace("example.com", f"{name}.example"))
    names = sorted(path.name for path in repo.glob("*.zone"))
    expected = program("check", "--output-format", "json")
    for seed in "0", "1", "12345":
        run = program("check", "--output-format", "json", PYTHONHASHSEED=seed)
        assert run == expected
    assert program("check", "--output-format", "json", *reversed(names)) == expected
    assert program("check", "--output-format", "json", *names, ".") == expected
    for name in names:  # the order of a folder follows that of creation on many file systems
        text = (repo / name).read_text()
        (repo / name).unlink()
        (repo / name).write_text(text)
    assert program("check", "--output-format", "json") == expected
    assert [finding["path"] for finding in expected.findings] == names


def test_messages_send_no_control_characters(repo: Path, program: Cli) -> None:
    run = program("check", "no\nsuch\x1bfile")
    assert (run.status, run.err) == (2, "tlsrpt-lint: 'no\\nsuch\\x1bfile' does not exist\n")


def test_a_report_replaces_the_old_one_whole(repo: Path) -> None:
    """Whoever reads the file meanwhile sees the old report or the new one."""
    from tlsrpt_lint.cli.output import write_file

    report = repo / "out"
    report.write_text("old")

    def pieces() -> Iterator[str]:
        yield "new"
        assert report.read_text() == "old"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_file(str(report), pieces())
    assert report.read_text() == "old"
    assert sorted(os.listdir(repo)) == [".git", "out"]
    write_file(str(report), ["new"])
    assert report.read_text() == "new"
