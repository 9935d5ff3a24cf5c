"""Look-ups against NSD on loopback, once over a whole wire and once over one that drops packets."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import Contestant

# The servers of the tests are the servers here.
sys.path.append(str(Path(__file__).parent.parent / "tests"))

_APEX = "bench.example"


@contextmanager
def contestants(folder: Path, ours: str, domains: int) -> Iterator[list[Contestant]]:
    """The same questions by this tool, and by dig one after the other, while the server is up."""
    from dns_servers import Nsd

    names = folder / "names.txt"
    names.write_text("".join(f"{name}\n" for name in _names(domains)), "ascii")
    questions = folder / "questions.txt"
    questions.write_text("".join(map(_asked, _names(domains))), "ascii")
    with Nsd(_nsd(), folder / "nsd", {_APEX: _zone(domains)}) as server:
        port = str(server.port)
        yield [
            Contestant("tlsrpt-lint lookup", _command(ours, port, names)),
            Contestant("dig -f", ("dig", "@127.0.0.1", "-p", port, "+short", "-f", str(questions))),
        ]


def over_a_wire_that_drops(folder: Path, ours: str, domains: int, share: float) -> str:
    """The closing line of a run in which this share of the packets is lost, in each direction."""
    from dns_servers import FaultyWire, Nsd, dropping

    with (
        Nsd(_nsd(), folder / "nsd", {_APEX: _zone(domains)}) as server,
        FaultyWire(server, dropping(share, seed=1)) as wire,
    ):
        command = _command(ours, str(wire.port), folder / "names.txt")
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return (done.stdout or done.stderr).splitlines()[-1]


def is_installed() -> bool:
    """True if there is an NSD to ask."""
    return shutil.which("nsd", path=_path()) is not None


def _command(ours: str, port: str, names: Path) -> tuple[str, ...]:
    where = ("--nameserver", "127.0.0.1", "--port", port, "--from", str(names))
    return (
        ours,
        "lookup",
        "--no-config",
        "--output-format",
        "concise",
        "--ignore",
        "TR315,TR403",
        *where,
    )


def _nsd() -> str:
    found = shutil.which("nsd", path=_path())
    assert found is not None
    return found


def _path() -> str:
    return os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))  # as Debian has it


def _names(domains: int) -> Iterator[str]:
    return (f"d{n}.{_APEX}" for n in range(domains))


def _asked(name: str) -> str:
    """What `lookup` asks about a domain that has a record."""
    return (
        f"_smtp._tls.{name} TXT\n{name} MX\n_mta-sts.{name} TXT\n"
        f"tlsrpt-lint-asks-for-wildcards._tls.{name} TXT\n"
    )


def _zone(domains: int) -> str:
    head = (
        f"$ORIGIN {_APEX}.\n$TTL 3600\n@ SOA ns1 hostmaster 1 7200 3600 1209600 3600\n@ NS ns1\n"
        "ns1 A 127.0.0.1\nmail A 192.0.2.1\nreports MX 10 mail\n"
    )
    return head + "".join(
        f'd{n} MX 10 mail\n_smtp._tls.d{n} TXT "v=TLSRPTv1; rua=mailto:d{n}@reports.{_APEX}"\n'
        for n in range(domains)
    )
