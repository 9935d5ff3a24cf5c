"""`tlsrpt-lint lookup` against real servers: NSD, BIND before it, and a wire that can be faulty."""

import json
import os
import re
import signal
import socketserver
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import dns.rcode
import jsonschema
import pytest

from dns_servers import (
    Asked,
    Certificate,
    Fault,
    FaultyWire,
    Named,
    Script,
    Server,
    always,
    cut,
    dropping,
    failing,
    faithful,
    free_ports,
    late,
    lost,
    over_udp,
)
from tlsrpt_lint import registry
from tlsrpt_lint.cli.program import run as run_program

ROOT = Path(__file__).parents[2]
ZONE = """\
$ORIGIN example.com.
$TTL 3600
@ SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ NS ns1
ns1 A 127.0.0.1
mail A 192.0.2.1
@ MX 10 mail
_smtp._tls TXT "v=TLSRPTv1; rua=tls-reports@example.com"
right MX 10 mail
_smtp._tls.right TXT "v=TLSRPTv1; rua=mailto:tls@mail.example.com"
none MX 10 mail
empty MX 10 mail
x._smtp._tls.empty A 192.0.2.2
null MX 0 .
away MX 10 mail
_smtp._tls.away CNAME example-com.tls.example.net.
gone MX 10 mail
_smtp._tls.gone CNAME nobody
loop MX 10 mail
_smtp._tls.loop CNAME circle
circle CNAME _smtp._tls.loop
wild MX 10 mail
*._tls.wild TXT "v=TLSRPTv1; rua=mailto:tls@mail.example.com"
foreign MX 10 mail
*.foreign TXT "v=spf1 -all"
catch MX 10 mail
*.catch CNAME mail
two MX 10 mail
_smtp._tls.two TXT "v=TLSRPTv1; rua=mailto:a@mail.example.com"
_smtp._tls.two TXT "v=TLSRPTv1; rua=mailto:b@mail.example.com"
wrong MX 10 mail
wrong TXT "v=TLSRPTv1; rua=mailto:tls@mail.example.com"
_smtp-tls.wrong TXT "v=TLSRPTv1; rua=mailto:tls@mail.example.com"
dest MX 10 mail
_smtp._tls.dest TXT "v=TLSRPTv1; rua=mailto:t@null.example.com,https://nobody.example.com/r"
short MX 10 mail
_smtp._tls.short 30 TXT "v=TLSRPTv1; rua=mailto:tls@mail.example.com"
xn--bcher-kva MX 10 mail
_smtp._tls.xn--bcher-kva TXT "v=TLSRPTv1; rua=mailto:tls@mail.example.com"
local A 127.0.0.1
"""
NET = """\
$ORIGIN example.net.
@ 3600 SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ 3600 NS ns1
ns1 3600 A 127.0.0.1
example-com.tls 3600 TXT "v=TLSRPTv1; rua=mailto:tls@mail.example.com"
"""
ZONES = {"example.com": ZONE, "example.net": NET}


class Run(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def findings(self) -> list[str]:
        """Of a concise report, each as `path:line:column code`."""
        words = (line.split(" ", 3) for line in self.out.splitlines() if line.startswith("dns:"))
        return [f"{place.removesuffix(':')} {code}" for place, _, code, _ in words]


Lookup = Callable[..., Run]


@pytest.fixture
def server(nsd: Callable[..., Server]) -> Server:
    return nsd(ZONES)


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Lookup:
    """`ask(server, "example.com", "--tcp")`: run the command in this process."""

    def run(server: Server, *arguments: str) -> Run:
        where = ("--nameserver", server.address, "--port", str(server.port))
        status = run_program(("lookup", "--no-config", *where, *arguments))
        return Run(status, *capsys.readouterr())

    return run


@pytest.fixture
def concise(ask: Lookup) -> Lookup:
    """The same for notes as well, a line each."""

    def run(server: Server, *arguments: str) -> Run:
        return ask(server, "--output-format", "concise", "--min-severity", "note", *arguments)

    return run


def test_a_scheme_is_missing(ask: Lookup, server: Server) -> None:
    """The transcript, and the finding in it, as docs/lookup.md shows them."""
    page = (ROOT / "docs/lookup.md").read_text("utf-8")
    sample = page.partition("<!-- sample: lookup -->\n```text\n")[2].partition("```")[0]
    assert ask(server, "example.com") == (1, sample, "")


def test_a_record_without_fault(ask: Lookup, server: Server) -> None:
    run = ask(server, "right.example.com")
    assert (run.status, run.err) == (0, "")
    assert run.out == (
        '_smtp._tls.right.example.com. 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@mail.example.com"\n'
        "right.example.com. 3600 IN MX 10 mail.example.com.\n"
        "; _mta-sts.right.example.com. IN TXT NXDOMAIN: the name does not exist\n"
        "; _25._tcp.mail.example.com. IN TLSA NXDOMAIN: the name does not exist\n"
        "; mail.example.com. IN MX NODATA: the name has no record of this type\n"
        "mail.example.com. 3600 IN A 192.0.2.1\n"
        "; mail.example.com. IN AAAA NODATA: the name has no record of this type\n"
        "\n"
        "Checked 1 domain (1 record): nothing to show. Not shown: 1 note (--min-severity note).\n"
    )


@pytest.mark.parametrize(
    ("domain", "said"),
    [
        (
            "none.example.com",
            (
                "the name does not exist (NXDOMAIN), and senders tell nobody when TLS with "
                "'none.example.com' fails."
            ),
        ),
        (
            "empty.example.com",
            (
                "the name has no record of this type (NODATA), and senders tell nobody when TLS with "
                "'empty.example.com' fails."
            ),
        ),
        (
            "mail.example.com",
            "the name does not exist (NXDOMAIN), and 'mail.example.com' has no MX.",
        ),
        (
            "nobody.example.com",
            "the name does not exist (NXDOMAIN), and 'nobody.example.com' itself does not exist.",
        ),
    ],
)
def test_no_record(concise: Lookup, server: Server, domain: str, said: str) -> None:
    run = concise(server, domain)
    assert run.status == 1
    assert run.out.startswith(
        f"dns:{domain}:1:1: warning TR402 There is no TLS-RPT record at '_smtp._tls.{domain}': {said}"
    )


@pytest.mark.parametrize(
    ("domain", "status", "findings"),
    [
        ("null.example.com", 0, []),
        ("away.example.com", 0, ["2:43 TR403"]),
        ("gone.example.com", 1, ["1:1 TR110"]),
        ("loop.example.com", 1, ["3:1 TR009"]),
        ("wild.example.com", 1, ["1:1 TR105"]),
        ("foreign.example.com", 1, ["1:1 TR402"]),
        ("catch.example.com", 1, ["1:1 TR402"]),
        ("two.example.com", 1, ["1:42 TR403", "2:42 TR401"]),
        ("dest.example.com", 1, ["1:43 TR403", "1:68 TR318", "1:93 TR318"]),
        ("short.example.com", 0, ["1:42 TR403", "1:42 TR405"]),
        ("bücher.example.com", 0, ["1:52 TR403"]),
    ],
)
def test_each_kind_of_answer(
    concise: Lookup, server: Server, domain: str, status: int, findings: list[str]
) -> None:
    run = concise(server, domain)
    shown = domain.encode("idna").decode()
    assert run.findings == [f"dns:{shown}:{finding}" for finding in findings]
    assert (run.status, run.err) == (status, "")


def test_wrong_names_are_asked_on_request(concise: Lookup, server: Server) -> None:
    assert concise(server, "wrong.example.com").findings == ["dns:wrong.example.com:1:1 TR402"]
    run = concise(server, "wrong.example.com", "--wrong-names")
    assert run.findings == ["dns:wrong.example.com:5:1 TR101", "dns:wrong.example.com:6:1 TR102"]
    # A wildcard answers there too, and is no further fault.
    assert concise(server, "wild.example.com", "--wrong-names").findings == [
        "dns:wild.example.com:1:1 TR105"
    ]


def test_the_name_of_a_policy_is_taken_for_its_domain(concise: Lookup, server: Server) -> None:
    run = concise(server, "_smtp._tls.example.com", "EXAMPLE.com.", "example.com")
    assert run.out.splitlines()[-1].startswith("Found 1 error and 1 note in 1 domain (1 record).")


def test_ttls_of_a_cache_are_not_judged(
    concise: Lookup, server: Server, named: Callable[..., Named]
) -> None:
    run = concise(named(server), "short.example.com")
    assert run.findings == ["dns:short.example.com:1:42 TR403"]
    assert run.status == 0


def test_the_transcript_says_that_it_comes_from_a_cache(
    ask: Lookup, server: Server, named: Callable[..., Named]
) -> None:
    run = ask(named(server), "right.example.com")
    assert "\n; from a cache, so each TTL is what is left of it\n" in run.out


@pytest.mark.parametrize("scheme", ["tls", "https"])
def test_over_tls_and_https(
    capsys: pytest.CaptureFixture[str],
    server: Server,
    named: Callable[..., Named],
    trusted: Certificate,
    scheme: str,
) -> None:
    recursive = named(server)
    port = getattr(recursive, f"{scheme}_port")
    url = f"{scheme}://127.0.0.1:{port}" + ("/dns-query" if scheme == "https" else "")
    status = run_program(("lookup", "--no-config", "--nameserver", url, "example.com"))
    assert (status, "error[TR303]" in capsys.readouterr().out) == (1, True)


@pytest.mark.parametrize(
    ("script", "tcp", "said"),
    [
        (always(lost), True, "no answer from {} within 1 s (7 tries)"),
        (always(failing(dns.rcode.SERVFAIL)), True, "{} failed (SERVFAIL)"),
        (always(failing(dns.rcode.REFUSED)), True, "{} refused (REFUSED)"),
        (over_udp(cut), False, "{} cut its answer short, and over TCP connection refused"),
    ],
)
def test_a_question_without_answer(
    concise: Lookup,
    server: Server,
    wire: Callable[..., FaultyWire],
    script: Script,
    tcp: bool,
    said: str,
) -> None:
    faulty = wire(server, script, tcp=tcp)
    run = concise(faulty, "example.com", "--timeout", "1")
    said = said.format(f"127.0.0.1#{faulty.port}")
    assert run.status == 1
    assert run.out.splitlines()[0] == (
        "dns:example.com:1:1: error TR009 The question for TXT at '_smtp._tls.example.com' has no "
        f"answer: {said}, so nothing is known of the TLS-RPT record of 'example.com'."
    )


@pytest.mark.parametrize("script", [over_udp(cut), over_udp(late(0.4)), dropping(0.2, seed=4)])
def test_a_faulty_wire_that_is_overcome(
    concise: Lookup, server: Server, wire: Callable[..., FaultyWire], script: Script
) -> None:
    run = concise(wire(server, script), "example.com", "--timeout", "4")
    assert run.findings == ["dns:example.com:1:38 TR403", "dns:example.com:1:54 TR303"]


def test_a_part_that_cannot_be_asked_is_a_note(
    concise: Lookup, server: Server, wire: Callable[..., FaultyWire]
) -> None:
    def only_mx(asked: Asked) -> Fault:
        return failing(dns.rcode.SERVFAIL) if asked.rtype == "MX" else faithful

    run = concise(wire(server, only_mx), "right.example.com", "--fail-on", "error")
    assert run.status == 0
    assert "right.example.com:2:1: note TR009 The question for MX at 'right.example.com'" in run.out


def test_an_endpoint_is_probed(
    concise: Lookup,
    nsd: Callable[..., Server],
    certificate: Certificate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)

    class Accepting(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                with context.wrap_socket(self.request, server_side=True) as stream:
                    stream.recv(1)
            except OSError:
                pass  # whoever does not trust us hangs up

    closed = free_ports(1)[0]
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Accepting) as https:
        threading.Thread(target=https.serve_forever, daemon=True).start()
        port = https.server_address[1]
        zone = (
            "@ 3600 SOA ns1 h 1 2 3 4 5\n@ 3600 NS ns1\nns1 3600 A 127.0.0.1\ndns 3600 A 127.0.0.1\n"
            f'_smtp._tls.a 3600 TXT "v=TLSRPTv1; rua=https://dns.example:{port}/r"\n'
            f'_smtp._tls.b 3600 TXT "v=TLSRPTv1; rua=https://dns.example:{closed}/r"\n'
        )
        apex = zone.replace("dns 3600", "@ 3600")
        server = nsd({"example": f"$ORIGIN example.\n{apex}dns 3600 A 127.0.0.1\n"})
        said = f"takes no TLS connection to port {port}: its certificate is not trusted: "
        untrusted = concise(server, "a.example", "b.example", "--probe", "--ignore", "TR403")
        assert (
            f"No report can reach 'https://dns.example:{port}/r': 127.0.0.1 {said}" in untrusted.out
        )
        assert (
            f"No report can reach 'https://dns.example:{closed}/r': 127.0.0.1 takes no TLS "
            f"connection to port {closed}: connection refused.\n"
        ) in untrusted.out
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
        assert "TR318" not in concise(server, "a.example", "--probe").out
        https.shutdown()


def test_a_list_of_domains(concise: Lookup, server: Server, tmp_path: Path) -> None:
    names = tmp_path / "domains"
    names.write_text(
        "# ours\n\nright.example.com  main\nnull.example.com # parked\nright.example.com\n"
    )
    run = concise(server, "--from", str(names), "example.com")
    assert [line for line in run.out.splitlines() if "TR303" in line]
    assert run.out.splitlines()[-1] == "Found 1 error and 2 notes in 3 domains (2 records)."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "no domain is named; give one, or a file of them with --from"),
        (
            ("tls@example.com",),
            "'tls@example.com' is no domain; give what stands behind the '@': 'example.com'",
        ),
        (
            ("https://example.com/x",),
            "'https://example.com/x' is no domain; give the host alone: 'example.com'",
        ),
        (
            ("a..example.com",),
            "'a..example.com' is no domain: it has an empty label; write it like 'example.com'",
        ),
        (("--timeout", "0", "example.com"), "'0' is no number of seconds; it is above 0"),
        (
            ("--rate", "fast", "example.com"),
            "'fast' is no number of questions a second; it is above 0",
        ),
        (
            ("--concurrency", "0", "example.com"),
            "'0' is no number of questions; it is from 1 to 10000",
        ),
        (("--port", "99999", "example.com"), "'99999' is no port; it is a number from 1 to 65535"),
        (
            ("--from", "nowhere", "example.com"),
            "'nowhere' cannot be read: No such file or directory",
        ),
        (("--time", "3", "example.com"), "there is no option '--time'; did you mean '--timeout'?"),
    ],
)
def test_a_mistake_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    where = ("--nameserver", "127.0.0.1")
    assert run_program(("lookup", "--no-config", *where, *arguments)) == 2
    assert capsys.readouterr() == ("", f"tlsrpt-lint: error: {said}\n")


def test_json_keeps_to_its_schema(ask: Lookup, server: Server) -> None:
    run = ask(server, "example.com", "none.example.com", "--output-format", "json")
    report = json.loads(run.out)
    schema = json.loads((ROOT / "docs/schema/report.schema.json").read_text("utf-8"))
    jsonschema.validate(report, schema)
    assert report["summary"]["files"] == 2
    (finding,) = (one for one in report["findings"] if one["code"] == "TR303")
    assert (finding["path"], finding["line"], finding["column"]) == ("dns:example.com", 1, 54)
    assert (finding["owner"], finding["zone"]) == ("_smtp._tls.example.com", "example.com")
    assert finding["fix"] is None


@pytest.mark.parametrize(
    "name",
    sorted(set(registry.reporters()) - {"json"}),
)
def test_every_format_names_the_finding(ask: Lookup, server: Server, name: str) -> None:
    run = ask(server, "example.com", "--output-format", name)
    assert (run.status, run.err) == (1, "")
    assert "TR303" in run.out


def test_severities_and_options_of_the_configuration_hold(
    ask: Lookup,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tlsrpt-lint.toml").write_text('[severities]\nTR402 = "note"\n')
    where = ("--nameserver", server.address, "--port", str(server.port))
    assert run_program(("lookup", *where, "none.example.com")) == 0
    assert "Not shown: 1 note" in capsys.readouterr().out


def _names(count: int) -> tuple[dict[str, str], list[str]]:
    lines = [
        "$ORIGIN example.org.",
        "$TTL 3600",
        "@ SOA ns1 h 1 2 3 4 5",
        "@ NS ns1",
        "ns1 A 127.0.0.1",
    ]
    lines += ["mail A 192.0.2.1"]
    for n in range(count):
        lines.append(f"d{n} MX 10 mail")
        lines.append(f'_smtp._tls.d{n} TXT "v=TLSRPTv1; rua=mailto:d{n}@mail.example.org"')
    return {"example.org": "\n".join(lines) + "\n"}, [f"d{n}.example.org" for n in range(count)]


def test_nothing_is_lost_where_packets_are(
    concise: Lookup,
    nsd: Callable[..., Server],
    wire: Callable[..., FaultyWire],
    tmp_path: Path,
    tally: Counter[str],
) -> None:
    """One packet in twenty is dropped, on the way there and back. LOOKUPS=10000 for a long run."""
    count = int(os.environ.get("LOOKUPS") or 500)
    zones, names = _names(count)
    faulty = wire(nsd(zones), dropping(0.05, seed=9))
    (tmp_path / "names").write_text("\n".join(names))
    run = concise(faulty, "--from", str(tmp_path / "names"), "--ignore", "TR403")
    assert (run.out, run.err) == (
        f"Checked {count} domains ({count} records): nothing found.\n",
        "",
    )
    tally["domains looked up over a wire that drops packets"] += count


def test_an_interrupt_keeps_what_was_answered(
    nsd: Callable[..., Server], wire: Callable[..., FaultyWire]
) -> None:
    zones, names = _names(60)

    def slowly(asked: Asked) -> Fault:
        number = re.search(r"\bd(\d+)\.", asked.name)
        return lost if number and int(number[1]) >= 30 else faithful

    faulty = wire(nsd(zones), slowly)
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from tlsrpt_lint.cli import main; main()"
    )
    where = ("--nameserver", faulty.address, "--port", str(faulty.port), "--timeout", "60")
    process = subprocess.Popen(
        [sys.executable, "-c", code, "lookup", "--no-config", *where, *names, "-q"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + 60
    asked = faulty.asked
    while time.monotonic() < end and not any(
        one.name == "_smtp._tls.d59.example.org" for one in list(asked)
    ):
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert err == "tlsrpt-lint: interrupted: 30 of 60 domains were looked up\n"
    assert process.returncode == 130
    assert out == ""


def test_a_bar_shows_how_far_it_is_and_goes(nsd: Callable[..., Server]) -> None:
    pty = pytest.importorskip("pty")
    zones, names = _names(4)
    server = nsd(zones)
    code = (
        "import sys; from tlsrpt_lint.cli import main, progress\n"
        "progress.AFTER, progress._EVERY = 0, 0\nmain()"
    )
    where = ("--nameserver", server.address, "--port", str(server.port), "--concurrency", "1")
    ours, theirs = pty.openpty()
    kept = {k: v for k, v in os.environ.items() if k not in ("CI", "PRE_COMMIT")}
    done = subprocess.run(
        [sys.executable, "-c", code, "lookup", "--no-config", *where, *names],
        env=kept | {"TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        check=False,
    )
    os.close(theirs)
    text = os.read(ours, 65536).decode()
    os.close(ours)
    assert done.returncode == 0
    shown = text.split("\r\x1b[K")
    assert (shown[0], shown[-1]) == ("", "")
    bars = [line.partition(" domains, ")[0] for line in shown[1:-1]]
    assert bars == [
        "tlsrpt-lint: [#####---------------] 1 of 4",
        "tlsrpt-lint: [##########----------] 2 of 4",
        "tlsrpt-lint: [###############-----] 3 of 4",
        "tlsrpt-lint: [####################] 4 of 4",
    ]
