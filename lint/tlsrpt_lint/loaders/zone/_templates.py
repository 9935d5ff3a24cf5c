"""Marks of template languages in zone files: Jinja, Go, ERB, Template Toolkit, shell, panels."""

import re

from tlsrpt_lint.regex import lazy

# What stands for something else wherever it is met. `%domain%` but not `%C3%` (a URI's octet) and
# not `%{i}` (an SPF macro).
_MARK = lazy(
    rb"\{\{|\{%|\{#|<%|\[%|\$\{|\$\(|%(?![0-9A-Fa-f]{2}%)[A-Za-z_][A-Za-z0-9_.-]*+%|@@?[A-Z][A-Z0-9_]+@"
)
# What a domain name cannot hold and a template might: `{DOMAIN}`, `<domain>`, `$domain`.
_NAME_MARK = lazy(rb"\{[A-Za-z_][A-Za-z0-9_.-]*+\}|<[A-Za-z_][A-Za-z0-9_.-]*+>|\$[A-Za-z_]")

_STATEMENTS = {b"{%": b"%}", b"{#": b"#}", b"<%": b"%>", b"[%": b"%]", b"{{": b"}}"}
_LONGEST = 4096  # bytes of a statement: each line may begin one that is never closed
_WORD = lazy(rb"[-=~+\s]*+(end)?([a-z]*+)", re.IGNORECASE)
_OPENERS = frozenset({b"if", b"for", b"unless", b"block", b"macro", b"range", b"with", b"foreach"})


def has_mark(data: bytes, start: int, end: int) -> bool:
    """True if bytes `start` to `end` hold a template mark."""
    return _MARK.search(data, start, end) is not None


def has_name_mark(data: bytes, start: int, end: int) -> bool:
    """True if the name in bytes `start` to `end` holds a mark; names hold less than other text."""
    return has_mark(data, start, end) or _NAME_MARK.search(data, start, end) is not None


def statement_end(data: bytes, start: int) -> int | None:
    """The end of the template statement or comment that a line begins with at `start`, if it does.

    An expression (`{{ … }}`) is one only if the rest of its line is empty: otherwise it is a part
    of a record.
    """
    closing = _STATEMENTS.get(data[start : start + 2])
    if closing is None:
        return None
    found = data.find(closing, start + 2, start + _LONGEST)
    line_end = data.find(b"\n", start)
    line_end = len(data) if line_end < 0 else line_end
    if found < 0:
        return line_end
    end = found + 2
    if closing == b"}}" and (end > line_end or data[end:line_end].strip()):
        return None
    return end


def depth_change(data: bytes, start: int) -> int:
    """+1 where the statement at `start` opens a block, -1 where it closes one, else 0."""
    mark = data[start : start + 2]
    word = _WORD.match(data, start + 2)
    if word is None or mark == b"{#":
        return 0
    if word[1]:
        return -1
    return 1 if word[2].lower() in _OPENERS else 0
