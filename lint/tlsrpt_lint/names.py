"""Domain names as tuples of labels (RFC 1035, 3.1; presentation form 5.1).

dnspython's names would do all of this and cost more to import than the rest of a run on a clean
file (docs/adr/0003); it is the oracle of this module in the tests.
"""

from typing import NamedTuple

from tlsrpt_lint.text import MappedText


class BadNameError(ValueError):
    """A text that is no domain name. `reason` says why; `index` is the character at fault (0-based)."""

    def __init__(self, reason: str, index: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.index = index


class Spelled(str):
    """A label that a template makes, wholly or in part, shown as its source spells it."""

    __slots__ = ()


class Name(tuple[str, ...]):
    """Labels from the leftmost to the top, in lower case; the root is empty.

    Names compare without case (RFC 4343, ASCII only). An octet that is no UTF-8 is a lone surrogate,
    so that labels are equal exactly if their octets are. Whether a name is absolute or still
    relative to some origin is not part of it: see `Owner`.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return ".".join(map(_presented, self))

    def below(self, origin: "Name") -> "Name":
        """This name, taken as relative to `origin`, made absolute."""
        return Name((*self, *origin))

    def is_at_or_below(self, ancestor: "Name") -> bool:
        """True if `ancestor` is this name or a parent, grandparent, … of it."""
        return len(self) >= len(ancestor) and self[len(self) - len(ancestor) :] == ancestor

    def is_below(self, ancestor: "Name") -> bool:
        """True if this name lies strictly below `ancestor`."""
        return len(self) > len(ancestor) and self.is_at_or_below(ancestor)

    def relative_to(self, ancestor: "Name") -> "Name":
        """The labels in front of `ancestor`, which must be this name or above it."""
        assert self.is_at_or_below(ancestor), (self, ancestor)
        return Name(self[: len(self) - len(ancestor)])

    @property
    def parent(self) -> "Name":
        """The name without its leftmost label; the root is its own parent."""
        return Name(self[1:])

    def ancestors(self) -> "list[Name]":
        """Parent, grandparent, … down to the root, which is included."""
        return [Name(self[n:]) for n in range(1, len(self) + 1)]


ROOT = Name()

_DIGITS = frozenset("0123456789")
_ESCAPED_OCTET = 0xDC00  # where the error handler "surrogateescape" puts an octet
_ASCII_LOWER = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


class Owner(NamedTuple):
    """The owner of a record.

    `name` is absolute if `absolute`, else relative to a zone name that is not known. `written` is
    the owner as it stands in the file; a blank owner of a zone file is the last one written.
    """

    name: Name
    absolute: bool
    written: MappedText

    def __str__(self) -> str:
        return str(self.name)


def parse_name(text: str) -> tuple[Name, bool]:
    """The name in `text`, in presentation form, and whether a final dot made it absolute.

    `@` is not treated here: it is a name only where a format says so. The text "." is the root.
    Raises BadNameError for an empty label, a label over 63 octets, a name over 255 octets, a
    number escape that is not three digits up to 255, or a lone backslash at the end.
    """
    if "\\" not in text:
        # The plain case: nothing is escaped, so dots are label borders.
        if text == ".":
            return ROOT, True
        absolute = text.endswith(".")
        labels = _lowered(text.removesuffix(".")).split(".") if text else []
        return _checked(labels, text), absolute
    labels, absolute = _escaped_labels(text)
    return _checked(labels, text), absolute


def _escaped_labels(text: str) -> tuple[list[str], bool]:
    labels, label, index = [], "", 0
    absolute = False
    while index < len(text):
        character = text[index]
        absolute = character == "."
        if character == ".":
            labels.append(label)
            label = ""
        elif character == "\\":
            if text[index + 1 : index + 2] in _DIGITS:
                label += _octet(text[index + 1 : index + 4], index)
                index += 3
            elif index + 1 < len(text):
                label += text[index + 1]
                index += 1
            else:
                raise BadNameError("it ends in a lone backslash", index)
        else:
            label += character
        index += 1
    if not absolute:
        labels.append(label)
    return [_as_octets(_lowered(label)) for label in labels], absolute


def _octet(digits: str, index: int) -> str:
    if len(digits) < 3 or not _DIGITS.issuperset(digits) or int(digits) > 255:
        raise BadNameError(f"'\\{digits}' is no octet", index)
    octet = int(digits)
    return chr(octet if octet < 128 else _ESCAPED_OCTET + octet)


def _as_octets(label: str) -> str:
    """The label with number escapes that make up UTF-8 read as its characters."""
    return label.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def _lowered(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_ASCII_LOWER)


def _checked(labels: list[str], text: str) -> Name:
    if len(text) < 64 and text.isascii() and "" not in labels:
        return Name(labels)
    octets = 1
    for label in labels:
        size = len(label) if label.isascii() else len(label.encode("utf-8", "surrogateescape"))
        if not size:
            at = text.find("..") + 1 if ".." in text else 0
            raise BadNameError("it has an empty label", at)
        if size > 63:
            at = max(_lowered(text).find(label), 0)
            raise BadNameError(f"the label '{label[:20]}…' has {size} octets, over 63", at)
        octets += size + 1
    if octets > 255:
        raise BadNameError(f"it has {octets} octets, over 255", 0)
    return Name(labels)


def _presented(label: str) -> str:
    plain = label.isascii() and label.replace("_", "").replace("-", "").isalnum()
    if plain or isinstance(label, Spelled):
        return label
    return "".join(map(_presented_character, label))


def _presented_character(character: str) -> str:
    code = ord(character)
    if character in '.\\"();@$':
        return f"\\{character}"
    if code <= 0x20 or code == 0x7F:
        return f"\\{code:03d}"
    if 0xD800 <= code < 0xE000:
        return f"\\{code - _ESCAPED_OCTET:03d}"
    return character
