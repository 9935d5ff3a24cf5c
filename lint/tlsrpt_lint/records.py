"""What loaders produce: records with exact places, and what could not be read.

Nothing in here knows a source format, and nothing knows TLS-RPT.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from tlsrpt_lint.names import Name, Owner
from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.text import Edit, MappedText


class CharacterString(NamedTuple):
    """One character-string of a TXT record (RFC 1035, 3.3). `octets` is its length on the wire."""

    text: MappedText
    quoted: bool
    octets: int


class QuirkKind(Enum):
    """What a source format did to a record that its author can hardly have meant."""

    COMMENT_CUT = "an unquoted mark began a comment and cut the rdata"
    SEMICOLON_UNESCAPED = "a ';' that the octoDNS provider wants escaped"
    SEMICOLON_ESCAPED = "a '\\;' that the octoDNS provider takes for a backslash and a ';'"
    OVERLONG_STRING = "a character-string over 255 octets that the format does not split"
    UNQUOTED_STRINGS = "unquoted words became several character-strings"
    UNQUOTED_VALUE = "a value that must be in presentation form, with quotes, has none"
    ADJACENT_STRINGS = "two character-strings with no blank between"
    ODD_KEY = "a YAML 1.1 key that changed the owner"
    HIDDEN_BY_DUPLICATE = "a later key of the same name hides an earlier one"
    IGNORED_VALUE = "a value beside another one that wins"
    ITERATED_STRING = "a string where a list is wanted, taken character by character"
    UNBALANCED_QUOTE = "a quote without its twin, so that a character is lost"


class Quirk(NamedTuple):
    """One quirk of one record.

    `text` is what the quirk hid or lost, where that matters: of a cut, the comment from its mark on;
    of a semicolon or an overlong string, what stands there before its own escapes are decoded.

    What is hidden or ignored is no record: the quirk stands at the record that is published instead,
    `span` at the key that lost. `detail` is, for a semicolon or an iterated string, how the file's
    way with semicolons is known ("the configuration", "other values", "neighbouring files", "the value
    itself"), or "" where nothing tells; for an odd key, what became of it; for a hidden key, what
    hides it ("key" or "merge key"); for an overlong string, what ends it and begins the next one.
    """

    kind: QuirkKind
    span: Span
    text: MappedText | None = None
    detail: str = ""


class Reference(NamedTuple):
    """A part of a value that came from elsewhere: the text that refers, and what it refers to."""

    span: Span
    behind: Span


class Structure:
    """What can be done to whole records of one file, where it is more than to write a text in its place."""

    def moved(self, records: "Sequence[Record]", owner: str) -> tuple[Edit, ...]:
        """The edits that give records which have one owner another one, written as `owner`.

        None of them if that cannot be done, or not so that all else stays as it is.
        """
        raise NotImplementedError

    def merged(self, records: "Sequence[Record]") -> tuple[Edit, ...]:
        """The edits that make one record of pieces of a policy, which are in the order of its text."""
        raise NotImplementedError


class Record:
    """One resource record of a source file.

    `strings` holds the character-strings of a TXT-like record (TXT, SPF), empty for other types;
    `value` is their text joined, or None if it exists only after apply or rendering. `target` is
    the name that an MX, CNAME, NS or DNAME record points at, None if it is not known; `preference`
    is an MX's. `span` covers the record, `rdata` its data. `resource` is an address in the tool
    that the file belongs to (Terraform), `pointer` a JSON pointer (RFC 6901) in the file.
    `alternative` names what makes a record one of several alternatives: a set identifier, or a
    condition that the source does not settle.
    `references` are the parts of the value that came from elsewhere.
    `sensitive`: the source says that the value must not be shown, so no report may quote it.
    `type_span` is where the type stands, in formats whose records may leave out the owner. `structure`
    is there in formats whose owners are keys that may hold several records.
    """

    __slots__ = (
        "alternative",
        "owner",
        "pointer",
        "preference",
        "quirks",
        "rdata",
        "references",
        "resource",
        "sensitive",
        "span",
        "strings",
        "structure",
        "target",
        "ttl",
        "type",
        "type_span",
        "value",
    )

    def __init__(
        self,
        owner: Owner,
        rtype: str,
        span: Span,
        rdata: Span,
        *,
        ttl: int | None = None,
        strings: tuple[CharacterString, ...] = (),
        target: Name | None = None,
        preference: int | None = None,
        resource: str | None = None,
        pointer: str | None = None,
        alternative: str | None = None,
        quirks: tuple[Quirk, ...] = (),
        references: tuple[Reference, ...] = (),
        sensitive: bool = False,
        type_span: Span | None = None,
    ) -> None:
        self.owner = owner
        self.type = rtype
        self.span = span
        self.rdata = rdata
        self.ttl = ttl
        self.strings = strings
        if len(strings) == 1:
            self.value: MappedText | None = strings[0].text
        else:
            self.value = MappedText.join([s.text for s in strings]) if strings else None
        self.target = target
        self.preference = preference
        self.resource = resource
        self.pointer = pointer
        self.alternative = alternative
        self.quirks = quirks
        self.references = references
        self.sensitive = sensitive
        self.type_span = type_span
        self.structure: Structure | None = None

    @property
    def owner_span(self) -> Span:
        """Where a finding on the owner points: at the owner as written, at the type if it is blank."""
        written = self.owner.written.span()
        beside = written.source is self.span.source and written.start >= self.span.start
        return written if beside or self.type_span is None else self.type_span

    @property
    def place(self) -> Span:
        """Where a finding on the whole record points: at its entry in a zone file, else at its value."""
        return self.span if self.type_span is not None else self.rdata

    @property
    def text(self) -> str:
        """The characters of the value, "" where there is none or it is not known."""
        return self.value.text if self.value is not None else ""

    @property
    def value_span(self) -> Span:
        """Where the value stands: its text, or the rdata where there is no text."""
        return self.value.span() if self.value is not None else self.rdata

    def __repr__(self) -> str:
        what = self.value if self.value is not None else self.target
        return f"<Record {self.owner} {self.type} {what}>"


class ProblemKind(Enum):
    """What a loader could not do. Each is one rule's subject."""

    SYNTAX = "syntax that it cannot get past"
    UNKNOWN_ZONE = "relative names and no zone name"
    LONE_PART = "relative names in a part of a zone that no file includes"
    INCLUDE_MISSING = "an include whose target is not there"
    INCLUDE_SERVER_MADE = "an include whose target is made on the server"
    INCLUDE_REFUSED = "an include that is cyclic or leaves the repository"
    UNKNOWN_VALUE = "a value that exists only after apply or rendering"
    TEMPLATE = "an unrendered template"
    BAD_OWNER = "an owner that cannot be published"
    LOOKUP_FAILED = "a question for a policy that DNS does not answer"
    LOOKUP_INCOMPLETE = "a question for what a policy depends on that DNS does not answer"
    NO_RECORD = "a name at which DNS has no policy"
    UNREACHABLE_DESTINATION = "a destination that, as DNS or a connection shows, nothing reaches"


class Problem(NamedTuple):
    """One thing that a loader could not do, where, and what to do about it.

    `message` states the fact and ends with a period; `help` is the cure. `record` is the record
    concerned, where there is one.
    """

    kind: ProblemKind
    span: Span
    message: str
    help: str | None = None
    record: Record | None = None
    owner: str | None = None


CONTEXT_TYPES = frozenset({"MX", "CNAME", "TLSA"})


class Context:
    """Records of a part that no rule looks at for their own sake: they decide what else is answered.

    MX, TLSA and CNAME at ordinary owners; never what stands at an owner that begins with `_smtp` or
    `_mta-sts`, a wildcard, an NS, a DNAME or a SOA. A large zone has very many, so a loader may put
    a subclass here that finds them when it is asked; what it gives for a question stays the same.
    """

    def __init__(self, records: Iterable[Record] = (), names: Iterable[Name] = ()) -> None:
        """`names` are owners, of these records or of none that is of interest."""
        self._by_name: dict[Name, list[Record]] = {name: [] for name in names}
        for record in records:
            self._by_name.setdefault(record.owner.name, []).append(record)

    def __reduce__(self) -> tuple[Any, ...]:
        """To another process a context goes as its names and records, whatever finds them here."""
        names = dict.fromkeys(self.names())
        return _context_of, ([record for name in names for record in self.at(name)], tuple(names))

    def at(self, name: Name, *types: str) -> Sequence[Record]:
        """The records at `name`, of the given types or of all."""
        found = self._by_name.get(name, ())
        return [record for record in found if record.type in types] if types else found

    def targets(self, rtype: str) -> Mapping[Name, Sequence[Name | None]]:
        """The owners of records of this type, each with the targets of them all."""
        found = {
            name: [record.target for record in records if record.type == rtype]
            for name, records in self._by_name.items()
        }
        return {name: targets for name, targets in found.items() if targets}

    def names(self) -> Iterable[Name]:
        """All owners."""
        return self._by_name.keys()

    def may_hold(self, name: Name) -> bool:
        """False if the part owns no record of any type at `name`; True where that is not known.

        Nobody asks this of many names, so a loader may look through its source for the answer.
        """
        return True


NO_CONTEXT = Context()


def _context_of(records: Sequence[Record], names: Sequence[Name]) -> Context:
    return Context(records, names) if names else NO_CONTEXT


class ZonePart(NamedTuple):
    """The records of one zone in one loaded file, its includes taken in.

    Parts with an equal `instance` make one zone instance. `apex` is the zone's name, None while it
    is not known. `whole`: nothing of this part was left unread, and the part or its set holds all
    of the zone; `needs` names further files (as `SourceFile.path`) without which it does not.
    `records` are those that rules look at one by one, `context` what else is of interest. `serials`
    are those of its SOA records as written, a placeholder too; None in formats that have none.
    """

    apex: Name | None
    instance: Hashable
    records: tuple[Record, ...]
    whole: bool
    needs: frozenset[str] = frozenset()
    context: Context = NO_CONTEXT
    serials: tuple[MappedText, ...] | None = None


class Loaded(NamedTuple):
    """What one loader made of one file: zones, problems, and the files it read along the way.

    What `included` files hold is here, and nowhere else needed; `consulted` ones had a say in it (as
    `SourceFile.path` both). `speaks` is False if no comment in any of them can be one to this tool.
    """

    source: SourceFile
    format: str
    parts: tuple[ZonePart, ...] = ()
    problems: tuple[Problem, ...] = ()
    included: frozenset[str] = frozenset()
    consulted: frozenset[str] = frozenset()
    speaks: bool = True
