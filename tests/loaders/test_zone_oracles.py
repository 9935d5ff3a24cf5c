"""The loader against BIND and dnspython: on what they accept, the same records are found.

Compared are all records that the loader is after: owner, type, and the octets of the strings or
the target. Zones are random, made of the forms that zone files are written in.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path

import dns.exception
import dns.name
import dns.rdatatype
import dns.rdtypes.txtbase
import dns.zone
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zone_files import load, records

from tlsrpt_lint.interest import COMPANION_TYPES, owner_matters, text_matters
from tlsrpt_lint.names import Name, parse_name

DATA = Path(__file__).parent.parent / "data" / "zone"
APEX = Name(("example", "com"))

Found = set[tuple[str, str, str]]

_OWNERS = st.sampled_from(
    ["@", "_smtp._tls", "_SMTP._TLS.Sub", "\\095smtp._tls.x", "_smtp._tls.example.com.", "www",
     "_smtp\\._tls", "mail", "*", "sub", "sub.example.com.", "_mta-sts", "_tlsrpt", "TXT", "IN",
     "3600", "_25._tcp.mail"]
)  # fmt: skip
_TTLS = st.sampled_from(["", "", "300 ", "1h30m ", "1W\t"])
_CLASSES = st.sampled_from(["", "", "IN ", "in\t", "CLASS1 "])
_STRINGS = st.sampled_from(
    ['"v=TLSRPTv1; rua=mailto:a@example.org"', '"v=TLSRPTv1\\; "', '"rua=mailto:a@example.org"',
     "v=TLSRPTv1;", "v=TLSRPTv1\\;rua=mailto:a@example.org", '""', '"a\\"b"', '"\\195\\188"',
     '"(a) ;b"', "a\\ b", "'single", '"v=spf1 -all"', "\\\\", '"v=T\\076SRPTv1;"', "@", "$x", "{a"]
)  # fmt: skip
_BLANKS = st.sampled_from([" ", "\t", "  ", " (\n\t", '\t( ; comment "(\n '])
_COMMENTS = st.sampled_from(["", " ", " ; comment", '\t;"quote ) (', " ; rua=mailto:b@example.org"])
_DATA = st.one_of(
    st.lists(_STRINGS, min_size=1, max_size=3).map(lambda texts: "TXT~" + " ".join(texts)),
    st.sampled_from(
        ["A~192.0.2.1", "MX~10 mail", "MX~0 .", "mx~20 mx.example.net.", "TLSA~3 1 1 00",
         "TXT~\\# 4 03616263", "TYPE16~\\# 12 0b763d544c5352505476 3120",
         "AAAA~2001:db8::1", 'CAA~0 issue "ca.example.net"', "SRV~0 0 25 mail", "NS~ns.sub"]
    ),
)  # fmt: skip


@st.composite
def record_lines(draw: st.DrawFn) -> str:
    """One record, in one of the ways to write it."""
    rtype, _, rdata = draw(_DATA).partition("~")
    owner = draw(st.one_of(_OWNERS, st.just("")))
    ttl, rclass = draw(_TTLS), draw(_CLASSES)
    head = ttl + rclass if draw(st.booleans()) else rclass + ttl
    blank = draw(_BLANKS)
    closing = ("\n )" if draw(st.booleans()) else " )") if "(" in blank else ""
    first = draw(st.sampled_from([" ", "\t"]))
    return f"{owner}{first}{head}{rtype}{blank}{rdata}{closing}{draw(_COMMENTS)}"


_OTHERS = st.sampled_from(
    ["", "   ", "; comment", " ; (", "$ORIGIN sub.example.com.", "$ORIGIN example.com. ; x",
     "$origin _tls.example.com.", "$ORIGIN @", "$TTL 1d", "$ttl 300"]
)  # fmt: skip
ZONES = st.tuples(
    st.lists(st.one_of(record_lines(), record_lines(), _OTHERS), min_size=1, max_size=12),
    st.sampled_from(["\n", "\n", "\r\n"]),
    st.booleans(),
).map(lambda made: _zone(*made))


def _zone(lines: list[str], line_end: str, final: bool) -> bytes:
    head = [
        "$ORIGIN example.com.",
        "$TTL 3600",
        "@ IN SOA ns1 hostmaster ( 1 7200",
        " 3600 1209600 3600 )",
        "@ NS ns1",
        "ns1 A 192.0.2.1",
    ]
    text = "\n".join(head + lines) + ("\n" if final else "")
    return text.replace("\n", line_end).encode()


def found_by_loader(text: bytes, path: str = "zone", folder: Path | None = None) -> Found:
    loaded = load(text, path, origin=APEX, folder=folder)
    found: Found = set()
    for record in records(loaded):
        if record.type in ("SOA", "TLSA"):
            continue
        if record.type in ("TXT", "SPF"):
            rdata = "|".join(string.text.text for string in record.strings)
        elif record.type in COMPANION_TYPES:
            rdata = f"{record.preference} {record.target}"
        else:
            continue
        found.add((str(record.owner.name), record.type, rdata))
    return found


def found_in_zone(zone: dns.zone.Zone) -> Found:
    """The records of a zone that dnspython has read, in the loader's words."""
    found: Found = set()
    for name, _, rdata in zone.iterate_rdatas():
        owner = parse_name(name.derelativize(zone.origin).to_text())[0]
        rtype = dns.rdatatype.to_text(rdata.rdtype)
        if isinstance(rdata, dns.rdtypes.txtbase.TXTBase):
            texts = [text.decode("utf-8", "surrogateescape") for text in rdata.strings]
            if "*" in owner or owner_matters(".".join(owner)) or text_matters("".join(texts)):
                found.add((str(owner), rtype, "|".join(texts)))
        elif rtype in ("MX", "CNAME", "NS", "DNAME"):
            target: dns.name.Name = rdata.exchange if rtype == "MX" else rdata.target
            absolute = parse_name(target.derelativize(zone.origin).to_text())[0]
            preference = rdata.preference if rtype == "MX" else None
            found.add((str(owner), rtype, f"{preference} {absolute}"))
    return found


def read_by_dnspython(text: bytes) -> Found | None:
    try:
        zone = dns.zone.from_text(
            text.decode(), origin="example.com.", check_origin=False, relativize=False
        )
    except (dns.exception.DNSException, ValueError, KeyError):
        return None
    return found_in_zone(zone)


def read_by_bind(program: str, text: bytes, folder: Path) -> Found | None:
    """What named-checkzone dumps; None if it refuses the zone."""
    run = subprocess.run(
        [program, "-D", "-q", "-i", "none", "-k", "ignore", "-n", "ignore", "-M", "ignore",
         "-S", "ignore", "-W", "ignore", "-r", "ignore", "-w", str(folder), "-o", "-",
         "example.com", "/dev/stdin"],
        input=text, capture_output=True, check=False,
    )  # fmt: skip
    if run.returncode:
        return None
    return read_by_dnspython(run.stdout)


@given(ZONES)
@settings(max_examples=400)
def test_dnspython_finds_the_same(text: bytes) -> None:
    theirs = read_by_dnspython(text)
    if theirs is not None:
        assert found_by_loader(text) == theirs


@pytest.fixture(scope="module")
def bind(oracle: Callable[[str], str]) -> str:
    return oracle("named-checkzone")


@given(text=ZONES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bind_finds_the_same(bind: str, text: bytes) -> None:
    theirs = read_by_bind(bind, text, DATA)
    if theirs is not None:
        ours = found_by_loader(text)
        assert ours == theirs
        assert not [p for p in load(text, origin=APEX).problems if p.kind.name == "SYNTAX"]


@pytest.mark.parametrize(
    "text",
    [
        b'_smtp._tls TXT v=TLSRPTv1; rua=mailto:a@example.org\n',
        b'_smtp._tls TXT v=TLSRPTv1\\; rua=mailto:a@example.org\n',
        b'_smtp._tls TXT "a""b" "c"d\n',
        b'_smtp._tls TXT a"b c"d\n',
        b'_smtp._tls TXT "a\\\nb"\n',
        b"_smtp._tls TXT 'a; b'\n",
        '_smtp._tls TXT “v=TLSRPTv1; rua”\n'.encode(),
        '_smtp._tls TXT "bücher"\n'.encode(),
        b"_smtp._tls TXT a\\(b\\)\\ c\\\"\n",
        b'$GENERATE 1-3 _smtp._tls.d$ TXT "v=TLSRPTv1; rua"\n',
        b'$GENERATE 1-3 _smtp._tls.d$ 300 IN TXT "v=TLSRPTv1\\; rua"\n',
        b"$GENERATE 0-20/5 _smtp._tls.${3,4,x} TXT a${-1,2}b\n",
        b"$GENERATE 10-12 _smtp._tls.$$ TXT \\$-$\n",
        b"$GENERATE 1-2 m$ MX \"10 mail$\"\n",
        b"$GENERATE 1-2 m$ CNAME mail$.example.net.\n",
        b"_smtp._tls TYPE16 \\# 4 ( 03 61\n 6263 )\n",
        b"m TYPE15 \\# 8 000a 046d61696c 00\n",
        b"a.b._smtp._tls\tTXT\ta\n\tTXT b\n( ; c\n\n ) TXT c\n",
        b"_smtp._tls TXT a\nwww A 192.0.2.1\nwww2 A 192.0.2.1\n  TXT v=TLSRPTv1\n",
        b"_smtp._tls TXT \"a\" ; (\n_smtp._tls TXT ( \"b\" ; )\n \"c\" )\n",
        b"$ORIGIN _tls\n_smtp TXT a\n$ORIGIN b\n@ TXT x\n",
        b"_smtp._tls.example.net. TXT outside\n",
        b"_smtp._tls 1D IN TXT a\n_smtp._tls IN 1D TXT b\n",
        b'"_smtp._tls" TXT a\n',
    ],
)  # fmt: skip
def test_bind_reads_odd_lines_the_same(bind: str, text: bytes) -> None:
    zone = _zone([], "\n", final=True) + text
    theirs = read_by_bind(bind, zone, DATA)
    if theirs is None:
        assert [p for p in load(zone).problems if p.kind.name == "SYNTAX"], text
    else:
        assert found_by_loader(zone) == theirs


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        ("folds", "example.org.zone"),
        ("signed", "example.org.zone.signed"),
        ("adjacent", "example.com.zone"),
        ("typographic", "example.com.zone"),
    ],
)
def test_dnspython_reads_the_samples_the_same(folder: str, path: str) -> None:
    zone = dns.zone.from_file(
        str(DATA / folder / path), origin=path.partition(".zone")[0], relativize=False
    )
    text = (DATA / folder / path).read_bytes()
    assert found_by_loader(text, path) == found_in_zone(zone)
