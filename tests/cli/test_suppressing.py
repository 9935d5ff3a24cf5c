"""Suppressions on the command line: what is hidden, counted, shown on demand, and taken out."""

import json
from pathlib import Path

from command_line import FAULTY, Cli

HUSHED = FAULTY[:-1] + " ; tlsrpt-lint: ignore[TR303] known to the mail team\n"
IDLE = FAULTY[:-1] + " ; tlsrpt-lint: ignore[TR303, TR405] known\n"


def test_a_suppressed_finding_is_counted_and_fails_nothing(repo: Path, cli: Cli) -> None:
    (repo / "a.zone").write_text(HUSHED)
    run = cli("check")
    assert run.status == 0
    assert run.out == "Checked 1 file (1 record, 1 zone): nothing found. 1 suppressed.\n"


def test_the_reason_is_shown(repo: Path, cli: Cli) -> None:
    (repo / "a.zone").write_text(HUSHED)
    said = "a.zone:3:41: TR303 is suppressed: known to the mail team\n"
    assert said in cli("check", "--verbose").err
    report = json.loads(cli("check", "--output-format", "json").out)
    assert report["summary"]["suppressed"] == 1
    [suppressed] = report["suppressed"]
    assert suppressed["code"] == "TR303"
    assert suppressed["reason"] == "known to the mail team"
    assert (suppressed["line"], suppressed["column"]) == (3, 41)


def test_no_respect(repo: Path, cli: Cli) -> None:
    (repo / "a.zone").write_text(IDLE)
    run = cli("check", "--no-respect-suppressions", "--output-format", "concise")
    assert run.status == 1
    assert "error TR303" in run.out
    assert "TR008" not in run.out
    assert "1 suppressed" not in run.out


def test_what_is_suppressed_is_not_fixed_and_what_is_idle_is_taken_out(
    repo: Path, cli: Cli
) -> None:
    zone = repo / "a.zone"
    zone.write_text(IDLE)
    run = cli("check", "--output-format", "concise")
    assert run.status == 1
    assert run.out.startswith("a.zone:3:87: warning TR008 Nothing here is found by 'TR405'")
    assert cli("check", "--fix").status == 0
    assert zone.read_text() == IDLE.replace(", TR405", "")


def test_included_files_have_their_own(repo: Path, cli: Cli) -> None:
    head, record = HUSHED.rsplit("\n", 2)[:2]
    (repo / "a.zone").write_text(f"{head}\n$INCLUDE part.inc\n")
    (repo / "part.inc").write_text(record + "\n")
    assert cli("check", "a.zone").status == 0
