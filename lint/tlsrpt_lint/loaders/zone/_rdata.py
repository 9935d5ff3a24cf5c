"""The data of the few record types that are read: targets, and RFC 3597's generic form."""

from tlsrpt_lint.names import Name
from tlsrpt_lint.records import CharacterString
from tlsrpt_lint.source import SourceFile

from ._lexer import Fault, Token
from ._strings import map_octets


class GenericRdata:
    """Rdata written `\\# length hex` (RFC 3597, 5): its octets, and where each was written."""

    __slots__ = ("around", "octets", "places", "source")

    def __init__(self, source: SourceFile, tokens: list[Token]) -> None:
        self.source = source
        self.around = (tokens[0].start, tokens[-1].end)
        digits = [
            (source.data[at : at + 1], at)
            for token in tokens[2:]
            for at in range(token.start, token.end)
        ]
        pairs = list(zip(digits[::2], digits[1::2], strict=False))
        self.octets = bytes(int(high + low, 16) for (high, _), (low, _) in pairs)
        self.places = [(first, second + 1) for (_, first), (_, second) in pairs]

    def strings(self) -> tuple[CharacterString, ...] | None:
        """The strings of a TXT record; None if the lengths in it do not add up."""
        strings = []
        at = 0
        while at < len(self.octets):
            size = self.octets[at]
            octets = self.octets[at + 1 : at + 1 + size]
            if len(octets) < size:
                return None
            places = self.places[at + 1 : at + 1 + size]
            text = map_octets(self.source, octets, places, self.around)
            strings.append(CharacterString(text, quoted=True, octets=size))
            at += 1 + size
        return tuple(strings) or None

    def name(self, at: int) -> Name | None:
        """The uncompressed domain name at octet `at`; None if there is none."""
        labels: list[str] = []
        while at < len(self.octets):
            size = self.octets[at]
            if not size:
                return Name(labels)
            if size > 63:
                return None
            label = self.octets[at + 1 : at + 1 + size]
            labels.append(label.decode("utf-8", "surrogateescape").lower())
            at += 1 + size
        return None


def is_generic(data: bytes, rdata: list[Token]) -> bool:
    """True if the rdata begins with an unquoted `\\#`."""
    return bool(rdata) and data[rdata[0].start : rdata[0].end] == b"\\#"


def generic_fault(data: bytes, rdata: list[Token]) -> Fault | None:
    """What is wrong with generic rdata: no length, an odd digit, or a length that is not the data's."""
    if len(rdata) < 2 or not data[rdata[1].start : rdata[1].end].isdigit():
        mark = rdata[0]
        return Fault(mark.start, mark.end, "The '\\#' has no length behind it (RFC 3597, 5).")
    digits = 0
    for token in rdata[2:]:
        word = data[token.start : token.end]
        digits += len(word)
        if word.strip(b"0123456789abcdefABCDEF"):
            return Fault(token.start, token.end, "Generic rdata is hexadecimal (RFC 3597, 5).")
    length = rdata[1]
    stated = data[length.start : length.end]
    if digits % 2 or stated.lstrip(b"0")[:6] not in (
        b"%d" % (digits // 2),
        b"" if not digits else b"0",
    ):
        return Fault(
            length.start,
            length.end,
            f"The length '{stated.decode()[:20]}' is not that of the data, which has {digits}"
            " hexadecimal digits (RFC 3597, 5).",
        )
    return None
