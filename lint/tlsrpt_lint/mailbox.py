"""Mail addresses in mailto URIs: RFC 6068 for how they are written, RFC 5321 for what they are.

The verdict is email-validator's, asked offline. It is slow to import, so an address of the everyday
form is passed by one expression that describes nothing else; the tests hold the two together. Why
an address is refused, and at which character, is found out here.

All indices are 0-based character indices into the address as it is written in the URI.
"""

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from types import ModuleType
from typing import NamedTuple

from tlsrpt_lint.regex import lazy
from tlsrpt_lint.uri import Flaw, decoded

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EVERYDAY = lazy(rf"([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)@((?:{_LABEL}\.)*{_LABEL})")
_LOCAL_MAX = 64  # octets, RFC 5321, 4.5.3.1.1
_ADDRESS_MAX = 254  # octets of a path without its brackets, RFC 5321, 4.5.3.1.3
_TOKEN = lazy(r"%([0-9A-Fa-f]{2})|.", re.DOTALL)
_NOT_LOCAL = lazy(r"[^A-Za-z0-9!#$%&'*+/=?^_`{|}~.\x80-\xff-]")
_NOT_DOMAIN = lazy(r"[^A-Za-z0-9.\x80-\xff-]")


class Mailbox(NamedTuple):
    """A mail address, percent-decoded. `domain` is in lower case, its U-labels as A-labels."""

    local: str
    domain: str


def read_mailbox(written: str) -> Mailbox | Flaw:
    """The mailbox that a percent-encoded address names, or what is wrong with the address."""
    plain = _EVERYDAY.fullmatch(written)
    if plain and len(plain[1]) <= _LOCAL_MAX and len(written) <= _ADDRESS_MAX:
        return Mailbox(plain[1], plain[2].lower())
    address = decoded(written)
    local, _, _ = address.rpartition("@")
    if len(_octets(address)) <= _ADDRESS_MAX and len(_octets(local)) <= _LOCAL_MAX:
        domain = _domain_of_valid(address)
        if domain is not None:
            return Mailbox(local, domain)
    return _explained(_tokens(written))


def _domain_of_valid(address: str) -> str | None:
    """The domain of a valid address, in lower case and ASCII; None if the address is not valid."""
    domain = address.rpartition("@")[2]
    asked = address
    if address.isascii():
        # SMTP knows no reserved labels: it takes `ab--cd`, and A-labels that IDNA 2008 no longer
        # allows. It takes an empty quoted string, too. email-validator refuses all of these.
        asked = re.sub(r"(?<=[@.])([A-Za-z0-9]{2})--", r"\1xx", address)
        asked = re.sub(r'\A""@', '"x"@', asked)
    validator = _validator()
    try:
        valid = validator.validate_email(
            asked,
            allow_quoted_local=True,
            allow_domain_literal=True,
            globally_deliverable=False,
            check_deliverability=False,
        )
    except validator.EmailNotValidError:
        return None
    return domain.lower() if domain.isascii() else str(valid.ascii_domain).lower()


@cache
def _validator() -> ModuleType:
    import email_validator

    # Names that exist in no public DNS are well-formed; they are another rule's subject.
    email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()
    return email_validator


class _Token(NamedTuple):
    """One octet of the address, as a character, and where it is written."""

    character: str
    start: int
    end: int


def _tokens(written: str) -> list[_Token]:
    return [
        _Token(chr(int(found[1], 16)) if found[1] else found[0], found.start(), found.end())
        for found in _TOKEN.finditer(written)
    ]


def _explained(tokens: list[_Token]) -> Flaw:
    """Why an address is refused: the first reason that holds, in the order in which people look."""
    text = "".join(token.character for token in tokens)

    def flaw(start: int, end: int, reason: str) -> Flaw:
        if start >= end:
            start, end = 0, len(tokens)
        begin = tokens[start].start if tokens else 0
        return Flaw(begin, tokens[end - 1].end if tokens else 0, reason)

    everything = (0, len(tokens))
    quoted = re.match(r'"(?:\\.|[^"\\])*"(?=@)', text, re.DOTALL)
    ats = [n for n, c in enumerate(text) if c == "@" and not (quoted and n < quoted.end())]
    if not ats:
        return flaw(*everything, "has no '@'")
    at = ats[0]
    if len(ats) > 1:
        return flaw(ats[1], ats[1] + 1, "has a second '@'")
    if at == 0:
        return flaw(*everything, "has nothing before its '@'")
    if at == len(text) - 1:
        return flaw(*everything, "has nothing behind its '@'")
    if text.endswith("."):
        return flaw(len(text) - 1, len(text), "ends in a '.'")
    if at > _LOCAL_MAX:
        return flaw(0, at, f"has {at} octets before its '@', over {_LOCAL_MAX}")
    if len(text) > _ADDRESS_MAX:
        return flaw(*everything, f"has {len(text)} octets, over {_ADDRESS_MAX}")
    if not quoted and (bad := _NOT_LOCAL.search(text, 0, at)):
        return flaw(bad.start(), bad.end(), f"has {_shown(bad[0])} before its '@'")
    if text[at + 1] == "[":
        return flaw(at + 1, len(text), "names a malformed IP address")
    if bad := _NOT_DOMAIN.search(text, at + 1):
        return flaw(bad.start(), bad.end(), f"has {_shown(bad[0])} in its domain")
    return _label_flaw(text, at, flaw)


def _label_flaw(text: str, at: int, flaw: Callable[[int, int, str], Flaw]) -> Flaw:
    borders = [-1, *(n for n, c in enumerate(text) if c in ".@"), len(text)]
    for before, after in pairwise(borders):
        if after == before + 1:
            start = max(before, 0)
            return flaw(start, min(start + 2, len(text)), "has a '.' with nothing beside it")
        label = text[before + 1 : after]
        if before >= at and len(label) > 63:
            return flaw(before + 1, after, "has a label of over 63 octets in its domain")
        if before >= at and (label.startswith("-") or label.endswith("-")):
            return flaw(before + 1, after, f"has the label '{label}' in its domain")
    return flaw(0, len(text), "is none that mail can be sent to")


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _shown(character: str) -> str:
    return f"a '{character}'" if character.isprintable() else f"U+{ord(character):04X}"
