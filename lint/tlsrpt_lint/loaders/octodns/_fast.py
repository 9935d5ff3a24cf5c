"""The fast way through a large zone: entries written as octoDNS dumps them need no YAML parser.

Two shapes of an entry are read here. A *boring* one, which holds no record of interest, is passed over;
a *simple* one becomes nodes just as libyaml would make them. What lies between goes to libyaml, piece
by piece. All of this is safe only where a line that begins at the margin surely begins an entry: in a
file with one document and no anchors, each piece a block mapping that is complete by itself. Where
that is not so, or a key comes twice, the answer is None, and the file is read as a whole.
"""

import re
from typing import NamedTuple

from tlsrpt_lint.interest import TEXT_PATTERN, owner_matters
from tlsrpt_lint.loaders.octodns._include import printed
from tlsrpt_lint.loaders.octodns._yaml import Document, Mapping, Scalar
from tlsrpt_lint.regex import lazy

# One line of printable ASCII: after a quote, up to its twin; else up to ': ', ' #' or the end.
_PLAIN = r"[A-Za-z0-9_./=~+$(^;<\\](?:[!-9;-~]++|:(?=[!-~])|\ ++(?=[!\"$-~]))*+"
_SINGLE = r"'[ -&(-~]*+'"
_DOUBLE = r'"[ !#-\[\]-~]*+"'
_SCALAR = rf"(?:{_SINGLE}|{_DOUBLE}|{_PLAIN})"
_END = r"(?:\ ++(?:\#[\t -~]*+)?)?\r?\n"
# A host and no more: octoDNS has nothing to read in it but its case and the final dot.
_HOST = r"[A-Za-z0-9_.][A-Za-z0-9_.-]*+"
_AT_END = rf"(?={_END})"
# A line that says nothing. YAML takes no tab for a blank here, and ends comments at its own line ends.
_VOID = r"\ *+(?:\#[^\n\r\x85\u2028\u2029]*+)?\r?"
# The next entry, or the end: what follows must not belong to this one.
_NEXT = rf"(?=(?:{_VOID}\n)*+(?:[^\s#-]|\Z))"

# Names that YAML leaves alone and octoDNS can publish.
_KEY = (
    r"(?:''|'[*A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*'"
    r"|(?!(?i:yes|no|on|off|true|false|null)\s*:)[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*)"
)
_TTL = r"ttl:\ (?:0|[1-9][0-9]{0,8})"


def _boring(first: str, rest: str) -> str:
    """A record without interest whose first line is indented by `first` and its others by `rest`."""
    word = rf"(?:[0-9A-Za-z_.](?:[0-9A-Za-z_.-]++|:(?=[!-~]))*+|{_SINGLE}|{_DOUBLE})"
    # Surely a text, without interest, and no evidence of how semicolons are written.
    text = (
        rf"(?!(?i:{TEXT_PATTERN}))(?!(?i:yes|no|on|off|true|false|null)\s)"
        rf"(?!(?:[^\n;{{<\"]++|\"(?!\ \"))*+[;{{<\"])"
        rf"(?=[A-Za-z_'\"]){_SCALAR}"
    )

    def values(scalar: str) -> str:
        many = "|".join(
            rf"values:{_END}(?:{rest}{deeper}-\ {scalar}{_END})+" for deeper in ("", r"\ \ ")
        )
        return rf"{rest}(?:value:\ {scalar}{_END}|{many})"

    head = rf"(?:{_TTL}{_END}{rest})?type:\ "
    addresses = rf"(?:A|AAAA|PTR){_END}{values(word)}"
    return rf"{first}{head}(?:{addresses}|TXT{_END}{values(text)})"


_BORING = "|".join(
    (
        _boring(r"\ \ ", r"\ \ "),
        "(?:" + _boring(r"-\ ", r"\ \ ") + ")++",
        "(?:" + _boring(r"\ \ -\ ", r"\ \ \ \ ") + ")++",
    )
)
_ENTRY = lazy(
    rf"""^(?P<key>{_KEY}):{_END}(?:
    (?P<boring>{_BORING})
    |
    \ \ (?:(?P<ttl>ttl):\ (?P<seconds>0|[1-9][0-9]{{0,8}}){_END}\ \ )?
    (?P<type>type):\ (?P<rtype>TXT|SPF|CNAME|NS|DNAME){_END}
    \ \ (?P<value>value):\ (?P<scalar>(?P<name>{_HOST}){_AT_END}|{_SCALAR}){_END}
    |
    \ \ (?:(?P<mx_ttl>ttl):\ (?P<mx_seconds>0|[1-9][0-9]{{0,8}}){_END}\ \ )?
    (?P<mx_type>type):\ (?P<mx>MX){_END}
    \ \ (?P<mx_value>value):{_END}
    \ \ \ \ (?P<exchange>exchange):\ (?P<host>(?P<mx_name>{_HOST}){_AT_END}|{_SCALAR}){_END}
    \ \ \ \ (?P<preference>preference):\ (?P<number>0|[1-9][0-9]{{0,5}}){_END}
    ){_NEXT}""",
    re.MULTILINE | re.VERBOSE,
)
_HEAD = lazy(rf"(?:{_VOID}\n)*+(?:---(?=\s){_VOID}\n)?")
_NOTHING = lazy(rf"(?:{_VOID}\n)*+(?:{_VOID}\Z)?")
# At the margin, these begin or end a document.
_MARKS = ("---", "...", "%")
# Anchors, aliases, tags and merge keys tie a piece to others.
_TIES = lazy(r"(?:^|[\s,\[{])[&*!][^\s'\"]|<<", re.MULTILINE)
_AT_MARGIN = lazy(rf"(?:{_VOID}\n)*+[^\s#{{\[]")


_CONTEXT = frozenset({"MX", "CNAME"})


class Target(NamedTuple):
    """A simple MX or CNAME entry at an ordinary owner; `start` is where it begins in the text."""

    start: int
    key: str
    type: str
    host: str


class Found(NamedTuple):
    """A zone without its boring entries: some as they were matched, the others as a tree.

    `targets` are where those entries begin that `target_at` tells more about.
    """

    root: Mapping
    texts: "list[re.Match[str]]"
    targets: list[int]


def read(document: Document, longest: int) -> Found | None:
    """What the zone holds that is not boring, or None where that cannot be had surely.

    Entries are left out of the tree only if their key has no label and not more characters than
    `longest`, so that octoDNS surely takes it.
    """
    text = document.text
    head = _HEAD.match(text)
    start = head.end() if head else 0
    if text.startswith(_MARKS, start) or any(text.find(f"\n{m}", start) >= 0 for m in _MARKS):
        return None
    if not document.is_clean:
        return None
    return _Builder(document, start, longest).build()


def entry(document: Document, found: "re.Match[str]") -> tuple[Scalar, Mapping]:
    """The key and the record of a simple entry, as libyaml would make them."""
    mail = found["mx"] is not None
    names = (
        ("mx_ttl", "mx_seconds", "mx_type", "mx") if mail else ("ttl", "seconds", "type", "rtype")
    )
    ttl, seconds, rtype, kind = names
    begin = found.start(ttl) if found[ttl] else found.start(rtype)
    record = Mapping(document, begin, None)
    if found[ttl]:
        record.pairs.append((scalar(document, found, ttl), scalar(document, found, seconds)))
    record.pairs.append((scalar(document, found, rtype), scalar(document, found, kind)))
    if mail:
        exchanger = Mapping(document, found.start("exchange"), None)
        for name, part in (("exchange", "host"), ("preference", "number")):
            exchanger.pairs.append((scalar(document, found, name), scalar(document, found, part)))
        exchanger.end = found.end("number")
        record.pairs.append((scalar(document, found, "mx_value"), exchanger))
        record.end = exchanger.end
    else:
        content = scalar(document, found, "scalar")
        record.pairs.append((scalar(document, found, "value"), content))
        record.end = content.end
    return scalar(document, found, "key"), record


def entry_at(document: Document, start: int) -> tuple[Scalar, Mapping]:
    """The simple entry that begins at `start`, as `entry` gives it."""
    return entry(document, _match_at(document, start))


def target_at(document: Document, start: int) -> Target:
    """What the simple MX or CNAME entry that begins at `start` points at."""
    found = _match_at(document, start)
    rtype = found["mx"] or found["rtype"]
    return Target(start, found["key"].strip("'"), rtype, found["mx_name"] or found["name"])


def _match_at(document: Document, start: int) -> "re.Match[str]":
    found = _ENTRY.match(document.text, start)
    assert found is not None, start
    return found


def scalar(document: Document, found: "re.Match[str]", group: str) -> Scalar:
    """One part of a simple entry."""
    raw = found[group]
    start, end = found.span(group)
    style = raw[0] if raw[0] in "'\"" else ""
    return Scalar(document, start, end, None, value(raw), style, flow=False)


def value(raw: str) -> str:
    """The value of a scalar as `_SCALAR` matches it."""
    return raw[1:-1] if raw[0] in "'\"" else raw


class _Builder:
    """Collects the entries of one file; `at` is where the part that is not yet read begins."""

    def __init__(self, document: Document, start: int, longest: int) -> None:
        self.document = document
        self.root = Mapping(document, start, None)
        self.texts: list[re.Match[str]] = []
        self.targets: list[int] = []
        self.at = start
        self.keys: set[str] = set()
        self.longest = longest

    def build(self) -> Found | None:
        keys, at = self.keys, self.at
        for found in _ENTRY.finditer(self.document.text, at):
            key, shape = found[1].strip("'"), found.lastgroup
            # A label of interest has an underscore, which is faster found.
            special = "*" in key or ("_" in key and owner_matters(key))
            if special and shape == "boring":
                continue
            start = found.start()
            if start != at:
                self.at = at
                if not self._read_up_to(start):
                    return None
            if key in keys:
                return None
            keys.add(key)
            if shape != "boring":
                self._add(found, key, shape, special=special)
            at = found.end()
        self.at = at
        end = len(self.document.text)
        if not self._read_up_to(end):
            return None
        self.root.end = end
        return Found(self.root, self.texts, self.targets)

    def _add(self, found: "re.Match[str]", key: str, shape: str | None, *, special: bool) -> None:
        """Take in a simple entry; its last group tells of which kind it is."""
        if len(key) <= self.longest:
            kind = "MX" if shape == "number" else found["rtype"]
            if kind == "TXT":
                self.texts.append(found)
                return
            if kind in _CONTEXT and not special and found["mx_name" if kind == "MX" else "name"]:
                self.targets.append(found.start())
                return
        self.root.pairs.append(entry(self.document, found))

    def _is_new(self, key: str) -> bool:
        known = len(self.keys)
        self.keys.add(key)
        return len(self.keys) > known

    def _read_up_to(self, end: int) -> bool:
        """Give what was not matched to libyaml. False if it is not complete by itself."""
        start, text = self.at, self.document.text
        if start == end or _NOTHING.fullmatch(text, start, end):
            return True
        if _TIES.search(text, start, end) or not _AT_MARGIN.match(text, start, end):
            return False
        part = self.document.part(start, end)
        if not isinstance(part, Mapping):
            return False
        if not all(isinstance(key, Scalar) and self._is_new(printed(key)) for key, _ in part.pairs):
            return False
        self.root.pairs += part.pairs
        return True
