"""Names as octoDNS makes them of keys, targets and file names."""

import re

from tlsrpt_lint.names import Name


class RefusedNameError(ValueError):
    """A name that octoDNS refuses or cannot publish; `reason` follows "because"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def owner(key: str, zone: Name | None) -> Name:
    """The name of a record with this key: below `zone`, or relative if that is not known.

    Backslashes and `@` have no meaning here. Raises RefusedNameError as octoDNS 1.22 does
    (`Record.new` and its validator `name-rfc`), and for a leading dot, which no provider can publish.
    """
    if key == "@":
        raise RefusedNameError("octoDNS knows no '@' and writes the zone's own name as ''")
    if re.search(r"[ \t]", key):
        raise RefusedNameError("it holds a blank")
    if key.endswith("."):
        raise RefusedNameError("keys are relative to the zone and end without a dot")
    labels = encoded(key)
    if "" in labels:
        raise RefusedNameError("it has an empty label")
    for label in labels:
        if len(label) > 63:
            raise RefusedNameError(f"its label '{label[:20]}…' has {len(label)} octets, over 63")
    name = Name(labels).below(zone or Name())
    length = sum(len(label) + 1 for label in name)
    if length > 253:
        raise RefusedNameError(f"the full name has {length} octets with its dots, over 253")
    return name


def longest_key(zone: Name | None) -> int:
    """No key of ASCII with this many characters is too long for octoDNS; -1 where that is not known."""
    return -1 if zone is None else min(63, 251 - sum(len(label) + 1 for label in zone))


def target(text: str) -> Name | None:
    """The name that a record points at; None if it is none. octoDNS takes all targets as absolute."""
    try:
        labels = encoded(text.removesuffix("."))
    except RefusedNameError:
        return None
    return None if "" in labels else Name(labels)


def encoded(text: str) -> list[str]:
    """The labels of a dotted text in lower case, U-labels as A-labels. Raises RefusedNameError."""
    if text.isascii():
        return text.lower().split(".") if text else []
    import idna

    try:
        return [
            label if label.isascii() else idna.encode(label).decode()
            for label in text.lower().split(".")
        ]
    except (idna.IDNAError, UnicodeError) as error:
        raise RefusedNameError(f"it is no international domain name ({error})") from error
