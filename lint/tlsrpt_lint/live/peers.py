"""Ways to a server: UDP, TCP, TLS (RFC 7858) and HTTPS (RFC 8484)."""

import asyncio
import contextlib
import ssl
from typing import Protocol

import dns.nameserver
from dns.nameserver import Nameserver

from tlsrpt_lint.live.exchange import Inbox, Talk
from tlsrpt_lint.live.message import Query
from tlsrpt_lint.live.nameservers import shown

# Fewer than the hundred that NSD takes from all its clients together.
MOST_STREAMS = 32


def peer(server: Nameserver, *, tcp: bool) -> "Datagrams | Streams | Https":
    """The server as something to ask; a plain one over TCP alone if `tcp`."""
    if isinstance(server, dns.nameserver.DoHNameserver):
        return Https(server.url)
    if isinstance(server, dns.nameserver.DoTNameserver):
        return Streams(shown(server), server.address, server.port, tls_name=server.hostname)
    assert isinstance(server, dns.nameserver.Do53Nameserver)
    streams = Streams(shown(server), server.address, server.port, via=" over TCP")
    return streams if tcp else Datagrams(server.address, server.port, streams)


class Datagrams:
    """A server asked over UDP, and over TCP for what does not fit."""

    via = ""

    def __init__(self, address: str, port: int, over_tcp: "Streams") -> None:
        self.shown = over_tcp.shown
        self.misses = 0
        self.over_tcp = over_tcp
        self._where = address, port

    def line(self, query: Query, inbox: Inbox) -> "_Socket":
        """A socket of its own for the question."""
        return _Socket(self._where, query.wire, inbox)

    async def aclose(self) -> None:
        """Close what was kept open."""
        await self.over_tcp.aclose()


class _Socket(asyncio.DatagramProtocol):
    """A socket of one question: its port cannot be guessed, and it hears of closed ports (ICMP)."""

    __slots__ = ("_inbox", "_talk", "_transport", "_where", "_wire")

    def __init__(self, where: tuple[str, int], wire: bytes, inbox: Inbox) -> None:
        self._where = where
        self._wire = wire
        self._inbox = inbox
        self._talk: Talk | None = None
        self._transport: asyncio.DatagramTransport | None = None

    async def prod(self, talk: Talk) -> None:
        """Send the question, from the same socket each time, so that late answers are heard."""
        if self._transport is None:
            self._talk = talk
            loop = asyncio.get_running_loop()
            self._transport, _ = await loop.create_datagram_endpoint(
                lambda: self, remote_addr=self._where
            )
        self._transport.sendto(self._wire)

    def datagram_received(self, data: bytes, addr: object) -> None:
        assert self._talk is not None
        self._inbox.put(self._talk, data)

    def error_received(self, exc: Exception) -> None:
        assert self._talk is not None
        self._inbox.put(self._talk, exc)

    def close(self) -> None:
        """Listen no longer."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None


class _Asker(Protocol):
    async def ask(self, wire: bytes) -> bytes: ...


class _Attempt:
    """One question over a way that loses nothing: a second try would bring nothing."""

    __slots__ = ("_inbox", "_peer", "_task", "_wire")

    def __init__(self, peer: _Asker, wire: bytes, inbox: Inbox) -> None:
        self._peer = peer
        self._wire = wire
        self._inbox = inbox
        self._task: asyncio.Task[None] | None = None

    async def prod(self, talk: Talk) -> None:
        """Begin, if that has not been done."""
        if self._task is None:
            self._task = asyncio.create_task(self._ask(talk))

    async def _ask(self, talk: Talk) -> None:
        try:
            self._inbox.put(talk, await self._peer.ask(self._wire))
        except (OSError, EOFError) as error:
            self._inbox.put(talk, error)

    def close(self) -> None:
        """Wait no longer."""
        if self._task is not None:
            self._task.cancel()


class Streams:
    """A server asked over TCP or TLS, one question at a time on a connection, which is kept."""

    over_tcp = None

    def __init__(
        self, shown: str, address: str, port: int, *, tls_name: str | None = None, via: str = ""
    ) -> None:
        self.shown = shown
        self.misses = 0
        self.via = via
        self._address = address
        self._port = port
        self._tls_name = tls_name
        self._tls: ssl.SSLContext | None = None
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    def line(self, query: Query, inbox: Inbox) -> _Attempt:
        """One attempt at the question."""
        return _Attempt(self, query.wire, inbox)

    async def ask(self, wire: bytes) -> bytes:
        """The message that answers `wire`. Raises OSError or EOFError."""
        while self._idle:
            # A connection that the server has closed meanwhile is no failure of this question.
            with contextlib.suppress(ConnectionError, EOFError):
                return await self._ask(wire, *self._idle.pop())
        return await self._ask(wire, *await self._connect())

    async def _ask(
        self, wire: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bytes:
        try:
            writer.write(len(wire).to_bytes(2) + wire)
            length = int.from_bytes(await reader.readexactly(2))
            answer = await reader.readexactly(length)
        except BaseException:
            writer.transport.abort()
            raise
        self._idle.append((reader, writer))
        return answer

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._tls_name is None:
            return await asyncio.open_connection(self._address, self._port)
        if self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.set_alpn_protocols(["dot"])
        return await asyncio.open_connection(
            self._address, self._port, ssl=self._tls, server_hostname=self._tls_name
        )

    async def aclose(self) -> None:
        """Close the connections that are kept."""
        while self._idle:
            _, writer = self._idle.pop()
            writer.transport.abort()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


class Https:
    """A server asked over HTTPS, all questions on one connection (HTTP/2)."""

    over_tcp = None
    via = ""

    def __init__(self, url: str) -> None:
        import httpx2

        self.shown = url
        self.misses = 0
        self._client = httpx2.AsyncClient(
            http2=True,
            verify=ssl.create_default_context(),
            timeout=None,  # the exchange has one
            headers={"accept": _DNS_MESSAGE, "content-type": _DNS_MESSAGE},
        )

    def line(self, query: Query, inbox: Inbox) -> _Attempt:
        """One attempt at the question."""
        return _Attempt(self, query.wire, inbox)

    async def ask(self, wire: bytes) -> bytes:
        """The message that answers `wire`. Raises OSError."""
        import httpx2

        try:
            response = await self._client.post(self.shown, content=wire)
        except httpx2.HTTPError as error:
            raise ConnectionError(str(error) or type(error).__name__) from error
        if not response.is_success:
            raise ConnectionError(f"it says HTTP {response.status_code}")
        if response.headers.get("content-type") != _DNS_MESSAGE:
            raise ConnectionError("it serves no DNS messages")
        return bytes(response.content)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._client.aclose()


_DNS_MESSAGE = "application/dns-message"
