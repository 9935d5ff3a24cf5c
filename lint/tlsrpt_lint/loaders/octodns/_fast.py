"""The fast way through a large zone: entries written as octoDNS dumps them need no YAML parser.

Two shapes of an entry are read here. A *boring* one, which holds no record of interest, is passed over;
a *simple* one becomes nodes just as libyaml would make them, or is left where it stands until somebody
asks. One pattern is for entries as they are dumped; a second one, half as fast, for what that passes
over: other line ends, blanks and comments. What is left goes to libyaml, piece by piece. All of this is
safe only where a line that begins at the margin surely begins an entry: in a file with one document and
no anchors, each piece a block mapping that is complete by itself. Where that is not so, or a key comes
twice, the answer is None, and the file is read as a whole.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from tlsrpt_lint.interest import TEXT_PATTERN, owner_matters
from tlsrpt_lint.loaders.octodns._include import identity
from tlsrpt_lint.loaders.octodns._yaml import CONTROL, Document, Mapping, Scalar
from tlsrpt_lint.regex import lazy

# One line of printable ASCII: after a quote, up to its twin; else up to ': ', ' #' or the end.
_PLAIN = r"[A-Za-z0-9_./=~+$(^;<\\](?:[!-9;-~]++|:(?=[!-~])|\ ++(?=[!\"$-~]))*+"
_SINGLE = r"'[ -&(-~]*+'"
_DOUBLE = r'"[ !#-\[\]-~]*+"'
_SCALAR = rf"(?:{_PLAIN}|{_SINGLE}|{_DOUBLE})"
# A host and no more: octoDNS has nothing to read in it but its case and the final dot.
_HOST = r"[A-Za-z0-9_.][A-Za-z0-9_.-]*+"
_NUMBER = r"(?:0|[1-9][0-9]{0,8})"
# How lines end: nearly all at once; others after blanks, a comment, or with a CR.
_AT_ONCE = r"\n"
_LATER = r"(?:\ ++(?:\#[\t -~]*+)?)?\r?\n"
# A line that says nothing. YAML takes no tab for a blank here, and ends comments at its own line ends.
_VOID = r"\ *+(?:\#[^\n\r\x85\u2028\u2029]*+)?\r?"
# The next entry, or the end: what follows must not belong to this one.
_NEXT = rf"(?=[A-Za-z_']|(?:{_VOID}\n)*+(?:[^\s#-]|\Z))"

# What YAML takes for something else than a text.
_WORD = r"(?:[yY](?i:es)|[nN](?i:o|ull)|[oO](?i:n|ff)|[tT](?i:rue)|[fF](?i:alse))"
# Names that YAML leaves alone and octoDNS can publish.
_KEY = (
    rf"(?:(?!{_WORD}\s*:)[A-Za-z_][A-Za-z0-9_-]*+(?:\.[A-Za-z0-9_-]++)*+"
    r"|''|'[*A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)*+')"
)
# Values without interest: of an address, and of a text that surely is one, without interest and no
# evidence of how semicolons are written.
_DULL_WORD = rf"(?:[0-9A-Za-z_.](?:[0-9A-Za-z_.-]++|:(?=[!-~]))*+|{_SINGLE}|{_DOUBLE})"
_DULL_TEXT = (
    rf"(?=[A-Za-z_'\"])(?!(?i:{TEXT_PATTERN}))(?!{_WORD}\s)"
    rf"(?!(?:[^\n;{{<\"]++|\"(?!\ \"))*+[;{{<\"]){_SCALAR}"
)


def _entry_pattern(end: str) -> str:
    """An entry whose lines end in `end`; the last group tells of which kind it is.

    A `boring` one has one record, an `all_boring` one a list of them. The others are simple: `text`,
    `cname` and `mx` with a host and no more, any `other` and any other `mail`. Groups that are not empty:
    the `key`, and of a text `seconds` and `scalar`; `body` is where its record begins.
    """

    def head(indent: str, number: str = _NUMBER) -> str:
        return rf"t(?:tl:\ {number}{end}{indent}type|ype):\ "

    def several(indent: str, scalar: str, dash: str) -> str:
        dashes = rf"(?=(?P<{dash}>{indent}\ *+-\ ))"
        return rf"values:{end}{dashes}(?:(?P={dash}){scalar}{end})++"

    def boring(indent: str, kind: str) -> str:
        words, texts = (
            several(indent, _DULL_WORD, f"{kind}_w"),
            several(indent, _DULL_TEXT, f"{kind}_t"),
        )
        return (
            rf"(?:(?:A|AAAA|PTR){end}{indent}(?:value:\ {_DULL_WORD}{end}|{words})"
            rf"|TXT{end}{indent}(?:value:\ {_DULL_TEXT}{end}|{texts}))"
        )

    rest = r"\ \ "
    deeper = rf"(?P=list){rest}"
    exchange = rf"{rest}{rest}exchange:\ "
    preference = rf"{rest}{rest}preference:\ (?:0|[1-9][0-9]{{0,5}}){end}"
    return rf"""^(?P<key>{_KEY}):{end}(?:
    {rest}(?P<body>){head(rest, rf"(?P<seconds>{_NUMBER})")}(?:
        {boring(rest, "one")}(?P<boring>)
        |TXT{end}{rest}value:\ (?P<scalar>{_SCALAR}){end}(?P<text>)
        |CNAME{end}{rest}value:\ {_HOST}{end}(?P<cname>)
        |MX{end}{rest}value:{end}{exchange}{_HOST}{end}{preference}(?P<mx>)
        |(?:SPF|NS|DNAME|CNAME){end}{rest}value:\ {_SCALAR}{end}(?P<other>)
        |MX{end}{rest}value:{end}{exchange}{_SCALAR}{end}{preference}(?P<mail>)
    )
    |(?=(?P<list>\ *+)-\ )(?:(?P=list)-\ {head(deeper)}{boring(deeper, "many")})++(?P<all_boring>)
    ){_NEXT}"""


_TIGHT = lazy(_entry_pattern(_AT_ONCE), re.MULTILINE | re.VERBOSE)
_LOOSE = lazy(_entry_pattern(_LATER), re.MULTILINE | re.VERBOSE)
_BORING = frozenset({"boring", "all_boring"})
_TARGETS = frozenset({"cname", "mx"})
# The parts of a simple entry, at a place where one begins.
_SIMPLE = lazy(
    rf"""(?P<key>{_KEY}):{_LATER}
    \ \ (?:(?P<ttl>ttl):\ (?P<seconds>{_NUMBER}){_LATER}\ \ )?(?P<type>type):\ (?P<rtype>[A-Z]+){_LATER}
    \ \ (?P<value>value):(?:
    \ (?P<scalar>{_SCALAR})
    |{_LATER}
    \ \ \ \ (?P<exchange>exchange):\ (?P<host>{_SCALAR}){_LATER}
    \ \ \ \ (?P<preference>preference):\ (?P<number>{_NUMBER})
    )""",
    re.VERBOSE,
)
_HEAD = lazy(rf"(?:{_VOID}\n)*+(?:---(?=\s){_VOID}\n)?")
_NOTHING = lazy(rf"(?:{_VOID}\n)*+(?:{_VOID}\Z)?")
# Anchors, aliases, tags and merge keys tie a piece to others; three marks at the margin begin or end a
# document.
_TIES = lazy(r"(?:^|[\s,\[{])[&*!][^\s'\"]|<<|^(?:---|\.\.\.|%)", re.MULTILINE)
_AT_MARGIN = lazy(rf"(?:{_VOID}\n)*+[^\s#{{\[]")


class Target(NamedTuple):
    """A simple MX or CNAME entry at an ordinary owner; `start` is where it begins in the text."""

    start: int
    key: str
    type: str
    host: str


# A simple TXT entry: where it begins, its key as written, where its record begins, and its body: the
# record from there to the end of its last line.
Text = tuple[int, str, int, str]


class Body(NamedTuple):
    """What a body holds: the TTL and the scalar, which begins at `start` in it.

    `place` is where the scalar begins in the text, in the first entry that has the body.
    """

    seconds: int | None
    scalar: str
    start: int
    place: int


class Found(NamedTuple):
    """A zone without its boring entries: some by their places, the others as a tree.

    `bodies` tells of each body of `texts`. `targets` are where those entries begin that `target_at`
    tells more about.
    """

    root: Mapping
    texts: list[Text]
    bodies: dict[str, Body]
    targets: list[int]


def read(document: Document, longest: int) -> Found | None:
    """What the zone holds that is not boring, or None where that cannot be had surely.

    Entries are left out of the tree only if their key has no label and not more characters than
    `longest`, so that octoDNS surely takes it.
    """
    text = document.text
    head = _HEAD.match(text)
    start = head.end() if head else 0
    if CONTROL.search(text, 0, start):
        return None
    return _Builder(document, start, longest).build()


def entry_at(document: Document, start: int) -> tuple[Scalar, Mapping]:
    """The key and the record of the simple entry at `start`, as libyaml would make them."""
    found = _simple_at(document, start)
    record = Mapping(document, found.start("ttl" if found["ttl"] else "type"), None)
    names = [("ttl", "seconds")] if found["ttl"] else []
    for name, part in (*names, ("type", "rtype")):
        record.pairs.append((_scalar(document, found, name), _scalar(document, found, part)))
    content: Scalar | Mapping
    if found["host"] is None:
        content = _scalar(document, found, "scalar")
    else:
        content = Mapping(document, found.start("exchange"), None)
        for name, part in (("exchange", "host"), ("preference", "number")):
            content.pairs.append((_scalar(document, found, name), _scalar(document, found, part)))
        content.end = found.end("number")
    record.pairs.append((_scalar(document, found, "value"), content))
    record.end = content.end
    return _scalar(document, found, "key"), record


def target_at(document: Document, start: int) -> Target:
    """What the simple MX or CNAME entry that begins at `start` points at."""
    found = _simple_at(document, start)
    host = found["host"] or found["scalar"]
    return Target(start, found["key"].strip("'"), found["rtype"], host)


def _simple_at(document: Document, start: int) -> "re.Match[str]":
    found = _SIMPLE.match(document.text, start)
    assert found is not None, start
    return found


def _scalar(document: Document, found: "re.Match[str]", group: str) -> Scalar:
    """One part of a simple entry."""
    return scalar(document, found[group], found.start(group))


def scalar(document: Document, raw: str, start: int) -> Scalar:
    """The node of the scalar `raw`, which stands at `start`."""
    style = raw[0] if raw[0] in "'\"" else ""
    return Scalar(document, start, start + len(raw), None, value(raw), style, flow=False)


def value(raw: str) -> str:
    """The value of a scalar as `_SCALAR` matches it."""
    return raw[1:-1] if raw[0] in "'\"" else raw


class _Builder:
    """Collects the entries of one file; `at` is where the part that is not yet read begins."""

    def __init__(self, document: Document, start: int, longest: int) -> None:
        self.document = document
        self.found = Found(Mapping(document, start, None), [], {}, [])
        self.at = start
        self.keys: list[str] = []
        self.longest = longest

    def build(self) -> Found | None:
        root, end = self.found.root, len(self.document.text)
        whole = self._take(_TIGHT, end, self._read_loosely)
        if not whole or len(set(self.keys)) < len(self.keys):
            return None
        root.end = end
        return self.found

    def _read_loosely(self, end: int) -> bool:
        """What the common pattern passed over: entries that are only written in a rarer way, or others."""
        if CONTROL.search(self.document.text, self.at, end):
            return False
        if _NOTHING.fullmatch(self.document.text, self.at, end):
            return True
        return self._take(_LOOSE, end, self._read_in_full)

    def _take(self, pattern: "re.Pattern[str]", end: int, others: Callable[[int], bool]) -> bool:
        """Take in the entries up to `end` that the pattern finds. False if one of the `others` fails."""
        text, at, keys = self.document.text, self.at, self.keys
        _, texts, bodies, targets = self.found
        for found in pattern.finditer(text, at, end):
            key, kind = found[1], found.lastgroup
            start, stop = found.span()
            if start != at:
                self.at = at
                if not others(start):
                    return False
            at = stop
            key = key.strip("'")
            is_boring = kind in _BORING
            # A label of interest has an underscore, which is faster found.
            if is_boring and ("_" in key or "*" in key) and _is_special(key):
                self.at = start
                if not self._read_in_full(stop):
                    return False
                continue
            keys.append(key)
            if is_boring:
                continue
            if len(key) <= self.longest:
                if kind == "text":
                    begin = found.start("body")
                    body = text[begin:stop]
                    texts.append((start, found[1], begin, body))
                    if body not in bodies:
                        bodies[body] = _body(found)
                    continue
                if kind in _TARGETS and not _is_special(key):
                    targets.append(start)
                    continue
            self.found.root.pairs.append(entry_at(self.document, start))
        self.at = at
        return at == end or others(end)

    def _read_in_full(self, end: int) -> bool:
        """Give what was not matched to libyaml. False if it is not complete by itself."""
        start, text = self.at, self.document.text
        self.at = end
        if _NOTHING.fullmatch(text, start, end):
            return True
        if _TIES.search(text, start, end) or not _AT_MARGIN.match(text, start, end):
            return False
        part = self.document.part(start, end)
        if not isinstance(part, Mapping) or not all(
            isinstance(key, Scalar) for key, _ in part.pairs
        ):
            return False
        self.keys += (identity(key) for key, _ in part.pairs if isinstance(key, Scalar))
        self.found.root.pairs += part.pairs
        return True


def _is_special(key: str) -> bool:
    """True if what stands there is of interest whatever it is."""
    return "*" in key or ("_" in key and owner_matters(key))


def _body(found: "re.Match[str]") -> Body:
    seconds, place = found["seconds"], found.start("scalar")
    start = place - found.start("body")
    return Body(None if seconds is None else int(seconds), found["scalar"], start, place)
