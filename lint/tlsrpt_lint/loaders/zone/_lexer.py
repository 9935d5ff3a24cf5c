"""The words of a zone file, and a fast way past the entries that do not matter.

An entry is a line, or several where parentheses or a quoted string hold them together (RFC 1035,
5.1). `BORING` passes over whole entries in one match of a possessive pattern: only such as the exact
reader would take without a word and without a record of interest, so that what is found never
depends on the way it was reached. Nothing in here backtracks: time grows with the length.
"""

import re
from functools import cache
from typing import NamedTuple

from tlsrpt_lint.directives import WORD
from tlsrpt_lint.interest import LABEL_PATTERN, TEXT_PATTERN
from tlsrpt_lint.regex import lazy


class Token(NamedTuple):
    """One word: bytes `start` to `end`, quotes included where it is `quoted`."""

    start: int
    end: int
    quoted: bool


class Fault(NamedTuple):
    """Bytes `start` to `end` are not what a zone file may hold there. See `Problem` for the texts."""

    start: int
    end: int
    message: str
    help: str | None = None


class Entry:
    """The words of one entry. `blank`: it begins with white space, so that it has no owner.

    `comment` covers the comment behind the last word on its line, `;` included. `end` is where the
    next entry begins.
    """

    __slots__ = ("blank", "comment", "end", "faults", "start", "tokens")

    def __init__(self, start: int, *, blank: bool) -> None:
        self.start = start
        self.end = start
        self.blank = blank
        self.tokens: list[Token] = []
        self.comment: tuple[int, int] | None = None
        self.faults: list[Fault] = []


# A word may hold template expressions, blanks and all: they are one word once rendered. Their length
# is bounded, so that a line of opening braces is not searched for the closing one from each of them.
_TOKEN = lazy(
    rb"""[ \t]*+(?:
    ( (?: [^ \t\r\n";()\\{<$]++ | \\[^\r\n]
        | \{\{(?:[^}\r\n]|\}(?!\})){0,200}+\}\} | \{%(?:[^%\r\n]|%(?!\})){0,200}+%\}
        | <%(?:[^%\r\n]|%(?!>)){0,200}+%> | \$\{[^}\r\n]{0,200}+\} | [{<$] )++ \\?+ | \\ )   # 1: bare
    | ("(?:[^"\\\n]++|\\[\s\S])*+")                                               # 2: quoted
    | (;[^\n]*+)                                                                  # 3: comment
    | (\r\n?+|\n)                                                                 # 4: line end
    | (\() | (\))                                                                 # 5, 6
    | (")                                                                         # 7: unclosed
    )""",
    re.VERBOSE,
)
# An entry of one line whose words are all bare, and a word of it.
_BARE_ENTRY = lazy(rb"(?:\$[A-Za-z]++)?+[^\"();\\{<$\r\n]*+(?:\n|\Z)")
_BARE_WORD = lazy(rb"[^ \t\n]++")
_BARE, _QUOTED, _COMMENT, _LINE_END, _OPEN, _CLOSE, _UNCLOSED = range(1, 8)

_CLASS = rb"(?i:IN|CH|HS)"
TTL = rb"(?:[0-9]++[smhdwSMHDW]?+)++"
_TYPE = (
    rb"(?i:A|AAAA|TXT|MX|NS|SOA|CNAME|PTR|SRV|CAA|TLSA|DNAME|SPF|DS|DNSKEY|RRSIG|NSEC3?|HTTPS|SVCB"
    rb"|SSHFP|NAPTR|HINFO|RP|TYPE[0-9]+)"
)
# A line that hardly is anything but a directive, or a record with its own owner, or with its class.
STARTS_ENTRY = lazy(
    rb"(?:\$(?i:ORIGIN|TTL|INCLUDE|GENERATE)[ \t]"
    rb"|[^ \t\r\n\";()]++[ \t]++(?:%b[ \t]++)?+(?:%b[ \t]++(?:%b[ \t]++)?+)?+%b[ \t]"
    rb"|[ \t]++(?:%b[ \t]++)?+%b[ \t]++(?:%b[ \t]++)?+%b[ \t])"
    % (TTL, _CLASS, TTL, _TYPE, TTL, _CLASS, TTL, _TYPE)
)

_TEXT_OF_INTEREST = TEXT_PATTERN.replace("[^;]", '[^;"\\n]').encode()
# What may stand in words that are looked at no further: no mark of a template, no quote or escape.
_PLAIN = rb"[^ \t\r\n\";()\\$%{<\[@]++"


_OPTIONS = rb"(?:%(ttl)b[ \t]++(?:(?i:IN)[ \t]++)?+|(?i:IN)[ \t]++(?:%(ttl)b[ \t]++)?+)?+" % {
    b"ttl": TTL
}


def _boring(first: bytes, types: bytes) -> re.Pattern[bytes]:
    """What passes over whole entries: `first` are ways to match one that come before all others,
    `types` further record types that are passed over, each with its data.
    """
    return lazy(
        rb"""(?: %(first)b
    [ \t]*+%(comment)b?+\r?+\n
    | (?:[^ \t\r\n"#;()\\_$*{<%%\[@]++|_(?!(?i:%(label)b))|@(?![@A-Z]))*+[ \t]++ %(options)b
      (?: (?i:A|AAAA|PTR|SRV|CAA|SSHFP|RRSIG|NSEC|NSEC3|NSEC3PARAM|DS|DNSKEY|CDS|CDNSKEY|HTTPS|SVCB
          |NAPTR|HINFO|LOC|RP)
          [ \t]++(?![;\r\n])
          (?:[^\r\n";()\\$%%{<\[@]++|@(?![@A-Z])|"(?:[^"\\\n$%%{<\[@]++|@(?![@A-Z]))*+")++
        %(types)b
        | (?i:TXT)[ \t]++(?!(?i:%(text)b))
          (?:(?:"(?:[^"\\\n$%%{<\[@]++|@(?![@A-Z])|\\[;"\\])*+"
            |(?:[^ \t\r\n";()\\$%%{<\[@]++|@(?![@A-Z]))++)[ \t]*+)++ )
      %(comment)b?+\r?+\n
    )++"""
        % {
            b"first": first,
            b"types": types,
            b"options": _OPTIONS,
            # A comment to this tool is left for the reader to see that there is one.
            b"comment": rb"(?:;(?![^\n]*%b)[^\n]*+)" % WORD,
            b"label": LABEL_PATTERN.removeprefix("_(?=").removesuffix(")").encode(),
            b"text": _TEXT_OF_INTEREST,
        },
        re.VERBOSE,
    )


BORING = _boring(b"", b"")

_USUAL = lazy(rb"(?<=\n)[A-Za-z0-9.-]++([ \t]++)([0-9]++\1)?+(IN\1)?+(?:A|AAAA|CNAME|MX|TXT)[ \t]")


class Usual(NamedTuple):
    """How most records of a file are written between owner and type: patterns for what stands there.

    `blank` is one blank or tab, or several; `options` are TTL and class with the blanks behind them.
    `upper`: only types in upper case are passed over.
    """

    blank: bytes
    options: bytes
    upper: bool


def usual_header(data: bytes) -> Usual:
    """The way in which the records in the middle of the file and further down are written."""
    middle, below = (
        _USUAL.search(data, at, at + 4096) for at in (len(data) // 2, len(data) * 4 // 5)
    )
    if middle is None or below is None or middle[3] != below[3]:
        return Usual(rb"[ \t]", rb"(?:[0-9]++[ \t])?+(?:IN[ \t])?+", upper=False)
    blank = {b"\t": rb"\t", b" ": b"[ ]"}.get(middle[1], rb"[ \t]++")
    ttl = b""
    if middle[2]:
        # Large files are mostly written by programs, which give all records one TTL.
        same = middle[2] == below[2]
        ttl = (middle[2].strip() if same else rb"[0-9]++") + blank
    return Usual(blank, ttl + (b"IN" + blank if middle[3] else b""), upper=True)


@cache
def boring_or_context(usual: Usual) -> re.Pattern[bytes]:
    """What passes over records of the context as well, for a large file.

    The commonest lines, in the way that is usual in the file, are matched with the fewest steps.
    """
    return _boring(
        rb"""
    [A-Za-z0-9.-]++%(blank)b%(options)b
      (?: A%(blank)b[0-9.]++\n | AAAA%(blank)b[0-9a-fA-F.:]++\n | CNAME%(blank)b[A-Za-z0-9.-]++\n
        | MX%(blank)b[0-9]++[ \t][A-Za-z0-9.-]++\n
        | TXT%(blank)b"(?:v=spf1[ ]|(?!(?i:%(text)b)))[^"\\\n$%%{<\[@]*+"\n ) |"""
        % {b"blank": usual.blank, b"options": usual.options, b"text": _TEXT_OF_INTEREST},
        rb"""| %(case)bMX)[ \t]++[0-9]++[ \t]++%(word)b[ \t]*+ | %(case)bCNAME)[ \t]++%(word)b[ \t]*+
        | %(case)bTLSA)(?:[ \t]++[0-9A-Fa-f]++)++[ \t]*+"""
        % {b"word": _PLAIN, b"case": b"(?:" if usual.upper else b"(?i:"},
    )


# A record as most are written: on one line, with an owner, without escapes, comments and marks of a
# template. Groups: owner; TTL before the class or behind it; then type and text, or type, preference and
# target, or type and target, or type, all data and the serial.
PLAIN_RECORD = lazy(
    rb"""([A-Za-z0-9_.-]++|@(?=[ \t]))[ \t]++
    (?:([0-9]{1,18}+)[ \t]++(?:(?i:IN)[ \t]++)?+|(?i:IN)[ \t]++(?:([0-9]{1,18}+)[ \t]++)?+)?+
    (?: ((?i:TXT))[ \t]++"((?:[ !#&-?A-Z\[\]^-z|}~]++|@(?![@A-Z]))++)"
      | ((?i:MX))[ \t]++([0-9]{1,10}+)[ \t]++([A-Za-z0-9_.-]++|@)
      | ((?i:NS|CNAME|DNAME))[ \t]++([A-Za-z0-9_.-]++|@)
      | ((?i:SOA))[ \t]++((?:[A-Za-z0-9_.@-]++[ \t]++){2}([0-9]++)(?:[ \t]++[0-9A-Za-z]++){4})
    ) [ \t]*+\r?+(?:\n|\Z)""",
    re.VERBOSE,
)


# A directive as most are written: a TTL in seconds, or an origin without escapes.
PLAIN_DIRECTIVE = lazy(
    rb"\$(?:(?i:TTL)[ \t]++([0-9]{1,18}+)|(?i:ORIGIN)[ \t]++([A-Za-z0-9_.-]++))[ \t]*+\r?+(?:\n|\Z)"
)


def read_entry(data: bytes, start: int) -> Entry:
    """The entry at `start`, which is the start of a line, with what is wrong with its words."""
    entry = Entry(start, blank=data[start : start + 1] in (b" ", b"\t"))
    tokens = entry.tokens
    bare = _BARE_ENTRY.match(data, start)
    if bare is not None:
        entry.end = bare.end()
        tokens += [Token(*word.span(), False) for word in _BARE_WORD.finditer(data, *bare.span())]
        return entry
    opened: list[int] = []
    restart: int | None = None
    at = start
    while found := _TOKEN.match(data, at):
        kind = found.lastindex
        at = found.end()
        if kind == _BARE:
            tokens.append(Token(found.start(1), at, quoted=False))
            entry.comment = None
        elif kind == _QUOTED:
            tokens.append(Token(found.start(2), at, quoted=True))
            entry.comment = None
        elif kind == _COMMENT:
            # Only the comment on the line of the last word can have cut its rdata.
            if tokens and entry.comment is None and not _breaks(data, tokens[-1].end, at):
                end = at - 1 if data[at - 1 : at] == b"\r" else at
                entry.comment = found.start(3), end
        elif kind == _LINE_END:
            if not opened:
                break
            if restart is None and STARTS_ENTRY.match(data, at):
                restart = at
        elif kind == _OPEN:
            if restart is not None:
                break
            opened.append(found.start(5))
        elif kind == _CLOSE:
            if opened:
                opened.pop()
                restart = restart if opened else None
            else:
                entry.faults.append(
                    Fault(at - 1, at, "The ')' has no '(' before it.", "remove it, or open it")
                )
        else:
            quote = found.start(7)
            entry.faults.append(_unclosed_quote(data, quote))
            at = _end_of_string(data, quote)
            tokens.append(Token(quote, at, quoted=True))
            entry.comment = None
    else:
        at = len(data)  # nothing but blanks is left
    if opened:
        place = opened[0]
        entry.faults = [
            Fault(
                place,
                place + 1,
                "The '(' is never closed, so that everything behind it belongs to this record.",
                "close it behind the last line of the record",
            )
        ]
        entry.end = len(data) if restart is None else restart
        return entry
    entry.end = at
    return entry


def _breaks(data: bytes, start: int, end: int) -> bool:
    return data.find(b"\n", start, end) >= 0


def _unclosed_quote(data: bytes, quote: int) -> Fault:
    end = _line_end(data, quote)
    while end > quote + 1 and data[end - 1 : end] in (b"\r", b" ", b"\t"):
        end -= 1
    return Fault(
        quote,
        end,
        "The quoted string is not closed on its line, which most name servers refuse.",
        "close it with '\"'; a long text is written as several strings",
    )


def _end_of_string(data: bytes, quote: int) -> int:
    """Where reading goes on behind an unclosed quote: its line's end, or its twin's on a later line.

    NSD takes such a string; the twin is looked for so that it is not taken for another opening.
    """
    line_end = _line_end(data, quote)
    at = line_end
    for _ in range(20):
        line = at + 1
        if line >= len(data) or STARTS_ENTRY.match(data, line):
            break
        at = _line_end(data, line)
        twin = data.find(b'"', line, at)
        if twin >= 0:
            rest = data[twin + 1 : at].lstrip()
            return twin + 1 if not rest or rest[:1] in b";)" else line_end
    return line_end


def _line_end(data: bytes, at: int) -> int:
    end = data.find(b"\n", at)
    return len(data) if end < 0 else end


def unquoted(token: Token) -> tuple[int, int]:
    """The bytes of a word without its quotes."""
    return (token.start + 1, token.end - 1) if token.quoted else (token.start, token.end)


def shortened(text: str) -> str:
    """`text`, cut where a message could not hold it."""
    return text if len(text) <= 60 else text[:60] + "…"
