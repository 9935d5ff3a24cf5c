"""What the files say, in all formats: what is compared and what skipped; several instances of a zone."""

import json
from collections import Counter
from pathlib import Path

import pytest
from drifting import HEAD, POLICY, ZONE, Drift, Run, drifting

from dns_servers import Server, StartNsd

OCTODNS = """\
---
'':
  ttl: 3600
  type: MX
  value:
    exchange: mx.example.net.
    preference: 10
_smtp._tls:
  ttl: 3600
  type: TXT
  value: v=TLSRPTv1\\; rua=mailto:tls@example.org
"""
TERRAFORM = """\
resource "aws_route53_zone" "main" {
  name = "example.com"
}
resource "aws_route53_record" "report" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "_smtp._tls.example.com"
  type    = "TXT"
  ttl     = 3600
  records = ["v=TLSRPTv1; rua=mailto:tls@example.org"]
}
"""
UNSETTLED = """\
variable "who" {}
resource "aws_route53_record" "value" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "_smtp._tls.a"
  type    = "TXT"
  ttl     = 3600
  records = ["v=TLSRPTv1; rua=mailto:${var.who}"]
}
resource "aws_route53_record" "condition" {
  count   = var.who == "x" ? 1 : 0
  zone_id = aws_route53_zone.main.zone_id
  name    = "_smtp._tls.b"
  type    = "TXT"
  ttl     = 3600
  records = ["v=TLSRPTv1; rua=mailto:tls@example.org"]
}
resource "aws_route53_record" "owner" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "_smtp._tls.${var.who}"
  type    = "TXT"
  ttl     = 3600
  records = ["v=TLSRPTv1; rua=mailto:tls@example.org"]
}
resource "aws_route53_record" "zone" {
  zone_id = var.who
  name    = "_smtp._tls.c"
  type    = "TXT"
  ttl     = 3600
  records = ["v=TLSRPTv1; rua=mailto:tls@example.org"]
}
"""
JSON = ("--output-format", "json")


def skipped(run: Run) -> Counter[str]:
    """How many records a JSON report has that were skipped, by reason."""
    return Counter(one["reason"] for one in run.report["skipped"])


@pytest.fixture
def drift(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Drift:
    return drifting(tmp_path.resolve() / "repo", monkeypatch, capsys)


@pytest.fixture
def server(nsd: StartNsd) -> Server:
    """One that publishes ZONE."""
    return nsd({"example.com": ZONE})


def test_octodns(drift: Drift, server: Server) -> None:
    assert drift(server, {"example.com.yaml": OCTODNS}, "-q") == (0, "", "")
    run = drift(server, {"example.com.yaml": OCTODNS.replace("tls@", "tlz@")}, *JSON)
    assert run.status == 1
    (one,) = run.report["drifts"]
    assert (one["kind"], one["path"], one["line"], one["column"]) == (
        "text",
        "example.com.yaml",
        11,
        10,
    )


def test_octodns_without_a_ttl_takes_any(drift: Drift, server: Server) -> None:
    text = OCTODNS.replace("  ttl: 3600\n", "")
    assert drift(server, {"example.com.yaml": text}, "-q") == (0, "", "")


def test_octodns_is_the_whole_zone(drift: Drift, server: Server) -> None:
    text = OCTODNS.partition("_smtp")[0]
    run = drift(server, {"example.com.yaml": text}, *JSON)
    assert run.drifts == [("extra", "_smtp._tls.example.com", "TXT")]
    (one,) = run.report["drifts"]
    assert (one["line"], one["column"], one["files"]) == (1, 1, {"records": [], "ttls": []})


def test_terraform(drift: Drift, server: Server) -> None:
    assert drift(server, {"main.tf": TERRAFORM}, *JSON).report["summary"]["compared"] == 1
    run = drift(server, {"main.tf": TERRAFORM.replace("ttl     = 3600", "ttl     = 60")}, *JSON)
    assert run.drifts == [("ttl", "_smtp._tls.example.com", "TXT")]


def test_a_terraform_zone_may_have_more_elsewhere(drift: Drift, nsd: StartNsd) -> None:
    """Nothing says that a root holds the whole zone, so what it lacks is no drift."""
    server = nsd({"example.com": ZONE + f"_smtp._tls.more {POLICY}\n_smtp._tls TXT more\n"})
    assert drift(server, {"main.tf": TERRAFORM}, "-q") == (0, "", "")
    whole = ('whole-zones = ["example.com"]\n', TERRAFORM)
    run = drift(server, dict(zip(("tlsrpt-lint.toml", "main.tf"), whole, strict=True)), *JSON)
    assert run.drifts == [
        ("set", "_smtp._tls.example.com", "TXT"),
        ("extra", "example.com", "MX"),
    ]


def test_what_terraform_does_not_settle(drift: Drift, server: Server) -> None:
    run = drift(server, {"main.tf": TERRAFORM + UNSETTLED}, *JSON)
    assert run.status == 0
    assert skipped(run) == {
        "unknown": 1,
        "template": 1,
        "zone-unknown": 1,
        "alternative": 1,
    }
    assert run.report["summary"]["skipped"] == 4
    text = drift(server, {})
    assert text.out == (
        "Compared 1 record set of 2 zones in 1 file with DNS: no drift."
        " Skipped 4 records: 1 not known before\n"
        "apply or rendering, 1 in templates, 1 of unknown zones, 1 among alternatives.\n"
    )
    verbose = drift(server, {}, "--verbose", "-q")
    assert verbose.out == ""
    assert "".join(verbose.err.splitlines(keepends=True)[-4:]) == (
        "tlsrpt-lint: main.tf:17:15: skipped TXT at '_smtp._tls.a.example.com' not known before"
        " apply or rendering\n"
        "tlsrpt-lint: main.tf:25:15: skipped TXT at '_smtp._tls.b.example.com' among alternatives\n"
        "tlsrpt-lint: main.tf:32:15: skipped TXT at '_smtp._tls.${var.who}' in templates\n"
        "tlsrpt-lint: main.tf:39:15: skipped TXT at '_smtp._tls.c' of unknown zones\n"
    )


def test_templates(drift: Drift, server: Server) -> None:
    text = ZONE + '_smtp._tls.{{ name }} TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
    run = drift(server, {"a.zone": text}, *JSON)
    assert (run.status, skipped(run)) == (0, {"template": 1})


def test_a_template_of_which_nothing_is_read(drift: Drift, server: Server) -> None:
    text = ZONE + "{% for name in names %}\n{{ name }}\n{% endfor %}\n"
    run = drift(server, {"a.zone": text}, *JSON)
    assert run.report["skipped"] == [
        {
            "reason": "template",
            "owner": None,
            "type": None,
            "path": "a.zone",
            "line": 7,
            "column": 1,
        }
    ]


def test_octodns_placeholders(drift: Drift, server: Server) -> None:
    text = OCTODNS.replace("tls@example.org", "{zone_name}")
    run = drift(server, {"example.com.yaml": text}, *JSON)
    assert (run.status, skipped(run)) == (0, {"unknown": 1})


@pytest.mark.parametrize(
    ("more", "reasons"),
    [
        (f"sub NS ns.sub\n_smtp._tls.sub {POLICY}\nsub MX 10 mx\n", {"delegated": 2}),
        (f"_smtp._tls.x CNAME y\n_smtp._tls.x {POLICY}\n", {"conflict": 2}),
    ],
)
def test_what_a_zone_file_does_not_settle(
    drift: Drift, nsd: StartNsd, more: str, reasons: dict[str, int]
) -> None:
    served = ZONE + ("sub NS ns.sub\n" if "NS" in more else "")
    run = drift(nsd({"example.com": served}), {"a.zone": ZONE + more}, *JSON)
    assert (run.status, run.report["drifts"], skipped(run)) == (0, [], reasons)


def test_views(drift: Drift, server: Server) -> None:
    """DNS agrees with one of two instances: that is the published one, and the other says nothing."""
    inner = ZONE.replace("tls@", "inner@") + f"_smtp._tls.more {POLICY}\n"
    files = {"inner/example.com.zone": inner, "outer/example.com.zone": ZONE}
    run = drift(server, files, *JSON)
    assert (run.status, run.report["summary"]["compared"]) == (0, 3)


def test_views_of_which_none_agrees(drift: Drift, nsd: StartNsd) -> None:
    """DNS is compared with the nearest."""
    far = ZONE.replace("tls@", "far@").replace("mx.", "mx2.")
    near = ZONE.replace("tls@", "near@")
    run = drift(
        nsd({"example.com": ZONE}), {"a/example.com.zone": far, "b/example.com.zone": near}, *JSON
    )
    assert run.drifts == [("text", "_smtp._tls.example.com", "TXT")]
    assert run.report["drifts"][0]["path"] == "b/example.com.zone"


def test_instances_that_do_not_contradict_are_all_compared(drift: Drift, server: Server) -> None:
    other = TERRAFORM.replace("_smtp._tls.", "_smtp._tls.other.")
    run = drift(server, {"a/main.tf": TERRAFORM, "b/main.tf": other}, *JSON)
    assert run.drifts == [("missing", "_smtp._tls.other.example.com", "TXT")]
    assert run.report["summary"]["compared"] == 2


def test_staging_beside_production(drift: Drift, server: Server) -> None:
    """The records of a root that contradicts what is published are not expected in DNS."""
    extra = TERRAFORM.partition('resource "aws_route53_record"')[2].replace(
        "_smtp._tls.", "_smtp._tls.x."
    )
    staging = TERRAFORM.replace("tls@", "staging@")
    staging += 'resource "aws_route53_record"' + extra.replace('"report"', '"more"')
    assert drift(server, {"prod/main.tf": TERRAFORM, "staging/main.tf": staging}, "-q") == (
        0,
        "",
        "",
    )


def test_a_sensitive_value_is_not_shown(drift: Drift, server: Server) -> None:
    values = {
        "zone_id": "Z1",
        "name": "_smtp._tls.example.com",
        "type": "TXT",
        "ttl": 3600,
        "records": ["v=TLSRPTv1; rua=mailto:secret@example.org"],
    }
    record = {
        "address": "aws_route53_record.report",
        "mode": "managed",
        "type": "aws_route53_record",
        "name": "report",
        "values": values,
        "sensitive_values": {"records": [True]},
    }
    zone = {
        "address": "aws_route53_zone.main",
        "mode": "managed",
        "type": "aws_route53_zone",
        "name": "main",
        "values": {"name": "example.com", "zone_id": "Z1", "id": "Z1"},
        "sensitive_values": {},
    }
    state = {
        "format_version": "1.0",
        "terraform_version": "1.9.0",
        "values": {"root_module": {"resources": [zone, record]}},
    }
    run = drift(server, {"state.json": json.dumps(state)})
    assert run.status == 1
    assert "  - TXT (sensitive, so not shown)\n" in run.out
    assert '  + TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n' in run.out
    for name in ("json", "markdown"):
        shown = drift(server, {}, "--output-format", name)
        assert "secret" not in run.out + shown.out
    assert drift(server, {}, *JSON).report["drifts"][0]["files"]["records"] == [
        {"type": "TXT", "data": None}
    ]


def test_a_file_that_cannot_be_read_is_no_clean_one(drift: Drift, server: Server) -> None:
    run = drift(server, {"a.zone": ZONE + '_smtp._tls.x TXT "open\n'})
    assert run.status == 1
    assert run.out == (
        "Compared 2 record sets of 1 zone in 1 file with DNS: no drift. Not read to the end: a.zone.\n"
    )
    assert drift(server, {}, *JSON).report["unread"] == ["a.zone"]


def test_standard_input(drift: Drift, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(OCTODNS.encode())))
    run = drift(server, {}, "-", "--stdin-filename", "example.com.yaml", "-q")
    assert run == (0, "", "")


def test_an_idn(drift: Drift, nsd: StartNsd) -> None:
    files = OCTODNS.replace("mx.example.net", "mä.example.net")
    served = ZONE.replace("example.com", "xn--bcher-kva.example").replace("mx.", "xn--m-0fa.")
    server = nsd({"xn--bcher-kva.example": served})
    assert drift(server, {"bücher.example.yaml": files}, "-q") == (0, "", "")
    run = drift(server, {"bücher.example.yaml": files.replace("3600", "60", 1)}, *JSON)
    assert run.drifts == [("ttl", "xn--bcher-kva.example", "MX")]


def test_two_zones_side_by_side(drift: Drift, nsd: StartNsd) -> None:
    other = ZONE.replace("example.com", "example.org")
    server = nsd({"example.com": ZONE, "example.org": other})
    files = {"a.zone": ZONE, "b.zone": other.replace("mx.", "m.")}
    run = drift(server, files, *JSON)
    assert run.drifts == [("text", "example.org", "MX")]
    assert run.report["summary"]["zones"] == 2


def test_wildcards_that_the_files_have(drift: Drift, nsd: StartNsd) -> None:
    """DNS may have a record where the files have a wildcard: it is compared with what that answers."""
    zone = HEAD + f"* {POLICY}\n@ MX 10 mx\n"
    own = HEAD + f"* {POLICY}\n@ MX 10 mx\n_smtp._tls TXT own\n"
    run = drift(nsd({"example.com": own}), {"a.zone": zone}, *JSON)
    assert run.drifts == [("text", "_smtp._tls.example.com", "TXT")]
