"""URIs by RFC 3986: what is wrong with one, and where.

The verdict is rfc3986's. That library is slow to import, so a URI of the everyday form is passed by
one expression that describes nothing else; the tests hold the two together. Why a URI is refused,
and at which character, is found out here.

All indices are 0-based character indices into the URI, ends exclusive.
"""

import re
from typing import NamedTuple

from tlsrpt_lint.regex import lazy

_EVERYDAY = lazy(
    r"(?:mailto:[A-Za-z0-9._+-]+@|https://)[A-Za-z0-9.-]+(?::[0-9]{0,5})?(?:/[A-Za-z0-9._~/-]*)?"
)
_PARTS = lazy(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?://(?P<authority>[^/?#]*))?"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:\#(?P<fragment>.*))?",
    re.DOTALL,
)
_AUTHORITY = lazy(
    r"(?:(?P<userinfo>[^@\[\]]*)@)?(?P<host>\[[^\]]*\]|[^:@\[\]]*)(?::(?P<port>[0-9]*))?"
)
_BAD_ESCAPE = lazy(r"%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)
_NEVER = lazy(r"[^A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]")
_ESCAPE = lazy(r"%([0-9A-Fa-f]{2})")
_BRACKET = lazy(r"[\[\]]")


class Flaw(NamedTuple):
    """What makes a text useless as a URI. `reason` goes on from "it": "holds a raw '['"."""

    start: int
    end: int
    reason: str


class Part(NamedTuple):
    """One component of a URI: its text as written, and where it begins."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Index past its last character."""
        return self.start + len(self.text)


class Authority(NamedTuple):
    """The authority of a URI (RFC 3986, 3.2). `host` keeps the brackets of an IP literal."""

    userinfo: Part | None
    host: Part
    port: Part | None


class Parts(NamedTuple):
    """The five components of a URI (RFC 3986, appendix B); None where one is not there."""

    scheme: Part | None
    authority: Part | None
    path: Part | None
    query: Part | None
    fragment: Part | None


def split(uri: str) -> Parts:
    """The components of `uri`; all None if it has no scheme."""
    found = _PARTS.fullmatch(uri)
    return Parts(*(_part(found, name, 0) if found else None for name in Parts._fields))


def split_authority(whole: Part) -> Authority | None:
    """The parts of an authority; None if it is malformed."""
    found = _AUTHORITY.fullmatch(whole.text)
    host = _part(found, "host", whole.start) if found else None
    if not found or host is None:
        return None
    return Authority(_part(found, "userinfo", whole.start), host, _part(found, "port", whole.start))


def syntax_flaw(uri: str) -> Flaw | None:
    """The first character of `uri` that RFC 3986 forbids where it stands, or None.

    The structure of the authority is left aside: see `authority_flaw`.
    """
    if _EVERYDAY.fullmatch(uri):
        return None
    if bad := _NEVER.search(uri):
        return Flaw(bad.start(), bad.end(), f"holds {_shown(bad[0])}, which no URI may hold")
    return None if _is_valid(uri) else _explained(uri)


def _is_valid(uri: str) -> bool:
    """True if rfc3986 takes the components of `uri` for valid, its authority left aside."""
    from rfc3986 import validators

    # The library's own splitting encodes a stray '%' before its validators can see it.
    parts = split(uri)
    place = parts.authority.text if parts.authority else ""
    if parts.path is None or _BAD_ESCAPE.search(place):
        return False
    return bool(
        validators.path_is_valid(parts.path.text)
        and validators.query_is_valid(parts.query and parts.query.text)
        and validators.fragment_is_valid(parts.fragment and parts.fragment.text)
    )


def _explained(uri: str) -> Flaw:
    if bad := _BAD_ESCAPE.search(uri):
        return Flaw(bad.start(), bad.end(), f"holds '{bad[0]}', which is no percent-encoding")
    parts = split(uri)
    for component in (parts.path, parts.query, parts.fragment):
        if component and (bad := _BRACKET.search(component.text)):
            at = component.start + bad.start()
            return Flaw(at, at + 1, f"holds a raw '{bad[0]}'")
    if parts.fragment and "#" in parts.fragment.text:
        at = parts.fragment.start + parts.fragment.text.index("#")
        return Flaw(at, at + 1, "holds a second '#'")
    return Flaw(0, len(uri), "is no valid URI")


def authority_flaw(uri: str) -> Flaw | None:
    """What is wrong with the authority of an https URI that has no syntax flaw, or None."""
    if _EVERYDAY.fullmatch(uri):
        return None
    whole = split(uri).authority
    if whole is None:
        return Flaw(0, len(uri), "names no host: '//' must follow the ':'")
    found = split_authority(whole)
    if found is None:
        return Flaw(whole.start, whole.end, f"has the malformed host '{whole.text}'")
    if not found.host.text:
        return Flaw(0, len(uri), "names no host")
    if found.host.text.startswith("[") and not _is_ip_literal(found.host.text):
        return Flaw(found.host.start, found.host.end, "names a malformed IP address")
    return None


def decoded(text: str) -> str:
    """`text` with its percent-encodings decoded as UTF-8; octets that are none as lone surrogates."""
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text, errors="surrogateescape")


def equivalent(uri: str) -> str:
    """The form in which equivalent URIs are equal (RFC 3986, 6.2.2 and 6.2.3; RFC 6068, 2).

    `uri` must have no syntax flaw. Case of scheme and host, needless percent-encoding, dot segments
    and the port and path that are implied make no difference.
    """
    plain = _ESCAPE.sub(_unescaped, uri)
    parts = split(plain)
    scheme = parts.scheme.text.lower() if parts.scheme else ""
    path = parts.path.text if parts.path else ""
    if scheme == "mailto":
        local, at, domain = decoded(path).rpartition("@")
        path = f"{local}{at}{domain.lower()}"
    elif "/." in path:
        from rfc3986.normalizers import normalize_path

        path = normalize_path(path)
    place = parts.authority.text.lower() if parts.authority else ""
    place = place.removesuffix(":443" if scheme == "https" else ":").removesuffix(":")
    tail = plain[parts.path.end :] if parts.path else ""
    return f"{scheme}://{place}{path or '/'}{tail}"


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    unreserved = character.isascii() and (character.isalnum() or character in "-._~")
    return character if unreserved else found[0].upper()


def _is_ip_literal(text: str) -> bool:
    # A zone identifier (RFC 6874) names an interface of one machine: it means nothing in the DNS.
    if "%" in text:
        return False
    from rfc3986.validators import host_is_valid

    return bool(host_is_valid(text))


def _part(found: re.Match[str], name: str, offset: int) -> Part | None:
    return None if found[name] is None else Part(found[name], offset + found.start(name))


def _shown(character: str) -> str:
    return f"a raw '{character}'" if character.isprintable() else f"U+{ord(character):04X}"
