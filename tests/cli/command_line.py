"""What tests of the command line run it on, and what a run comes to."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

SOA = "$ORIGIN example.com.\n@ 3600 IN SOA ns1.example.net. h.example.net. 1 2 3 4 5\n"
CLEAN = SOA + '_smtp._tls 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
# One error (TR303, line 3, column 45) and nothing else.
FAULTY = SOA + '_smtp._tls 3600 IN TXT "v=TLSRPTv1; rua=tls@example.org"\n'


class Run(NamedTuple):
    """What a run came to."""

    status: int
    out: str
    err: str

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings of a JSON report."""
        findings: list[dict[str, Any]] = json.loads(self.out)["findings"]
        return findings


Cli = Callable[..., Run]
