"""What the words of an entry are: owner, TTL, class, type, rdata (RFC 1035, 5.1)."""

from typing import NamedTuple

from ._lexer import Entry, Fault, Token
from ._types import DIALECTS, MAY_BE_EMPTY, class_of, ttl_of, type_of


class Header(NamedTuple):
    """An entry with its words told apart. `owner` is None if blank, `ttl` and `rclass` if absent.

    `rclass` is `IN`, `CH`, `HS` or `CLASS<n>`; `class_token` is where it stands.
    """

    owner: Token | None
    ttl: int | None
    rclass: str | None
    class_token: Token | None
    rtype: str
    type_token: Token
    rdata: list[Token]


def parse_header(data: bytes, entry: Entry) -> Header | Fault:
    """Tell the words of an entry apart, or say where it is no record."""
    words = iter(entry.tokens)
    owner = None if entry.blank else next(words, None)
    ttl: int | None = None
    rclass: str | None = None
    class_token: Token | None = None
    for count, token in enumerate(words, 1 if owner else 0):
        word = data[token.start : token.end].decode("latin-1")
        if ttl is None and (seconds := ttl_of(word)) is not None:
            ttl = seconds
        elif rclass is None and (found := class_of(word)) is not None:
            rclass = found
            class_token = token
        elif rtype := type_of(word):
            rdata = entry.tokens[count + 1 :]
            if not rdata and rtype not in MAY_BE_EMPTY and rtype not in DIALECTS:
                return Fault(
                    token.start,
                    token.end,
                    f"The {rtype} record has no data behind its type.",
                    "write its data, or remove the record",
                )
            return Header(owner, ttl, rclass, class_token, rtype, token, rdata)
        else:
            return _no_type(token, word)
    last = entry.tokens[-1]
    return Fault(
        last.start,
        last.end,
        "The entry ends before it names a record type.",
        "a record stands on one line: owner, TTL, class, type and data",
    )


def _no_type(token: Token, word: str) -> Fault:
    shown = word if word.isascii() else word.encode("latin-1").decode("utf-8", "replace")
    shown = shown if len(shown) <= 40 else shown[:40] + "…"
    if word.startswith("$"):
        return Fault(
            token.start,
            token.end,
            f"'{shown}' is indented, so it is no directive, and it is no record type either.",
            "directives begin in the first column",
        )
    return Fault(
        token.start,
        token.end,
        f"'{shown}' is no record type, class or TTL, so name servers refuse the zone.",
        "a record reads: owner, TTL, class, type, data; an owner begins in the first column,"
        " and a comment with ';'",
    )
