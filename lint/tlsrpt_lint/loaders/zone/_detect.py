"""Is a file a zone file? Told by its name and its first lines, without reading all of it."""

import re

from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import BOM

# Endings of files that are never zone files, whatever lines they quote.
_NO_ZONE_FILES = (
    "adoc asciidoc bash bat c cc cfg conf cpp cs css csv diff go gz h hcl hpp htm html ini ipynb"
    " java js json jsonnet jsx key kt lock log lua markdown md mdx ml nix patch pdf php pl pm po"
    " pot private proto ps1 py r rb rst rs scala service sh sql svg swift tex tf tfstate tfvars"
    " toml ts tsx vue xml yaml yml zsh"
)
_OTHER_ENDINGS = frozenset(_NO_ZONE_FILES.split())
_RENDERED_ENDINGS = (".j2", ".jinja", ".jinja2", ".erb", ".tpl", ".tmpl", ".template", ".in")
_OTHER_STARTS = (
    b"#!",
    b"<?",
    b"<!",
    b"{\n",
    b"{\r",
    b'{"',
    b"---",
    b"-----BEGIN",
    b"%YAML",
    b"SQLite ",
)

_TTL = rb"(?:[0-9]++[smhdw]?+)++"
_END = rb"[ \t]*+(?:;.*)?"
# A type, and data that it could have: prose speaks of `MX records` as well.
_DATA = rb"""(?:
      A [ \t]++ [0-9]{1,3}(?:\.[0-9]{1,3}){3}%(end)b | AAAA [ \t]++ [0-9a-f:.]++%(end)b
    | MX [ \t]++ [0-9]{1,5} [ \t]++ \S++%(end)b
    | (?:NS|CNAME|DNAME|PTR|ALIAS|DYNA) [ \t]++ [^\s;]++%(end)b
    | (?:TXT|SPF) [ \t]++ (?:["(\\] | [^\s;]*= | [^\s;]++%(end)b) .*
    | (?:A|AAAA|MX|NS|CNAME|TXT) [ \t]++ (?:\( | .*[{%%$<]) .*
    | SOA [ \t]++ \S++ [ \t]++ \S++ [ \t]++ [0-9({%%<$@] .*
    | (?:SRV|CAA|TLSA|DS|CDS|DNSKEY|CDNSKEY|NSEC3|NSEC3PARAM|HTTPS|SVCB|SSHFP|NAPTR|URI|LOC) [ \t]++
      [0-9(\\] .*
    | RRSIG [ \t]++ [A-Z0-9]++ [ \t]++ [0-9(] .* | NSEC [ \t]++ \S++\. [ \t] .*
    | HINFO [ \t]++ " .* | LUA [ \t]++ [A-Z]++ [ \t]++ ["(] .* | TYPE[0-9]++ [ \t]++ \\ .*
    )""" % {b"end": _END}
# The lines that tell: directives, records, blanks and comments, template statements. Each line is
# matched by one alternative; what is left is none of a zone file's.
_LINE = lazy(
    rb"""
      (?P<record>
        (?: (?:[^\s;"()\#=:{<,$][^\s;"()=,<>]*+)?+ [ \t]++
            (?:%(ttl)b[ \t]++)?+ (?:(?:IN|CH|HS)[ \t]++)?+ (?:%(ttl)b[ \t]++)?+
          | [<{%%$][^"=;]{0,60}[ \t](?:%(ttl)b[ \t]++)?+IN[ \t]++(?:%(ttl)b[ \t]++)?+
        ) %(data)b )
    | (?P<directive> \$(?:ORIGIN|TTL|INCLUDE|GENERATE)[ \t]+.+ )
    | (?P<nothing> [ \t]*(?:;.*)? | [ \t]*(?:\{[%%\#{]|<%%).* )
    | (?P<other> .+ )
    """
    % {b"ttl": _TTL, b"data": _DATA},
    re.VERBOSE | re.IGNORECASE,
)
_ENOUGH = 60


def looks_like_zone(path: str, head: bytes) -> bool:
    """True if the file at `path`, which begins with `head`, is a zone file or a part of one."""
    name = path.rpartition("/")[2].lower()
    stem = name
    for ending in _RENDERED_ENDINGS:
        stem = stem.removesuffix(ending)
    if stem.rpartition(".")[2] in _OTHER_ENDINGS or name.startswith(".") or b"\0" in head[:1024]:
        return False
    text = head.removeprefix(b"\xef\xbb\xbf")
    if text.lstrip().startswith(_OTHER_STARTS):
        return False
    named = stem.endswith((".zone", ".zone.signed"))
    # The first line settles most of the named ones, and the patterns need not be compiled.
    return (named and _begins_with_directive(text)) or _is_zone(text, named=named)


def _begins_with_directive(text: bytes) -> bool:
    """True if $ORIGIN or $TTL is the first that is no comment."""
    return _first(text).upper().startswith((b"$ORIGIN ", b"$TTL "))


def begins_with_origin(data: bytes) -> bool:
    """True if the first that is neither comment nor $TTL is an $ORIGIN with an absolute name."""
    words = _first(data.removeprefix(BOM), b"$TTL ", b"$ttl ").split(b";", 1)[0].split()
    return len(words) == 2 and words[0].upper() == b"$ORIGIN" and words[1].endswith(b".")


def _first(text: bytes, *passed_over: bytes) -> bytes:
    """The first line that is no blank or comment line and begins with nothing to pass over."""
    start = 0
    while True:
        end = text.find(b"\n", start)
        if not text.startswith((b";", b"\n", b"\r\n", *passed_over), start):
            return text[start:end] if end >= 0 else text[start:]
        if end < 0:
            return b""
        start = end + 1


def _is_zone(text: bytes, *, named: bool) -> bool:
    """Weigh the lines. A named file need only not be something else."""
    evidence = strange = 0
    depth = 0
    for line in text.splitlines():
        if depth > 0:
            # Inside parentheses anything may stand.
            depth += _parentheses(line)
            continue
        found = _LINE.fullmatch(line)
        kind = found.lastgroup if found is not None else "other"
        if kind in ("record", "directive"):
            evidence += 1
            depth = max(_parentheses(line), 0)
        elif kind == "other":
            strange += 1
        if evidence + strange >= _ENOUGH:
            break
    if named:
        return not strange or evidence > 0
    return evidence > 0 and strange <= evidence // 4 + (evidence > 2)


def _parentheses(line: bytes) -> int:
    """How many parentheses the line leaves open."""
    if b"(" not in line and b")" not in line:
        return 0
    bare = re.sub(rb'"(?:[^"\\]|\\.)*"|;.*', b"", line)
    return bare.count(b"(") - bare.count(b")")
