"""Whether reports can reach the destinations of a policy, as far as DNS and a connection tell."""

import ipaddress
from collections.abc import Iterable, Iterator

from tlsrpt_lint.destination import Destination, destination
from tlsrpt_lint.live.answer import Status
from tlsrpt_lint.live.transcript import DENIALS, Outcome, Transcript
from tlsrpt_lint.names import BadNameError, Name, parse_name
from tlsrpt_lint.policy import Policy, Uri
from tlsrpt_lint.records import Problem, ProblemKind, Record

_HTTPS = 443
ADDRESSES = ("A", "AAAA")


def targets(policy: Policy) -> Iterator[tuple[Uri, Destination, Name]]:
    """The report URIs of a policy that lead to a name in DNS, with it."""
    for uri in policy.usable_uris:
        where = destination(uri.text)
        name = _name(where.host)
        if name is not None:
            yield uri, where, name


def endpoint(where: Destination) -> str:
    """The host and the port of an https destination."""
    port = where.port.text if where.port is not None and where.port.text else str(_HTTPS)
    return f"{where.host}:{port}"


class Obstacles:
    """What keeps reports from their destinations, by a transcript."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript

    def of(self, record: Record) -> Iterator[Problem]:
        """A problem for each report URI of the record that leads nowhere, at its host."""
        assert record.value is not None
        policy = Policy(record.value)
        for uri, where, name in targets(policy):
            reason = self._mail(name) if where.local else self._web(where, name)
            if reason:
                yield Problem(
                    ProblemKind.UNREACHABLE_DESTINATION,
                    policy.span(uri.place(where.host_at)),
                    f"No report can reach '{uri.text}': {reason}.",
                    "name a domain that accepts mail"
                    if where.local
                    else "name a host that answers",
                    record=record,
                )

    def _mail(self, domain: Name) -> str | None:
        mx = self._transcript.outcome(domain, "MX")
        if mx.records and all(line.rdata.text.endswith(" .") for line in mx.records):
            return f"'{domain}' has a Null MX, so it accepts no mail"
        if not mx.denies:
            return None
        return self._lacking(domain, (mx, *self._addresses(domain)), "neither MX nor address")

    def _web(self, where: Destination, host: Name) -> str | None:
        lacking = self._lacking(host, self._addresses(host), "no address")
        return lacking or self._transcript.unusable.get(endpoint(where))

    def _addresses(self, name: Name) -> tuple[Outcome, ...]:
        return tuple(self._transcript.outcome(name, rtype) for rtype in ADDRESSES)

    def _lacking(self, name: Name, outcomes: Iterable[Outcome], what: str) -> str | None:
        states = [outcome.status for outcome in outcomes]
        if not all(status in DENIALS for status in states):
            return None
        if Status.NXDOMAIN in states:
            return f"'{name}' does not exist (NXDOMAIN)"
        return f"'{name}' has {what} (NODATA)"


def _name(host: str) -> Name | None:
    """The host as a name, None for an address, for what is no name, and for one that is no A-label."""
    if not host.isascii() or not host or host.startswith("["):
        return None
    try:
        ipaddress.ip_address(host)
    except ValueError:
        try:
            return parse_name(host)[0]
        except BadNameError:
            return None
    return None
