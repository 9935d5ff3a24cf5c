"""`coverage`: what is known of each mail domain, and that what is not known is said to be unknown."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command_line import SOA, Cli

POLICY = 'TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/schema/coverage.schema.json").read_text(encoding="utf-8")
)
Rows = Callable[..., dict[str, dict[str, Any]]]


def zone(apex: str, *lines: str) -> str:
    return SOA.replace("example.com.", f"{apex}.") + "".join(lines)


@pytest.fixture
def rows(repo: Path, cli: Cli) -> Rows:
    """The rows of a repository with these files, by domain."""

    def found(files: dict[str, str], *options: str) -> dict[str, dict[str, Any]]:
        for path, text in files.items():
            (repo / path).parent.mkdir(parents=True, exist_ok=True)
            (repo / path).write_text(text)
        run = cli("coverage", "--output-format", "json", *options)
        assert (run.status, run.err) == (0, "")
        report = json.loads(run.out)
        jsonschema.Draft202012Validator(SCHEMA).validate(report)
        return {row["domain"]: row for row in report["domains"]}

    return found


@pytest.fixture
def row(rows: Rows) -> Callable[..., dict[str, Any]]:
    """The row of example.com, of a zone file with these lines and perhaps others."""

    def found(*lines: str, **others: str) -> dict[str, Any]:
        files = {f"{name}.zone": text for name, text in others.items()}
        return rows({"example.com.zone": zone("example.com", *lines), **files})["example.com"]

    return found


Row = Callable[..., dict[str, Any]]
MX = "@ MX 10 mx.example.net.\n"


class TestMail:
    def test_hosts_are_named_in_order(self, row: Row) -> None:
        found = row("@ MX 20 mx2.example.net.\n@ MX 10 mx1\n")
        assert found["mx"] == "hosts"
        assert found["mx_hosts"] == ["mx2.example.net", "mx1.example.com"]
        assert found["mx_at"] == {"path": "example.com.zone", "line": 3, "url": None}

    def test_a_null_mx_accepts_no_mail(self, row: Row) -> None:
        found = row("@ MX 0 .\n")
        assert (found["mx"], found["mx_hosts"], found["tlsa"]) == ("null", [], "no-hosts")

    def test_none_where_the_zone_proves_it(self, row: Row) -> None:
        assert row("_smtp._tls " + POLICY)["mx"] == "none"

    def test_unknown_where_the_zone_was_not_seen_whole(self, row: Row) -> None:
        found = row("_smtp._tls " + POLICY + "$INCLUDE gone.inc\n")
        assert (found["mx"], found["tlsa"], found["tls_rpt"]) == ("unknown", "unknown", "record")

    def test_domains_of_a_delegated_zone_have_the_row_of_that_zone(self, rows: Rows) -> None:
        parent = zone("example.com", "sub NS ns.example.net.\n", "sub MX 10 old.example.net.\n")
        alone = rows({"example.com.zone": parent})["sub.example.com"]
        assert (alone["zone"], alone["mx"], alone["tls_rpt"]) == (
            "example.com", "unknown", "unknown",
        )  # fmt: skip
        assert alone["remark"] == "it is delegated to another zone"
        both = rows({"sub.example.com.zone": zone("sub.example.com", MX, "_smtp._tls " + POLICY)})
        assert list(both) == ["sub.example.com"]
        assert both["sub.example.com"]["zone"] == "sub.example.com"
        assert both["sub.example.com"]["tls_rpt"] == "record"

    def test_zones_of_addresses_and_wildcards_are_no_domains(self, rows: Rows) -> None:
        reverse = zone("2.0.192.in-addr.arpa", MX)
        assert rows({"a.zone": reverse, "b.zone": zone("example.com", "*" + MX[1:])}) == {}


class TestTlsRpt:
    def test_a_record_and_where_it_stands(self, row: Row) -> None:
        found = row(MX, "_smtp._tls " + POLICY)
        assert found["tls_rpt"] == "record"
        assert found["destinations"] == ["mailto:tls@example.org"]
        assert found["record_at"] == {"path": "example.com.zone", "line": 4, "url": None}
        assert (found["rules"], found["remark"]) == ([], None)

    def test_none(self, row: Row) -> None:
        found = row(MX)
        assert (found["tls_rpt"], found["destinations"], found["record_at"]) == ("none", [], None)

    def test_a_cname_to_a_record(self, row: Row) -> None:
        found = row(
            MX,
            "_smtp._tls CNAME reports.example.net.\n",
            net=zone("example.net", "reports " + POLICY),
        )
        assert (found["tls_rpt"], found["destinations"]) == ("cname", ["mailto:tls@example.org"])
        assert found["cname"] == "reports.example.net"
        assert found["record_at"]["path"] == "example.com.zone"

    def test_a_cname_that_leads_out_of_the_run(self, row: Row) -> None:
        found = row(MX, "_smtp._tls CNAME reports.example.net.\n")
        assert (found["tls_rpt"], found["destinations"]) == ("unknown", [])
        assert found["remark"] == "its CNAME leads out of this run"
        assert found["cname"] == "reports.example.net"

    @pytest.mark.parametrize(
        "lines",
        [
            "_smtp._tls CNAME gone\n",
            "_smtp._tls CNAME a\na CNAME _smtp._tls\n",
            '_smtp._tls CNAME a\na TXT "anything"\n',
            '_smtp._tls CNAME a\na TXT "v=TLSRPTv1; rua=tls@example.org"\n',
            '_smtp._tls TXT "anything"\n',
            '_smtp._tls TXT "v=TLSRPTv1; rua=tls@example.org"\n',
            "_smtp._tls " + POLICY + POLICY.replace("tls@", "reports@").rjust(60),
            "_smtp._tls.example.com " + POLICY,
            "_smtp-tls " + POLICY,
            "_smtp._tls " + POLICY.replace("TXT", "SPF"),
            "@ " + POLICY,
        ],
    )
    def test_broken_is_what_no_sender_uses(self, row: Row, lines: str) -> None:
        found = row(MX, lines)
        assert (found["tls_rpt"], found["destinations"]) == ("broken", [])
        assert found["rules"]
        assert found["record_at"]["line"] == 4

    def test_a_misplaced_record_beside_a_right_one_breaks_nothing(self, row: Row) -> None:
        found = row(MX, "_smtp._tls " + POLICY, "_smtp-tls " + POLICY)
        assert (found["tls_rpt"], found["record_at"]["line"]) == ("record", 4)

    def test_a_wildcard_that_answers(self, row: Row) -> None:
        found = row(MX, "*._tls " + POLICY)
        assert (found["tls_rpt"], found["destinations"]) == ("wildcard", ["mailto:tls@example.org"])
        assert found["rules"] == ["TR105"]
        assert row(MX, '* TXT "v=spf1 -all"\n')["tls_rpt"] == "none"

    def test_a_wildcard_cname(self, row: Row) -> None:
        assert row(MX, "* CNAME a\na " + POLICY)["tls_rpt"] == "wildcard"
        assert row(MX, "* CNAME www.example.net.\n")["tls_rpt"] == "unknown"
        assert row(MX, "* CNAME www\nwww A 192.0.2.1\n")["tls_rpt"] == "none"
        assert row(MX, "_smtp._tls CNAME www\nwww A 192.0.2.1\n")["tls_rpt"] == "broken"

    def test_unknown_where_more_of_the_zone_is_elsewhere(self, row: Row) -> None:
        found = row(MX, "*._tls " + POLICY, "$INCLUDE gone.inc\n")
        assert found["tls_rpt"] == "unknown"
        assert found["remark"] == "not all of the zone is in this run"

    def test_delegated(self, row: Row) -> None:
        lines = (MX, "_tls NS ns.example.net.\n")
        assert row(*lines)["remark"] == "it is delegated to another zone"
        child = zone("_tls.example.com", "_smtp " + POLICY)
        assert row(*lines, child=child)["tls_rpt"] == "record"
        assert row(*lines, child=zone("_tls.example.com"))["tls_rpt"] == "none"
        assert row(MX, "_tls DNAME _tls.example.net.\n")["remark"] == (
            "a DNAME redirects it to another zone"
        )

    def test_the_value_of_a_template_is_unknown(self, rows: Rows) -> None:
        text = "'':\n  type: MX\n  value: {exchange: mx.example.net., preference: 10}\n"
        text += "_smtp._tls:\n  type: TXT\n  value: 'v=TLSRPTv1\\; rua=mailto:tls@{zone_name}'\n"
        found = rows({"example.com.yaml": text})["example.com"]
        assert found["tls_rpt"] == "unknown"
        assert found["remark"] == "its value exists only after apply or rendering"

    def test_what_hides_findings_hides_no_fault(self, rows: Rows, repo: Path) -> None:
        faulty = '_smtp._tls TXT "v=TLSRPTv1; rua=tls@example.org" ; tlsrpt-lint: ignore[TR303] x\n'
        (repo / "tlsrpt-lint.toml").write_text(
            'ignore = ["TR3"]\n[severities]\nTR303 = "note"\n[per-file-ignores]\n"*" = ["TR303"]\n'
        )
        found = rows({"example.com.zone": zone("example.com", MX, faulty)})["example.com"]
        assert (found["tls_rpt"], found["rules"]) == ("broken", ["TR303"])

    def test_equal_destinations_are_written_alike(self, rows: Rows) -> None:
        found = rows(
            {
                "a.zone": zone("a.example", "_smtp._tls " + POLICY),
                "b.zone": zone("b.example", "_smtp._tls " + POLICY.replace("tls@e", "t%6Cs@E")),
            }
        )
        assert [one["destinations"] for one in found.values()] == [["mailto:tls@example.org"]] * 2

    def test_a_shared_text_is_judged_for_each_owner(self, rows: Rows) -> None:
        (faulty, right) = ("v=TLSRPTv1; rua=tls@a.example", "v=TLSRPTv1; rua=mailto:tls@a.example")
        shared = {
            "a.zone": zone("a.example", MX, "$INCLUDE shared.inc\n"),
            "b.zone": zone("b.example", MX, "sub NS ns.example.net.\n$INCLUDE shared.inc sub\n"),
        }
        found = rows({**shared, "shared.inc": f'_smtp._tls TXT "{faulty}"\n'})
        assert found["a.example"]["rules"] == ["TR303"]
        found = rows({"shared.inc": f'_smtp._tls TXT "{right}"\n'})
        assert (found["a.example"]["tls_rpt"], found["a.example"]["rules"]) == ("record", [])
        assert (found["sub.b.example"]["tls_rpt"], found["sub.b.example"]["rules"]) == (
            "broken", ["TR107"],
        )  # fmt: skip


class TestTransportSecurity:
    @pytest.mark.parametrize(
        ("lines", "state"),
        [
            ('_mta-sts TXT "v=STSv1; id=1"\n', "record"),
            ('_mta-sts TXT "v=STSv1; id=1-2"\n', "broken"),
            ("_mta-sts CNAME _mta-sts.example.net.\n", "unknown"),
            ('_mta-sts CNAME _mta-sts.a\n_mta-sts.a TXT "v=STSv1; id=1"\n', "cname"),
            ('_mta-sts CNAME a\na TXT "v=STSv1; id=1"\n', "unknown"),  # nobody reads other names
            ("_mta-sts CNAME gone\n", "broken"),
            ('_mta-sts TXT "verification=1"\n', "none"),
            ("_mta-sts NS ns.example.net.\n", "unknown"),
            ("", "none"),
            ("$INCLUDE gone.inc\n", "unknown"),
        ],
    )
    def test_mta_sts(self, row: Row, lines: str, state: str) -> None:
        assert row(MX, lines)["mta_sts"] == state

    @pytest.mark.parametrize(
        ("lines", "state"),
        [
            ("@ MX 1 a\n@ MX 2 b\n_25._tcp.a TLSA 3 1 1 ab\n*._tcp.b TLSA 3 1 1 ab\n", "all"),
            ("@ MX 1 a\n@ MX 2 b\n_25._tcp.a TLSA 3 1 1 ab\n", "some"),
            ("@ MX 1 a\n@ MX 2 mx.example.net.\n_25._tcp.a CNAME c\n", "some"),
            ("@ MX 1 a\n", "none"),
            ("@ MX 1 a\n@ MX 2 mx.example.net.\n", "unknown"),
            ("@ MX 1 a\n_tcp.a NS ns.example.net.\n", "unknown"),
            ("@ MX 0 .\n", "no-hosts"),
        ],
    )
    def test_tlsa(self, row: Row, lines: str, state: str) -> None:
        assert row(lines)["tlsa"] == state


def terraform_plan(*records: tuple[str, str, str]) -> str:
    """A plan that creates these records (name, type, value), which it says must not be shown."""
    changes = []
    for number, (name, kind, value) in enumerate(records):
        after = {"name": name, "type": kind, "ttl": 300, "records": [value], "zone_id": "Z1"}
        change = {"actions": ["create"], "before": None, "after": after}
        changes.append(
            {
                "address": f"aws_route53_record.r{number}",
                "mode": "managed",
                "type": "aws_route53_record",
                "name": f"r{number}",
                "provider_name": "registry.terraform.io/hashicorp/aws",
                "change": {**change, "after_sensitive": {"records": True}},
            }
        )
    return json.dumps({"format_version": "1.2", "resource_changes": changes})


class TestTerraform:
    def test_what_is_missing_may_be_elsewhere(self, rows: Rows) -> None:
        text = """\
resource "aws_route53_record" "mx" {
  zone_id = "Z1"
  name    = "example.com"
  type    = "MX"
  ttl     = 300
  records = ["10 mx.example.net"]
}
resource "aws_route53_record" "tls" {
  zone_id = "Z1"
  name    = "_smtp._tls.lists.example.com"
  type    = "TXT"
  ttl     = 300
  records = [var.policy]
}
"""
        found = rows({"main.tf": text})
        states = [(row["mx"], row["tls_rpt"], row["mta_sts"]) for row in found.values()]
        assert states == [("hosts", "unknown", "unknown"), ("unknown", "unknown", "unknown")]
        assert [row["remark"] for row in found.values()] == [
            "not all of the zone is in this run",
            "its value exists only after apply or rendering",
        ]

    @pytest.mark.parametrize("name", ["table", "json", "csv", "markdown", "html"])
    def test_what_must_not_be_shown_is_not(self, repo: Path, cli: Cli, name: str) -> None:
        (repo / "plan.json").write_text(
            terraform_plan(
                ("example.com", "MX", "10 secret.example.net"),
                ("_smtp._tls.example.com", "TXT", "v=TLSRPTv1; rua=mailto:secret@example.org"),
                ("_smtp._tls.example.org", "CNAME", "secret.example.net"),
            )
        )
        run = cli("coverage", "--output-format", name)
        assert (run.status, run.err) == (0, "")
        text = run.out.replace("<wbr>", "")
        assert "example.com" in text
        assert "example.org" in text
        assert "secret" not in text


class TestInstances:
    def test_a_view_says_nothing_of_another(self, repo: Path, cli: Cli) -> None:
        (repo / "a.zone").write_text(zone("example.com", MX, "_tls NS ns.example.net.\n"))
        (repo / "b.zone").write_text(zone("example.com", MX, "_smtp._tls " + POLICY))
        report = json.loads(cli("coverage", "--output-format", "json").out)
        assert [row["tls_rpt"] for row in report["domains"]] == ["unknown", "record"]

    def test_each_view_has_a_row(self, repo: Path, cli: Cli) -> None:
        (repo / "inside.zone").write_text(zone("example.com", MX))
        (repo / "outside.zone").write_text(zone("example.com", MX, "_smtp._tls " + POLICY))
        run = cli("coverage")
        assert run.out.splitlines()[:3] == [
            "Domain                      MX      TLS-RPT  MTA-STS  TLSA",
            "example.com (inside.zone)   1 host  none     none     unknown",
            "example.com (outside.zone)  1 host  record   none     unknown",
        ]

    def test_a_zone_whose_name_is_not_known(self, rows: Rows) -> None:
        found = rows({"a.zone": "@ MX 10 mx\n_smtp._tls " + POLICY}, "--format", "zone")
        assert list(found) == ["@"]
        assert (found["@"]["zone"], found["@"]["relative"]) == (None, True)
        assert list(rows({}, "--format", "zone", "--origin", "example.net")) == ["example.net"]


def test_the_schema_refuses_what_it_does_not_know(rows: Rows, repo: Path, cli: Cli) -> None:
    rows({"example.com.zone": zone("example.com", MX)})
    report = json.loads(cli("coverage", "--output-format", "json").out)
    report["domains"][0]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        jsonschema.Draft202012Validator(SCHEMA).validate(report)


ZONE = zone(
    "example.com",
    MX,
    "_smtp._tls " + POLICY,
    "lists MX 10 mx.example.net.\n",
    '_smtp._tls.lists TXT "v=TLSRPTv1; rua=tls@example.org"\n',
    "parked MX 0 .\n",
    "shop MX 10 mx\n",
    "_smtp._tls.shop CNAME shop.reports.example.net.\n",
)
TABLE = """\
Domain              MX       TLS-RPT  MTA-STS  TLSA      Rules
example.com         1 host   record   none     unknown
lists.example.com   1 host   broken   none     unknown   TR303
parked.example.com  Null MX  none     none     no hosts
shop.example.com    1 host   unknown  none     none
"""
SUMS = """\

Domains  Destination
      1  mailto:tls@example.org

4 mail domains in 2 zones, 1 of which holds none. 1 has a Null MX and accepts no mail; the totals
are of the other 3.
TLS-RPT  1 record, 1 broken, 1 unknown
MTA-STS  3 none
TLSA     1 none, 2 unknown
1 with unknown TLS-RPT: its CNAME leads out of this run.
"""


@pytest.fixture
def zones(repo: Path) -> Path:
    (repo / "example.com.zone").write_text(ZONE)
    (repo / "example.org.zone").write_text(zone("example.org"))
    return repo


class TestOutputs:
    def test_a_table_by_default(self, zones: Path, cli: Cli) -> None:
        assert cli("coverage") == (0, TABLE + SUMS, "")
        assert cli("coverage", "--quiet") == (0, TABLE, "")

    def test_several_at_once(self, zones: Path, cli: Cli) -> None:
        names = ("json", "csv", "markdown", "html", "table")
        alone = {name: cli("coverage", "--output-format", name).out for name in names}
        options = [f"--output={name}={name}.out" for name in names]
        assert cli("coverage", *options) == (0, TABLE + SUMS, "")
        for name in names:
            assert (zones / f"{name}.out").read_text() == alone[name]
        assert not list(zones.glob("*.tmp"))

    def test_csv(self, zones: Path, cli: Cli) -> None:
        out = cli("coverage", "--output-format", "csv").out
        heads, *lines = csv.reader(out.splitlines())
        assert heads == [
            "domain", "zone", "mx", "mx_hosts", "tls_rpt", "cname", "destinations", "mta_sts", "tlsa",
            "rules", "remark", "record_path", "record_line", "mx_path", "mx_line",
        ]  # fmt: skip
        assert lines[0] == [
            "example.com", "example.com", "hosts", "mx.example.net", "record", "",
            "mailto:tls@example.org", "none", "unknown", "", "",
            "example.com.zone", "4", "example.com.zone", "3",
        ]  # fmt: skip
        assert [line[4] for line in lines] == ["record", "broken", "none", "unknown"]

    def test_totals_and_destinations_in_json(self, zones: Path, cli: Cli) -> None:
        report = json.loads(cli("coverage", "--output-format", "json").out)
        assert report["destinations"] == [
            {"uri": "mailto:tls@example.org", "domains": ["example.com"]}
        ]
        assert report["totals"] == {
            "zones": 2,
            "zones_without_domains": 1,
            "domains": 4,
            "mx": {"hosts": 3, "null": 1, "none": 0, "unknown": 0},
            "tls_rpt": {
                "record": 1, "cname": 0, "wildcard": 0, "broken": 1, "none": 0, "unknown": 1,
            },
            "mta_sts": {
                "record": 0, "cname": 0, "wildcard": 0, "broken": 0, "none": 3, "unknown": 0,
            },
            "tlsa": {"all": 0, "some": 0, "none": 1, "unknown": 2, "no-hosts": 0},
        }  # fmt: skip

    def test_markdown_links_lines(self, zones: Path, cli: Cli) -> None:
        template = "https://git.example.org/b/{path}#L{line}"
        out = cli("coverage", "--output-format", "markdown", "--link", template).out
        assert (
            "| lists.example.com | 1 host | broken [TR303](https://github.com/tlsrpt-lint/tlsrpt-lint/"
            "blob/main/docs/rules/TR303.md) | none | unknown |  | "
            "[example.com.zone:6](<https://git.example.org/b/example.com.zone#L6>) |\n"
        ) in out

    def test_a_file_that_is_not_read_is_named(self, zones: Path, cli: Cli) -> None:
        (zones / "bad.zone").write_text(zone("example.net", MX, "a TXT (\n"))
        run = cli("coverage")
        assert run.status == 0
        assert run.out.endswith("\nNot read to its end: bad.zone.\n")

    @pytest.mark.parametrize("name", ["table", "json", "csv", "markdown", "html"])
    def test_the_same_bytes_whatever_the_order_and_locale(
        self, zones: Path, program: Cli, name: str
    ) -> None:
        expected = program("coverage", "--output-format", name)
        assert expected.status == 0
        paths = ("example.org.zone", "example.com.zone")
        for environment in ({"PYTHONHASHSEED": "1"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}):
            assert program("coverage", "--output-format", name, *paths, **environment) == expected


WRITE = "write https://…/{path}#L{line}"


class TestUsage:
    def test_a_path_that_gives_nothing(self, zones: Path, cli: Cli) -> None:
        run = cli("coverage", "example.com.zone", "gone")
        assert run.status == 2
        assert run.err == "tlsrpt-lint: 'gone' does not exist\n"
        assert run.out.startswith("Domain ")

    def test_no_domain_at_all(self, repo: Path, cli: Cli) -> None:
        (repo / "a.zone").write_text(zone("example.com"))
        assert cli("coverage") == (0, "0 mail domains in 1 zone, 1 of which holds none.\n", "")

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--output-format", "jsn"], "'jsn' is no output format; did you mean 'json'?"),
            (["--output", "json"], "'json' names no file; write --output NAME=FILE"),
            (["--output", "markdwn=x"], "'markdwn' is no output format; did you mean 'markdown'?"),
            (
                ["--link", "https://example.org/"],
                f"'https://example.org/' is no --link: it has no {{path}}; {WRITE}",
            ),
            (
                ["--link", "tel:{path}"],
                f"'tel:{{path}}' is no --link: the scheme 'tel' is neither http nor https; {WRITE}",
            ),
            (
                ["--link", "https://example.org/{file}"],
                f"'https://example.org/{{file}}' is no --link: nothing is known as '{{file}}'; {WRITE}",
            ),
            (
                ["--fail-on", "error"],
                "there is no option '--fail-on'; see `tlsrpt-lint coverage --help`",
            ),
        ],
    )
    def test_a_mistake_is_one_line(
        self, zones: Path, cli: Cli, arguments: list[str], said: str
    ) -> None:
        assert cli("coverage", *arguments) == (2, "", f"tlsrpt-lint: error: {said}\n")

    def test_verbose_says_what_was_read(self, zones: Path, cli: Cli) -> None:
        err = cli("coverage", "--verbose").err
        assert "tlsrpt-lint: example.com.zone: recognised as zone\n" in err


class TestLinks:
    def test_the_commit_of_github_actions(
        self, zones: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GITHUB_SERVER_URL", "https://git.example.org")
        monkeypatch.setenv("GITHUB_REPOSITORY", "dns/zones")
        monkeypatch.setenv("GITHUB_SHA", "0123abcd")
        folder = zones / "a b#?"
        folder.mkdir()
        (zones / "example.com.zone").rename(folder / "example.com.zone")
        monkeypatch.chdir(folder)
        report = json.loads(cli("coverage", "--output-format", "json").out)
        assert report["domains"][0]["record_at"] == {
            "path": "example.com.zone",
            "line": 4,
            "url": "https://git.example.org/dns/zones/blob/0123abcd/a%20b%23%3F/example.com.zone#L4",
        }

    def test_standard_input_has_none(self, zones: Path, program: Cli) -> None:
        run = program(
            "coverage", "-", "--output-format", "json", "--link", "https://a.example/{path}",
            data=ZONE.encode(),
        )  # fmt: skip
        assert json.loads(run.out)["domains"][0]["record_at"] == {
            "path": "<stdin>", "line": 4, "url": None,
        }  # fmt: skip
