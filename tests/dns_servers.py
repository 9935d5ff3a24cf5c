"""Real name servers on loopback, and a wire between them and us that can be faulty.

Plain context managers, for tests, benches and by hand: each has an `address` and a `port`.

    with Nsd("/usr/sbin/nsd", folder, {"example.com": zone_text}) as nsd:
        with FaultyWire(nsd, dropping(0.05, seed=1)) as wire:
            …
"""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol, Self

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.rrset
import dns.wire

LOOPBACK = "127.0.0.1"
_STARTS_WITHIN = 20.0  # seconds, on a machine with much else to do
_STOPS_WITHIN = 10.0


class Server(Protocol):
    """Something that can be asked."""

    address: str
    port: int


def free_ports(count: int) -> list[int]:
    """Ports that are free for UDP and TCP; somebody else may take them before they are used."""
    with contextlib.ExitStack() as held:
        ports = []
        while len(ports) < count:
            tcp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            udp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            tcp.bind((LOOPBACK, 0))
            port = tcp.getsockname()[1]
            with contextlib.suppress(OSError):
                udp.bind((LOOPBACK, port))
                ports.append(port)
        return ports


class _Daemon:
    """A program that serves until it is left; its files are in `folder`."""

    def __init__(self, program: str, folder: Path) -> None:
        self.address = LOOPBACK
        self.port = 0
        self.folder = folder
        self._program = program
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def configure(self) -> list[str]:
        """Choose ports, write the configuration, and say the arguments of the program."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        for _ in range(3):
            command = [self._program, *self.configure()]
            if setpriv := shutil.which("setpriv"):
                # It ends even where whoever started it is killed.
                command = [setpriv, "--pdeathsig", "TERM", *command]
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            if self._up():
                return self
            self._stop()  # perhaps somebody took the port meanwhile
        raise RuntimeError(f"{self._program} does not start:\n{self._log.read_text()}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _up(self) -> bool:
        assert self._process is not None
        query = dns.message.make_query("version.bind", "TXT", "CH")
        end = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < end and self._process.poll() is None:
            try:
                dns.query.tcp(query, self.address, 1, self.port)
            except (OSError, dns.exception.DNSException):
                time.sleep(0.02)
            else:
                return True
        return False

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Nsd(_Daemon):
    """NSD, authoritative for zones given as texts, by their names without a final dot."""

    def __init__(self, program: str, folder: Path, zones: Mapping[str, str]) -> None:
        super().__init__(program, folder)
        self._zones = zones

    def configure(self) -> list[str]:
        (self.port,) = free_ports(1)
        lines = [
            "server:",
            f"  ip-address: {self.address}",
            f"  port: {self.port}",
            "  server-count: 1",
            "  tcp-count: 200",
            '  username: ""',
            '  chroot: ""',
            '  pidfile: ""',
            '  xfrdfile: ""',
            "  rrl-ratelimit: 0",
            f'  zonesdir: "{self.folder}"',
            f'  zonelistfile: "{self.folder}/zone.list"',
            f'  xfrdir: "{self.folder}"',
            "remote-control:",
            "  control-enable: no",
        ]
        for number, (name, text) in enumerate(self._zones.items()):
            (self.folder / f"{number}.zone").write_text(text, "utf-8")
            lines += ["zone:", f'  name: "{name}"', f'  zonefile: "{number}.zone"']
        configuration = self.folder / "nsd.conf"
        configuration.write_text("\n".join(lines) + "\n")
        return ["-d", "-c", str(configuration)]

    def __enter__(self) -> Self:
        super().__enter__()
        log = self._log.read_text()
        if "error" in log:
            self._stop()
            raise ValueError(f"NSD does not take the zones:\n{log}")
        return self


class Certificate(NamedTuple):
    """A certificate of 127.0.0.1 and of dns.example, and its key; nobody has signed it."""

    certificate: Path
    key: Path


def certificate(openssl: str, folder: Path) -> Certificate:
    """A new one, by openssl. Trusted where SSL_CERT_FILE names it."""
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=dns.example"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-keyout", made.key, "-out", made.certificate),
            *("-addext", f"subjectAltName=DNS:dns.example,IP:{LOOPBACK}"),
            *("-addext", "keyUsage=critical,digitalSignature,keyCertSign"),
        ],
        check=True,
        capture_output=True,
    )
    return made


class Named(_Daemon):
    """BIND as a recursive resolver that asks `upstream` for everything.

    `tls_port` and `https_port` (path /dns-query) offer the same over TLS and HTTPS.
    """

    def __init__(
        self, program: str, folder: Path, upstream: Server, certificate: Certificate
    ) -> None:
        super().__init__(program, folder)
        self.tls_port = 0
        self.https_port = 0
        self._upstream = upstream
        self._certificate = certificate

    def configure(self) -> list[str]:
        self.port, self.tls_port, self.https_port = free_ports(3)
        configuration = self.folder / "named.conf"
        configuration.write_text(f"""\
tls local {{
    cert-file "{self._certificate.certificate}";
    key-file "{self._certificate.key}";
}};
options {{
    directory "{self.folder}";
    pid-file none;
    lock-file none;
    session-keyfile none;
    listen-on port {self.port} {{ {self.address}; }};
    listen-on port {self.tls_port} tls local {{ {self.address}; }};
    listen-on port {self.https_port} tls local http default {{ {self.address}; }};
    listen-on-v6 {{ none; }};
    recursion yes;
    forward only;
    forwarders {{ {self._upstream.address} port {self._upstream.port}; }};
    dnssec-validation no;
    empty-zones-enable no;
}};
controls {{ }};
""")
        return ["-g", "-4", "-n", "1", "-c", str(configuration)]


class Asked(NamedTuple):
    """A question that has come over the wire: when, what, how, for the how many-th time (from 1)."""

    at: float
    name: str
    rtype: str
    tcp: bool
    nth: int


Fault = Callable[[bytes, bytes], Sequence[tuple[float, bytes]]]
"""From a question and its true answer to what is sent back, each after a number of seconds."""

Script = Callable[[Asked], Fault]


class FaultyWire:
    """Passes questions on to `upstream`, and back what the script makes of the answers.

    `tcp` says whether anybody listens there. `asked` has every question that came, `most_open` how
    many different ones waited for an answer at once.
    """

    def __init__(self, upstream: Server, script: Script, *, tcp: bool = True) -> None:
        self.address = LOOPBACK
        (self.port,) = free_ports(1)
        self.asked: list[Asked] = []
        self.most_open = 0
        self._upstream = upstream
        self._script = script
        self._tcp = tcp
        self._counts: Counter[tuple[str, str, bool]] = Counter()
        self._open: set[bytes] = set()
        self._waiting: dict[bytes, tuple[Fault, bytes, tuple[str, int]]] = {}
        self._ready = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            raise self._failed
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        if self._failed is not None:
            raise self._failed

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - it is raised where the wire is left
            self._failed = error
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        here, there = (self.address, self.port), (self._upstream.address, self._upstream.port)
        self._front, _ = await self._loop.create_datagram_endpoint(
            lambda: _Datagrams(self._heard), local_addr=here
        )
        self._back, _ = await self._loop.create_datagram_endpoint(
            lambda: _Datagrams(self._answered), remote_addr=there
        )
        server = await asyncio.start_server(self._stream, *here) if self._tcp else None
        self._ready.set()
        await self._over.wait()
        self._front.abort()
        self._back.abort()
        if server is not None:
            server.close()

    def _heard(self, wire: bytes, sender: tuple[str, int]) -> None:
        fault = self._script(self._noted(wire, tcp=False))
        self._waiting[_key(wire)] = fault, wire, sender
        self._back.sendto(wire)

    def _answered(self, answer: bytes, _: tuple[str, int]) -> None:
        known = self._waiting.pop(_key(answer), None)
        if known is None:
            return  # the answer to a question that was asked again meanwhile
        fault, query, sender = known
        for delay, said in fault(query, answer):
            self._loop.call_later(delay, self._say, query, said, sender)

    def _say(self, query: bytes, said: bytes, sender: tuple[str, int]) -> None:
        self._open.discard(_key(query))
        if not self._front.is_closing():
            self._front.sendto(said, sender)

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            while True:
                query = await _received(reader)
                fault = self._script(self._noted(query, tcp=True))
                for delay, said in fault(query, await self._true_answer(query)):
                    await asyncio.sleep(delay)
                    self._open.discard(_key(query))
                    writer.write(len(said).to_bytes(2) + said)
        writer.transport.abort()

    async def _true_answer(self, query: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(self._upstream.address, self._upstream.port)
        writer.write(len(query).to_bytes(2) + query)
        try:
            return await _received(reader)
        finally:
            writer.transport.abort()

    def _noted(self, wire: bytes, *, tcp: bool) -> Asked:
        parser = dns.wire.Parser(wire, 12)
        name = dns.name.from_wire_parser(parser).to_text(omit_final_dot=True)
        rtype = dns.rdatatype.to_text(dns.rdatatype.RdataType(parser.get_uint16()))
        self._counts[name, rtype, tcp] += 1
        asked = Asked(time.monotonic(), name, rtype, tcp, self._counts[name, rtype, tcp])
        self.asked.append(asked)
        self._open.add(_key(wire))
        self.most_open = max(self.most_open, len(self._open))
        return asked


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, take: Callable[[bytes, tuple[str, int]], None]) -> None:
        self._take = take

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._take(data, addr)

    def error_received(self, exc: Exception) -> None:
        """Somebody has gone who waited for an answer."""


def _key(wire: bytes) -> bytes:
    """What a question and its answer share: identifier, name and type."""
    parser = dns.wire.Parser(wire, 12)
    dns.name.from_wire_parser(parser)
    return wire[:2] + wire[12 : parser.current + 4].lower()


async def _received(reader: asyncio.StreamReader) -> bytes:
    return await reader.readexactly(int.from_bytes(await reader.readexactly(2)))


# What the fixtures of tests/live are.
StartNsd = Callable[[Mapping[str, str]], Nsd]
StartNamed = Callable[[Server], Named]
StartWire = Callable[..., FaultyWire]


# What a wire can do. `always(cut)` is a script; so is `dropping(0.05, seed=1)`.


def always(fault: Fault) -> Script:
    """The same for every question."""
    return lambda asked: fault


def over_udp(fault: Fault) -> Script:
    """The same for every question over UDP; TCP is true."""
    return lambda asked: faithful if asked.tcp else fault


def dropping(share: float, seed: int) -> Script:
    """Loses this share of the packets in each direction, the same ones in every run with the seed."""

    def script(asked: Asked) -> Fault:
        chance = random.Random(f"{seed} {asked.name} {asked.rtype} {asked.nth}")
        return lost if chance.random() < share or chance.random() < share else faithful

    return script


def faithful(query: bytes, answer: bytes) -> list[tuple[float, bytes]]:
    """Nothing is wrong."""
    return [(0, answer)]


def lost(query: bytes, answer: bytes) -> list[tuple[float, bytes]]:
    """Nothing comes back."""
    return []


def late(seconds: float) -> Fault:
    """The true answer, but later."""
    return lambda query, answer: [(seconds, answer)]


def cut(query: bytes, answer: bytes) -> list[tuple[float, bytes]]:
    """An empty answer with the TC bit."""
    response = dns.message.make_response(dns.message.from_wire(query))
    response.flags |= dns.flags.TC
    return [(0, response.to_wire())]


def failing(rcode: dns.rcode.Rcode, why: dns.edns.EDEOption | None = None) -> Fault:
    """The server says that it cannot, and perhaps why (RFC 8914)."""

    def fault(query: bytes, answer: bytes) -> list[tuple[float, bytes]]:
        response = dns.message.make_response(dns.message.from_wire(query))
        response.set_rcode(rcode)
        if why is not None:
            response.use_edns(0, options=[why])
        return [(0, response.to_wire())]

    return fault


def saying(message: bytes) -> Fault:
    """These bytes, whatever the question."""
    return lambda query, answer: [(0, message)]


def other_id(query: bytes, answer: bytes) -> list[tuple[float, bytes]]:
    """The true answer under another identifier."""
    return [(0, bytes([answer[0] ^ 1]) + answer[1:])]


def other_question(query: bytes, answer: bytes) -> list[tuple[float, bytes]]:
    """The answer to a question that nobody asked."""
    response = dns.message.make_response(dns.message.make_query("other.example.", "TXT"))
    response.id = int.from_bytes(query[:2])
    return [(0, response.to_wire())]


def echoed(query: bytes, answer: bytes) -> list[tuple[float, bytes]]:
    """The question itself."""
    return [(0, query)]


def answering(*records: str) -> Fault:
    """An answer of these records, each in one line: owner, TTL, class, type, rdata."""

    def fault(query: bytes, answer: bytes) -> list[tuple[float, bytes]]:
        response = dns.message.make_response(dns.message.from_wire(query))
        for record in records:
            owner, ttl, rclass, rtype, rdata = record.split(maxsplit=4)
            response.answer.append(dns.rrset.from_text(owner, int(ttl), rclass, rtype, rdata))
        return [(0, response.to_wire())]

    return fault


def half(query: bytes, answer: bytes) -> list[tuple[float, bytes]]:
    """The true answer up to somewhere in its first record."""
    return [(0, answer[: len(query)])]
