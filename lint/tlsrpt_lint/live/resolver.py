"""Asking DNS: each question once, some at a time, at a steady pace."""

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import dns.rdatatype
from dns.nameserver import Nameserver

from tlsrpt_lint.live.answer import Answer, Link, Status
from tlsrpt_lint.live.exchange import Outcome, exchange
from tlsrpt_lint.live.message import Query
from tlsrpt_lint.live.names import to_dns
from tlsrpt_lint.live.nameservers import nameservers as usable
from tlsrpt_lint.live.peers import MOST_STREAMS, Datagrams, peer
from tlsrpt_lint.names import BadNameError, Name

__all__ = ["Answer", "Link", "Resolver", "Status"]

_LONGEST_CHAIN = 16  # CNAMEs; BIND and Unbound stop at 16 and 11


class Resolver:
    """Asks each (name, type) once: repeated and concurrent questions share one answer.

    `timeout` is what one question may take, in seconds; `concurrency` how many are in flight, and
    `rate` how many go out in a second. It belongs to one event loop, and keeps connections open
    until it is closed (`async with`).
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
        self._peers = [peer(server, tcp=tcp) for server in servers]
        if not all(isinstance(peer, Datagrams) for peer in self._peers):
            concurrency = min(concurrency, MOST_STREAMS)
        self._timeout = timeout
        self._in_flight = asyncio.Semaphore(concurrency)
        self._pace = None if rate is None else _Pace(rate)
        self._asked: dict[tuple[Name, str], Outcome | asyncio.Future[Outcome]] = {}

    async def ask(self, name: Name, rtype: str) -> Answer:
        """What DNS says to the absolute name and the type. Raises nothing that the network does."""
        chain: tuple[Link, ...] = ()
        end = name
        while True:
            try:
                reply, server, detail = await self._once(end, rtype)
            except BadNameError as error:
                detail = f"'{end}' is no name that DNS carries: {error}"
                return Answer(name, rtype, Status.UNASKED, chain, detail=detail)
            chain += reply.chain
            status = reply.status
            owners = {link.owner for link in chain}
            if status is Status.LOOP or len(owners) < len(chain) or reply.end in owners:
                status = Status.LOOP
                detail = f"the CNAMEs of {name} lead in a circle"
            elif len(chain) > _LONGEST_CHAIN:
                status = Status.LOOP
                detail = f"{name} leads over more than {_LONGEST_CHAIN} CNAMEs"
            elif reply.unfinished:
                end = reply.end
                continue
            elif status is Status.NXDOMAIN:
                detail = f"{reply.end} does not exist (NXDOMAIN)"
            elif status is Status.NODATA:
                detail = f"{reply.end} has no {rtype} record"
            elif reply.said:
                detail = f"{server} {reply.said}"
            elif detail and end != name:
                detail += f" when asked for {end}"
            rrset = reply.rrset if status is Status.ANSWERED else None
            return Answer(
                name, rtype, status, chain, rrset, reply.authoritative, server, detail, reply.zone
            )

    async def aclose(self) -> None:
        """Close the connections that are kept open."""
        for each in self._peers:
            await each.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def _once(self, name: Name, rtype: str) -> Outcome:
        """The one outcome of this question, whoever has asked it first."""
        question = name, rtype
        while isinstance(known := self._asked.get(question), asyncio.Future):
            await asyncio.wait([known])
            # Where the first to ask was cancelled, the question is as good as new.
        if known is not None:
            return known
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._asked[question] = future
        try:
            outcome = await self._exchange(name, rtype)
        except BaseException:
            del self._asked[question]
            raise
        else:
            self._asked[question] = outcome
        finally:
            future.cancel()
        return outcome

    async def _exchange(self, name: Name, rtype: str) -> Outcome:
        query = Query(name, to_dns(name), dns.rdatatype.from_text(rtype))
        async with self._in_flight:
            if self._pace is not None:
                await self._pace.step()
            return await exchange(query, self._peers, self._timeout)


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
