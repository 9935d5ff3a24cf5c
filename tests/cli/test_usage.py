"""The commands and options themselves: help, mistakes in spelling, the list and pages of rules."""

import json
from pathlib import Path

import pytest
from command_line import Cli

from tlsrpt_lint import __version__, registry

COMMANDS = ("check", "coverage", "rules", "explain")


def test_without_a_command_help_is_shown(repo: Path, cli: Cli) -> None:
    run = cli()
    assert (run.status, run.err) == (0, "")
    assert run == cli("--help")
    assert run.out.startswith("usage: tlsrpt-lint [-h] [--version] COMMAND ...\n")
    assert all(f"\n    {command} " in run.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(repo: Path, cli: Cli, command: str) -> None:
    run = cli(command, "--help")
    assert (run.status, run.err) == (0, "")
    assert run.out.startswith(f"usage: tlsrpt-lint {command} ")
    assert all(len(line) <= 100 for line in run.out.splitlines())


def test_help_of_check_names_formats_statuses_and_defaults(repo: Path, cli: Cli) -> None:
    text = " ".join(cli("check", "--help").out.split())
    assert ", ".join(loader.format for loader in registry.loaders()) in text
    assert ", ".join(registry.reporters()) in text
    assert "0 no finding at or above --fail-on 1 at least one 2 wrong usage" in text


@pytest.mark.parametrize(("columns", "widest"), [("", 80), ("78", 78), ("1000", 100), ("wide", 80)])
def test_help_is_as_wide_as_the_terminal(
    repo: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, columns: str, widest: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    longest = max(map(len, cli("check", "--help").out.splitlines()))
    assert widest - 10 <= longest <= widest


def test_version(repo: Path, cli: Cli) -> None:
    assert cli("--version") == (0, f"tlsrpt-lint {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "there is no command 'chek'; did you mean 'check'?"),
        (["zones"], "there is no command 'zones'; to lint 'zones', run `tlsrpt-lint check zones`"),
        (
            ["lint"],
            (
                "there is no command 'lint';"
                " there are check, lookup, drift, coverage, rules, explain, completion"
            ),
        ),
        (["--verson"], "there is no option '--verson'; did you mean '--version'?"),
        (["check", "--selct", "TR3"], "there is no option '--selct'; did you mean '--select'?"),
        (
            ["check", "--output-fromat=json"],
            "there is no option '--output-fromat'; did you mean '--output-format'?",
        ),
        (["check", "-z"], "there is no option '-z'; see `tlsrpt-lint check --help`"),
        (["check", "--out", "json=x"], "there is no option '--out'; did you mean '--output'?"),
        (
            ["check", "--output-format", "jsn"],
            "'jsn' is no output format; did you mean 'json'?",
        ),
        (["check", "--output", "jsn=x"], "'jsn' is no output format; did you mean 'json'?"),
        (["check", "--output", "json"], "'json' names no file; write --output NAME=FILE"),
        (["check", "--output", "json="], "'json=' names no file; write --output NAME=FILE"),
        (["check", "--format", "zones"], "'zones' is no input format; did you mean 'zone'?"),
        (
            ["check", "--fail-on", "warn"],
            "'warn' is no severity, nor 'never'; did you mean 'warning'?",
        ),
        (["check", "--min-severity", "eror"], "'eror' is no severity; did you mean 'error'?"),
        (
            ["check", "--color", "yes"],
            "'yes' is no time for colors; there are auto, always, never",
        ),
        (["check", "--select", "RT303"], "no rule is called 'RT303'; did you mean 'TR303'?"),
        (
            ["check", "--ignore", "TR3,missing-shceme"],
            "no rule is called 'missing-shceme'; did you mean 'missing-scheme'?",
        ),
        (
            ["check", "--origin", "example..com"],
            "'example..com' is no zone name: it has an empty label",
        ),
        (
            ["check", "--config", "x", "--no-config"],
            (
                "argument --no-config: not allowed with argument --config; "
                "see `tlsrpt-lint check --help`"
            ),
        ),
        (
            ["check", "--select"],
            "argument --select: expected one argument; see `tlsrpt-lint check --help`",
        ),
        (
            ["check", "--stdin-filename", "a.zone", "zones"],
            "--stdin-filename names standard input, which is not asked for; add '-'",
        ),
        (
            ["explain"],
            "the following arguments are required: RULE; see `tlsrpt-lint explain --help`",
        ),
        (["explain", "TR999"], "no rule is called 'TR999'; see `tlsrpt-lint rules`"),
        (
            ["explain", "missing-shceme"],
            "no rule is called 'missing-shceme'; did you mean 'missing-scheme'?",
        ),
        (
            ["rules", "--output-format", "jsn"],
            "'jsn' is no format of the list; did you mean 'json'?",
        ),
    ],
)
def test_a_mistake_is_one_line_with_a_suggestion(
    repo: Path, cli: Cli, arguments: list[str], said: str
) -> None:
    (repo / "zones").mkdir()
    assert cli(*arguments) == (2, "", f"tlsrpt-lint: error: {said}\n")


class TestRules:
    def test_the_table_has_a_row_for_each(self, repo: Path, cli: Cli) -> None:
        lines = cli("rules").out.splitlines()
        assert [line.split()[:2] for line in lines] == [
            [rule.code, rule.name()] for rule in registry.rules()
        ]
        row = next(line for line in lines if line.startswith("TR303"))
        assert row.split(maxsplit=5) == [
            "TR303",
            "missing-scheme",
            "error",
            "safe",
            "fix",
            "A report URI has no scheme.",
        ]

    def test_json_has_an_object_for_each(self, repo: Path, cli: Cli) -> None:
        rules = json.loads(cli("rules", "--output-format", "json").out)
        assert [rule["code"] for rule in rules] == [rule.code for rule in registry.rules()]
        assert next(rule for rule in rules if rule["code"] == "TR303") == {
            "code": "TR303",
            "name": "missing-scheme",
            "severity": "error",
            "fixable": True,
            "fix": "safe",
            "summary": "A report URI has no scheme.",
            "since": "0.1.0",
            "references": ["RFC 8460, section 3", "RFC 3986, section 3"],
            "url": "https://github.com/tlsrpt-lint/tlsrpt-lint/blob/main/docs/rules/TR303.md",
        }


class TestExplain:
    def test_a_page_has_what_why_example_cure_and_references(self, repo: Path, cli: Cli) -> None:
        run = cli("explain", "TR303")
        assert run.status == 0
        assert run.out.startswith("TR303 missing-scheme\n\nA report URI has no scheme.\n\n")
        lines = run.out.splitlines()
        headings = ["What it finds", "Why it matters", "Example", "Instead", "Fix", "References"]
        assert [line for line in lines if line in headings] == headings
        assert "      |                 ^^^^^^^^^^^^^^^" in lines

    @pytest.mark.parametrize("word", ["tr303", "missing-scheme", "Missing-Scheme"])
    def test_by_code_or_name_in_any_case(self, repo: Path, cli: Cli, word: str) -> None:
        assert cli("explain", word) == cli("explain", "TR303")

    @pytest.mark.parametrize("rule", registry.rules(), ids=lambda rule: rule.code)
    def test_every_rule_has_a_page(self, repo: Path, cli: Cli, rule: type) -> None:
        code: str = rule.code  # type: ignore[attr-defined]
        run = cli("explain", code)
        assert (run.status, run.err) == (0, "")
        assert run.out.startswith(f"{code} ")

    def test_options_are_shown_with_their_defaults(self, repo: Path, cli: Cli) -> None:
        options = "\nOptions\n\n    [rules.unusual-ttl]\n    minimum = 300\n"
        assert options in cli("explain", "TR405").out
