"""Asking DNS: each question once, some at a time, at a steady pace. dnspython's resolver does the work.

It is told to follow no search list and to keep no cache. What it says of a failure is put into the
words of one `Status` here, and CNAMEs that lead out of the zones of an authoritative server, which
does not follow them, are followed by asking again.
"""

import asyncio
import copy
import socket
import ssl
from collections.abc import Sequence
from typing import Any

import dns.asyncbackend
import dns.asyncresolver
import dns.flags
import dns.message
import dns.rdatatype
import dns.resolver
from dns.exception import FormError
from dns.nameserver import Do53Nameserver, Nameserver

from tlsrpt_lint.live.answer import Answer, Link, Status
from tlsrpt_lint.live.failures import failed
from tlsrpt_lint.live.names import from_dns, to_dns
from tlsrpt_lint.live.nameservers import nameservers as usable
from tlsrpt_lint.live.nameservers import shown
from tlsrpt_lint.names import BadNameError, Name

__all__ = ["Answer", "Link", "Resolver", "Status"]

_LONGEST_CHAIN = 16  # CNAMEs; BIND and Unbound stop at 16 and 11
# Connections at once. Servers close what is too many for them: NSD takes 100 of all clients together.
_STREAMS = 32
_PAYLOAD = 1232  # octets, what fits into a packet of any path (RFC 9715, appendix A)
# How the time for a question is spent on tries. Of 40,000 questions none is lost by all seven of
# them where one packet in twenty is, and a server that takes its time is heard by the last ones.
_TRIES = (1 / 16, 1 / 16, 1 / 8, 1 / 8, 1 / 8, 1 / 4, 1 / 4)


class Resolver:
    """Asks each (name, type) once: repeated and concurrent questions share one answer.

    `timeout` is what one question may take, in seconds; `concurrency` how many are in flight, and
    `rate` how many go out in a second.
    """

    def __init__(
        self,
        nameservers: Sequence[Nameserver] | None,
        *,
        timeout: float,
        tcp: bool = False,
        concurrency: int,
        rate: float | None,
    ) -> None:
        servers = usable((), None) if nameservers is None else nameservers
        self._tries = [_try(servers, share * timeout) for share in _TRIES]
        self._names = {str(server): shown(server) for server in servers}
        self._answering: dict[tuple[str | None, int | None], str] = {
            (server.answer_nameserver(), server.answer_port()): shown(server) for server in servers
        }
        self._timeout = timeout
        self._tcp = tcp
        self._backend = _backend()
        if tcp or not all(isinstance(server, Do53Nameserver) for server in servers):
            concurrency = min(concurrency, _STREAMS)
        self._in_flight = asyncio.Semaphore(concurrency)
        self._pace = None if rate is None else _Pace(rate)
        self._asked: dict[tuple[Name, str], Answer | asyncio.Future[None]] = {}

    async def ask(self, name: Name, rtype: str) -> Answer:
        """What DNS says to the absolute name and the type. Raises nothing that the network does."""
        chain: tuple[Link, ...] = ()
        end = name
        while True:
            try:
                reply = await self._once(end, rtype)
            except BadNameError as error:
                detail = f"'{end}' is no name that DNS carries: {error}"
                return Answer(name, rtype, Status.UNASKED, chain, detail=detail)
            chain += reply.chain
            end = chain[-1].target if chain else name
            status, detail, rrset = reply.status, reply.detail, reply.rrset
            owners = {link.owner for link in chain}
            if len(owners) < len(chain) or end in owners:
                status, detail, rrset = Status.LOOP, f"the CNAMEs of {name} lead in a circle", None
            elif status is Status.LOOP or len(chain) > _LONGEST_CHAIN:
                status, rrset = Status.LOOP, None
                detail = f"{name} leads over more than {_LONGEST_CHAIN} CNAMEs"
            elif status is Status.NODATA and reply.chain and reply.zone is None:
                continue  # an authoritative server stops where the CNAMEs leave its zones
            return reply._replace(name=name, status=status, chain=chain, rrset=rrset, detail=detail)

    async def _once(self, name: Name, rtype: str) -> Answer:
        """The one answer to this question, whoever has asked it first."""
        question = name, rtype
        while isinstance(known := self._asked.get(question), asyncio.Future):
            await asyncio.wait([known])
            # Where the first to ask was cancelled, the question is as good as new.
        if known is not None:
            return known
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked[question] = future
        try:
            answer = await self._put(name, rtype)
        except BaseException:
            del self._asked[question]
            raise
        else:
            self._asked[question] = answer
        finally:
            future.cancel()
        return answer

    async def _put(self, name: Name, rtype: str) -> Answer:
        qname = to_dns(name)
        errors: list[dns.resolver.ErrorTuple] = []
        async with self._in_flight:
            if self._pace is not None:
                await self._pace.step()
            for each in self._tries:
                try:
                    found = await each.resolve(
                        qname,
                        rtype,
                        tcp=self._tcp,
                        raise_on_no_answer=False,
                        search=False,
                        backend=self._backend,
                    )
                    return self._read(name, rtype, found)
                except dns.resolver.NXDOMAIN as error:
                    denied = _denied(name, rtype, error.kwargs["responses"][qname])
                    # dnspython does not say which of several servers it was.
                    names = list(self._names.values())
                    return denied._replace(server=names[0] if len(names) == 1 else "")
                except dns.resolver.YXDOMAIN:
                    detail = f"a DNAME makes too long a name of {name} (YXDOMAIN)"
                    return Answer(name, rtype, Status.MALFORMED, detail=detail)
                except dns.resolver.NoNameservers as error:
                    errors += error.kwargs["errors"]
                    # What does not answer the question may come from anybody. Where no server has sent
                    # such, each has said that it will not answer.
                    if not any(isinstance(each[3], FormError) for each in error.kwargs["errors"]):
                        break
                except dns.resolver.LifetimeTimeout as error:
                    errors += error.kwargs["errors"]
        return failed(name, rtype, errors, self._names, self._timeout)

    def _read(self, name: Name, rtype: str, found: dns.resolver.Answer) -> Answer:
        response = found.response
        chain = _links(found.chaining_result)
        server = self._answering[found.nameserver, found.port]
        reply = Answer(
            name, rtype, Status.NODATA, chain, None, bool(response.flags & dns.flags.AA), server
        )
        if response.flags & dns.flags.TC:  # over UDP it does not come to here
            detail = f"{server} cut its answer short over TCP"
            return reply._replace(status=Status.TRUNCATED, detail=detail)
        if found.rrset is not None:
            return reply._replace(status=Status.ANSWERED, rrset=found.rrset)
        if response.answer and not chain:
            detail = f"{server} answered with records of another name or type"
            return reply._replace(status=Status.MALFORMED, detail=detail)
        zone = _authority(found.chaining_result, response, dns.rdatatype.SOA)
        delegated = _authority(found.chaining_result, response, dns.rdatatype.NS)
        if zone is None and not chain and delegated is not None and not reply.authoritative:
            detail = f"{server} points to the servers of {delegated}."
            return reply._replace(status=Status.REFERRAL, zone=delegated, detail=detail)
        return reply._replace(
            zone=zone, detail=f"{from_dns(found.canonical_name)} has no {rtype} record"
        )


def _try(servers: Sequence[Nameserver], seconds: float) -> dns.asyncresolver.Resolver:
    """The resolver for one try, in which each of the servers has its share of the time."""
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = list(servers)
    resolver.timeout = seconds / len(servers)
    resolver.lifetime = seconds
    resolver.use_edns(0, 0, _PAYLOAD)
    return resolver


def _backend() -> Any:
    """Sockets for dnspython: connected ones, that hear of closed ports and of nobody else.

    Streams are aborted at their end: the farewell of TLS would outlive the loop.
    """
    backend: Any = copy.copy(dns.asyncbackend.get_backend("asyncio"))
    make_socket = backend.make_socket

    async def make(
        family: int,
        kind: int,
        proto: int = 0,
        source: Any = None,
        destination: Any = None,
        timeout: float | None = None,
        tls: ssl.SSLContext | None = None,
        tls_name: str | None = None,
    ) -> Any:
        made: Any = await make_socket(family, kind, proto, source, destination, timeout)
        if kind != socket.SOCK_STREAM:
            return made
        transport = made.writer.transport

        async def close() -> None:
            made.writer.transport.abort()  # that of TLS, where there is one
            transport.abort()

        made.close = close
        if tls is not None:
            handshake = made.writer.start_tls(tls, server_hostname=tls_name)
            try:
                await backend.wait_for(handshake, timeout)
            except BaseException:
                transport.abort()
                raise
        return made

    backend.datagram_connection_required = lambda: True
    backend.make_socket = make
    return backend


def _denied(name: Name, rtype: str, response: dns.message.QueryMessage) -> Answer:
    chaining = response.resolve_chaining()
    return Answer(
        name,
        rtype,
        Status.NXDOMAIN,
        _links(chaining),
        authoritative=bool(response.flags & dns.flags.AA),
        detail=f"{from_dns(chaining.canonical_name)} does not exist (NXDOMAIN)",
        zone=_authority(chaining, response, dns.rdatatype.SOA),
    )


def _links(chaining: dns.message.ChainingResult) -> tuple[Link, ...]:
    return tuple(
        Link(from_dns(rrset.name), from_dns(rrset[0].target), rrset.ttl)
        for rrset in chaining.cnames
    )


def _authority(
    chaining: dns.message.ChainingResult,
    response: dns.message.QueryMessage,
    rtype: dns.rdatatype.RdataType,
) -> Name | None:
    """The owner of the records of a type in the authority section that stand above the answer."""
    for rrset in response.authority:
        if rrset.rdtype == rtype and chaining.canonical_name.is_subdomain(rrset.name):
            return from_dns(rrset.name)
    return None


class _Pace:
    """Lets one pass after the other, `rate` in a second, without bursts."""

    def __init__(self, rate: float) -> None:
        self._between = 1 / rate
        self._next = 0.0

    async def step(self) -> None:
        """Wait for the turn of whoever calls."""
        now = asyncio.get_running_loop().time()
        turn = max(now, self._next)
        self._next = turn + self._between
        if turn > now:
            await asyncio.sleep(turn - now)
