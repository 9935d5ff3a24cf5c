"""DNS messages (RFC 1035, 4.1; EDNS: RFC 6891): one question, and what a message says to it.

A run asks some ten thousand questions, and dnspython's message classes take longer over each than
all the rest. So the envelope is read here, by its parser, and only the records that matter are made.
"""

import struct
from typing import NamedTuple

import dns.edns
import dns.entropy
import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.wire

from tlsrpt_lint.live.answer import Link, Status
from tlsrpt_lint.live.names import from_dns
from tlsrpt_lint.names import Name

_QR, _OPCODE, _AA, _TC, _RD, _RCODE = 0x8000, 0x7800, 0x0400, 0x0200, 0x0100, 0x000F
# What fits into a packet of any path (RFC 9715, appendix A).
_EDNS_1232 = struct.pack("!BHHIH", 0, dns.rdatatype.OPT, 1232, 0, 0)
_STATUS = {dns.rcode.SERVFAIL: Status.SERVFAIL, dns.rcode.REFUSED: Status.REFUSED}


class Query:
    """One question as it goes out, under an identifier that cannot be guessed."""

    __slots__ = ("asked", "name", "question", "rtype", "wire")

    def __init__(self, asked: Name, name: dns.name.Name, rtype: dns.rdatatype.RdataType) -> None:
        self.asked = asked
        self.name = name
        self.rtype = rtype
        encoded = name.to_wire()
        assert encoded is not None  # it is None only where it goes into a file
        self.question = encoded + struct.pack("!HH", rtype, dns.rdataclass.IN)
        header = struct.pack("!HHHHHH", dns.entropy.random_16(), _RD, 1, 0, 0, 1)
        self.wire = header + self.question + _EDNS_1232


class Reply(NamedTuple):
    """What a server says to a question. See `Answer`; `said` is a clause that lacks its subject.

    `end` is the name at the end of `chain`. An authoritative server stops where the chain leaves
    its zones: `unfinished` says that `end` is still to be asked for.
    """

    status: Status
    end: Name
    chain: tuple[Link, ...] = ()
    rrset: dns.rrset.RRset | None = None
    authoritative: bool = False
    zone: Name | None = None
    said: str = ""
    unfinished: bool = False


class StrayError(Exception):
    """A message that is no reply to the question; the text is a clause that lacks its subject.

    Anybody may have sent it, so the reply may still come.
    """


def read(query: Query, wire: bytes) -> Reply:
    """What the message says to the question. Raises StrayError if it is no reply to it."""
    flags, counts = _envelope(query, wire)
    if flags & _TC:
        return Reply(Status.TRUNCATED, query.asked, said="cut its answer short")
    rcode = flags & _RCODE
    if rcode not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return _failure(query, rcode, wire)
    parser = dns.wire.Parser(wire, 12 + len(query.question))
    try:
        return _content(query, rcode, bool(flags & _AA), parser, counts)
    except (dns.exception.DNSException, ValueError):
        return Reply(Status.MALFORMED, query.asked, said="sent an answer that cannot be read")


def _envelope(query: Query, wire: bytes) -> tuple[int, tuple[int, int]]:
    """The flags, and the number of records in the answer and authority sections."""
    if len(wire) < 12:
        raise StrayError(f"sent {len(wire)} octets that are no DNS message")
    identifier, flags, questions, answers, authorities, _ = struct.unpack_from("!HHHHHH", wire)
    if not flags & _QR or flags & _OPCODE:
        raise StrayError("sent what is no answer")
    if identifier != query.wire[0] << 8 | query.wire[1]:
        raise StrayError("sent an answer with another identifier")
    question = wire[12 : 12 + len(query.question)]
    # A server that cannot read the question need not repeat it.
    unread = questions == 0 and flags & _RCODE not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN)
    if not unread and (questions != 1 or not _same(question, query.question)):
        raise StrayError("sent the answer to another question")
    return flags, (answers, authorities)


def _same(one: bytes, other: bytes) -> bool:
    """True if two questions are equal but for the case of the name (RFC 4343)."""
    # The last four octets are type and class; lengths of labels are below the letters.
    return one == other or (one[-4:] == other[-4:] and one.lower() == other.lower())


def _failure(query: Query, rcode: int, wire: bytes) -> Reply:
    status = _STATUS.get(dns.rcode.Rcode(rcode), Status.MALFORMED)
    why = dns.rcode.to_text(dns.rcode.Rcode(rcode))
    try:
        message = dns.message.from_wire(wire)
    except (dns.exception.DNSException, ValueError):
        errors = []
    else:
        why = dns.rcode.to_text(message.rcode())
        errors = message.extended_errors()
    for error in errors:  # RFC 8914
        try:
            why += ", " + dns.edns.EDECode(error.code).name.lower().replace("_", " ")
        except ValueError:
            why += f", error {error.code}"
        if error.text:
            why += f": {error.text}"
    verb = {Status.SERVFAIL: "failed", Status.REFUSED: "refused"}.get(status, "gave no answer")
    return Reply(status, query.asked, said=f"{verb} ({why})")


def _content(
    query: Query,
    rcode: int,
    authoritative: bool,
    parser: dns.wire.Parser,
    counts: tuple[int, int],
) -> Reply:
    answers = _records(parser, counts[0], {query.rtype, dns.rdatatype.CNAME})
    chain, end, circle = _follow(query, answers)
    name = from_dns(end)
    if circle:
        return Reply(Status.LOOP, name, chain, None, authoritative)
    records = answers.get((end, query.rtype))
    if records is not None:
        rrset = dns.rrset.RRset(end, dns.rdataclass.IN, query.rtype)
        for ttl, rdata in records:
            rrset.add(rdata, ttl)
        return Reply(Status.ANSWERED, name, chain, rrset, authoritative)
    if counts[0] and not chain:
        return Reply(Status.MALFORMED, name, said="answered with records of another name or type")
    negative = _records(parser, counts[1], {dns.rdatatype.SOA, dns.rdatatype.NS}, bare=True)
    zones = {rtype: owner for owner, rtype in negative if end.is_subdomain(owner)}
    soa, delegation = zones.get(dns.rdatatype.SOA), zones.get(dns.rdatatype.NS)
    if rcode == dns.rcode.NXDOMAIN:
        status = Status.NXDOMAIN
    elif soa is None and chain:
        return Reply(Status.NODATA, name, chain, None, authoritative, unfinished=True)
    elif soa is None and delegation is not None and not authoritative:
        zone = from_dns(delegation)
        said = f"points to the servers of {zone or '.'}"
        return Reply(Status.REFERRAL, name, chain, None, False, zone, said)
    else:
        status = Status.NODATA
    return Reply(status, name, chain, None, authoritative, None if soa is None else from_dns(soa))


_Records = dict[tuple[dns.name.Name, int], list[tuple[int, dns.rdata.Rdata]]]


def _records(
    parser: dns.wire.Parser, count: int, wanted: set[dns.rdatatype.RdataType], *, bare: bool = False
) -> _Records:
    """The next `count` records of the wanted types, by owner and type; without rdata if `bare`."""
    found: _Records = {}
    for _ in range(count):
        owner = dns.name.from_wire_parser(parser)
        rtype, rclass, ttl, length = parser.get_struct("!HHIH")
        if rtype not in wanted or rclass != dns.rdataclass.IN:
            parser.get_bytes(length)
            continue
        records = found.setdefault((owner, rtype), [])
        if bare:
            parser.get_bytes(length)
            continue
        with parser.restrict_to(length):
            rdata = dns.rdata.from_wire_parser(rclass, rtype, parser)
        # A TTL with the top bit set counts as 0 (RFC 2181, 8).
        records.append((0 if ttl > 0x7FFFFFFF else ttl, rdata))
    return found


def _follow(query: Query, answers: _Records) -> tuple[tuple[Link, ...], dns.name.Name, bool]:
    """The CNAMEs from the name asked for, the name at their end, and whether there is none."""
    chain: list[Link] = []
    end, seen = query.name, {query.name}
    while query.rtype != dns.rdatatype.CNAME:
        aliases = answers.get((end, dns.rdatatype.CNAME))
        if aliases is None:
            break
        ttl, rdata = aliases[0]
        target: dns.name.Name = rdata.target  # type: ignore[attr-defined]
        chain.append(Link(from_dns(end), from_dns(target), ttl))
        end = target
        if end in seen:
            return tuple(chain), end, True
        seen.add(end)
    return tuple(chain), end, False
