"""`tlsrpt-lint check`, from the arguments to the exit status."""

import json
import os
from pathlib import Path

import pytest
from command_line import CLEAN, FAULTY, SOA, Cli

MISSING_SCHEME = (
    "error TR303 The report URI 'tls@example.org' has no scheme, so no sender can use it."
)


class TestTheTable:
    """Every row of the contract's table of what is met and what it comes to."""

    def test_nothing_found(self, repo: Path, cli: Cli) -> None:
        (repo / "a.zone").write_text(CLEAN)
        assert cli("check", "--output-format", "concise") == (
            0,
            "Checked 1 file (1 record, 1 zone): nothing found.\n",
            "",
        )

    def test_something_found(self, repo: Path, cli: Cli) -> None:
        (repo / "a.zone").write_text(FAULTY)
        run = cli("check", "--output-format", "concise", "--quiet")
        assert run == (1, f"a.zone:3:41: {MISSING_SCHEME}\n", "")

    @pytest.mark.parametrize(
        ("paths", "lines"),
        [
            (["nowhere"], ["'nowhere' does not exist"]),
            (["empty"], ["there is no DNS file in 'empty'"]),
            (["text"], ["there is no DNS file in 'text'"]),
            (["*.tf"], ["no file matches '*.tf'"]),
            (["text/*"], ["no file that matches 'text/*' is a DNS file"]),
            (["empty", "nowhere"], ["there is no DNS file in 'empty'", "'nowhere' does not exist"]),
        ],
    )
    def test_a_path_that_gives_nothing_and_all_else_is_linted(
        self, repo: Path, cli: Cli, paths: list[str], lines: list[str]
    ) -> None:
        (repo / "empty").mkdir()
        (repo / "text").mkdir()
        (repo / "text" / "README").write_text("Hello.\n")
        (repo / "a.zone").write_text(FAULTY)
        run = cli("check", "-q", "--output-format", "concise", *paths, "a.zone")
        assert run.status == 2
        assert run.out == f"a.zone:3:41: {MISSING_SCHEME}\n"
        assert run.err == "".join(f"tlsrpt-lint: {line}\n" for line in lines)

    def test_no_input_at_all(self, repo: Path, cli: Cli) -> None:
        run = cli("check")
        assert (run.status, run.err) == (2, "tlsrpt-lint: there is no DNS file in '.'\n")

    @pytest.mark.parametrize(
        ("name", "content", "line", "column"),
        [
            ("example.com.zone", b'@ IN TXT "v=TLSRPTv1; rua=\n', 1, 10),
            ("example.com.zone", SOA.encode() + b'_smtp._tls IN TXT ( "v=TLSRPTv1"\n', 3, 19),
            ("example.com.yaml", b"_smtp._tls:\n  type: TXT\n  value: 'v=\n", 3, 10),
            ("plan.json", b'{"format_version": "1.2", "planned_values": {"root_module": [}', 1, 62),
        ],
    )
    def test_a_recognised_file_that_cannot_be_parsed(
        self, repo: Path, cli: Cli, name: str, content: bytes, line: int, column: int
    ) -> None:
        (repo / name).write_bytes(content)
        (repo / "other.zone").write_text(CLEAN)
        run = cli("check", "--output-format", "json")
        assert run.status == 1
        finding = next(f for f in run.findings if f["code"] == "TR001")
        assert (finding["path"], finding["severity"]) == (name, "error")
        assert (finding["line"], finding["column"]) == (line, column)
        assert json.loads(run.out)["summary"]["files"] == 2
        assert cli("check", "--fail-on", "never").status == 0

    @pytest.mark.parametrize("named", [["a.zone"], ["."], ["locked", "a.zone"]])
    def test_a_file_that_cannot_be_read(
        self, repo: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, named: list[str]
    ) -> None:
        (repo / "a.zone").write_text(FAULTY)
        (repo / "locked").write_text(FAULTY)
        opened = os.open

        def refuse(path: str, flags: int, *rest: int) -> int:
            if str(path).endswith(("a.zone", "locked")):
                raise PermissionError(13, "Permission denied", path)
            return opened(path, flags, *rest)

        monkeypatch.setattr(os, "open", refuse)
        run = cli("check", "-q", "--output-format", "concise", *named)
        assert run.status == 1
        assert run.out == "".join(
            f"{path}:1:1: error TR001 The file cannot be read: Permission denied,"
            " so nothing in it was checked.\n"
            for path in sorted({"a.zone", *named} - {"."})
        )

    @pytest.mark.parametrize("arguments", [["chart.yaml", "any.json"], ["a.zone", "any.json"]])
    def test_what_is_no_dns_is_passed_over_when_handed_over(
        self, repo: Path, cli: Cli, arguments: list[str]
    ) -> None:
        (repo / "chart.yaml").write_text("apiVersion: v2\nname: {{ .Values.name }}\n")
        (repo / "any.json").write_text('{"any": "thing"}')
        (repo / "a.zone").write_text(CLEAN)
        run = cli("check", *arguments)
        assert (run.status, run.err) == (0, "")
        run = cli("check", "--verbose", *arguments)
        assert "tlsrpt-lint: any.json: passed over: no loader recognises it\n" in run.err

    def test_a_fault_of_our_own(
        self, repo: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from tlsrpt_lint import registry

        (repo / "a.zone").write_text(FAULTY)
        (repo / "b.zone").write_text(FAULTY)
        zone = next(loader for loader in registry.loaders() if loader.format == "zone")
        load = type(zone).load

        def broken(self: object, source: object, around: object) -> object:
            if source.path == "a.zone":
                raise LookupError("the loader's mistake")
            return load(zone, source, around)  # type: ignore[arg-type]

        monkeypatch.setattr(type(zone), "load", broken)
        run = cli("check", "-q", "--output-format", "concise")
        assert run.status == 2
        assert run.out == f"b.zone:3:41: {MISSING_SCHEME}\n"
        first, second, third, last = run.err.splitlines()
        assert first == (
            "tlsrpt-lint: internal error while reading 'a.zone' as zone: "
            "LookupError: the loader's mistake"
        )
        assert second.startswith("tlsrpt-lint:   at test_check.py:")
        assert "this is a fault of tlsrpt-lint 0.1.0" in third
        assert last.endswith("https://github.com/tlsrpt-lint/tlsrpt-lint/issues")

    def test_a_rule_that_fails_leaves_the_others_their_say(
        self, repo: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from tlsrpt_lint import registry

        (repo / "a.zone").write_text(FAULTY)
        rule = next(rule for rule in registry.rules() if rule.code == "TR405")

        def broken(*_arguments: object) -> object:
            raise ZeroDivisionError("by nought")

        monkeypatch.setattr(rule, "check_record", broken)
        monkeypatch.setattr(rule, "check_record_set", broken)
        monkeypatch.setattr(rule, "check_policy", broken)
        run = cli("check", "-q", "--output-format", "concise")
        assert (run.status, run.out) == (2, f"a.zone:3:41: {MISSING_SCHEME}\n")
        assert run.err.startswith(
            "tlsrpt-lint: internal error while judging by TR405: ZeroDivisionError: by nought\n"
        )


class TestExitStatus:
    NOTE = SOA + '_smtp._tls 60 IN TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'

    @pytest.mark.parametrize(
        ("text", "options", "status"),
        [
            (FAULTY, [], 1),
            (FAULTY, ["--fail-on", "error"], 1),
            (FAULTY, ["--fail-on", "never"], 0),
            (FAULTY, ["--exit-zero"], 0),
            (FAULTY, ["--ignore", "TR303"], 0),
            (FAULTY, ["--select", "TR4"], 0),
            (NOTE, [], 0),
            (NOTE, ["--fail-on", "note"], 1),
            (NOTE, ["--fail-on", "note", "--min-severity", "error"], 1),
            (NOTE, ["--fail-on", "note", "--exit-zero"], 0),
        ],
    )
    def test_by_what_is_found_not_by_what_is_shown(
        self, repo: Path, cli: Cli, text: str, options: list[str], status: int
    ) -> None:
        (repo / "a.zone").write_text(text)
        assert cli("check", *options).status == status

    @pytest.mark.parametrize("option", ["--fix", "--diff"])
    def test_a_path_that_gives_nothing_is_said_beside_fixes(
        self, repo: Path, cli: Cli, option: str
    ) -> None:
        (repo / "a.zone").write_text(FAULTY)
        run = cli("check", option, "nowhere", "a.zone")
        assert run.status == 2
        assert "tlsrpt-lint: 'nowhere' does not exist\n" in run.err
        assert ("mailto:" in (repo / "a.zone").read_text()) is (option == "--fix")

    def test_a_diff_is_a_finding_unless_zero_is_asked_for(self, repo: Path, cli: Cli) -> None:
        (repo / "a.zone").write_text(FAULTY)
        assert cli("check", "--diff", "--fail-on", "never").status == 1
        assert cli("check", "--diff", "--exit-zero").status == 0
        (repo / "a.zone").write_text(CLEAN)
        assert cli("check", "--diff").status == 0

    def test_usage_errors_win_over_exit_zero(self, repo: Path, cli: Cli) -> None:
        assert cli("check", "--exit-zero", "nowhere").status == 2


class TestReports:
    def test_several_from_one_run(self, repo: Path, cli: Cli) -> None:
        (repo / "a.zone").write_text(FAULTY)
        run = cli(
            "check",
            "--output-format=concise",
            "--output=json=out.json",
            "--output",
            "concise=out.txt",
        )
        assert run.status == 1
        assert (repo / "out.txt").read_text() == run.out
        (finding,) = json.loads((repo / "out.json").read_text())["findings"]
        assert finding["code"] == "TR303"
        assert sorted(path.name for path in repo.iterdir()) == [
            ".git",
            "a.zone",
            "out.json",
            "out.txt",
        ]

    @pytest.mark.parametrize(
        ("file", "why"),
        [
            ("nowhere/out.json", "No such file or directory"),
            ("a.zone/out.json", "Not a directory"),
            (".git", "Is a directory"),
        ],
    )
    def test_one_that_cannot_be_written(self, repo: Path, cli: Cli, file: str, why: str) -> None:
        (repo / "a.zone").write_text(FAULTY)
        run = cli("check", "--output", f"json={file}")
        assert run == (2, "", f"tlsrpt-lint: error: '{file}' cannot be written: {why}\n")

    def test_a_link_to_a_report_stays_a_link(self, repo: Path, cli: Cli) -> None:
        (repo / "a.zone").write_text(CLEAN)
        (repo / "link").symlink_to("out.json")
        cli("check", "--output", "json=link")
        assert (repo / "link").is_symlink()
        assert json.loads((repo / "out.json").read_text())["findings"] == []

    def test_min_severity_says_what_is_shown(self, repo: Path, cli: Cli) -> None:
        (repo / "a.zone").write_text(TestExitStatus.NOTE)
        assert cli("check", "--output-format", "json").findings[0]["code"] == "TR405"
        run = cli("check", "--output-format", "json", "--min-severity", "warning")
        assert run.findings == []
        assert json.loads(run.out)["summary"]["notes"] == 1
        assert "TR405" not in cli("check").out
        assert "TR405" in cli("check", "--min-severity", "note").out

    def test_actions_do_not_change_the_format(
        self, repo: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (repo / "a.zone").write_text(FAULTY)
        plain = cli("check")
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        assert cli("check") == plain

    @pytest.mark.parametrize(
        ("arguments", "environment", "colored"),
        [
            ([], {}, False),
            ([], {"FORCE_COLOR": "1"}, True),
            ([], {"FORCE_COLOR": ""}, False),
            ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
            (["--color", "always"], {"NO_COLOR": "1"}, True),
            (["--color", "never"], {"FORCE_COLOR": "1"}, False),
            (["--color", "auto"], {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ],
    )
    def test_color(
        self,
        repo: Path,
        cli: Cli,
        monkeypatch: pytest.MonkeyPatch,
        arguments: list[str],
        environment: dict[str, str],
        colored: bool,
    ) -> None:
        (repo / "a.zone").write_text(FAULTY)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert ("\x1b[" in cli("check", *arguments).out) is colored

    def test_files_are_never_colored(
        self, repo: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (repo / "a.zone").write_text(FAULTY)
        monkeypatch.setenv("FORCE_COLOR", "1")
        cli("check", "--output", "full=out.txt")
        assert "\x1b[" not in (repo / "out.txt").read_text()


class TestSelection:
    BOTH = SOA + '_smtp._tls 60 IN TXT "v=TLSRPTv1; rua=tls@example.org"\n'

    @pytest.mark.parametrize(
        ("options", "codes"),
        [
            ([], ["TR303", "TR405"]),
            (["--select", "TR4"], ["TR405"]),
            (["--select=missing-scheme"], ["TR303"]),
            (["--select", "TR303, TR405", "--ignore", "TR4"], ["TR303", "TR405"]),
            (["--select", "TR303", "--select", "TR405"], ["TR303", "TR405"]),
            (["--ignore", "unusual-ttl"], ["TR303"]),
            (["--ignore", "ALL", "--extend-select", "TR3"], ["TR303"]),
        ],
    )
    def test_by_options(self, repo: Path, cli: Cli, options: list[str], codes: list[str]) -> None:
        (repo / "a.zone").write_text(self.BOTH)
        run = cli("check", "--output-format", "json", *options)
        assert sorted(finding["code"] for finding in run.findings) == codes


class TestConfiguration:
    def test_is_found_and_obeyed(self, repo: Path, cli: Cli) -> None:
        (repo / "zones").mkdir()
        (repo / "zones" / "db").write_text('_smtp._tls 60 TXT "v=TLSRPTv1; rua=tls@example.org"\n')
        (repo / "zones" / "old.zone").write_text(FAULTY)
        (repo / "tlsrpt-lint.toml").write_text(
            """
            exclude = ["old.zone"]
            fail-on = "note"
            [severities]
            TR3 = "note"
            [formats]
            "zones/*" = "zone"
            [origins]
            "zones/db" = "example.com"
            [rules.unusual-ttl]
            minimum = 60
            """
        )
        run = cli("check", "--output-format", "json", "zones/old.zone", "zones/db")
        (finding,) = run.findings
        assert (finding["code"], finding["severity"]) == ("TR303", "note")
        assert (finding["zone"], finding["path"]) == ("example.com", "zones/db")
        assert run.status == 1
        # The command line has the last word.
        assert cli("check", "--fail-on", "warning").status == 0
        run = cli("check", "--output-format", "json", "--origin", "example.net.", "zones/db")
        assert run.findings[0]["zone"] == "example.net"
        assert "zones/old.zone" in cli("check", "--no-config").out

    def test_layers_of_selection(self, repo: Path, cli: Cli) -> None:
        (repo / "a.zone").write_text(TestSelection.BOTH)
        (repo / "tlsrpt-lint.toml").write_text('ignore = ["TR303"]\n')

        def codes(*options: str) -> list[str]:
            run = cli("check", "--output-format", "json", *options)
            return sorted(finding["code"] for finding in run.findings)

        assert codes() == ["TR405"]
        assert codes("--extend-select", "TR303") == ["TR303", "TR405"]
        assert codes("--select", "TR3") == ["TR303"]
        assert codes("--ignore", "TR4") == []

    def test_of_another_repository_is_that_ones(self, repo: Path, cli: Cli) -> None:
        other = repo.parent / "other"
        (other / ".git").mkdir(parents=True)
        (other / "zones").mkdir()
        (other / "zones" / "a.zone").write_text(FAULTY)
        (other / "tlsrpt-lint.toml").write_text('ignore = ["TR303"]\n')
        (repo / "tlsrpt-lint.toml").write_text('fail-on = "never"\n')
        assert cli("check", "../other/zones").status == 0
        assert cli("check", "--no-config", "../other/zones").status == 1

    def test_named_from_afar_has_patterns_from_here(self, repo: Path, cli: Cli) -> None:
        (repo / "ci").mkdir()
        (repo / "ci" / "strict.toml").write_text('exclude = ["/zones/"]\n')
        (repo / "zones").mkdir()
        (repo / "zones" / "a.zone").write_text(FAULTY)
        assert cli("check", "--config", "ci/strict.toml", "zones/a.zone").status == 0

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ([], "tlsrpt-lint.toml:2:1: 'selct' is no setting; did you mean 'select'?"),
            (["--config", "gone.toml"], "'gone.toml' cannot be read: No such file or directory"),
        ],
    )
    def test_a_mistake_is_one_line(
        self, repo: Path, cli: Cli, options: list[str], said: str
    ) -> None:
        (repo / "a.zone").write_text(FAULTY)
        (repo / "tlsrpt-lint.toml").write_text("\nselct = []\n")
        assert cli("check", *options) == (2, "", f"tlsrpt-lint: error: {said}\n")
        assert cli("check", "--no-config").status == 1

    def test_zones_declared_whole(self, repo: Path, cli: Cli) -> None:
        (repo / "part").write_text("$ORIGIN example.com.\n@ 3600 IN MX 10 mx.example.net.\n")
        options = ["--output-format", "json", "--format", "zone", "--origin", "example.com", "part"]
        assert cli("check", *options).findings == []
        (repo / "tlsrpt-lint.toml").write_text('whole-zones = ["example.com"]\n')
        assert [finding["code"] for finding in cli("check", *options).findings] == ["TR402"]
