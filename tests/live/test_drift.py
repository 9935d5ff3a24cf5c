"""`tlsrpt-lint drift` against real name servers: each kind of drift, and what is said of it."""

from pathlib import Path
from typing import NamedTuple

import dns.rcode
import pytest
from drifting import HEAD, POLICY, ZONE, Drift, Run, drifting

from dns_servers import (
    Asked,
    Fault,
    StartNamed,
    StartNsd,
    StartWire,
    always,
    cut,
    failing,
    faithful,
    lost,
)

ALIKE = "Compared 3 record sets of 1 zone in 1 file with DNS: no drift.\n"


@pytest.fixture
def drift(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Drift:
    return drifting(tmp_path.resolve() / "repo", monkeypatch, capsys)


def test_the_same_file_does_not_drift(drift: Drift, nsd: StartNsd) -> None:
    server = nsd({"example.com": ZONE})
    text = ZONE.partition("\n")[2]  # without $ORIGIN
    run = drift(server, {"file": text}, "--origin", "example.com.", "--format", "zone", "file")
    assert run == (0, ALIKE, "")


def test_one_character_in_the_file(drift: Drift, nsd: StartNsd) -> None:
    run = drift(nsd({"example.com": ZONE}), {"a.zone": ZONE.replace("tls@", "tlz@")})
    assert run.status == 1
    assert run.out == (
        "--- files\n"
        "+++ DNS\n"
        "\n"
        "text: DNS has another TXT record at '_smtp._tls.example.com'.\n"
        "  --> a.zone:6:1\n"
        '  - TXT "v=TLSRPTv1; rua=mailto:tlz@example.org"\n'
        "                                  ^\n"
        '  + TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
        "                                  ^\n"
        "\n"
        "Compared 3 record sets of 1 zone in 1 file with DNS: 1 drift (1 text).\n"
    )


def test_one_character_in_dns(drift: Drift, nsd: StartNsd) -> None:
    run = drift(nsd({"example.com": ZONE.replace("tls@", "tl@")}), {"a.zone": ZONE})
    assert run.status == 1
    assert '  - TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n' in run.out
    assert '                                  ^\n  + TXT "v=TLSRPTv1; rua=mailto:tl@' in run.out


def block(run: Run) -> str:
    """The drifts of a run, without the head and the closing line."""
    assert run.status == 1, run
    out = run.out.removeprefix("--- files\n+++ DNS\n\n")
    return out.rpartition("\n\n")[0] + "\n"


@pytest.mark.parametrize(
    ("files", "served", "said"),
    [
        pytest.param(
            ZONE,
            HEAD + "@ MX 10 mx.example.net.\n",
            "missing: DNS has no TXT record at '_smtp._tls.example.com': the name does not exist.\n"
            "  --> a.zone:6:1\n"
            '  - TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n',
            id="missing",
        ),
        pytest.param(
            ZONE,
            HEAD + "@ MX 10 mx.example.net.\n_smtp._tls A 192.0.2.1\n",
            "missing: DNS has no TXT record at '_smtp._tls.example.com':"
            " the name has no record of this type.\n"
            "  --> a.zone:6:1\n"
            '  - TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n',
            id="missing, the name is there",
        ),
        pytest.param(
            HEAD + "@ MX 10 mx.example.net.\n",
            ZONE,
            "extra: DNS has a TXT record at '_smtp._tls.example.com', and the files have none.\n"
            "  --> a.zone:3:1\n"
            '  + TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n',
            id="extra",
        ),
        pytest.param(
            HEAD + f"_smtp._tls {POLICY}\n",
            ZONE,
            "extra: DNS has an MX record at 'example.com', and the files have none.\n"
            "  --> a.zone:3:1\n"
            "  + MX 10 mx.example.net.\n",
            id="extra MX",
        ),
        pytest.param(
            HEAD,
            HEAD + "_mta-sts CNAME sts.example.net.\n",
            "extra: DNS has a CNAME at '_mta-sts.example.com', and the files have none.\n"
            "  --> a.zone:3:1\n"
            "  + CNAME sts.example.net.\n",
            id="extra CNAME",
        ),
        pytest.param(
            ZONE,
            ZONE.replace("_smtp._tls TXT", "_smtp._tls 60 TXT"),
            "ttl: The TTL of TXT at '_smtp._tls.example.com' is 3600 in the files, in DNS 60.\n"
            "  --> a.zone:6:1\n"
            '  - 3600 TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
            '  + 60 TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n',
            id="ttl",
        ),
        pytest.param(
            ZONE + '_smtp._tls TXT "a"\n',
            ZONE + '_smtp._tls TXT "b"\n_smtp._tls TXT "c"\n',
            "set: DNS has other TXT records at '_smtp._tls.example.com'.\n"
            "  --> a.zone:6:1\n"
            '  - TXT "a"\n'
            '    TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
            '  + TXT "b"\n'
            '  + TXT "c"\n',
            id="set",
        ),
        pytest.param(
            ZONE,
            ZONE + "@ MX 20 mx2.example.net.\n",
            "set: DNS has other MX records at 'example.com'.\n"
            "  --> a.zone:5:1\n"
            "    MX 10 mx.example.net.\n"
            "  + MX 20 mx2.example.net.\n",
            id="set of MX",
        ),
        pytest.param(
            ZONE,
            ZONE.replace("MX 10", "MX 20"),
            "text: DNS has another MX record at 'example.com'.\n"
            "  --> a.zone:5:1\n"
            "  - MX 10 mx.example.net.\n"
            "       ^\n"
            "  + MX 20 mx.example.net.\n"
            "       ^\n",
            id="one MX",
        ),
        pytest.param(
            HEAD + "_smtp._tls CNAME tls.example.net.\n",
            HEAD + "_smtp._tls CNAME tls.example.org.\n",
            "text: DNS has another CNAME record at '_smtp._tls.example.com'.\n"
            "  --> a.zone:5:1\n"
            "  - CNAME tls.example.net.\n"
            "                      ^^^\n"
            "  + CNAME tls.example.org.\n"
            "                      ^^^\n",
            id="another CNAME",
        ),
        pytest.param(
            HEAD + "_smtp._tls CNAME tls.example.net.\n",
            HEAD + f"_smtp._tls {POLICY}\n",
            "text: DNS has a TXT record instead of a CNAME at '_smtp._tls.example.com'.\n"
            "  --> a.zone:5:1\n"
            "  - CNAME tls.example.net.\n"
            '  + TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n',
            id="a text instead of a CNAME",
        ),
        pytest.param(
            HEAD + f"_smtp._tls {POLICY}\n",
            HEAD + "_smtp._tls CNAME tls.example.net.\n",
            "delegated: DNS has a CNAME instead of TXT records at '_smtp._tls.example.com'.\n"
            "  --> a.zone:5:1\n"
            '  - TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
            "  + CNAME tls.example.net.\n",
            id="a CNAME instead of a text",
        ),
        pytest.param(
            HEAD + f"*.w {POLICY}\nx.w A 192.0.2.1\n",
            HEAD + f"*.w {POLICY.replace('tls@', 'w@')}\n",
            "text: DNS has another TXT record at '*.w.example.com'.\n"
            "  --> a.zone:5:1\n"
            '  - TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
            "                                ^^^\n"
            '  + TXT "v=TLSRPTv1; rua=mailto:w@example.org"\n'
            "                                ^\n",
            id="a wildcard",
        ),
        pytest.param(
            HEAD + f'@ TXT "v=spf1 -all"\n@ {POLICY}\n',
            HEAD + '@ TXT "v=spf1 mx -all"\n',
            "missing: DNS has no TXT record at 'example.com'.\n"
            "  --> a.zone:6:1\n"
            '  - TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n',
            id="a policy among other texts",
        ),
        pytest.param(
            HEAD + f"@ {POLICY.replace('TXT', 'SPF')}\n",
            HEAD + f"@ {POLICY.replace('TXT', 'SPF').replace('tls@', 'tlz@')}\n",
            "text: DNS has another SPF record at 'example.com'.\n"
            "  --> a.zone:5:1\n"
            '  - SPF "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
            "                                  ^\n"
            '  + SPF "v=TLSRPTv1; rua=mailto:tlz@example.org"\n'
            "                                  ^\n",
            id="a policy in an SPF record",
        ),
    ],
)
def test_each_kind(drift: Drift, nsd: StartNsd, files: str, served: str, said: str) -> None:
    assert block(drift(nsd({"example.com": served}), {"a.zone": files})) == said


@pytest.mark.parametrize(
    ("files", "served"),
    [
        pytest.param(
            HEAD + '_smtp._tls TXT "v=TLSRPTv1; " "rua=mailto:tls@example.org"\n',
            HEAD + f"_smtp._tls {POLICY}\n",
            id="where strings are split",
        ),
        pytest.param(
            HEAD + "_smtp._tls CNAME TLS.Example.NET.\n@ MX 10 MX\n",
            HEAD + "_SMTP._tls CNAME tls.example.net.\n@ MX 10 mx\n",
            id="the case of names",
        ),
        pytest.param(
            HEAD + '_smtp._tls TXT "\\195\\164"\n',
            HEAD + '_smtp._tls TXT "\\195\\164"\n',
            id="octets",
        ),
        pytest.param(HEAD + "www A 192.0.2.1\n", HEAD + "www A 192.0.2.9\n", id="other records"),
        pytest.param(
            HEAD + f"@ {POLICY}\n",
            HEAD + f'@ {POLICY}\n@ TXT "v=spf1 -all"\n',
            id="texts that are no policies",
        ),
        pytest.param(
            HEAD + f"*.w {POLICY}\nx.w MX 1 mx\n_smtp._tls.d MX 1 .\n",
            HEAD + f"*.w {POLICY}\nx.w MX 1 mx\n_smtp._tls.d MX 1 .\n",
            id="wildcards that are none of a domain",
        ),
        pytest.param(
            HEAD + '* TXT "v=spf1 -all"\n* MX 10 mx\n',
            HEAD + '* TXT "v=spf1 -all"\n* MX 10 mx\n',
            id="a wildcard that answers at all names",
        ),
        pytest.param(
            HEAD + f"sub NS ns.sub\n_smtp._tls.sub {POLICY}\n",
            HEAD + "sub NS ns.sub\n",
            id="delegated in the files",
        ),
    ],
)
def test_no_drift(drift: Drift, nsd: StartNsd, files: str, served: str) -> None:
    run = drift(nsd({"example.com": served}), {"a.zone": files}, "-q")
    assert run == (0, "", "")


def test_a_wildcard_is_told_once(drift: Drift, nsd: StartNsd) -> None:
    zone = HEAD + '* TXT "one"\n@ MX 10 mx\n'
    run = drift(
        nsd({"example.com": zone.replace("one", "two")}),
        {"a.zone": zone},
        "--output-format",
        "json",
    )
    assert run.drifts == [("text", "*.example.com", "TXT")]


# Delegated elsewhere


def test_a_zone_cut_below(drift: Drift, nsd: StartNsd) -> None:
    files = HEAD + f'sub MX 10 mx\n_smtp._tls.sub {POLICY}\n_mta-sts.sub TXT "v=STSv1; id=1;"\n'
    sub = (
        HEAD.replace("example.com", "sub.example.com") + f"_smtp._tls {POLICY.replace('s@', '@')}\n"
    )
    server = nsd({"example.com": HEAD + "sub NS ns1.example.net.\n", "sub.example.com": sub})
    assert block(drift(server, {"a.zone": files})) == (
        "delegated: DNS has a zone of its own at 'sub.example.com', so 3 record sets differ.\n"
        "  --> a.zone:5:1\n"
    )


def test_a_zone_cut_below_to_a_server_elsewhere(drift: Drift, nsd: StartNsd) -> None:
    files = HEAD + f"_smtp._tls.sub {POLICY}\n"
    server = nsd({"example.com": HEAD + "sub NS ns.example.org.\n"})
    assert block(drift(server, {"a.zone": files})) == (
        "delegated: DNS has a zone of its own at 'sub.example.com', so 2 record sets differ.\n"
        "  --> a.zone:3:1\n"
    )


def test_other_name_servers(drift: Drift, nsd: StartNsd) -> None:
    served = HEAD.replace("NS ns1.example.net", "NS ns.example.org")
    assert block(drift(nsd({"example.com": served}), {"a.zone": ZONE})) == (
        "delegated: DNS names other servers for the zone 'example.com', so 2 record sets differ.\n"
        "  --> a.zone:4:1\n"
        "  - NS ns1.example.net.\n"
        "  + NS ns.example.org.\n"
    )


def test_other_name_servers_with_the_same_records(drift: Drift, nsd: StartNsd) -> None:
    served = ZONE.replace("NS ns1.example.net", "NS ns.example.org")
    assert drift(nsd({"example.com": served}), {"a.zone": ZONE}) == (0, ALIKE, "")


def test_no_such_zone(drift: Drift, nsd: StartNsd) -> None:
    files = ZONE.replace("example.com", "sub.example.com")
    assert block(drift(nsd({"example.com": HEAD}), {"a.zone": files})) == (
        "delegated: DNS has no zone 'sub.example.com' ('example.com' answers for it), so 2 record sets\n"
        "differ.\n"
        "  --> a.zone:3:1\n"
    )


# Caches


def test_a_cache_has_what_is_left_of_a_ttl(drift: Drift, nsd: StartNsd, named: StartNamed) -> None:
    server = named(nsd({"example.com": ZONE}))
    assert drift(server, {"a.zone": ZONE}).status == 0
    low = ZONE.replace("_smtp._tls TXT", "_smtp._tls 7200 TXT")
    assert drift(server, {"a.zone": low}).status == 0
    high = ZONE.replace("_smtp._tls TXT", "_smtp._tls 60 TXT")
    run = drift(server, {"a.zone": high}, "--output-format", "json")
    assert run.drifts == [("ttl", "_smtp._tls.example.com", "TXT")]
    (one,) = run.report["drifts"]
    assert one["dns"]["authoritative"] is False
    assert one["message"].endswith(
        f"is 60 in the files, in DNS {one['dns']['ttl']}, even in a cache."
    )


def test_a_resolver_tells_of_zone_cuts(drift: Drift, nsd: StartNsd, named: StartNamed) -> None:
    files = HEAD + f"sub MX 10 mx\n_smtp._tls.sub {POLICY}\n"
    sub = (
        HEAD.replace("example.com", "sub.example.com") + f"_smtp._tls {POLICY.replace('s@', '@')}\n"
    )
    server = named(nsd({"example.com": HEAD + "sub NS ns1.example.net.\n", "sub.example.com": sub}))
    run = drift(server, {"a.zone": files}, "--output-format", "json")
    assert run.drifts == [("delegated", "sub.example.com", "NS")]


# No answer


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (failing(dns.rcode.SERVFAIL), "servfail", "failed (SERVFAIL)"),
        (failing(dns.rcode.REFUSED), "refused", "refused (REFUSED)"),
        (failing(dns.rcode.NOTIMP), "malformed", "NOTIMP"),
        (cut, "truncated", "over TCP"),
        (lost, "timeout", "within 1 s"),
    ],
)
def test_no_answer_is_no_proof(
    drift: Drift,
    nsd: StartNsd,
    wire: StartWire,
    fault: Fault,
    status: str,
    said: str,
) -> None:
    def script(asked: Asked) -> Fault:
        return fault if asked.name.startswith("_smtp") else faithful

    server = wire(nsd({"example.com": ZONE}), script, tcp=False)
    run = drift(server, {"a.zone": ZONE}, "--timeout", "1", "--output-format", "json")
    assert run.status == 1
    assert run.drifts == [("unanswered", "_smtp._tls.example.com", "TXT")]
    (one,) = run.report["drifts"]
    assert one["dns"]["status"] == status
    assert one["message"].startswith("DNS does not answer for TXT at '_smtp._tls.example.com': ")
    assert said in one["message"], one["message"]
    assert (run.report["summary"]["compared"], run.report["summary"]["unanswered"]) == (2, 1)


def test_nobody_listens(drift: Drift, nsd: StartNsd) -> None:
    class Nobody(NamedTuple):
        address: str = "127.0.0.1"
        port: int = 9

    run = drift(Nobody(), {"a.zone": ZONE}, "--timeout", "1", "--exit-zero")
    assert run.status == 0
    assert run.out == (
        "unanswered: DNS does not answer for any of 3 record sets in the zone 'example.com': 127.0.0.1#9\n"
        "cannot be reached: connection refused.\n"
        "  --> a.zone:3:1\n"
        "\n"
        "Compared 0 record sets of 1 zone in 1 file with DNS: 1 drift (1 unanswered).\n"
    )
    report = drift(Nobody(), {}, "--timeout", "1", "--output-format", "json").report
    assert [(one["dns"]["status"], one["explains"]) for one in report["drifts"]] == [
        ("unreachable", 3)
    ]


def test_only_names_of_the_zone_are_asked(drift: Drift, nsd: StartNsd, wire: StartWire) -> None:
    zone = ZONE + "_smtp._tls.news CNAME tls.example.net.\nnews MX 10 mx.example.org.\n"
    server = wire(
        nsd({"example.com": zone.replace("tls.example.net.", "x.example.net.")}), always(faithful)
    )
    assert drift(server, {"a.zone": zone}).status == 1
    assert all(asked.name.endswith("example.com") for asked in server.asked)
    asked = [(one.name, one.rtype) for one in server.asked]
    assert len(set(asked)) == len(asked)
