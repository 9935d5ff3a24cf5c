"""Completion by a real shell, and scripts for the others."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Cli

COMPLETE = """
source "$1"; shift
COMP_WORDS=(tlsrpt-lint "$@")
COMP_CWORD=$#
function=$(complete -p tlsrpt-lint | sed 's/.* -F \\([^ ]*\\) .*/\\1/')
$function tlsrpt-lint "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["e"], ["explain"]),
        (["check", "--out"], ["--output-format", "--output"]),
        (["check", "--output-format", "s"], ["sarif"]),
        (["drift", "--output-format", "m"], ["markdown"]),
        (["check", "--min-severity", ""], ["error", "warning", "note"]),
        (["check", "--fail-on", "n"], ["note", "never"]),
        (["check", "--format", "oct"], ["octodns"]),
        (["check", "--select", "missing-s"], ["missing-semicolon", "missing-scheme"]),
        (["explain", "TR30"], [f"TR30{digit}" for digit in range(1, 10)]),
        (["completion", "z"], ["zsh"]),
        (["check", "--baseline", "kn"], ["known.jsonl"]),
        (["check", "zo"], ["zones"]),
        (["coverage", "--output-format", "m"], ["markdown"]),
        (["coverage", "--li"], ["--link", "--live"]),
        (["coverage", "zo"], ["zones"]),
        (["rules", "--output-format", ""], ["text", "json"]),
    ],
)
def test_bash_offers(
    repo: Path, cli: Cli, oracle: Callable[[str], str], words: list[str], offered: list[str]
) -> None:
    (repo / "known.jsonl").touch()
    (repo / "zones").mkdir()
    script = repo / "completion.bash"
    script.write_text(cli("completion", "bash").out)
    done = subprocess.run(
        [oracle("bash"), "--norc", "-c", COMPLETE, "bash", script, *words],
        cwd=repo,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    assert sorted(done.stdout.split()) == sorted(offered)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh", "powershell"])
def test_every_shell_gets_a_script_with_all_commands(cli: Cli, shell: str) -> None:
    run = cli("completion", shell)
    assert (run.status, run.err) == (0, "")
    for word in ("tlsrpt-lint", "check", "coverage", "rules", "explain", "completion"):
        assert word in run.out
    assert run.out.endswith("\n")


def test_another_shell_is_refused(cli: Cli) -> None:
    run = cli("completion", "bsh")
    assert run.status == 2
    assert run.err == (
        "tlsrpt-lint: error: 'bsh' is no shell with completion; did you mean 'bash'?\n"
    )
