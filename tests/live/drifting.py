"""Runs of `tlsrpt-lint drift` in this process, against a server of the tests."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from dns_servers import Server
from tlsrpt_lint.cli.program import run as run_program

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/schema/drift.schema.json").read_text(encoding="utf-8")
)
HEAD = """\
$ORIGIN example.com.
$TTL 3600
@ IN SOA ns1.example.net. h.example.net. 1 2 3 4 5
@ NS ns1.example.net.
"""
POLICY = 'TXT "v=TLSRPTv1; rua=mailto:tls@example.org"'
ZONE = f"{HEAD}@ MX 10 mx.example.net.\n_smtp._tls {POLICY}\n"


class Run(NamedTuple):
    """What a run came to."""

    status: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        """A JSON report, which the schema knows."""
        report = json.loads(self.out)
        jsonschema.Draft202012Validator(SCHEMA).validate(report)
        return report

    @property
    def drifts(self) -> list[tuple[str, str, str]]:
        """Kind, owner and type of each drift of a JSON report."""
        return [(one["kind"], one["owner"], one["type"]) for one in self.report["drifts"]]


Drift = Callable[..., Run]


def drifting(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Drift:
    """`drift(server, files, *arguments)` writes files, by name, into a repository at `root`, where it runs.

    The server is asked for what the arguments say.
    """
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    for variable in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"):
        monkeypatch.delenv(variable, raising=False)

    def run(server: Server, files: Mapping[str, str], *arguments: str) -> Run:
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", "surrogateescape")
        whom = ("--nameserver", server.address, "--port", str(server.port))
        status = run_program(["drift", *whom, *arguments])
        return Run(status, *capsys.readouterr())

    return run
