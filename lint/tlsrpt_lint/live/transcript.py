"""What DNS answered about one domain, as text: the source that the rules judge and reports show.

A transcript is in UTF-8, one line a record or a remark, in the order of the questions:

    _smtp._tls.example.com. 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@example.com"
    ; _mta-sts.example.com. IN TXT NXDOMAIN: the name does not exist

Records are in presentation form (RFC 1035, 5.1) with absolute names; a policy that a CNAME leads to
stands below the CNAME, one that a wildcard answers at the wildcard. A remark is what became of a
question that has no records for an answer, or of a connection that was tried.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tlsrpt_lint.live.answer import Answer, Status
from tlsrpt_lint.names import BadNameError, Name, parse_name
from tlsrpt_lint.source import SourceFile, Span

FORMAT = "dns"
SCHEME = "dns:"  # of the paths of transcripts (RFC 4501)
FROM_A_CACHE = "; from a cache, so each TTL is what is left of it"

DENIALS = {
    Status.NXDOMAIN: "the name does not exist",
    Status.NODATA: "the name has no record of this type",
}

_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f\udc80-\udcff]')
_LINE = re.compile(
    rb"(?P<owner>\S+) (?P<ttl>\d+) IN (?P<type>[A-Z0-9]+) (?P<rdata>.*)"
    rb"|; (?P<asked>\S+) IN (?P<what>[A-Z0-9]+) (?P<status>[A-Z]+): (?P<detail>.*)"
    rb"|; (?P<endpoint>\S+) UNUSABLE: (?P<why>.*)"
)


def path_of(domain: Name) -> str:
    """The path under which the transcript of a domain is reported."""
    return f"{SCHEME}{domain}"


def source_of(domain: Name, text: str) -> SourceFile:
    """A transcript as a source."""
    return SourceFile(path_of(domain), text.encode("utf-8", "surrogateescape"))


def lines(answer: Answer, owner: Name | None = None) -> Iterator[str]:
    """The lines of one answer: the CNAMEs that were followed, and the records or the remark.

    `owner` takes the place of the name that was asked, where that is not the records' own.
    """
    name = owner if owner is not None else answer.name
    for link in answer.chain:
        yield f"{name}. {link.ttl} IN CNAME {link.target}."
        name = link.target
    if answer.rrset is None:
        said = DENIALS.get(answer.status) or " ".join(answer.detail.split())
        yield f"; {name}. IN {answer.rtype} {answer.status.name}: {said}"
        return
    for rdata in sorted(answer.rrset, key=lambda rdata: rdata.to_digestable()):
        data = quoted(rdata.strings) if answer.rtype == "TXT" else rdata.to_text()
        yield f"{name}. {answer.rrset.ttl} IN {answer.rtype} {data}"


def unusable(endpoint: str, why: str) -> str:
    """The line of an endpoint, as host and port, to which no connection could be made."""
    return f"; {endpoint} UNUSABLE: {why}"


def quoted(strings: Iterable[bytes]) -> str:
    """Character-strings in quotes. What is UTF-8 is written as it is, other octets by number."""
    return " ".join(f'"{_escaped(octets)}"' for octets in strings)


def _escaped(octets: bytes) -> str:
    return _SPECIAL.sub(_escape, octets.decode("utf-8", "surrogateescape"))


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in '"\\':
        return f"\\{character}"
    return f"\\{ord(character) & 0xFF:03d}"


class Line(NamedTuple):
    """One record: where it stands, where its parts do, and what they are."""

    name: Name
    type: str
    ttl: int
    whole: Span
    owner: Span
    type_span: Span
    rdata: Span


class Remark(NamedTuple):
    """What became of a question without records, and where the transcript says so."""

    name: Name
    type: str
    status: Status
    detail: str
    span: Span


class Outcome(NamedTuple):
    """What a question came to: CNAMEs that were followed, and records or a remark.

    Neither records nor a remark: the question was not asked.
    """

    links: tuple[Line, ...]
    records: tuple[Line, ...]
    remark: Remark | None

    @property
    def status(self) -> Status | None:
        """What became of the question, None if it was not asked."""
        if self.records:
            return Status.ANSWERED
        return self.remark.status if self.remark else None

    @property
    def is_certain(self) -> bool:
        """True if there are records, or certainly none."""
        return self.status is Status.ANSWERED or self.denies

    @property
    def denies(self) -> bool:
        """True if there certainly are no such records."""
        return self.status in DENIALS


class Transcript:
    """A transcript, read. `unusable` has the endpoints to which no connection could be made, and why.

    `is_cached`: the answers came from a cache.
    """

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.domain = parse_name(source.path.removeprefix(SCHEME))[0]
        self.unusable: dict[str, str] = {}
        self.records: dict[tuple[Name, str], list[Line]] = {}
        self._remarks: dict[tuple[Name, str], Remark] = {}
        at = 0
        for text in source.data.splitlines(keepends=True):
            if found := _LINE.match(text):
                self._take(found, at)
            at += len(text)
        self.is_cached = FROM_A_CACHE.encode() in source.data.splitlines()

    def outcome(self, name: Name, rtype: str) -> Outcome:
        """What the question for the records of a type at `name` came to."""
        links: list[Line] = []
        while (name, rtype) not in self.records and (name, "CNAME") in self.records:
            link = self.records[name, "CNAME"][0]
            if link in links:
                break
            links.append(link)
            name = _name(link.rdata.text)
        records = self.records.get((name, rtype), ())
        return Outcome(tuple(links), tuple(records), self._remarks.get((name, rtype)))

    def remarks(self) -> Iterable[Remark]:
        """All remarks on questions, in order."""
        return self._remarks.values()

    def _take(self, found: re.Match[bytes], at: int) -> None:
        def span(group: str | int) -> Span:
            start, end = found.span(group)
            return self.source.span(at + start, at + end)

        if found["owner"] is not None:
            line = Line(
                _name(span("owner").text),
                span("type").text,
                int(found["ttl"]),
                span(0),
                span("owner"),
                span("type"),
                span("rdata"),
            )
            self.records.setdefault((line.name, line.type), []).append(line)
        elif found["asked"] is not None:
            name, rtype = _name(span("asked").text), span("what").text
            status = Status[span("status").text]
            remark = Remark(name, rtype, status, span("detail").text, span(0))
            self._remarks[name, rtype] = remark
        else:
            self.unusable[span("endpoint").text] = span("why").text


def _name(text: str) -> Name:
    try:
        return parse_name(text)[0]
    except BadNameError:
        return Name((text,))
