"""What a policy is made of once it is read: places, faults, fields and report URIs.

All `start` and `end` are 0-based character indices into the policy's text, ends exclusive.
"""

from enum import Enum
from typing import NamedTuple, Protocol

VERSION = "v=TLSRPTv1"

# Tags of DMARC, SPF and MTA-STS that people carry over. TLS-RPT reports; it enforces nothing.
FOREIGN_TAGS = frozenset(
    (
        *("adkim", "aspf", "fo", "np", "p", "pct", "psd", "rf", "ri", "ruf", "sp", "t"),
        *("include", "redirect"),
        *("id", "max_age", "mode", "mx"),
    )
)


class FaultKind(Enum):
    """The slips that the parser names; each is the subject of one rule."""

    MISSING_VERSION = "no version in the text"
    VERSION_NOT_FIRST = "the version does not come first"
    WRONG_VERSION = "not the octets v=TLSRPTv1"
    MISSING_SEMICOLON = "two fields with no ';' between"
    EMPTY_FIELD = "a ';' with no field before it"
    SPACE_AROUND_EQUALS = "blanks beside '='"
    STRAY_WHITESPACE = "blanks or control characters where none may stand"
    MALFORMED_FIELD = "a field without '=' or without a name"
    FIELD_NAME = "a field name with forbidden characters or length"
    RUA_CASE = "rua in another case"
    EMPTY_EXTENSION = "an extension field without a value"
    EXTENSION_VALUE = "an extension value with forbidden characters"
    NON_ASCII = "a character that is not ASCII"
    LITERAL_BACKSLASH = "a backslash that reaches the wire"
    BACKSLASH_IN_EXTENSION = "a backslash in an extension value, where it is legal"
    LITERAL_QUOTES = "quotes that reach the wire"
    FOREIGN_TAG_IN_LIST = "a tag inside the list of report URIs"
    PLACEHOLDER = "a placeholder left in"
    EMPTY_RUA = "an empty rua, or an empty item in its list"
    MISSING_SCHEME = "a report URI without a scheme"
    MAILTO_SLASHES = "mailto:// instead of mailto:"
    ANGLE_BRACKETS = "a report URI between '<' and '>'"
    UNENCODED_DELIMITER = "a raw '!', ',' or ';' inside a URI"
    SPACE_IN_URI = "a blank inside a URI"
    WRONG_LIST_SEPARATOR = "report URIs separated by something else than ','"
    CUT_URI = "a raw ';' turned the tail of a URI into a field"


class Place(NamedTuple):
    """Characters `start` to `end` of the policy's text."""

    start: int
    end: int


class Bounded(Protocol):
    """What has a first and a last character in some text."""

    @property
    def start(self) -> int: ...  # noqa: D102 - as above

    @property
    def end(self) -> int: ...  # noqa: D102


class Fault(NamedTuple):
    """One slip, at one place or at several (each of a pair of quotes, each stray backslash)."""

    kind: FaultKind
    places: tuple[Place, ...]

    @property
    def start(self) -> int:
        """Index of the first character at fault."""
        return self.places[0].start

    @property
    def end(self) -> int:
        """Index past the last character of the first place."""
        return self.places[0].end


class Field(NamedTuple):
    """One `name=value` field, blanks trimmed. The version is not among a policy's fields.

    `spoiled`: a fault within it is reported already.
    """

    name: str
    value: str
    start: int
    end: int
    value_start: int
    spoiled: bool

    @property
    def is_rua(self) -> bool:
        """True for the field that senders read, in lower case as the grammar has it."""
        return self.name == "rua"


class Uri(NamedTuple):
    """One item of a rua list. `scheme` is in lower case, empty if there is none.

    `spoiled`: a fault within it is reported already, so that what follows from that fault (bad
    syntax, a bad address, a bad host) is not worth a second finding. Characters of `text` and of
    the policy's text then need not correspond.
    """

    text: str
    scheme: str
    start: int
    end: int
    spoiled: bool

    def place(self, part: Bounded) -> Place:
        """Where a part of this URI, which must not be spoiled, stands in the policy's text."""
        return Place(self.start + part.start, self.start + part.end)


class Reading(NamedTuple):
    """What was read: see `Policy` for the meaning of each."""

    version: Place | None
    fields: list[Field]
    uris: list[Uri]
    faults: list[Fault]
    rua_meant: bool
