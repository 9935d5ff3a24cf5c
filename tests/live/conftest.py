"""Name servers for the tests: started when first asked for, stopped at the end of the session."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

import dns_servers
from dns_servers import (
    Certificate,
    FaultyWire,
    Named,
    Nsd,
    Script,
    Server,
    StartNamed,
    StartNsd,
    StartWire,
)


@pytest.fixture(scope="session")
def servers() -> Iterator[ExitStack]:
    with ExitStack() as running:
        yield running


@pytest.fixture(scope="session")
def nsd(
    oracle: Callable[[str], str], servers: ExitStack, tmp_path_factory: pytest.TempPathFactory
) -> StartNsd:
    """An NSD for zones, by name: `nsd({"example.com": text})`; the same one for the same zones."""
    program = oracle("nsd")
    running: dict[str, Nsd] = {}

    def start(zones: Mapping[str, str]) -> Nsd:
        key = repr(sorted(zones.items()))
        if key not in running:
            folder = tmp_path_factory.mktemp("nsd")
            running[key] = servers.enter_context(Nsd(program, folder, zones))
        return running[key]

    return start


@pytest.fixture(scope="session")
def certificate(
    oracle: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Certificate:
    """A certificate of 127.0.0.1 and dns.example that nobody trusts."""
    return dns_servers.certificate(oracle("openssl"), tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """The same, trusted during one test."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
    return certificate


@pytest.fixture(scope="session")
def named(
    oracle: Callable[[str], str],
    servers: ExitStack,
    certificate: Certificate,
    tmp_path_factory: pytest.TempPathFactory,
) -> StartNamed:
    """A recursive BIND in front of a server: `named(nsd(zones))`; also over TLS and HTTPS."""
    program = oracle("named")
    running: dict[int, Named] = {}

    def start(upstream: Server) -> Named:
        if upstream.port not in running:
            folder: Path = tmp_path_factory.mktemp("named")
            running[upstream.port] = servers.enter_context(
                Named(program, folder, upstream, certificate)
            )
        return running[upstream.port]

    return start


@pytest.fixture
def wire() -> Iterator[StartWire]:
    """A wire to a server that does what a script says: `wire(nsd(zones), always(cut))`."""
    with ExitStack() as running:

        def start(upstream: Server, script: Script, *, tcp: bool = True) -> FaultyWire:
            return running.enter_context(FaultyWire(upstream, script, tcp=tcp))

        yield start
