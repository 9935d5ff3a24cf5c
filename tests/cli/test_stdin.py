"""Standard input, with a name and without."""

from pathlib import Path

import pytest
from command_line import CLEAN, FAULTY, SOA, Cli


def test_is_linted_under_no_name(repo: Path, program: Cli) -> None:
    run = program("check", "-q", "--output-format", "concise", "-", data=FAULTY.encode())
    assert run.status == 1
    assert run.out.startswith("<stdin>:3:41: error TR303 ")


def test_is_linted_under_its_name_and_with_its_includes(repo: Path, program: Cli) -> None:
    (repo / "zones").mkdir()
    (repo / "zones" / "tlsrpt.inc").write_text('_smtp._tls TXT "v=TLSRPTv1; rua=x@example.org"\n')
    zone = SOA + "$INCLUDE tlsrpt.inc\n"
    options = ("-q", "--output-format", "json", "--stdin-filename", "zones/example.com.zone")
    for dash in ([], ["-"]):
        run = program("check", *options, *dash, data=zone.encode())
        assert [(f["path"], f["code"]) for f in run.findings] == [("zones/tlsrpt.inc", "TR303")]


def test_hides_the_file_whose_name_it_has(repo: Path, program: Cli) -> None:
    (repo / "a.zone").write_text(FAULTY)
    for order in (["-", "a.zone"], ["a.zone", "-"], [".", "-"]):
        run = program("check", "--stdin-filename", "a.zone", *order, data=CLEAN.encode())
        assert run.status == 0, order


def test_is_read_along_with_files(repo: Path, program: Cli) -> None:
    (repo / "a.zone").write_text(FAULTY)
    run = program("check", "--output-format", "json", "a.zone", "-", data=FAULTY.encode())
    assert [finding["path"] for finding in run.findings] == ["<stdin>", "a.zone"]


@pytest.mark.parametrize(
    ("data", "options", "status", "said"),
    [
        (b"", [], 2, "there is nothing on standard input"),
        (
            b"Hello.\n",
            [],
            2,
            (
                "standard input is in no format that is recognised; "
                "name one with --format, or the file with --stdin-filename"
            ),
        ),
        (b"Hello.\n", ["--stdin-filename", "README"], 0, None),
        (b"", ["--stdin-filename", "example.com.zone"], 0, None),
    ],
)
def test_what_is_no_dns(
    repo: Path, program: Cli, data: bytes, options: list[str], status: int, said: str | None
) -> None:
    run = program("check", *options, "-", data=data)
    assert run.status == status
    assert run.err == (f"tlsrpt-lint: {said}\n" if said else "")


def test_may_be_given_a_format_and_a_zone_name(repo: Path, program: Cli) -> None:
    data = b'_smtp._tls 3600 TXT "v=TLSRPTv1; rua=tls@example.org"\n'
    options = ("--format", "zone", "--origin", "example.com", "--output-format", "json")
    (finding,) = program("check", *options, "-", data=data).findings
    assert (finding["code"], finding["owner"]) == ("TR303", "_smtp._tls.example.com")


def test_closed_streams_are_no_fault(repo: Path) -> None:
    import subprocess
    import sys

    script = Path(sys.executable).with_name("tlsrpt-lint")
    (repo / "a.zone").write_text(FAULTY)
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        done = subprocess.run(
            f"'{script}' check a.zone - {closed}", shell=True, capture_output=True, check=False
        )
        assert done.returncode in (1, 2), closed
        assert b"Traceback" not in done.stdout + done.stderr
