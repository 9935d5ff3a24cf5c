"""What examples of one file cannot show: zones in several files, includes, other zones of the run."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tlsrpt_lint.cli.program import run as run_program

SOA = "@ 3600 IN SOA ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 3600\n"
POLICY = 'TXT "v=TLSRPTv1; rua=mailto:{}@example.org"\n'

Lint = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def lint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Lint:
    """Lint a repository of these files; the findings of the rules asked for, as JSON has them."""

    def run(files: dict[str, str], *codes: str) -> list[dict[str, Any]]:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        (tmp_path / ".git").mkdir(exist_ok=True)
        monkeypatch.chdir(tmp_path)
        run_program(["check", "--no-config", "--output-format", "json", *sorted(files)])
        found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
        return [finding for finding in found if finding["code"] in codes]

    return run


def places(findings: list[dict[str, Any]]) -> list[tuple[str, str, str, int, int]]:
    return [(f["code"], f["severity"], f["path"], f["line"], f["column"]) for f in findings]


class TestInstances:
    def test_views_of_one_zone_are_not_compared(self, lint: Lint) -> None:
        files = {
            "internal/example.com.zone": SOA + "_smtp._tls " + POLICY.format("a"),
            "external/example.com.zone": SOA + "_smtp._tls " + POLICY.format("b"),
        }
        assert lint(files, "TR401", "TR406") == []

    def test_a_record_and_another_one_in_an_included_file(self, lint: Lint) -> None:
        files = {
            "example.com.zone": SOA + "_smtp._tls " + POLICY.format("a") + "$INCLUDE mail.inc\n",
            "mail.inc": "_smtp._tls " + POLICY.format("b"),
        }
        (found,) = lint(files, "TR401")
        assert places([found]) == [("TR401", "error", "mail.inc", 1, 17)]
        assert found["related"][0]["path"] == "example.com.zone"

    def test_a_text_at_two_origins_is_one_finding(self, lint: Lint) -> None:
        files = {
            "example.com.zone": SOA + "$INCLUDE mail.inc\n$INCLUDE mail.inc lists.example.com.\n",
            "mail.inc": "_tls._smtp " + POLICY.format("a"),
        }
        (found,) = lint(files, "TR102")
        assert found["owners"] == ["_tls._smtp.example.com", "_tls._smtp.lists.example.com"]

    def test_octodns_values_that_mix_two_policies(self, lint: Lint) -> None:
        text = (
            "_smtp._tls:\n  type: TXT\n  values:\n"
            "    - v=TLSRPTv1\\; rua=mailto:a@example.org\n"
            "    - v=TLSRPTv1\\; rua=mailto:a@example.org\n"
            "    - v=TLSRPTv1\\; rua=mailto:b@example.org\n"
        )
        assert places(lint({"example.com.yaml": text}, "TR401", "TR406")) == [
            ("TR406", "warning", "example.com.yaml", 5, 7),
            ("TR401", "error", "example.com.yaml", 6, 7),
        ]

    def test_resources_under_a_condition_may_exclude_each_other(self, lint: Lint) -> None:
        resource = (
            'resource "aws_route53_record" "{0}" {{\n'
            '  count = {1}\n  zone_id = "Z1"\n  name = "_smtp._tls.example.com"\n'
            '  type = "{2}"\n  records = ["{3}"]\n}}\n'
        )
        policy = "v=TLSRPTv1; rua=mailto:{}@example.org"
        files = {
            "main.tf": resource.format("a", "var.vendor ? 1 : 0", "CNAME", "tls.example.net")
            + resource.format("b", "var.vendor ? 0 : 1", "TXT", policy.format("b"))
            + resource.format("c", "var.staging ? 1 : 0", "TXT", policy.format("c"))
        }
        assert lint(files, "TR106", "TR401") == []
        settled = {"main.tf": files["main.tf"].replace("var.vendor ? 0 : 1", "1")}
        assert lint(settled, "TR106", "TR401") == []
        certain = {"main.tf": re.sub("var.* : .", "1", files["main.tf"])}
        assert [found["code"] for found in lint(certain, "TR106", "TR401")] == ["TR106", "TR401"]


class TestIncludes:
    def test_a_missing_include_keeps_the_zone_from_being_judged_for_what_it_lacks(
        self, lint: Lint
    ) -> None:
        files = {"example.com.zone": SOA + "@ MX 10 mail.example.net.\n$INCLUDE gone.inc\n"}
        assert places(lint(files, "TR003", "TR402")) == [
            ("TR003", "warning", "example.com.zone", 3, 10)
        ]

    @pytest.mark.parametrize("target", ["example.com.zone", "../elsewhere.inc"])
    def test_a_circle_and_a_way_out_of_the_repository_are_errors(
        self, lint: Lint, tmp_path: Path, target: str
    ) -> None:
        tmp_path.with_name("elsewhere.inc").write_text('secret TXT "never read"\n')
        (found,) = lint({"example.com.zone": SOA + f"$INCLUDE {target}\n"}, "TR003")
        assert found["severity"] == "error"
        assert "never read" not in json.dumps(found)

    def test_a_fragment_is_read_through_the_file_that_includes_it(self, lint: Lint) -> None:
        fragment = {"mail.zone": "_smtp._tls " + POLICY.format("a")}
        assert places(lint(fragment, "TR002")) == [("TR002", "note", "mail.zone", 1, 1)]
        whole = {**fragment, "example.com.zone": SOA + "$INCLUDE mail.zone\n"}
        assert lint(whole, "TR002") == []


class TestOtherZones:
    def test_a_cname_elsewhere_makes_a_target_of_an_odd_name(self, lint: Lint) -> None:
        target = {"example.net.zone": SOA + "_tlsrpt " + POLICY.format("a")}
        assert places(lint(target, "TR102")) == [("TR102", "error", "example.net.zone", 2, 1)]
        delegating = SOA + "_smtp._tls CNAME _tlsrpt.example.net.\n"
        assert lint({**target, "example.com.zone": delegating}, "TR102", "TR110") == []

    def test_a_target_in_another_zone_that_holds_no_policy(self, lint: Lint) -> None:
        files = {
            "example.com.zone": SOA + "_smtp._tls CNAME gone.example.net.\n",
            "example.net.zone": SOA + "www A 192.0.2.1\n",
        }
        assert places(lint(files, "TR110")) == [("TR110", "error", "example.com.zone", 2, 1)]

    def test_nothing_is_said_of_a_target_in_a_zone_seen_in_part(self, lint: Lint) -> None:
        files = {
            "example.com.zone": SOA + "_smtp._tls CNAME gone.example.net.\n",
            "example.net.zone": SOA + "www A 192.0.2.1\n$INCLUDE gone.inc\n",
        }
        assert lint(files, "TR110") == []

    def test_tlsa_of_an_mx_host_in_another_zone_asks_for_reports(self, lint: Lint) -> None:
        files = {
            "example.com.zone": SOA + "@ MX 10 mx.example.net.\n",
            "example.net.zone": SOA + "_25._tcp.mx TLSA 3 1 1 ab\n",
        }
        assert places(lint(files, "TR402")) == [("TR402", "warning", "example.com.zone", 2, 1)]

    def test_a_wildcard_answers_for_tlsa_as_well(self, lint: Lint) -> None:
        zone = SOA + "@ MX 10 mx\n_smtp._tls " + POLICY.format("a") + "*._tcp.mx TLSA 3 1 1 ab\n"
        assert lint({"example.com.zone": zone}, "TR403") == []

    @pytest.mark.parametrize(
        ("records", "severity"),
        [
            ("_25._tcp.mx CNAME tlsa.example.net.\n", "warning"),
            ("* CNAME www\n", "note"),
            ("*.mx CNAME www\n", "note"),
            ("*._tcp.mx TLSA 3 1 1 ab\n", "warning"),
        ],
    )
    def test_a_wildcard_cname_is_no_tlsa(self, lint: Lint, records: str, severity: str) -> None:
        files = {
            "example.com.zone": SOA + "@ MX 10 mx.example.net.\n",
            "example.net.zone": SOA + records,
        }
        assert places(lint(files, "TR402")) == [("TR402", severity, "example.com.zone", 2, 1)]

    def test_an_mx_host_in_a_zone_not_seen_may_have_tlsa(self, lint: Lint) -> None:
        zone = SOA + "@ MX 10 mx.example.net.\n_smtp._tls " + POLICY.format("a")
        assert lint({"example.com.zone": zone}, "TR403") == []
        files = {"example.com.zone": zone, "example.net.zone": SOA}
        assert places(lint(files, "TR403")) == [("TR403", "note", "example.com.zone", 3, 17)]


class TestMissing:
    def test_one_finding_a_zone_with_the_first_names(self, lint: Lint) -> None:
        zone = SOA + "".join(f"d{n} MX 10 mx.example.net.\n" for n in range(5))
        (found,) = lint({"example.com.zone": zone}, "TR402")
        assert found["message"].startswith(
            "5 mail domains ('d0.example.com', 'd1.example.com', 'd2.example.com', …) have no"
        )
        assert (found["line"], found["severity"]) == (2, "note")

    @pytest.mark.parametrize(
        "lines",
        [
            "_smtp._tls CNAME tls.example.net.\n",
            "*._tls TXT x\n",
            "_tls NS ns.example.net.\n",
            "_smtp._tls NS ns.example.net.\n",
            "_tls DNAME example.net.\n",
            "_smtp._tls TXT anything\n",
            "_tls._smtp " + POLICY.format("a"),
            "@ " + POLICY.format("a"),
            "_smtp._tls.example.com " + POLICY.format("a"),
        ],
    )
    def test_what_answers_or_is_said_already_is_not_missing(self, lint: Lint, lines: str) -> None:
        zone = SOA + "@ MX 10 mx.example.net.\n" + lines
        assert lint({"example.com.zone": zone}, "TR402") == []

    def test_it_stands_at_the_value_of_the_first_mx_in_yaml(self, lint: Lint) -> None:
        text = "'':\n  type: MX\n  values:\n    - exchange: mx.example.net.\n      preference: 10\n"
        assert places(lint({"example.com.yaml": text}, "TR402")) == [
            ("TR402", "note", "example.com.yaml", 4, 7)
        ]

    def test_reverse_zones_have_no_mail_domains(self, lint: Lint) -> None:
        zone = SOA + "1 MX 10 mx.example.net.\n"
        assert lint({"2.0.192.in-addr.arpa.zone": zone}, "TR402") == []

    def test_hosts_of_other_domains_are_not_asked_for_records(self, lint: Lint) -> None:
        zone = SOA + "@ MX 10 mx\nmx MX 10 mx\n_smtp._tls " + POLICY.format("a")
        assert lint({"example.com.zone": zone}, "TR402") == []


class TestOwnersInYaml:
    def test_no_fix_moves_other_records_along(self, lint: Lint) -> None:
        text = (
            "'':\n  - type: MX\n    value: {exchange: mx.example.net., preference: 10}\n"
            "  - type: TXT\n    value: v=TLSRPTv1\\; rua=mailto:a@example.org\n"
        )
        (found,) = lint({"example.com.yaml": text}, "TR101")
        # The record goes, and comes back below a key of its own.
        lines = [(edit["line"], edit["end_line"]) for edit in found["fix"]["edits"]]
        assert lines == [(4, 6), (6, 6)]

    def test_a_mix_of_semicolons_is_reported_once(self, lint: Lint) -> None:
        entry = "{}:\n  type: TXT\n  value: v=TLSRPTv1{} rua=mailto:a@example.org\n"
        text = "".join(
            entry.format(f"_smtp._tls.{label}", mark)
            for label, mark in [("a", "\\;"), ("b", ";"), ("c", "\\;"), ("d", ";"), ("e", "\\;")]
        )
        assert places(lint({"example.com.yaml": text}, "TR502")) == [
            ("TR502", "error", "example.com.yaml", 6, 20)
        ]
