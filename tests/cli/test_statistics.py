"""--statistics: counts instead of findings."""

from pathlib import Path

from command_line import CLEAN, FAULTY, Cli


def test_the_most_frequent_first_then_what_is_hidden(repo: Path, cli: Cli) -> None:
    short = '_smtp._tls.b 60 IN TXT "v=TLSRPTv1; rua=b@example.org"'
    (repo / "a.zone").write_text(
        FAULTY
        + short
        + "\n"
        + short.replace(".b", ".c")
        + " ; tlsrpt-lint: ignore[TR405] until May\n"
    )
    run = cli("check", "--statistics")
    assert run.status == 1
    assert run.out.splitlines() == [
        "3  TR303  missing-scheme  error  3 fixable",
        "1  TR405  unusual-ttl     note",
        "1  TR405  unusual-ttl  suppressed  until May",
    ]
    assert cli("check", "--statistics", "--min-severity", "error").out.count("\n") == 2


def test_reports_in_files_are_whole(repo: Path, cli: Cli) -> None:
    (repo / "a.zone").write_text(FAULTY)
    run = cli("check", "--statistics", "--output", "concise=out.txt")
    assert run.out == "1  TR303  missing-scheme  error  1 fixable\n"
    assert (repo / "out.txt").read_text().startswith("a.zone:3:41: error TR303")


def test_the_baseline_and_nothing(repo: Path, cli: Cli) -> None:
    (repo / "a.zone").write_text(CLEAN)
    assert cli("check", "--statistics").out == "nothing found\n"
    (repo / "a.zone").write_text(FAULTY)
    assert cli("check", "--statistics", "--write-baseline", "b").out == "1 in the baseline\n"
