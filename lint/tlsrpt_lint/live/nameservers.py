"""Whom to ask: what `--nameserver` and `--port` name, or else what the system is set to."""

import re
import socket
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import dns.asyncquery
import dns.inet
import dns.message
import dns.nameserver
import dns.query
import dns.resolver
from dns.nameserver import Nameserver

from tlsrpt_lint.errors import UsageError

_SPLIT = re.compile(
    r"\[(?P<v6>[^][]*)\](?::(?P<v6port>.*))?|(?P<host>[^][:]*)(?::(?P<port>[^:]*))?"
)
_FORMS = "an address such as '192.0.2.1', 'tls://192.0.2.1' or 'https://dns.example/dns-query'"


def nameservers(
    given: Sequence[str], port: int | None, resolv_conf: str = "/etc/resolv.conf"
) -> tuple[Nameserver, ...]:
    """The servers that `given` names, in order; those of the system (`resolv_conf`) for none.

    `port` is that of the plain addresses among them. Raises UsageError for what is no nameserver.
    """
    if not given:
        return tuple(_system(port or 53, resolv_conf))
    plain = [text for text in given if "://" not in text]
    if port is not None and not plain:
        raise UsageError(
            f"--port {port} has nothing to say where every --nameserver is a URL",
            f"write the port into it: '{_with_port(given[0], port)}'",
        )
    return tuple(server for text in given for server in _named(text, port or 53))


class Plain(dns.nameserver.Do53Nameserver):
    """A server asked over UDP, which says that what came is no answer instead of waiting for another.

    So a server that lies is told from one that is silent.
    """

    async def async_query(
        self,
        request: dns.message.QueryMessage,
        timeout: float,
        source: str | None,
        source_port: int,
        max_size: bool,
        backend: Any,  # of dnspython, which does not export its type
        one_rr_per_rrset: bool = False,
        ignore_trailing: bool = False,
    ) -> dns.message.Message:
        """The answer, over TCP if `max_size`. Raises what dns.asyncquery does."""
        if max_size:
            return await super().async_query(
                request, timeout, source, source_port, max_size, backend
            )
        return await dns.asyncquery.udp(
            request, self.address, timeout, self.port, backend=backend, raise_on_truncation=True
        )


class Tls(dns.nameserver.DoTNameserver):
    """A server asked over TLS, by the sockets that it is given; dnspython's takes others."""

    async def async_query(
        self,
        request: dns.message.QueryMessage,
        timeout: float,
        source: str | None,
        source_port: int,
        max_size: bool,
        backend: Any,
        one_rr_per_rrset: bool = False,
        ignore_trailing: bool = False,
    ) -> dns.message.Message:
        """The answer. Raises what dns.asyncquery does."""
        return await dns.asyncquery.tls(
            request,
            self.address,
            timeout,
            self.port,
            backend=backend,
            server_hostname=self.hostname,
        )


def shown(server: Nameserver) -> str:
    """The server in messages: `192.0.2.1#53`, `tls://192.0.2.1#853` or the URL."""
    if isinstance(server, dns.nameserver.DoTNameserver):
        return f"tls://{server.address}#{server.port}"
    if isinstance(server, dns.nameserver.AddressAndPortNameserver):
        return f"{server.address}#{server.port}"
    return str(server)


def _system(port: int, resolv_conf: str) -> Iterator[Nameserver]:
    hint = f"give one with --nameserver, {_FORMS}"
    try:
        found = dns.resolver.Resolver(resolv_conf).nameservers
    except dns.resolver.NoResolverConfiguration:
        raise UsageError("the system names no nameserver", hint) from None
    except ValueError as error:
        raise UsageError(f"the system names a nameserver that is none ({error})", hint) from None
    for server in found:
        # On Windows some of them may be objects already.
        yield Plain(server, port) if isinstance(server, str) else server


def _named(text: str, port: int) -> Iterator[Nameserver]:
    scheme, separator, rest = text.partition("://")
    if not separator:
        if dns.inet.is_address(text):  # IPv6 needs no brackets where no port can follow
            yield Plain(text, port)
            return
        host, own_port = _split(text, text)
        if own_port is not None:
            raise UsageError(
                f"the nameserver '{text}' is given with a port", f"use --port {own_port} for it"
            )
        for address in _addresses(host, text):
            yield Plain(address, port)
    elif scheme == "tls":
        yield from _over_tls(text, rest)
    elif scheme == "https":
        yield _over_https(text)
    else:
        raise UsageError(f"the nameserver '{text}' is of no known kind", f"write {_FORMS}")


def _over_tls(text: str, rest: str) -> Iterator[Nameserver]:
    rest, _, name = rest.partition("#")
    if dns.inet.is_address(rest):
        host, port = rest, None
    else:
        host, port = _split(rest, text)
    for address in _addresses(host, text):
        # A certificate can be for an address as well as for a name.
        yield Tls(address, port or 853, hostname=name or host)


def _over_https(text: str) -> Nameserver:
    try:
        parts = urlsplit(text)
        valid = bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or not text.isascii() or not text.isprintable() or " " in text:
        raise UsageError(
            f"the nameserver '{text}' is no URL", "write 'https://dns.example/dns-query'"
        )
    if not dns.query.have_doh:
        raise UsageError(
            "DNS over HTTPS needs libraries that are not installed",
            "pip install 'tlsrpt-lint[doh]'",
        )
    return dns.nameserver.DoHNameserver(text)


def _split(authority: str, text: str) -> tuple[str, int | None]:
    """Host and port of `host`, `host:port`, `[address]` or `[address]:port`; `text` is for errors."""
    found = _SPLIT.fullmatch(authority)
    host = (found["v6"] or found["host"]) if found else ""
    if not found or not host:
        raise UsageError(f"the nameserver '{text}' is no address", f"write {_FORMS}")
    digits = found["v6port"] if found["v6port"] is not None else found["port"]
    if digits is None:
        return host, None
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits[:6]) < 65536):
        raise UsageError(
            f"the nameserver '{text}' has no port '{digits}'", "a port is a number up to 65535"
        )
    return host, int(digits)


def _addresses(host: str, text: str) -> Sequence[str]:
    if dns.inet.is_address(host):
        return (host,)
    if re.fullmatch(r"[0-9.]+|.*:.*", host):
        raise UsageError(f"the nameserver '{text}' is no address", f"write {_FORMS}")
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no host name"
        raise UsageError(
            f"the nameserver '{text}' has no address ({why})", "give its address instead"
        ) from None
    return tuple(dict.fromkeys(str(address[4][0]) for address in found))


def _with_port(url: str, port: int) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.netloc}:{port}").geturl()
