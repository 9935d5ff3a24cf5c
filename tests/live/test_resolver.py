"""The resolver, against real servers on loopback and a wire that can be faulty."""

import asyncio
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from itertools import pairwise
from statistics import median

import dns.edns
import dns.nameserver
import dns.rcode
import pytest

from dns_servers import (
    LOOPBACK,
    Certificate,
    Fault,
    Nsd,
    Server,
    StartNamed,
    StartNsd,
    StartWire,
    always,
    answering,
    cut,
    dropping,
    echoed,
    failing,
    faithful,
    free_ports,
    half,
    late,
    lost,
    other_id,
    other_question,
    over_udp,
    saying,
)
from tlsrpt_lint.live.nameservers import nameservers
from tlsrpt_lint.live.resolver import Answer, Link, Resolver, Status
from tlsrpt_lint.names import Name, parse_name

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="its words for a refused connection are others"
)

POLICY = "v=TLSRPTv1; rua=mailto:tls@example.com"
MANY = 400
HEAD = "$TTL 3600\n@ SOA ns1 hostmaster 1 7200 3600 1209600 300\n@ NS ns1\nns1 A 192.0.2.1\n"
ZONES = {
    "example.com": f"""{HEAD}
_smtp._tls TXT "{POLICY}"
a 60 CNAME b
b CNAME _smtp._tls
nowhere CNAME missing
outside CNAME _smtp._tls.example.net.
far CNAME x.example.org.
circle CNAME circle2
circle2 CNAME circle
across CNAME across.example.net.
self CNAME self
sub NS ns.sub
ns.sub A 192.0.2.2
big TXT {" ".join(f'"{n:0200}"' for n in range(8))}
*.wild TXT "any"
xn--bcher-kva TXT "A-label"
odd\\.label TXT "dot"
\\000\\255 TXT "octets"
{chr(10).join(f"c{n} CNAME c{n + 1}" for n in range(30))}
{chr(10).join(f'n{n} TXT "{n}"' for n in range(MANY))}
""",
    "example.net": f"""{HEAD}
_smtp._tls TXT "other"
across CNAME across.example.com.
""",
}


@pytest.fixture(scope="module")
def server(nsd: StartNsd) -> Nsd:
    return nsd(ZONES)


def named_as(text: str) -> Name:
    return parse_name(text)[0]


def ask_all(
    servers: Iterable[Server | str],
    questions: Iterable[tuple[Name, str]],
    timeout: float = 5,
    tcp: bool = False,
    concurrency: int = 100,
    rate: float | None = None,
) -> list[Answer]:
    async def asking() -> list[Answer]:
        usable = [
            nameserver
            for server in servers
            for nameserver in (
                nameservers([server], None)
                if isinstance(server, str)
                else nameservers([server.address], server.port)
            )
        ]
        resolver = Resolver(usable, timeout=timeout, tcp=tcp, concurrency=concurrency, rate=rate)
        return list(await asyncio.gather(*[resolver.ask(*question) for question in questions]))

    return asyncio.run(asking())


def ask(
    server: Server | str | list[Server | str],
    name: str = "_smtp._tls.example.com",
    rtype: str = "TXT",
    timeout: float = 5,
    tcp: bool = False,
) -> Answer:
    servers = server if isinstance(server, list) else [server]
    (answer,) = ask_all(servers, [(named_as(name), rtype)], timeout, tcp)
    return answer


def texts(answer: Answer) -> list[str]:
    assert answer.rrset is not None, answer
    return [b"".join(rdata.strings).decode() for rdata in answer.rrset]


def at(server: Server) -> str:
    return f"{server.address}#{server.port}"


class Nobody:
    """A port that nothing listens on."""

    address = LOOPBACK

    def __init__(self) -> None:
        (self.port,) = free_ports(1)


# What a server says.


@pytest.mark.parametrize("tcp", [False, True])
def test_answered(server: Nsd, tcp: bool) -> None:
    answer = ask(server, tcp=tcp)
    assert answer.status is Status.ANSWERED
    assert texts(answer) == [POLICY]
    assert answer.rrset is not None
    assert answer.rrset.ttl == 3600
    assert answer._replace(rrset=None) == Answer(
        named_as("_smtp._tls.example.com"),
        "TXT",
        Status.ANSWERED,
        authoritative=True,
        server=at(server),
    )


@pytest.mark.parametrize(
    ("name", "rtype", "status", "zone", "detail"),
    [
        (
            "x.example.com",
            "TXT",
            "NXDOMAIN",
            "example.com",
            "x.example.com does not exist (NXDOMAIN)",
        ),
        ("example.com", "TXT", "NODATA", "example.com", "example.com has no TXT record"),
        ("example.com", "MX", "NODATA", "example.com", "example.com has no MX record"),
        ("_tls.example.com", "TXT", "NODATA", "example.com", "_tls.example.com has no TXT record"),
        (
            "x.sub.example.com",
            "TXT",
            "REFERRAL",
            "sub.example.com",
            "{server} points to the servers of sub.example.com.",
        ),
        ("example.org", "TXT", "REFUSED", None, "{server} refused (REFUSED, not authoritative)"),
    ],
)
def test_no_record(
    server: Nsd, name: str, rtype: str, status: str, zone: str | None, detail: str
) -> None:
    answer = ask(server, name, rtype)
    assert answer == Answer(
        named_as(name),
        rtype,
        Status[status],
        authoritative=status in ("NXDOMAIN", "NODATA"),
        server=at(server),
        detail=detail.format(server=at(server)),
        zone=None if zone is None else named_as(zone),
    )


# CNAMEs.


def test_a_chain_is_kept(server: Nsd) -> None:
    answer = ask(server, "a.example.com")
    assert texts(answer) == [POLICY]
    assert answer.chain == (
        Link(named_as("a.example.com"), named_as("b.example.com"), 60),
        Link(named_as("b.example.com"), named_as("_smtp._tls.example.com"), 3600),
    )


def test_a_chain_goes_on_in_another_zone(server: Nsd) -> None:
    answer = ask(server, "outside.example.com")
    assert texts(answer) == ["other"]
    assert answer.chain == (
        Link(named_as("outside.example.com"), named_as("_smtp._tls.example.net"), 3600),
    )


@pytest.mark.parametrize(
    ("name", "status", "links", "zone", "detail"),
    [
        (
            "nowhere.example.com",
            Status.NXDOMAIN,
            1,
            "example.com",
            "missing.example.com does not exist (NXDOMAIN)",
        ),
        (
            "far.example.com",
            Status.REFUSED,
            1,
            None,
            "{server} refused (REFUSED, not authoritative)",
        ),
        (
            "circle.example.com",
            Status.LOOP,
            2,
            None,
            "the CNAMEs of circle.example.com lead in a circle",
        ),
        (
            "self.example.com",
            Status.LOOP,
            1,
            None,
            "the CNAMEs of self.example.com lead in a circle",
        ),
        (
            "across.example.com",
            Status.LOOP,
            2,
            None,
            "the CNAMEs of across.example.com lead in a circle",
        ),
    ],
)
def test_a_chain_that_leads_nowhere(
    server: Nsd, name: str, status: Status, links: int, zone: str | None, detail: str
) -> None:
    answer = ask(server, name)
    assert answer.status is status
    assert len(answer.chain) == links
    assert answer.rrset is None
    assert answer.zone == (None if zone is None else named_as(zone))
    assert answer.detail == detail.format(server=at(server))


def test_a_long_chain_is_given_up(server: Nsd) -> None:
    answer = ask(server, "c0.example.com")
    assert answer.status is Status.LOOP
    assert answer.detail == "c0.example.com leads over more than 16 CNAMEs"
    assert ask(server, "c15.example.com").status is Status.NXDOMAIN  # 15 of them


def test_who_asks_for_the_alias_gets_it(server: Nsd) -> None:
    answer = ask(server, "a.example.com", "CNAME")
    assert answer.status is Status.ANSWERED
    assert answer.chain == ()
    assert str(answer.rrset) == "a.example.com. 60 IN CNAME b.example.com."


# Names.

LONG = "".join(chr(0x4E00 + 97 * n) for n in range(30))  # its A-label is long as well


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (r"odd\.label.example.com", "dot"),
        (r"\000\255.example.com", "octets"),
        ("bücher.example.com", "A-label"),
        ("XN--BCHER-KVA.Example.COM", "A-label"),
        ("anything.wild.example.com", "any"),
        (f"{'a' * 63}.{'b' * 63}.{'c' * 63}.{'d' * 44}.wild.example.com", "any"),
    ],
)
def test_odd_names(server: Nsd, name: str, expected: str) -> None:
    answer = ask(server, name)
    assert texts(answer) == [expected]
    assert answer.name == named_as(name)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (Name(("a" * 64, "example", "com")), f"the label '{'a' * 20}…' is over 63 octets long"),
        (Name((LONG, "example", "com")), f"the label '{LONG[:20]}…' is over 63 octets long"),
        (Name(["abcdefg"] * 32), "it is over 255 octets long"),
        (Name(("a", "", "example")), "it has an empty label"),
    ],
)
def test_a_name_that_dns_cannot_carry(name: Name, why: str) -> None:
    (answer,) = ask_all([Nobody()], [(name, "TXT")])
    assert answer.status is Status.UNASKED
    assert answer.detail == f"'{name}' is no name that DNS carries: {why}"


def test_the_root_is_a_name(server: Nsd) -> None:
    assert ask(server, ".", "NS").status is Status.REFUSED


def test_no_search_list_is_applied(server: Nsd, wire: StartWire) -> None:
    between = wire(server, always(faithful))
    ask(between, "example")
    assert [asked.name for asked in between.asked] == ["example"]


# What goes wrong on the way.


def test_silence(server: Nsd, wire: StartWire) -> None:
    between = wire(server, always(lost))
    begin = time.monotonic()
    answer = ask(between, timeout=0.8)
    assert 0.8 <= time.monotonic() - begin < 5
    assert answer.status is Status.TIMEOUT
    assert answer.detail == f"no answer from {at(between)} within 0.8 s (7 tries)"
    assert answer.server == at(between)
    first = between.asked[0].at
    waits = [round((asked.at - first) / 0.8 * 16) for asked in between.asked]
    assert len(waits) == 7
    assert waits[0] == 0


def test_silence_over_tcp(server: Nsd, wire: StartWire) -> None:
    between = wire(server, always(lost))
    answer = ask(between, timeout=0.5, tcp=True)
    assert answer.status is Status.TIMEOUT
    assert answer.detail == f"no answer from {at(between)} within 0.5 s (7 tries)"


def test_a_late_answer_is_heard(server: Nsd, wire: StartWire) -> None:
    # Later than all waits but the last ones, which are a quarter of the time.
    between = wire(server, always(late(0.35)))
    assert texts(ask(between, timeout=2)) == [POLICY]


def test_a_port_that_is_closed() -> None:
    nobody = Nobody()
    begin = time.monotonic()
    answer = ask(nobody, timeout=60)
    assert time.monotonic() - begin < 30
    assert answer.status is Status.UNREACHABLE
    assert answer.detail == f"{at(nobody)} cannot be reached: connection refused"
    answer = ask(nobody, tcp=True)
    assert answer.status is Status.UNREACHABLE
    assert answer.detail == f"{at(nobody)} cannot be reached: connection refused"


def test_a_cut_answer_is_had_over_tcp(server: Nsd, wire: StartWire) -> None:
    between = wire(server, over_udp(cut))
    assert texts(ask(between)) == [POLICY]
    assert [asked.tcp for asked in between.asked] == [False, True]


def test_an_answer_that_does_not_fit_is_had_over_tcp(server: Nsd, wire: StartWire) -> None:
    between = wire(server, always(faithful))
    assert texts(ask(between, "big.example.com")) == ["".join(f"{n:0200}" for n in range(8))]
    assert [asked.tcp for asked in between.asked] == [False, True]


def test_a_cut_answer_without_tcp(server: Nsd, wire: StartWire) -> None:
    between = wire(server, always(cut), tcp=False)
    answer = ask(between)
    assert answer.status is Status.TRUNCATED
    assert answer.detail == f"{at(between)} cut its answer short, and over TCP connection refused"


def test_a_cut_answer_with_silence_over_tcp(server: Nsd, wire: StartWire) -> None:
    between = wire(server, lambda asked: lost if asked.tcp else cut)
    answer = ask(between, timeout=0.5)
    assert answer.status is Status.TRUNCATED
    assert (
        answer.detail == f"{at(between)} cut its answer short, and over TCP gave none within 0.5 s"
    )


def test_an_answer_that_is_cut_over_tcp_as_well(server: Nsd, wire: StartWire) -> None:
    between = wire(server, always(cut))
    answer = ask(between)
    assert answer.status is Status.TRUNCATED
    assert answer.detail == f"{at(between)} cut its answer short over TCP"
    assert ask(between, tcp=True).detail == f"{at(between)} cut its answer short over TCP"


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (failing(dns.rcode.SERVFAIL), Status.SERVFAIL, "failed (SERVFAIL)"),
        (
            failing(dns.rcode.SERVFAIL, dns.edns.EDEOption(9, "no key for example.com")),
            Status.SERVFAIL,
            "failed (SERVFAIL, dnskey missing: no key for example.com)",
        ),
        (
            failing(dns.rcode.SERVFAIL, dns.edns.EDEOption(49152)),
            Status.SERVFAIL,
            "failed (SERVFAIL, error 49152)",
        ),
        (failing(dns.rcode.REFUSED), Status.REFUSED, "refused (REFUSED)"),
        (failing(dns.rcode.FORMERR), Status.MALFORMED, "gave no answer (FORMERR)"),
        (failing(dns.rcode.NOTIMP), Status.MALFORMED, "gave no answer (NOTIMP)"),
        (failing(dns.rcode.BADVERS), Status.MALFORMED, "gave no answer (BADVERS)"),
        (half, Status.MALFORMED, "sent an answer that cannot be read"),
        (
            answering("other.example. 60 IN TXT x"),
            Status.MALFORMED,
            "answered with records of another name or type",
        ),
        (
            answering("_smtp._tls.example.com. 60 IN A 192.0.2.1"),
            Status.MALFORMED,
            "answered with records of another name or type",
        ),
    ],
)
def test_a_reply_that_is_no_answer(
    server: Nsd, wire: StartWire, fault: Fault, status: Status, said: str
) -> None:
    between = wire(server, always(fault))
    for tcp in (False, True):
        answer = ask(between, timeout=20, tcp=tcp)
        assert (answer.status, answer.detail) == (status, f"{at(between)} {said}")
    if status is not Status.MALFORMED:
        assert len(between.asked) == 2  # nothing is asked again


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (other_id, "sent what does not answer the question"),
        (other_question, "sent what does not answer the question"),
        (echoed, "sent what does not answer the question"),
        (saying(b"garbage"), "sent an answer that cannot be read"),
    ],
)
def test_what_may_come_from_anybody_does_not_end_the_question(
    server: Nsd, wire: StartWire, fault: Fault, said: str
) -> None:
    between = wire(server, always(fault))
    for tcp in (False, True):
        answer = ask(between, timeout=20, tcp=tcp)
        assert (answer.status, answer.detail) == (Status.MALFORMED, f"{at(between)} {said}")
    assert len(between.asked) == 14
    # The truth is heard behind it.
    between = wire(server, lambda asked: fault if asked.nth < 7 else faithful)
    assert texts(ask(between)) == [POLICY]


def test_a_circle_that_a_server_makes_up(server: Nsd, wire: StartWire) -> None:
    fault = answering("x.example. 60 IN CNAME y.example.", "y.example. 60 IN CNAME x.example.")
    answer = ask(wire(server, always(fault)), "x.example")
    assert answer.status is Status.LOOP
    assert answer.detail == "the CNAMEs of x.example lead in a circle"


@pytest.mark.parametrize("share", [0.05, 0.2])
def test_nothing_is_lost_with_the_packets(server: Nsd, wire: StartWire, share: float) -> None:
    between = wire(server, dropping(share, seed=1))
    names = [named_as(f"n{n}.example.com") for n in range(MANY)]
    answers = ask_all([between], [(name, "TXT") for name in names], timeout=10)
    assert [texts(answer) for answer in answers] == [[str(n)] for n in range(MANY)]
    assert len(between.asked) > MANY * (1 + share)


# Several servers.


def test_the_next_server_is_asked_where_one_is_silent(server: Nsd, wire: StartWire) -> None:
    silent, good = wire(server, always(lost)), wire(server, always(faithful))
    names = [named_as(f"n{n}.example.com") for n in range(10)]
    answers = ask_all([silent, good], [(name, "TXT") for name in names], 3, concurrency=1)
    assert {answer.server for answer in answers} == {at(good)}
    assert len(silent.asked) >= 10


def test_the_next_server_is_asked_where_one_refuses(server: Nsd, wire: StartWire) -> None:
    for fault in (failing(dns.rcode.REFUSED), failing(dns.rcode.SERVFAIL), half):
        answer = ask([wire(server, always(fault)), server])
        assert (answer.status, answer.server) == (Status.ANSWERED, at(server))
    assert ask([Nobody(), server]).status is Status.ANSWERED


def test_the_one_that_says_most_is_quoted_first(server: Nsd, wire: StartWire) -> None:
    nobody, silent = Nobody(), wire(server, always(lost))
    failed = wire(server, always(failing(dns.rcode.SERVFAIL)))
    answer = ask([nobody, silent, failed], timeout=0.4)
    assert (answer.status, answer.server) == (Status.SERVFAIL, at(failed))
    assert re.fullmatch(
        rf"{at(nobody)} cannot be reached: connection refused; "
        rf"no answer from {at(silent)} within 0.4 s \(\d tries\); {at(failed)} failed \(SERVFAIL\)",
        answer.detail,
    )
    answer = ask([nobody, failed, wire(server, always(failing(dns.rcode.REFUSED)))], timeout=60)
    assert answer.status is Status.SERVFAIL  # at once


# How often, how many, how fast.


def test_a_question_is_asked_once(server: Nsd, wire: StartWire) -> None:
    between = wire(server, always(late(0.1)))
    question = named_as("_smtp._tls.example.com"), "TXT"
    answers = ask_all([between], [question] * 20)
    assert [texts(answer) for answer in answers] == [[POLICY]] * 20
    assert len(between.asked) == 1


def test_who_waits_for_another_s_question_outlives_it(server: Nsd, wire: StartWire) -> None:
    between = wire(server, always(late(0.2)))

    async def asking() -> Answer:
        nameserver = nameservers([between.address], between.port)
        resolver = Resolver(nameserver, timeout=5, concurrency=10, rate=None)
        name = named_as("_smtp._tls.example.com")
        first = asyncio.create_task(resolver.ask(name, "TXT"))
        second = asyncio.create_task(resolver.ask(name, "TXT"))
        third = asyncio.create_task(resolver.ask(name, "TXT"))
        await asyncio.sleep(0.05)
        first.cancel()
        third.cancel()
        return await second

    assert texts(asyncio.run(asking())) == [POLICY]


@pytest.mark.parametrize("tcp", [False, True])
def test_so_many_are_in_flight(server: Nsd, wire: StartWire, tcp: bool) -> None:
    between = wire(server, always(late(0.05)))
    names = [named_as(f"n{n}.example.com") for n in range(60)]
    answers = ask_all([between], [(name, "TXT") for name in names], 20, tcp, concurrency=7)
    assert {answer.status for answer in answers} == {Status.ANSWERED}
    assert between.most_open == 7


def test_connections_are_fewer(server: Nsd, wire: StartWire) -> None:
    """NSD closes what is over its `tcp-count`, and the questions would be lost."""
    between = wire(server, always(late(0.05)))
    names = [named_as(f"n{n}.example.com") for n in range(100)]
    answers = ask_all([between], [(name, "TXT") for name in names], 30, tcp=True, concurrency=100)
    assert {answer.status for answer in answers} == {Status.ANSWERED}
    assert between.most_open <= 32


def test_so_many_go_out_in_a_second(server: Nsd, wire: StartWire) -> None:
    between = wire(server, always(faithful))
    names = [named_as(f"n{n}.example.com") for n in range(41)]
    ask_all([between], [(name, "TXT") for name in names], rate=50)
    times = [asked.at for asked in between.asked]
    assert len(times) == 41
    # What other processes hold up comes later than it should: a burst would be most of it at once.
    assert times[-1] - times[0] >= 40 / 50 * 0.7
    assert median(after - before for before, after in pairwise(times)) > 0.5 / 50


# Recursive, over TLS and HTTPS.


def test_a_recursive_server(named: StartNamed, server: Nsd) -> None:
    recursive = named(server)
    answer = ask(recursive, "outside.example.com")
    assert texts(answer) == ["other"]
    assert not answer.authoritative
    assert len(answer.chain) == 1
    assert ask(recursive, "nowhere.example.com").status is Status.NXDOMAIN
    assert ask(recursive, "outside.example.com", "MX").detail == (
        "_smtp._tls.example.net has no MX record"
    )
    answer = ask(recursive, "example.org")
    assert answer.status is Status.SERVFAIL
    assert answer.detail.startswith(f"{at(recursive)} failed (SERVFAIL")


@pytest.mark.usefixtures("trusted")
def test_over_tls(named: StartNamed, server: Nsd) -> None:
    url = f"tls://{LOOPBACK}:{named(server).tls_port}"
    answer = ask(url)
    assert texts(answer) == [POLICY]
    assert answer.server == f"tls://{LOOPBACK}#{named(server).tls_port}"
    assert texts(ask(f"{url}#dns.example")) == [POLICY]
    names = [named_as(f"n{n}.example.com") for n in range(100)]
    answers = ask_all([url], [(name, "TXT") for name in names], 20)
    assert [texts(answer) for answer in answers] == [[str(n)] for n in range(100)]


@pytest.mark.usefixtures("trusted")
def test_over_tls_with_the_certificate_of_another(named: StartNamed, server: Nsd) -> None:
    port = named(server).tls_port
    answer = ask(f"tls://{LOOPBACK}:{port}#other.example")
    assert answer.status is Status.UNREACHABLE
    assert answer.detail == (
        f"tls://{LOOPBACK}#{port} cannot be reached: its certificate is not trusted: "
        "Hostname mismatch, certificate is not valid for 'other.example'."
    )


def test_over_tls_with_a_certificate_of_nobody(named: StartNamed, server: Nsd) -> None:
    port = named(server).tls_port
    answer = ask(f"tls://{LOOPBACK}:{port}")
    assert answer.status is Status.UNREACHABLE
    assert answer.detail == (
        f"tls://{LOOPBACK}#{port} cannot be reached: its certificate is not trusted: "
        "self-signed certificate"
    )


def test_tls_where_there_is_none() -> None:
    with closing(socket.create_server((LOOPBACK, 0))) as listening:
        port = listening.getsockname()[1]
        answer = ask(f"tls://{LOOPBACK}:{port}", timeout=0.5)
    assert answer.status is Status.TIMEOUT
    assert answer.detail == f"no answer from tls://{LOOPBACK}#{port} within 0.5 s (7 tries)"
    (port,) = free_ports(1)
    answer = ask(f"tls://{LOOPBACK}:{port}")
    assert answer.status is Status.UNREACHABLE
    assert answer.detail == f"tls://{LOOPBACK}#{port} cannot be reached: connection refused"


# Where the time of a try is over, dnspython's client for HTTPS leaves its socket to the collector.
UNCLOSED = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@UNCLOSED
@pytest.mark.usefixtures("trusted")
def test_over_https(named: StartNamed, server: Nsd) -> None:
    url = f"https://{LOOPBACK}:{named(server).https_port}/dns-query"
    answer = ask(url)
    assert texts(answer) == [POLICY]
    assert answer.server == url
    assert ask(url, "x.example.com").status is Status.NXDOMAIN
    names = [named_as(f"n{n}.example.com") for n in range(100)]
    answers = ask_all([url], [(name, "TXT") for name in names], 20)
    assert [texts(answer) for answer in answers] == [[str(n)] for n in range(100)]


@UNCLOSED
@pytest.mark.usefixtures("trusted")
def test_https_that_serves_no_dns(named: StartNamed, server: Nsd) -> None:
    url = f"https://{LOOPBACK}:{named(server).https_port}/elsewhere"
    answer = ask(url)
    assert answer.status is Status.UNREACHABLE
    assert answer.detail == f"{url} cannot be reached: it says HTTP 404"


@UNCLOSED
def test_https_with_a_certificate_of_nobody(named: StartNamed, server: Nsd) -> None:
    url = f"https://{LOOPBACK}:{named(server).https_port}/dns-query"
    answer = ask(url)
    assert answer.status is Status.UNREACHABLE
    assert answer.detail.startswith(
        f"{url} cannot be reached: its certificate is not trusted: self"
    )


@UNCLOSED
def test_https_where_nobody_listens() -> None:
    url = f"https://{LOOPBACK}:{free_ports(1)[0]}/dns-query"
    answer = ask(url)
    assert answer.status is Status.UNREACHABLE
    assert answer.detail == f"{url} cannot be reached: ConnectError"  # httpx2 hears no more


# The end.

PROGRAM = """
import asyncio, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background of a shell
from tlsrpt_lint.live.nameservers import nameservers
from tlsrpt_lint.live.resolver import Resolver
from tlsrpt_lint.names import Name

async def asking(server, port, tcp):
    resolver = Resolver(
        nameservers([server], port), timeout=60, tcp=tcp, concurrency=50, rate=None
    )
    names = [Name((f"n{n}", "example", "com")) for n in range(200)]
    await resolver.ask(Name(("first", "example")), "TXT")
    print("begun", flush=True)
    await asyncio.gather(*[resolver.ask(name, "TXT") for name in names])

server, port, tcp = sys.argv[1:]
try:
    asyncio.run(asking(server, int(port) if port else None, tcp == "tcp"))
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize("way", ["udp", "tcp", "tls"])
def test_ctrl_c_leaves_nothing_behind(
    server: Nsd, wire: StartWire, named: StartNamed, trusted: Certificate, way: str
) -> None:
    """No word of tasks or sockets; over UDP not even with the warnings that Python keeps to itself.

    Python 3.11 may lose a connection that comes about in the moment in which it is given up.
    """
    strict = ["-W", "always"] if way == "udp" else []
    between = wire(server, lambda asked: faithful if asked.name == "first.example" else lost)
    where = {
        "udp": (LOOPBACK, between.port),
        "tcp": (LOOPBACK, between.port),
        "tls": (f"tls://{LOOPBACK}:{named(between).tls_port}", ""),
    }[way]
    process = subprocess.Popen(
        [sys.executable, *strict, "-c", PROGRAM, *map(str, where), way],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert (out, errors) == ("interrupted\n", "")
