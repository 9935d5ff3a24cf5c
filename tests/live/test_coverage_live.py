"""`tlsrpt-lint coverage --live`: the domains of the files, the states that DNS shows."""

import json
from collections.abc import Callable
from pathlib import Path

import dns.rcode
import jsonschema
import pytest

from dns_servers import Asked, Fault, FaultyWire, Server, failing, faithful
from tlsrpt_lint.cli.program import run as run_program

ROOT = Path(__file__).parents[2]
HEAD = """\
$ORIGIN example.com.
$TTL 3600
@ SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ NS ns1
ns1 A 127.0.0.1
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
"""
PUBLISHED = (
    HEAD
    + """\
@ MX 10 mail
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@mail.example.com"
_mta-sts TXT "v=STSv1; id=1;"
bad MX 10 mail
_smtp._tls.bad TXT "v=TLSRPTv1; rua=tls@mail.example.com"
alias MX 10 mail
_smtp._tls.alias CNAME policy
policy TXT "v=TLSRPTv1; rua=mailto:tls@mail.example.com"
gone MX 10 mail
_smtp._tls.gone CNAME nobody
loop MX 10 mail
_smtp._tls.loop CNAME circle
circle CNAME _smtp._tls.loop
null MX 0 .
wild MX 10 mail
*._tls.wild TXT "v=TLSRPTv1; rua=mailto:tls@mail.example.com"
foreign MX 10 mail
*.foreign TXT "v=spf1 -all"
catch MX 10 mail
*.catch CNAME mail
none MX 10 mail
"""
)
# The same domains, each right in the files; and one that is in the files only.
FILES = HEAD + "".join(
    f'{name} MX 10 mail\n_smtp._tls.{name} TXT "v=TLSRPTv1; rua=mailto:tls@mail.example.com"\n'
    for name in ("bad", "alias", "gone", "loop", "null", "wild", "foreign", "catch", "none", "missing")
) + '@ MX 10 mail\n_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@mail.example.com"\n'  # fmt: skip


@pytest.fixture
def coverage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "example.com.zone").write_text(FILES)

    def run(server: Server, *arguments: str) -> tuple[int, str, str]:
        where = ("--nameserver", server.address, "--port", str(server.port))
        status = run_program(
            ("coverage", "--live", "--no-config", *where, "example.com.zone", *arguments)
        )
        return (status, *capsys.readouterr())

    return run


def test_the_states_are_those_of_dns(
    coverage: Callable[..., tuple[int, str, str]], nsd: Callable[..., Server]
) -> None:
    assert coverage(nsd({"example.com": PUBLISHED})) == (
        0,
        """\
Domain               MX       TLS-RPT   MTA-STS  TLSA      Rules
alias.example.com    1 host   CNAME     none     all
bad.example.com      1 host   broken    none     all       TR303
catch.example.com    1 host   none      none     all
example.com          1 host   record    record   all
foreign.example.com  1 host   none      none     all
gone.example.com     1 host   broken    none     all       TR110
loop.example.com     1 host   broken    none     all
missing.example.com  none     none      none     no hosts
none.example.com     1 host   none      none     all
null.example.com     Null MX  none      none     no hosts
wild.example.com     1 host   wildcard  none     all       TR105

Domains  Destination
      3  mailto:tls@mail.example.com

11 mail domains in 1 zone, as DNS answers. 1 has a Null MX and accepts no mail; the totals are of
the other 10.
TLS-RPT  1 record, 1 CNAME, 1 wildcard, 3 broken, 4 none
MTA-STS  1 record, 9 none
TLSA     9 all, 1 no hosts
""",
        "",
    )


def test_what_dns_does_not_answer_is_unknown(
    coverage: Callable[..., tuple[int, str, str]],
    nsd: Callable[..., Server],
    wire: Callable[..., FaultyWire],
) -> None:
    def script(asked: Asked) -> Fault:
        failed = asked.name in ("_smtp._tls.bad.example.com", "none.example.com")
        return failing(dns.rcode.SERVFAIL) if failed else faithful

    faulty = wire(nsd({"example.com": PUBLISHED}), script)
    status, out, err = coverage(faulty)
    assert (status, err) == (0, "")
    assert "bad.example.com      1 host   unknown   none     all\n" in out
    assert "none.example.com     unknown  none      none     unknown\n" in out
    assert f"1 with unknown TLS-RPT: 127.0.0.1#{faulty.port} failed (SERVFAIL).\n" in out


def test_json_says_where_it_is_from_and_links_to_the_files(
    coverage: Callable[..., tuple[int, str, str]], nsd: Callable[..., Server]
) -> None:
    status, out, _ = coverage(nsd({"example.com": PUBLISHED}), "--output-format", "json")
    overview = json.loads(out)
    schema = json.loads((ROOT / "docs/schema/coverage.schema.json").read_text("utf-8"))
    jsonschema.validate(overview, schema)
    assert (status, overview["from_dns"]) == (0, True)
    cnames = {row["domain"]: row["cname"] for row in overview["domains"] if row["cname"]}
    assert cnames == {
        "alias.example.com": "policy.example.com",
        "gone.example.com": "nobody.example.com",
        "loop.example.com": "circle.example.com",
    }
    (bad,) = (row for row in overview["domains"] if row["domain"] == "bad.example.com")
    assert (bad["tls_rpt"], bad["rules"]) == ("broken", ["TR303"])
    assert bad["record_at"]["path"] == "example.com.zone"
    assert bad["record_at"]["line"] == 9
