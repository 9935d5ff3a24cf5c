"""--baseline and --write-baseline, per-file-ignores and include-roots, through the command line."""

from pathlib import Path

import pytest
from command_line import CLEAN, FAULTY, Cli

LINE = (
    '{"path": "a.zone", "owner": "_smtp._tls.example.com", "rule": "TR303",'
    ' "record": "TXT v=TLSRPTv1; rua=tls@example.org"}\n'
)


def test_what_is_known_fails_nothing_and_what_is_new_does(repo: Path, cli: Cli) -> None:
    (repo / "a.zone").write_text(FAULTY)
    run = cli("check", "--write-baseline", "known.jsonl")
    assert run.status == 0
    assert run.err == "tlsrpt-lint: wrote 1 finding to 'known.jsonl'\n"
    assert run.out.endswith("nothing found. 1 in the baseline.\n")
    assert (repo / "known.jsonl").read_text().splitlines(keepends=True)[1:] == [LINE]

    moved = FAULTY.replace("_smtp", "; a comment\n_smtp", 1)
    (repo / "a.zone").write_text(moved + '_smtp._tls.b 3600 TXT "v=TLSRPTv1; rua=b@example.org"\n')
    run = cli("check", "--baseline", "known.jsonl", "--output-format", "concise")
    assert run.status == 1
    assert run.out.splitlines()[0].startswith("a.zone:5:")
    assert run.out.endswith("1 fixable with --fix. 1 in the baseline.\n")


def test_the_ratchet(repo: Path, cli: Cli) -> None:
    for name in ("a.zone", "b.zone"):
        (repo / name).write_text(FAULTY)
    (repo / "tlsrpt-lint.toml").write_text('baseline = "known.jsonl"\n')
    cli("check", "--write-baseline", "known.jsonl")
    (repo / "a.zone").write_text(CLEAN)
    run = cli("check")
    assert run.status == 0
    assert run.err.endswith(
        "1 finding of the baseline is gone; --write-baseline known.jsonl takes it out\n"
    )
    assert (
        "a.zone: TR303 at _smtp._tls.example.com is gone: TXT v=TLSRPTv1; rua=tls@example.org\n"
    ) in cli("check", "--verbose").err
    # Of files that are not looked at nothing is known.
    assert cli("check", "b.zone").err == ""
    assert cli("check", "a.zone", "--write-baseline", "known.jsonl").status == 0
    assert cli("check").err == ""
    assert cli("check").out.endswith("1 in the baseline.\n")
    (repo / "b.zone").unlink()
    assert "1 finding of the baseline is gone" in cli("check").err


def test_a_baseline_holds_from_any_folder(
    repo: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo / "zones").mkdir()
    (repo / "zones" / "a.zone").write_text(FAULTY)
    cli("check", "--write-baseline", "known.jsonl")
    monkeypatch.chdir(repo / "zones")
    assert cli("check", "--baseline", "../known.jsonl").status == 0


def test_refusals(repo: Path, cli: Cli) -> None:
    (repo / "a.zone").write_text(FAULTY)
    run = cli("check", "--baseline", "none.jsonl")
    assert run.status == 2
    assert run.err == (
        "tlsrpt-lint: error: the baseline 'none.jsonl' cannot be read: No such file or directory;"
        " --write-baseline none.jsonl makes one\n"
    )
    (repo / "bad.jsonl").write_bytes(b"\xff")
    assert "'bad.jsonl' is not UTF-8" in cli("check", "--baseline", "bad.jsonl").err
    (repo / "bad.jsonl").write_text('{"tlsrpt-lint-baseline": 1}\nx\n')
    assert "bad.jsonl:2:1: this is no JSON" in cli("check", "--baseline", "bad.jsonl").err
    run = cli("check", "--fix", "--write-baseline", "new.jsonl")
    assert (run.status, "neither with --fix" in run.err) == (2, True)


def test_per_file_ignores_add_up(repo: Path, cli: Cli) -> None:
    (repo / "lab").mkdir()
    faulty = FAULTY.replace("3600 IN TXT", "5 IN TXT")
    for path in ("a.zone", "lab/b.zone"):
        (repo / path).write_text(faulty)
    (repo / "tlsrpt-lint.toml").write_text(
        '[per-file-ignores]\n"lab/" = ["TR303"]\n"*.zone" = ["TR4"]\n'
    )
    found = cli("check", "--output-format", "json").findings
    assert [(one["path"], one["code"]) for one in found] == [("a.zone", "TR303")]


def test_per_file_ignores_are_checked(repo: Path, cli: Cli) -> None:
    (repo / "tlsrpt-lint.toml").write_text('[per-file-ignores]\n"lab/" = ["TR303", "TR9"]\n')
    run = cli("check")
    assert run.status == 2
    assert run.err.startswith("tlsrpt-lint: error: tlsrpt-lint.toml:2:20: no rule is called 'TR9'")


def test_include_roots(repo: Path, cli: Cli) -> None:
    head, record = FAULTY.removesuffix("\n").rsplit("\n", 1)
    (repo / "etc" / "shared").mkdir(parents=True)
    (repo / "zones").mkdir()
    (repo / "etc" / "shared" / "mail.inc").write_text(record + "\n")
    (repo / "zones" / "a.zone").write_text(f"{head}\n$INCLUDE shared/mail.inc\n")
    assert "TR303" not in cli("check", "zones/a.zone").out
    (repo / "tlsrpt-lint.toml").write_text('include-roots = ["etc"]\n')
    run = cli("check", "zones/a.zone", "--output-format", "concise")
    assert run.out.startswith("etc/shared/mail.inc:1:")
    # None leads out of the repository.
    (repo.parent / "shared").mkdir()
    (repo.parent / "shared" / "other.inc").write_text(record + "\n")
    (repo / "zones" / "a.zone").write_text(f"{head}\n$INCLUDE shared/other.inc\n")
    (repo / "tlsrpt-lint.toml").write_text('include-roots = [".."]\n')
    assert "TR303" not in cli("check", "zones/a.zone").out


def test_a_baseline_lists_what_the_run_would_show_or_fail_for(repo: Path, cli: Cli) -> None:
    faulty = FAULTY.replace("3600 IN TXT", "5 IN TXT")  # a note (TR405) beside the error
    (repo / "a.zone").write_text(faulty)

    def listed(*options: str) -> list[str]:
        (repo / "known.jsonl").unlink(missing_ok=True)
        cli("check", "--write-baseline", "known.jsonl", *options)
        lines = (repo / "known.jsonl").read_text().splitlines()[1:]
        return [line.partition('"rule": "')[2][:5] for line in lines]

    assert listed() == ["TR303"]
    assert listed("--min-severity", "error") == ["TR303"]
    assert listed("--min-severity", "note") == ["TR303", "TR405"]
    assert listed("--fail-on", "note") == ["TR303", "TR405"]
    assert listed("--output-format", "sarif") == ["TR303", "TR405"]
    listed()
    run = cli("check", "--baseline", "known.jsonl")
    assert run.status == 0
    assert run.out == (
        "Checked 1 file (1 record, 1 zone): nothing to show."
        " Not shown: 1 note (--min-severity note). 1 in the baseline.\n"
    )
