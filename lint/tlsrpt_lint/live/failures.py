"""Why a question has no answer: what dnspython's resolver met, in the words of one `Status`."""

import os
import re
import ssl
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import dns.edns
import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver

from tlsrpt_lint.live.answer import Answer, Link, Status
from tlsrpt_lint.live.names import from_dns
from tlsrpt_lint.names import Name

# Which of several failures says most about the question.
_TELLING = (
    Status.LOOP,
    Status.SERVFAIL,
    Status.REFUSED,
    Status.MALFORMED,
    Status.TRUNCATED,
    Status.TIMEOUT,
    Status.UNREACHABLE,
)
_RCODES = {"SERVFAIL": (Status.SERVFAIL, "failed"), "REFUSED": (Status.REFUSED, "refused")}


class _Failure(NamedTuple):
    status: Status
    said: str


def failed(
    name: Name,
    rtype: str,
    errors: Sequence[dns.resolver.ErrorTuple],
    names: Mapping[str, str],
    timeout: float,
) -> Answer:
    """The answer that says why there is none, by all that went wrong within `timeout` seconds.

    `names` are those of the servers in messages, by dnspython's.
    """
    by_server: dict[str, list[dns.resolver.ErrorTuple]] = {}
    for error in errors:
        by_server.setdefault(names.get(str(error[0]), str(error[0])), []).append(error)
    found = [(_failure(server, errors, timeout), server) for server, errors in by_server.items()]
    if not found:  # the time was over before anything was sent
        return Answer(name, rtype, Status.TIMEOUT, detail=f"no answer within {timeout:g} s")
    (status, _), server = min(found, key=lambda one: _TELLING.index(one[0].status))
    chain = _circle(errors) if status is Status.LOOP else ()
    detail = "; ".join(failure.said for failure, _ in found)
    return Answer(name, rtype, status, chain, server=server, detail=detail)


def _failure(server: str, errors: Sequence[dns.resolver.ErrorTuple], timeout: float) -> _Failure:
    """Why one server gave no answer, as a whole clause."""
    *_, (_, over_tcp, _, last, response) = errors
    if any(isinstance(error[3], dns.message.Truncated) for error in errors):
        why = f"gave none within {timeout:g} s"
        if over_tcp and not isinstance(last, dns.exception.Timeout | str):
            why = words(last)
        return _Failure(Status.TRUNCATED, f"{server} cut its answer short, and over TCP {why}")
    if isinstance(last, str):
        status, verb = _RCODES.get(last, (Status.MALFORMED, "gave no answer"))
        return _Failure(status, f"{server} {verb} ({last}{_extended(response)})")
    if isinstance(last, dns.exception.Timeout):
        tries = "1 try" if len(errors) == 1 else f"{len(errors)} tries"
        return _Failure(Status.TIMEOUT, f"no answer from {server} within {timeout:g} s ({tries})")
    if isinstance(last, dns.message.ChainTooLong):
        return _Failure(Status.LOOP, "the CNAMEs lead in a circle")
    if not isinstance(last, dns.exception.DNSException):
        return _Failure(Status.UNREACHABLE, f"{server} cannot be reached: {words(_cause(last))}")
    if isinstance(last, dns.query.BadResponse):
        return _Failure(Status.MALFORMED, f"{server} sent what does not answer the question")
    return _Failure(Status.MALFORMED, f"{server} sent an answer that cannot be read")


def _extended(response: dns.message.Message | None) -> str:
    """What the server adds to its code (RFC 8914)."""
    said = ""
    for error in response.extended_errors() if response is not None else ():
        name = dns.edns.EDECode.make(error.code).name
        said += f", error {name}" if name.isdigit() else f", {name.lower().replace('_', ' ')}"
        if error.text:
            said += f": {error.text}"
    return said


def _circle(errors: Sequence[dns.resolver.ErrorTuple]) -> tuple[Link, ...]:
    """The CNAMEs of an answer that has no end."""
    response = next(error[4] for error in errors if isinstance(error[3], dns.message.ChainTooLong))
    assert response is not None
    return tuple(
        Link(from_dns(rrset.name), from_dns(rrset[0].target), rrset.ttl)
        for rrset in response.answer
        if rrset.rdtype == dns.rdatatype.CNAME
    )


def _cause(error: Exception) -> Exception:
    """What the system said, below all that the libraries of HTTPS make of it."""
    found, below = error, error.__cause__ or error.__context__
    while below is not None:
        if isinstance(below, OSError):
            found = below
        below = below.__cause__ or below.__context__
    # dnspython quotes the whole page.
    status = re.search(r"status code (\d+)", str(found)) if isinstance(found, ValueError) else None
    return OSError(f"it says HTTP {status[1]}") if status else found


def words(error: Exception) -> str:
    """Why a connection fails, as a clause."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"TLS fails: {error.reason or error}"
    if isinstance(error, OSError) and error.errno is not None:
        return os.strerror(error.errno).lower()
    if isinstance(error, EOFError):
        return "it closed the connection"
    return str(error) or type(error).__name__
