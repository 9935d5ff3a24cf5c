"""--show-config: every setting, and where it comes from."""

import tomllib
from pathlib import Path

import pytest
from command_line import Cli

from tlsrpt_lint.config import Configuration


def shown(cli: Cli, *options: str) -> dict[str, str]:
    """The remark behind each key."""
    run = cli("check", "--show-config", *options)
    assert (run.status, run.err) == (0, "")
    lines = run.out.splitlines()[2:]
    return {line.lstrip("# ").split()[0]: line.rpartition("  # ")[2] for line in lines}


def test_without_anything_all_is_default(repo: Path, cli: Cli) -> None:
    run = cli("check", "--show-config")
    assert run.out.splitlines()[:2] == ["# configuration file: none", f"# root: {repo}"]
    assert shown(cli) == {field.replace("_", "-"): "default" for field in Configuration._fields}


def test_lines_of_the_file_and_options_over_it(repo: Path, cli: Cli) -> None:
    (repo / "tlsrpt-lint.toml").write_text(
        'ignore = ["TR6"]\nfail-on = "note"\nwhole-zones = ["example.com."]\n'
        '[severities]\nTR402 = "error"\n[per-file-ignores]\n"lab/" = ["TR4"]\n'
        "[rules.unusual-ttl]\nminimum = 60\n"
    )
    found = shown(cli, "--ignore", "TR3", "--fail-on", "never")
    assert {key: found[key] for key in found if found[key] != "default"} == {
        "ignore": "tlsrpt-lint.toml:1, --ignore",
        "fail-on": "--fail-on",
        "whole-zones": "tlsrpt-lint.toml:3",
        "severities": "tlsrpt-lint.toml:4",
        "per-file-ignores": "tlsrpt-lint.toml:6",
        "rules": "tlsrpt-lint.toml:8",
    }
    values = tomllib.loads(cli("check", "--show-config", "--ignore", "TR3").out)
    assert values["ignore"] == ["TR6", "TR3"]
    assert values["severities"] == {"TR402": "error"}
    assert values["per-file-ignores"] == {"lab/": ["TR4"]}
    assert values["whole-zones"] == ["example.com"]


def test_select_begins_anew(repo: Path, cli: Cli) -> None:
    (repo / "tlsrpt-lint.toml").write_text('ignore = ["TR6"]\n')
    assert shown(cli, "--select", "TR6")["select"] == "--select"
    assert shown(cli, "--select", "TR6")["ignore"] == "--select begins anew"
    assert tomllib.loads(cli("check", "--show-config", "--select", "TR6").out)["ignore"] == []


@pytest.mark.parametrize(
    ("name", "table"), [("pyproject.toml", "tool.tlsrpt-lint."), ("tlsrpt-lint.toml", "")]
)
def test_what_is_shown_can_be_a_file_again(repo: Path, cli: Cli, name: str, table: str) -> None:
    (repo / name).write_text(
        f'[{table}origins]\n"a \\" b" = "example.com"\n[{table}severities]\nTR3 = "note"\n'
    )
    first = cli("check", "--show-config").out
    assert f"# {name}:1\n" in first
    (repo / "again.toml").write_text(first)
    again = cli("check", "--show-config", "--config", "again.toml").out
    assert tomllib.loads(again) == tomllib.loads(first)
