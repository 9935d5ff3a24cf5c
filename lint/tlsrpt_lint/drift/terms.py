"""What drift is told in: data of records, what DNS said to a question, and what differs."""

from enum import Enum
from typing import NamedTuple

from tlsrpt_lint.live.answer import Status
from tlsrpt_lint.names import Name
from tlsrpt_lint.source import Span


class Datum(NamedTuple):
    """The data of one record, in a form in which equal data are equal texts.

    Of a TXT record the character-strings are joined: where they are split says nothing. Names are in
    lower case, with A-labels and a final dot. `text` is None where it must not be shown.
    """

    type: str
    text: str | None

    def __str__(self) -> str:
        return f"{self.type} {'(sensitive, so not shown)' if self.text is None else self.text}"


Data = frozenset[Datum]
NOTHING: Data = frozenset()


class Question(NamedTuple):
    """What DNS is asked: an absolute name and a type."""

    name: Name
    type: str


class Observation(NamedTuple):
    """What DNS said to a question.

    `data` is what stands at the name that was asked: a CNAME where one does, whatever is behind it.
    `ttl` in seconds, None without data. `zone`, `server` and `detail` as in `Answer`.
    """

    status: Status
    data: Data = NOTHING
    ttl: int | None = None
    authoritative: bool = False
    zone: Name | None = None
    server: str = ""
    detail: str = ""

    @property
    def is_certain(self) -> bool:
        """True if the data are all that there is."""
        return bool(self.data) or self.status in (Status.ANSWERED, Status.NXDOMAIN, Status.NODATA)


class Kind(Enum):
    """In what files and DNS differ; the value is the word for it in all formats."""

    MISSING = "missing"
    """DNS has none of the records that the files have."""
    EXTRA = "extra"
    """DNS has records where the files, seen whole, have none."""
    TEXT = "text"
    """One record on each side, and another text."""
    SET = "set"
    """Some records more, or less, or others."""
    TTL = "ttl"
    """The same records with another TTL."""
    DELEGATED = "delegated"
    """DNS answers from elsewhere: another zone, other servers, or the end of a CNAME."""
    UNANSWERED = "unanswered"
    """DNS does not answer, so nothing is proven."""


class Drift(NamedTuple):
    """One difference between the files and DNS.

    `files` and `dns` are the data on each side, sorted; `ttls` those of the files, in seconds, () where
    they are not known. `explains` is how many record sets it is the reason for. `why` is a clause
    that says what the kind alone does not, "" where there is nothing to say; it may quote a server.
    """

    kind: Kind
    owner: Name
    type: str
    zone: Name | None
    files: tuple[Datum, ...]
    dns: tuple[Datum, ...]
    place: Span
    status: Status
    ttls: tuple[int, ...] = ()
    ttl: int | None = None
    authoritative: bool = False
    server: str = ""
    why: str = ""
    explains: int = 1


class Reason(Enum):
    """Why a record of the files is not compared; the value is the word for it in JSON."""

    UNKNOWN = "unknown"
    TEMPLATE = "template"
    ZONE = "zone-unknown"
    ALTERNATIVE = "alternative"
    DELEGATED = "delegated"
    OUTSIDE = "outside"
    CONFLICT = "conflict"
    UNPUBLISHABLE = "unpublishable"


class Skip(NamedTuple):
    """A record of the files that is not compared, or a place that hides some: then it has no owner."""

    reason: Reason
    place: Span
    owner: Name | None = None
    type: str | None = None


class Comparison(NamedTuple):
    """What a run came to.

    `drifts` and `skipped` are in the order of the files. `compared` counts the record sets that DNS
    answered for, `unasked` those for which an interrupted run asked no more. `unread` are the paths of
    files that could not be read, or not to their end.
    """

    drifts: tuple[Drift, ...]
    files: int
    zones: int
    compared: int
    unasked: int
    skipped: tuple[Skip, ...]
    unread: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """True if everything was read and answered, and nothing differs."""
        return not self.drifts and not self.unread
