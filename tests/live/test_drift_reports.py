"""How `tlsrpt-lint drift` is called and what it writes: formats, colours, hostile text, Ctrl-C."""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import dns.edns
import dns.rcode
import jsonschema
import pytest
from drifting import HEAD, POLICY, SCHEMA, ZONE, Drift, drifting

from dns_servers import (
    Asked,
    Fault,
    Server,
    StartNsd,
    StartWire,
    always,
    failing,
    faithful,
    lost,
)
from tlsrpt_lint.cli.program import run as run_program

JSON = ("--output-format", "json")
# What must never reach a terminal, a log or a page as it is.
HOSTILE = "\x1b[31m\x07\u202e##[error]##vso[x] ::error::<script>|`@all`\r\x7f"


@pytest.fixture
def drift(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Drift:
    return drifting(tmp_path.resolve() / "repo", monkeypatch, capsys)


@pytest.fixture
def server(nsd: StartNsd) -> Server:
    """One that publishes ZONE."""
    return nsd({"example.com": ZONE})


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_refuses_what_it_does_not_know(drift: Drift, server: Server) -> None:
    report = drift(server, {"a.zone": ZONE.replace("tls@", "tlz@")}, *JSON).report
    report["drifts"][0]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        jsonschema.Draft202012Validator(SCHEMA).validate(report)


def test_json(drift: Drift, server: Server) -> None:
    run = drift(server, {"zones/a.zone": ZONE.replace("tls@", "tlz@")}, *JSON)
    assert (run.status, run.err) == (1, "")
    assert run.report["drifts"] == [
        {
            "kind": "text",
            "owner": "_smtp._tls.example.com",
            "type": "TXT",
            "zone": "example.com",
            "message": "DNS has another TXT record at '_smtp._tls.example.com'.",
            "path": "zones/a.zone",
            "line": 6,
            "column": 1,
            "files": {
                "records": [{"type": "TXT", "data": '"v=TLSRPTv1; rua=mailto:tlz@example.org"'}],
                "ttls": [3600],
            },
            "dns": {
                "status": "answered",
                "records": [{"type": "TXT", "data": '"v=TLSRPTv1; rua=mailto:tls@example.org"'}],
                "ttl": 3600,
                "authoritative": True,
                "server": f"127.0.0.1#{server.port}",
            },
            "explains": 1,
        }
    ]
    assert run.report["summary"] == {
        "files": 1,
        "zones": 1,
        "compared": 3,
        "unasked": 0,
        "skipped": 0,
        "missing": 0,
        "extra": 0,
        "text": 1,
        "set": 0,
        "ttl": 0,
        "delegated": 0,
        "unanswered": 0,
    }


def test_markdown(drift: Drift, server: Server) -> None:
    files = ZONE.replace("tls@", "tlz@").replace("@ MX", "@ 60 MX")
    run = drift(server, {"a.zone": files}, "--output-format", "markdown")
    assert run.out == (
        "## TLS-RPT records: files and DNS\n"
        "\n"
        "Compared 3 record sets of 1 zone in 1 file with DNS: 2 drifts (1 text, 1 ttl).\n"
        "\n"
        "| Drift | What differs | Place | Files | DNS |\n"
        "|---|---|---|---|---|\n"
        "| **ttl** | The TTL of MX at 'example.com' is 60 in the files, in DNS 3600. | a.zone:5:1"
        " | 60 MX 10 mx.example.net. | 3600 MX 10 mx.example.net. |\n"
        "| **text** | DNS has another TXT record at '\\_smtp.\\_tls.example.com'. | a.zone:6:1"
        ' | TXT "v=TLSRPTv1; rua=mailto:tlz@example.org"'
        ' | TXT "v=TLSRPTv1; rua=mailto:tls@example.org" |\n'
    )


def test_several_reports_of_one_run(drift: Drift, server: Server) -> None:
    outputs = ("--output", "json=drift.json", "--output", "markdown=drift.md")
    run = drift(server, {"a.zone": ZONE}, *outputs, "--quiet")
    assert run == (0, "", "")
    assert json.loads(Path("drift.json").read_text())["summary"]["compared"] == 3
    assert Path("drift.md").read_text().endswith("with DNS: no drift.\n")


def test_the_sample_and_the_jobs_of_the_page(drift: Drift, nsd: StartNsd) -> None:
    page = (Path(__file__).parents[2] / "docs/drift.md").read_text()
    files = ZONE + f"news MX 10 mx\n_smtp._tls.news {POLICY}\n"
    server = nsd({"example.com": ZONE.replace("tls@", "reports@") + "news MX 10 mx\n"})
    run = drift(server, {"example.com.zone": files})
    assert f"<!-- sample: drift -->\n```text\n{run.out}```\n" in page
    github, gitlab = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    script = Path(sys.executable).with_name("check-jsonschema")
    for schema, text in (("github-workflows", github), ("gitlab-ci", gitlab)):
        file = Path(f"{schema}.yml")
        file.write_text(text)
        subprocess.run([script, "--builtin-schema", f"vendor.{schema}", file], check=True)


def test_colours(drift: Drift, server: Server) -> None:
    files = {"a.zone": ZONE.replace("tls@", "tlz@")}
    run = drift(server, files, "--color", "always")
    assert "\x1b[1;31m  - TXT " in run.out
    assert "\x1b[1;32m  + TXT " in run.out
    plain = drift(server, {}).out
    assert re.sub(r"\x1b\[[0-9;]*m", "", run.out) == plain


def test_long_texts_are_wrapped_and_marked(drift: Drift, nsd: StartNsd) -> None:
    addresses = ",".join(f"mailto:tls-reports-{n}@reports.example.org" for n in range(5))
    zone = HEAD + f'_smtp._tls TXT "v=TLSRPTv1; rua={addresses[:200]}" "{addresses[200:]}"\n'
    run = drift(nsd({"example.com": zone}), {"a.zone": zone.replace("reports-3@", "reports-8@")})
    lines = run.out.splitlines()
    assert max(map(len, lines)) <= 100
    at = next(n for n, line in enumerate(lines) if line.strip() == "^")
    assert lines[at - 1][lines[at].index("^")] == "8"
    text = "".join(line[4:] for line in lines[5 : lines.index("", 5)] if line.strip() != "^")
    assert text.count("mailto:") == 10


def hostile(text: str) -> str:
    return "".join(f"\\{octet:03d}" for octet in text.encode())


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_hostile_text_stays_text(drift: Drift, nsd: StartNsd, form: str) -> None:
    label = hostile(HOSTILE[:12])
    served = HEAD + f'_smtp._tls TXT "{hostile(HOSTILE)}"\n'
    served += f"_smtp._tls.{label} CNAME {label}\n"
    files = HEAD + f'_smtp._tls TXT "{hostile(HOSTILE[::-1])}"\n'
    files += f"{label} MX 10 {label}\n_smtp._tls.{label} CNAME x.{label}\n"
    run = drift(nsd({"example.com": served}), {"a \x1b[2J.zone": files}, "--output-format", form)
    assert run.status == 1
    assert run.err == ""
    shown = run.out.replace("\n", "")
    assert shown.isprintable(), run.out
    assert "##[" not in run.out
    assert "##vso[" not in run.out
    assert not any(line.lstrip().startswith("::") for line in run.out.splitlines())
    if form == "markdown":
        assert "<script>" not in run.out
        rows = [line for line in run.out.splitlines() if line.startswith("|")]
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}
    if form == "json":
        assert {kind for kind, _, _ in run.drifts} == {"text", "missing"}


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_what_a_server_says_of_its_failure_stays_text(
    drift: Drift, nsd: StartNsd, wire: StartWire, form: str
) -> None:
    error = dns.edns.EDEOption(dns.edns.EDECode.OTHER, HOSTILE)
    server = wire(nsd({"example.com": ZONE}), always(failing(dns.rcode.SERVFAIL, error)))
    run = drift(server, {"a.zone": ZONE}, "--output-format", form)
    assert run.status == 1
    assert "SERVFAIL" in run.out
    assert run.out.replace("\n", "").isprintable()
    assert "##[" not in run.out
    assert form != "markdown" or "<script>" not in run.out
    assert not any(line.lstrip().startswith("::") for line in run.out.splitlines())


def test_an_empty_folder_has_nothing_to_compare(drift: Drift, server: Server) -> None:
    run = drift(server, {})
    assert run.status == 2
    assert run.err == "tlsrpt-lint: there is no DNS file in '.'\n"


def test_a_path_that_is_not_there(drift: Drift, server: Server) -> None:
    run = drift(server, {"a.zone": ZONE}, "a.zone", "b.zone")
    assert run.status == 2
    assert "b.zone" in run.err
    assert run.out.endswith("with DNS: no drift.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--output-format", "jsn"], "'jsn' is no output format; did you mean 'json'?"),
        (
            ["--output-format", "sarif"],
            "'sarif' is no output format; there are text, json, markdown",
        ),
        (["--output", "json"], "'json' names no file; write --output NAME=FILE"),
        (["--port", "0"], "'0' is no port; it is a number from 1 to 65535"),
        (["--nameserver", "300.0.0.1"], "the nameserver '300.0.0.1' is no address; write "),
        (["--fail-on", "error"], "there is no option '--fail-on'; see `tlsrpt-lint drift --help`"),
        (["--origin", "a..b"], "'a..b' is no zone name: it has an empty label"),
    ],
)
def test_mistakes(drift: Drift, server: Server, arguments: list[str], said: str) -> None:
    run = drift(server, {"a.zone": ZONE}, *arguments)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith(f"tlsrpt-lint: error: {said}")
    assert run.err.count("\n") == 1


def test_help_needs_neither_dns_nor_asyncio(capsys: pytest.CaptureFixture[str]) -> None:
    code = (
        "import sys; from tlsrpt_lint.cli.program import run; run(['drift', '--help']);"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    assert not {"dns", "asyncio", "tlsrpt_lint.drift"} & modules
    assert run_program(["drift", "--help"]) == 0
    out = capsys.readouterr().out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "--exit-zero" in out


def test_ctrl_c_reports_what_was_compared(drift: Drift, nsd: StartNsd, wire: StartWire) -> None:
    def script(asked: Asked) -> Fault:
        return lost if asked.rtype == "MX" else faithful

    server = wire(nsd({"example.com": ZONE}), script, tcp=False)
    Path("a.zone").write_text(ZONE.replace("tls@", "tlz@"))
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from tlsrpt_lint.cli import main; main()"
    )
    whom = ["--nameserver", server.address, "--port", str(server.port)]
    process = subprocess.Popen(
        [sys.executable, "-c", code, "drift", "--timeout", "60", *whom, *JSON],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + 20
    while len({(one.name, one.rtype) for one in server.asked}) < 3 and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err == "tlsrpt-lint: interrupted: not everything was compared\n"
    report = json.loads(out)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    assert [one["kind"] for one in report["drifts"]] == ["text"]
    assert (report["summary"]["compared"], report["summary"]["unasked"]) == (2, 1)
