"""JSON with the place of every value (RFC 8259).

The standard library's reader forgets places and drops all but the last of two equal keys, both of
which matter here.
"""

import re

from tlsrpt_lint.loaders.terraform._values import Fields, Items, Scalar, Text, Value
from tlsrpt_lint.source import BOM, SourceFile, Span
from tlsrpt_lint.text import Encoder, MappedText, Segment, read_only

_DEEPEST = 200  # levels; Terraform itself writes about 20

_BLANK = re.compile(rb"[ \t\r\n]*")
_BLANKS = b" \t\r\n"
_STRING_PATTERN = rb'"(?:[^"\\\x00-\x1f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"'
_STRING = re.compile(_STRING_PATTERN)
_KEY = re.compile(rb"[ \t\r\n]*(" + _STRING_PATTERN + rb")[ \t\r\n]*:[ \t\r\n]*")
_NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORD = re.compile(rb"true|false|null")
# A key with a value that holds no other, up to what ends it: what most of any object is.
_PAIR = re.compile(
    rb"("
    + _STRING_PATTERN
    + rb")[ \t\r\n]*:[ \t\r\n]*(?:("
    + _STRING_PATTERN
    + rb")|(true|false|null)|(-?(?:0|[1-9][0-9]*))|(\[\]|\{\}))([,}])[ \t\r\n]*"
)
_WORDS: dict[bytes, bool | None] = {b"true": True, b"false": False, b"null": None}

_ESCAPE = re.compile(
    rb"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\(.)"
)
_SHORT = {b"b": "\b", b"f": "\f", b"n": "\n", b"r": "\r", b"t": "\t"}
_WRITTEN = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class JsonError(ValueError):
    """Text that is no JSON. `reason` is a clause; `offset` is the byte at fault."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


class JsonText(Text):
    """A JSON string, decoded when it is asked for: most strings of a plan never are."""

    __slots__ = ("_encode", "_mapped")

    def __init__(self, source: SourceFile, start: int, end: int, encode: Encoder) -> None:
        Value.__init__(self, source, start, end)
        self.holes = ()
        self.references = ()
        self.sensitive = False
        self.ready = False
        self._encode = encode
        self._mapped: MappedText | None = None

    @property
    def mapped(self) -> MappedText:  # type: ignore[override]
        """The characters with their places; the quotes around them have no part in it."""
        if self._mapped is None:
            self._mapped = _decoded(self.source, self.start + 1, self.end - 1, self._encode)
        return self._mapped

    @property
    def plain(self) -> str:
        """The characters alone."""
        content = self.source.data[self.start + 1 : self.end - 1]
        if b"\\" in content:
            return self.mapped.text
        return content.decode("utf-8", "surrogateescape")


def encode_string(text: str) -> str:
    """The text as it must stand between the quotes of a JSON string."""
    return "".join(_WRITTEN.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in text)


def read(source: SourceFile, encode: Encoder = read_only, start: int | None = None) -> Value:
    """The one JSON value of the source, or the one that begins at byte `start`.

    Raises JsonError if it is not well formed.
    """
    whole = start is None
    at = start or 0
    if whole and source.data.startswith(BOM):
        at = len(BOM)
    reader = _Reader(source, encode)
    value = reader.value(at, 0)
    if whole:
        rest = reader.skip(value.end)
        if rest < len(source.data):
            raise JsonError("there is more text behind the value", rest)
    return value


def nested(text: Text) -> Value | None:
    """What a string says that holds JSON, with its places in that string; None if it holds none."""
    if text.holes:
        return None
    data = text.plain.encode("utf-8", "surrogateescape")
    try:
        value = read(SourceFile(text.source.path, data))
    except JsonError:
        return None
    return _placed(value, text, data)


def _placed(value: Value, outer: Text, data: bytes) -> Value:
    """A value that was read from `data`, the characters of `outer`, where it stands in the file."""
    first = len(data[: value.start].decode("utf-8", "surrogateescape"))
    last = first + len(data[value.start : value.end].decode("utf-8", "surrogateescape"))
    if isinstance(value, Text):
        inner = outer.mapped[first + 1 : last - 1]
        if inner.text != value.plain:
            inner = MappedText.opaque(value.plain, inner.span())
        return Text(inner, sensitive=outer.sensitive)
    place = outer.mapped.span(first, last)
    if isinstance(value, Items):
        return Items(*place, [_placed(item, outer, data) for item in value.values])
    if isinstance(value, Fields):
        pairs = [(key, _placed(inner, outer, data)) for key, inner in value.pairs]
        return Fields(*place, pairs)
    return Scalar(*place, value.value) if isinstance(value, Scalar) else value


class _Reader:
    def __init__(self, source: SourceFile, encode: Encoder) -> None:
        self.source = source
        self.data = source.data
        self.encode = encode

    def skip(self, at: int) -> int:
        if self.data[at : at + 1] not in _BLANKS:
            return at
        match = _BLANK.match(self.data, at)
        assert match
        return match.end()

    def value(self, at: int, depth: int) -> Value:
        at = self.skip(at)
        first = self.data[at : at + 1]
        if first == b'"':
            return self.string(at)
        if first in (b"{", b"["):
            if depth > _DEEPEST:
                raise JsonError(f"it is nested more than {_DEEPEST} levels deep", at)
            return self.object(at, depth) if first == b"{" else self.array(at, depth)
        if word := _WORD.match(self.data, at):
            return Scalar(self.source, at, word.end(), _WORDS[word[0]])
        if number := _NUMBER.match(self.data, at):
            return Scalar(self.source, at, number.end(), number[0].decode())
        raise self.unexpected("a value", at)

    def string(self, at: int) -> JsonText:
        match = _STRING.match(self.data, at)
        if match is None:
            raise self.broken_string(at)
        return JsonText(self.source, at, match.end(), self.encode)

    def array(self, start: int, depth: int) -> Items:
        values: list[Value] = []
        at = self.skip(start + 1)
        if self.data[at : at + 1] == b"]":
            return Items(self.source, start, at + 1, values)
        while True:
            value = self.value(at, depth + 1)
            values.append(value)
            at = self.skip(value.end)
            mark = self.data[at : at + 1]
            if mark == b"]":
                return Items(self.source, start, at + 1, values)
            if mark != b",":
                raise self.unexpected("',' or ']'", at)
            at += 1

    def object(self, start: int, depth: int) -> Fields:
        pairs: list[tuple[Text, Value]] = []
        at = self.skip(start + 1)
        if self.data[at : at + 1] == b"}":
            return Fields(self.source, start, at + 1, pairs)
        source, encode = self.source, self.encode
        while True:
            while pair := _PAIR.match(self.data, at):
                key = JsonText(source, at, pair.end(1), encode)
                text, word, number, empty, mark = pair.group(2, 3, 4, 5, 6)
                if text is not None:
                    value: Value = JsonText(source, pair.start(2), pair.end(2), encode)
                elif word is not None:
                    value = Scalar(source, pair.start(3), pair.end(3), _WORDS[word])
                elif number is not None:
                    value = Scalar(source, pair.start(4), pair.end(4), number.decode())
                elif depth >= _DEEPEST:
                    break  # told by the other way
                else:
                    kind = Items if empty == b"[]" else Fields
                    value = kind(source, pair.start(5), pair.end(5), [])
                pairs.append((key, value))
                if mark == b"}":
                    return Fields(source, start, pair.end(6), pairs)
                at = pair.end()
            match = _KEY.match(self.data, at)
            if match is None:
                raise self.broken_key(at)
            key = JsonText(source, match.start(1), match.end(1), encode)
            value = self.value(match.end(), depth + 1)
            pairs.append((key, value))
            at = self.skip(value.end)
            mark = self.data[at : at + 1]
            if mark == b"}":
                return Fields(source, start, at + 1, pairs)
            if mark != b",":
                raise self.unexpected("',' or '}'", at)
            at = self.skip(at + 1)

    def broken_key(self, at: int) -> JsonError:
        at = self.skip(at)
        if self.data[at : at + 1] != b'"':
            return self.unexpected("a key in quotes", at)
        match = _STRING.match(self.data, at)
        if match is None:
            return self.broken_string(at)
        return self.unexpected("':'", self.skip(match.end()))

    def unexpected(self, wanted: str, at: int) -> JsonError:
        if at >= len(self.data):
            return JsonError(f"it ends where {wanted} must follow", at)
        found = self.data[at : at + 4].decode("utf-8", "ignore")[:1]
        return JsonError(f"{wanted} must stand here" + (f", not '{found}'" if found else ""), at)

    def broken_string(self, at: int) -> JsonError:
        place = at + 1
        while place < len(self.data):
            byte = self.data[place]
            if byte < 0x20:
                return JsonError("the string is not closed on its line", at)
            if byte == 0x5C:
                if not re.match(
                    rb'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})', self.data[place : place + 6]
                ):
                    return JsonError("a backslash begins no escape of JSON here", place)
                place += 1
            place += 1
        return JsonError("the string is not closed", at)


def _decoded(source: SourceFile, start: int, end: int, encode: Encoder) -> MappedText:
    content = source.data[start:end]
    if b"\\" not in content:
        return MappedText.literal(Span(source, start, end), encode)
    texts: list[str] = []
    segments: list[Segment] = []
    length = at = 0

    def add(text: str, first: int, last: int, *, exact: bool) -> None:
        nonlocal length
        span = Span(source, start + first, start + last)
        segments.append(Segment(length, length + len(text), span, exact=exact, encode=encode))
        texts.append(text)
        length += len(text)

    for match in _ESCAPE.finditer(content):
        if match.start() > at:
            run = content[at : match.start()].decode("utf-8", "surrogateescape")
            add(run, at, match.start(), exact=True)
        add(_character(match), match.start(), match.end(), exact=False)
        at = match.end()
    if at < len(content):
        add(content[at:].decode("utf-8", "surrogateescape"), at, len(content), exact=True)
    return MappedText("".join(texts), segments)


def _character(match: re.Match[bytes]) -> str:
    high, low, code, short = match.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
    if code:
        character = chr(int(code, 16))
        # Half of a pair is no character; Go, in which Terraform is written, reads it so too.
        return "\ufffd" if "\ud800" <= character <= "\udfff" else character
    return _SHORT.get(short) or short.decode()
