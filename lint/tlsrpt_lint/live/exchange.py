"""One question, put to the nameservers until one of them answers it or the time is over.

dnspython's resolver cannot tell a closed port from silence, nor a lie from either, gives up what it
waits for with each try, and takes several times as long over a question (docs/adr/0011). Its names,
rdata and message parser do the rest.
"""

import asyncio
import os
import ssl
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tlsrpt_lint.live.answer import Status
from tlsrpt_lint.live.message import Query, Reply, StrayError, read

# How the time for a question is spent on waits. A lost packet costs a wait and not the question: of
# 40,000 questions, each try with one packet in twenty lost on either way, none is lost by all seven.
# What was sent first is still listened for at the end, so a slow server is heard as well.
_WAITS = (1 / 16, 1 / 16, 1 / 8, 1 / 8, 1 / 8, 1 / 4, 1 / 4)

# Which of several failures says most about the question.
_TELLING = (
    Status.SERVFAIL,
    Status.REFUSED,
    Status.MALFORMED,
    Status.TRUNCATED,
    Status.TIMEOUT,
    Status.UNREACHABLE,
)


class Outcome(NamedTuple):
    """A reply, who gave it, and why there is none in one clause, if there is none."""

    reply: Reply
    server: str
    detail: str = ""


class Failure(NamedTuple):
    """Why a server gives no answer. `said` is a clause that lacks its subject."""

    status: Status
    said: str


class Inbox:
    """What has come for one question, from whichever server. `get` waits for more."""

    __slots__ = ("_arrived", "_loop", "_waiter")

    def __init__(self) -> None:
        self._arrived: deque[tuple[Talk, bytes | Exception]] = deque()
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None

    def put(self, talk: "Talk", what: bytes | Exception) -> None:
        """Take a message, or the error that there is instead."""
        self._arrived.append((talk, what))
        self._wake()

    async def get(self, until: float) -> "tuple[Talk, bytes | Exception] | None":
        """The next of them; None if nothing has come `until` then, in the time of the loop."""
        if not self._arrived:
            self._waiter = self._loop.create_future()
            timer = self._loop.call_at(until, self._wake)
            try:
                await self._waiter
            finally:
                timer.cancel()
        return self._arrived.popleft() if self._arrived else None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Line(Protocol):
    """A way to one server that stands for one question."""

    async def prod(self, talk: "Talk") -> None:
        """Ask, or ask again if the way may lose what was sent."""

    def close(self) -> None:
        """Listen no longer."""


class Peer(Protocol):
    """A server, for as long as the run asks it. `misses` counts questions it has left unanswered."""

    misses: int

    @property
    def shown(self) -> str:
        """Its name in messages."""

    @property
    def via(self) -> str:
        """How it is asked, where `shown` does not say that."""

    @property
    def over_tcp(self) -> "Peer | None":
        """The same server over a way that loses nothing; None if this is one."""

    def line(self, query: Query, inbox: Inbox) -> Line:
        """A way to put this question to it."""


class Talk:
    """What has passed between one server and us over one question."""

    __slots__ = ("_cut", "_inbox", "_line", "_query", "_stray", "failure", "peer", "tries")

    def __init__(self, query: Query, peer: Peer, inbox: Inbox) -> None:
        self._query = query
        self._inbox = inbox
        self._line = peer.line(query, inbox)
        self._stray = ""
        self._cut = False
        self.peer = peer
        self.tries = 0
        self.failure: Failure | None = None

    async def prod(self) -> None:
        """Ask the server, again if it may not have heard."""
        self.tries += 1
        try:
            await self._line.prod(self)
        except OSError as error:
            self.failure = self._failed(error)

    async def judge(self, what: bytes | Exception) -> Reply | None:
        """The reply, if what has come is one that ends the question."""
        if isinstance(what, Exception):
            self.failure = self._failed(what)
            return None
        try:
            reply = read(self._query, what)
        except StrayError as stray:
            self._stray = str(stray)
            if self._reliable:
                self.failure = Failure(Status.MALFORMED, self._stray)
            return None
        if reply.status is Status.TRUNCATED and not self._reliable:
            await self._go_on_over_tcp()
        elif reply.status in _TELLING:
            self.failure = Failure(reply.status, reply.said)
        else:
            return reply
        return None

    def close(self) -> None:
        """Listen no longer."""
        self._line.close()

    def outcome(self, timeout: float) -> Failure:
        """Why this server has not answered within `timeout` seconds; a whole clause."""
        server = self.peer.shown
        if self.failure is not None:
            return Failure(self.failure.status, f"{server} {self.failure.said}")
        if self._cut:
            said = f"{server} cut its answer short, and gave none over TCP within {timeout:g} s"
            return Failure(Status.TRUNCATED, said)
        if self._stray:
            return Failure(Status.MALFORMED, f"{server} {self._stray}")
        tries = "1 try" if self.tries == 1 else f"{self.tries} tries"
        how = self.peer.via if self._reliable else f" ({tries})"
        return Failure(Status.TIMEOUT, f"no answer from {server} within {timeout:g} s{how}")

    @property
    def _reliable(self) -> bool:
        """True if what comes can only be from the server itself, and whole."""
        return self._cut or self.peer.over_tcp is None

    async def _go_on_over_tcp(self) -> None:
        assert self.peer.over_tcp is not None
        self._line.close()
        self._line = self.peer.over_tcp.line(self._query, self._inbox)
        self._cut = True
        await self._line.prod(self)

    def _failed(self, error: Exception) -> Failure:
        if self._cut:
            return Failure(Status.TRUNCATED, f"cut its answer short, and over TCP {_why(error)}")
        return Failure(Status.UNREACHABLE, f"cannot be reached{self.peer.via}: {_why(error)}")


async def exchange(query: Query, peers: Sequence[Peer], timeout: float) -> Outcome:
    """Put a question to the servers in turn, for `timeout` seconds in all."""
    inbox = Inbox()
    # Whoever has been silent lately comes last.
    talks = [Talk(query, peer, inbox) for peer in sorted(peers, key=lambda peer: peer.misses)]
    try:
        heard = await _converse(talks, inbox, timeout)
    finally:
        for talk in talks:
            talk.close()
    for talk in talks:
        if heard is not None and talk is heard[0]:
            talk.peer.misses = 0
        elif talk.tries and (talk.failure is None or talk.failure.status is Status.UNREACHABLE):
            talk.peer.misses += 1
    if heard is not None:
        talk, reply = heard
        return Outcome(reply, talk.peer.shown)
    failures = [(talk.outcome(timeout), talk.peer.shown) for talk in talks if talk.tries]
    (status, _), server = min(failures, key=lambda failure: _TELLING.index(failure[0].status))
    detail = "; ".join(failure.said for failure, _ in failures)
    return Outcome(Reply(status, query.asked), server, detail)


async def _converse(
    talks: Sequence[Talk], inbox: Inbox, timeout: float
) -> tuple[Talk, Reply] | None:
    """The reply, and who gave it; None if there is none."""
    until = asyncio.get_running_loop().time()
    turn = 0
    for wait in _WAITS:
        until += wait * timeout
        while hopeful := [talk for talk in talks if talk.failure is None]:
            talk = hopeful[turn % len(hopeful)]
            turn += 1
            await talk.prod()
            heard = await _listen(talk, inbox, until)
            if heard is not None:
                return heard
            if talk.failure is None:
                break
            # It will say no more, so the next one has what is left of the wait.
        else:
            return None
    return None


async def _listen(talk: Talk, inbox: Inbox, until: float) -> tuple[Talk, Reply] | None:
    """The reply of any server, while `talk` may still bring one."""
    while talk.failure is None:
        heard = await inbox.get(until)
        if heard is None:
            return None
        speaker, what = heard
        reply = await speaker.judge(what)
        if reply is not None:
            return speaker, reply
    return None


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"TLS fails: {error.reason or error}"
    if isinstance(error, OSError) and error.errno is not None:
        return os.strerror(error.errno).lower()
    if isinstance(error, EOFError):
        return "it closed the connection"
    return str(error) or type(error).__name__
