"""From the characters of a YAML scalar to its value, each character with the bytes that made it.

libyaml's value is the truth: these decoders cut the source into pieces as the scanner of libyaml
does, and if the pieces do not add up to that value, the value stands for the scalar as a whole.
"""

import re
from collections.abc import Iterator

from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import Span
from tlsrpt_lint.text import Encoder, MappedText, Piece, Segment, read_only

_BREAK = r"(?:\r\n|[\r\n\x85\u2028\u2029])"
_BREAKS = lazy(_BREAK)
_FOLD = rf"[ \t]*{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*"

_PLAIN = lazy(rf"(?P<fold>{_FOLD})|(?P<text>(?:(?![ \t]*{_BREAK}).)+)", re.DOTALL)
_SINGLE = lazy(rf"(?P<fold>{_FOLD})|(?P<quote>'')|(?P<text>(?:(?!'|[ \t]*{_BREAK}).)+)", re.DOTALL)
_DOUBLE = lazy(
    rf"(?P<fold>{_FOLD})|(?P<joint>\\{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*)"
    r"|(?P<escape>\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.))"
    rf"|(?P<text>(?:(?!\\|[ \t]*{_BREAK}).)+)",
    re.DOTALL,
)
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f",
    "r": "\r", "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0",
    "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_HEADER = lazy(rf"[|>](?P<marks>[-+1-9]*)[ \t]*(?:#[^\r\n\x85\u2028\u2029]*)?(?:{_BREAK}|\Z)")
_LINE = lazy(rf"(?P<indent> *)(?P<text>[^\r\n\x85\u2028\u2029]*)(?P<end>{_BREAK}|\Z)")


def decode(raw: str, place: Span, value: str, style: str, *, flow: bool) -> MappedText:
    """`value` of the scalar that stands as `raw` at `place`, its quotes or block mark included."""
    encode = encoder(style, flow=flow)
    inner = raw[1:-1] if style in ("'", '"') and len(raw) >= 2 else raw
    if inner == value and style not in ("|", ">"):
        margin = (len(raw) - len(inner)) // 2
        inside = Span(place.source, place.start + margin, place.end - margin)
        return MappedText(inner, (Segment(0, len(inner), inside, exact=True, encode=encode),))
    for pieces in _readings(raw, value, style):
        if "".join(piece.text for piece in pieces) == value:
            return MappedText.literal(place).derive(pieces or [_nothing(raw, style)], encode)
    return MappedText.opaque(value, place, read_only)


def _nothing(raw: str, style: str) -> Piece:
    """The place of an empty value: between the quotes, or at the end."""
    at = 1 if style in ("'", '"') and len(raw) >= 2 else len(raw)
    return Piece("", at, at)


def _readings(raw: str, value: str, style: str) -> Iterator[list[Piece]]:
    if style in ("|", ">"):
        yield from _block(raw, literal=style == "|")
    elif style == "'":
        yield list(_flow(raw, _SINGLE, 1, len(raw) - 1))
    elif style == '"':
        yield list(_flow(raw, _DOUBLE, 1, len(raw) - 1))
    else:
        yield list(_flow(raw, _PLAIN, 0, len(raw)))


def _flow(raw: str, pattern: "re.Pattern[str]", start: int, end: int) -> Iterator[Piece]:
    for found in pattern.finditer(raw, start, end):
        text = found[0]
        if found.lastgroup == "fold":
            text = _folded(text)
        elif found.lastgroup == "joint":
            text = _breaks(text)[1:]
        elif found.lastgroup == "quote":
            text = "'"
        elif found.lastgroup == "escape":
            text = _unescaped(text)
        if text:
            yield Piece(text, *found.span())


def _folded(gap: str) -> str:
    """One line break is a blank, several are one less; U+2028 and U+2029 stay (YAML 1.1, 5.4)."""
    breaks = _breaks(gap)
    if breaks[0] == "\n":
        return breaks[1:] or " "
    return breaks


def _breaks(gap: str) -> str:
    return "".join(
        found if found in ("\u2028", "\u2029") else "\n" for found in _BREAKS.findall(gap)
    )


def _unescaped(escape: str) -> str:
    if escape[1] in "xuU" and len(escape) > 2:
        digits = escape[2:]
        return chr(int(digits, 16))
    return _ESCAPES.get(escape[1], "")


def _block(raw: str, *, literal: bool) -> Iterator[list[Piece]]:
    """The readings of a block scalar, one for each indentation it may have, the likely one first.

    The source of the scalar does not tell: an indentation mark counts from the parent node, and
    leading empty lines may be indented too.
    """
    header = _HEADER.match(raw)
    if header is None:
        return
    marks = header["marks"]
    chomping = "-" if "-" in marks else "+" if "+" in marks else ""
    lines = []
    at = header.end()
    while at < len(raw):
        line = _LINE.match(raw, at)
        assert line is not None
        lines.append(line)
        at = line.end()
    first = next((len(line["indent"]) for line in lines if line["text"]), 0)
    deepest = max((len(line["indent"]) for line in lines), default=0)
    for indent in (first, *range(first - 1, 0, -1), *range(first + 1, deepest + 1), 0):
        yield list(_block_pieces(lines, indent, chomping, literal=literal))


def _block_pieces(
    lines: "list[re.Match[str]]", indent: int, chomping: str, *, literal: bool
) -> Iterator[Piece]:
    leading: Piece | None = None  # the break of the last line with content
    trailing: list[Piece] = []  # the breaks of empty lines behind it
    blank_before = False
    for line in lines:
        content = line.start() + indent
        if content >= line.start("end"):
            if line["end"]:
                trailing.append(_break_piece(line, line.start()))
            continue
        blank_now = line.string[content] in " \t"
        if leading is not None:
            folds = not literal and leading.text == "\n" and not blank_before and not blank_now
            if not folds:
                yield leading
            elif not trailing:
                yield Piece(" ", leading.start, content)
        yield from trailing
        trailing = []
        yield Piece(line.string[content : line.start("end")], content, line.start("end"))
        blank_before = blank_now
        leading = _break_piece(line, line.start("end")) if line["end"] else None
    if chomping != "-" and leading is not None:
        yield leading
    if chomping == "+":
        yield from trailing


def _break_piece(line: "re.Match[str]", start: int) -> Piece:
    return Piece(_breaks(line["end"]), start, line.end())


def encoder(style: str, *, flow: bool) -> Encoder:
    """What writes a text as a scalar of this style."""
    if style == "'":
        return _single_quoted
    if style == '"':
        return _double_quoted
    if style in ("|", ">"):
        return _one_line
    return _plain_in_flow if flow else _plain


_UNPRINTABLE = lazy("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")


def _one_line(text: str) -> str | None:
    return None if _UNPRINTABLE.search(text) else text


def _single_quoted(text: str) -> str | None:
    return None if _UNPRINTABLE.search(text) else text.replace("'", "''")


def _double_quoted(text: str) -> str | None:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return _UNPRINTABLE.sub(lambda found: _escape(ord(found[0])), escaped)


def _escape(code: int) -> str:
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


# What ends a plain scalar wherever it stands. What a piece does at the ends of one, where YAML has more
# marks, shows when the file is read again.
_UNSAFE_PLAIN = lazy(r":\s|\s#")


def _plain(text: str) -> str | None:
    return None if _UNPRINTABLE.search(text) or _UNSAFE_PLAIN.search(text) else text


def _plain_in_flow(text: str) -> str | None:
    return None if re.search(r"[,\[\]{}]", text) else _plain(text)
