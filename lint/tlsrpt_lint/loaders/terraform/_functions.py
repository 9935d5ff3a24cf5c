"""The functions of Terraform that only turn values into values.

A function is given its arguments and returns None where it cannot say what comes out. Text that goes
through keeps its places wherever a part of it still stands somewhere.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from tlsrpt_lint.loaders.terraform._budget import LONGEST, MOST
from tlsrpt_lint.loaders.terraform._values import (
    Encoded,
    Fields,
    Items,
    Missing,
    Scalar,
    Text,
    Unknown,
    Value,
)
from tlsrpt_lint.source import Span
from tlsrpt_lint.text import MappedText


class Call(NamedTuple):
    """One call: where it stands, and its arguments."""

    span: Span
    arguments: list[Value]

    def text(self, n: int) -> Text | None:
        """Argument `n` as a string that is wholly known."""
        if n >= len(self.arguments):
            return None
        value = self.arguments[n]
        if isinstance(value, Text):
            return None if value.holes else value
        word = as_text(value)
        return None if word is None else Text(MappedText.opaque(word, value.span))

    def plain(self, n: int) -> str | None:
        """The characters of argument `n`."""
        text = self.text(n)
        return text.plain if text else None

    def number(self, n: int) -> int | None:
        """Argument `n` as a whole number."""
        text = self.plain(n)
        return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else None

    def items(self, n: int = 0) -> list[Value] | None:
        """The elements of argument `n`."""
        value = self.arguments[n] if n < len(self.arguments) else None
        return value.values if isinstance(value, Items) else None

    def made(self, plain: str, *from_: Text) -> Text:
        """A text that the call made as a whole."""
        sensitive = any(text.sensitive for text in from_)
        return Text(MappedText.opaque(plain, self.span), sensitive=sensitive)

    def list(self, values: list[Value]) -> Items:
        """A list that the call made."""
        return Items(*self.span, values)

    def word(self, value: str | bool) -> Scalar:
        """A number or truth value that the call made."""
        return Scalar(*self.span, value)


def as_text(value: Value) -> str | None:
    """A known string, number or truth value as text."""
    if isinstance(value, Text):
        return None if value.holes else value.plain
    if isinstance(value, Scalar):
        if isinstance(value.value, bool):
            return "true" if value.value else "false"
        return value.value
    return None


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values are equal, None if that is not known."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if left.is_null or right.is_null:
        return left.is_null and right.is_null
    one, other = as_text(left), as_text(right)
    if one is not None and other is not None:
        return one == other and isinstance(left, Text) is isinstance(right, Text)
    if isinstance(left, (Items, Fields)) and isinstance(right, (Items, Fields)):
        if not _size(left) and not _size(right):
            return type(left) is type(right)
        return None if _size(left) == _size(right) else False
    return None if isinstance(left, Text) or isinstance(right, Text) else False


def _size(value: Items | Fields) -> int:
    if isinstance(value, Items):
        return len(value.values)
    return len({key.plain for key, _ in value.pairs})


def _join(call: Call) -> Value | None:
    separator = call.text(0)
    if separator is None:
        return None
    elements: list[Value] = []
    for n in range(1, len(call.arguments)):
        found = call.items(n)
        if found is None:
            return None
        elements += found
    if len(separator.plain) * len(elements) > LONGEST:
        return None
    parts: list[MappedText] = []
    sensitive = False
    for n, element in enumerate(elements):
        text = Call(call.span, [element]).text(0)
        if text is None:
            return None
        if n and separator.plain:
            parts.append(separator.mapped)
        parts.append(text.mapped)
        sensitive = sensitive or text.sensitive
    if not parts:
        return call.made("")
    return Text(_joined(parts, call.span), sensitive=sensitive)


def _joined(parts: list[MappedText], span: Span) -> MappedText:
    """The parts as one text; made by the call as a whole where they stand in several files."""
    whole = MappedText.join(parts)
    sources = {id(segment.span.source) for segment in whole.segments}
    return whole if len(sources) == 1 else MappedText.opaque(whole.text, span)


_VERB = re.compile(r"%(?:%|[-+ 0#]*\d*(?:\.\d+)?[a-zA-Z])")


def _format(call: Call) -> Value | None:
    pattern = call.text(0)
    if pattern is None:
        return None
    parts: list[MappedText] = []
    at, n = 0, 0
    sensitive = False
    for verb in _VERB.finditer(pattern.plain):
        parts.append(pattern.mapped[at : verb.start()])
        at = verb.end()
        if verb[0] == "%%":
            parts.append(MappedText.opaque("%", pattern.mapped.span(*verb.span())))
            continue
        n += 1
        text = call.text(n)
        if text is None or verb[0] not in ("%s", "%d", "%v"):
            return None
        parts.append(text.mapped)
        sensitive = sensitive or text.sensitive
    parts.append(pattern.mapped[at:])
    parts = [part for part in parts if len(part)]
    if not parts:
        return call.made("")
    return Text(_joined(parts, call.span), sensitive=sensitive)


def _concat(call: Call) -> Value | None:
    values: list[Value] = []
    for n in range(len(call.arguments)):
        found = call.items(n)
        if found is None:
            return None
        values += found
    return call.list(values)


def _merge(call: Call) -> Value | None:
    pairs: dict[str, tuple[Text, Value]] = {}
    for argument in call.arguments:
        if argument.is_null:
            continue
        if not isinstance(argument, Fields):
            return None
        for key, value in argument.pairs:
            pairs[key.plain] = (key, value)
    return Fields(*call.span, list(pairs.values()))


def _flatten(call: Call) -> Value | None:
    found = call.items()
    return None if found is None else _flat(call, found)


def _flat(call: Call, values: list[Value]) -> Value | None:
    flat: list[Value] = []
    waiting = [*reversed(values)]
    for _ in range(MOST):
        if not waiting:
            return call.list(flat)
        value = waiting.pop()
        if isinstance(value, Unknown):
            return None
        if isinstance(value, Items):
            waiting += reversed(value.values)
        else:
            flat.append(value)
    return None


def _same(call: Call) -> Value | None:
    return call.arguments[0] if call.arguments else None


def _toset(call: Call) -> Value | None:
    found = call.items()
    if found is None:
        return None
    texts = [as_text(value) for value in found]
    if any(text is None for text in texts):
        return None if any(isinstance(value, Unknown) for value in found) else call.list(found)
    once = {text: value for text, value in zip(texts, found, strict=True) if text is not None}
    return call.list([once[text] for text in sorted(once)])


def _distinct(call: Call) -> Value | None:
    found = call.items()
    if found is None or any(as_text(value) is None for value in found):
        return None
    return call.list(list({as_text(value): value for value in reversed(found)}.values())[::-1])


def _compact(call: Call) -> Value | None:
    found = call.items()
    if found is None or any(isinstance(value, Unknown) for value in found):
        return None
    return call.list([value for value in found if as_text(value)])


def _lookup(call: Call) -> Value | None:
    key = call.plain(1)
    if not call.arguments or not isinstance(call.arguments[0], Fields) or key is None:
        return None
    found = call.arguments[0].get(key)
    if found is not None:
        return found
    return call.arguments[2] if len(call.arguments) > 2 else None


def _element(call: Call) -> Value | None:
    found, index = call.items(), call.number(1)
    return found[index % len(found)] if found and index is not None else None


def _try(call: Call) -> Value | None:
    for argument in call.arguments:
        if not isinstance(argument, Missing):
            return argument
    return None


def _can(call: Call) -> Value | None:
    value = call.arguments[0] if call.arguments else None
    if isinstance(value, Unknown) and not isinstance(value, Missing):
        return None
    return call.word(not isinstance(value, Missing))


def _coalesce(call: Call) -> Value | None:
    for argument in call.arguments:
        if isinstance(argument, Unknown):
            return None
        if not argument.is_null and as_text(argument) != "":
            return argument
    return None


def _length(call: Call) -> Value | None:
    value = call.arguments[0] if call.arguments else None
    if isinstance(value, (Items, Fields)):
        return call.word(str(_size(value)))
    text = call.plain(0) if isinstance(value, Text) else None
    return None if text is None else call.word(str(len(text)))


def _keys(call: Call) -> Value | None:
    value = call.arguments[0] if call.arguments else None
    if not isinstance(value, Fields):
        return None
    once = {key.plain: key for key, _ in value.pairs}
    return call.list([once[key] for key in sorted(once)])


def _values(call: Call) -> Value | None:
    value = call.arguments[0] if call.arguments else None
    if not isinstance(value, Fields):
        return None
    once = {key.plain: inner for key, inner in value.pairs}
    return call.list([once[key] for key in sorted(once)])


def _zipmap(call: Call) -> Value | None:
    keys, values = call.items(0), call.items(1)
    if keys is None or values is None or len(keys) != len(values):
        return None
    texts = [Call(call.span, [key]).text(0) for key in keys]
    pairs = [(text, value) for text, value in zip(texts, values, strict=True) if text]
    return Fields(*call.span, pairs) if len(pairs) == len(values) else None


def _contains(call: Call) -> Value | None:
    found = call.items()
    if found is None or len(call.arguments) != 2:
        return None
    same = [equal(value, call.arguments[1]) for value in found]
    if True in same:
        return call.word(value=True)
    return None if None in same else call.word(value=False)


def _range(call: Call) -> Value | None:
    bounds = [call.number(n) for n in range(len(call.arguments))]
    numbers = [bound for bound in bounds if bound is not None]
    if len(numbers) < len(bounds) or not 1 <= len(numbers) <= 3 or numbers[2:] == [0]:
        return None
    counted = range(*numbers)
    return None if len(counted) > 1024 else call.list([call.word(str(n)) for n in counted])


def _split(call: Call) -> Value | None:
    separator, text = call.plain(0), call.text(1)
    if not separator or text is None:
        return None
    parts: list[Value] = []
    at = 0
    for part in text.plain.split(separator):
        parts.append(Text(text.mapped[at : at + len(part)], sensitive=text.sensitive))
        at += len(part) + len(separator)
    return call.list(parts)


def _stripped(strip: Callable[[str, str], tuple[int, int]]) -> Callable[[Call], Value | None]:
    """A function that cuts something off both ends."""

    def function(call: Call) -> Value | None:
        text = call.text(0)
        second = call.plain(1) if len(call.arguments) > 1 else ""
        if text is None or second is None:
            return None
        start, end = strip(text.plain, second)
        return Text(text.mapped[start:end], sensitive=text.sensitive)

    return function


def _trimspace(text: str, _: str) -> tuple[int, int]:
    return len(text) - len(text.lstrip()), max(len(text.rstrip()), len(text) - len(text.lstrip()))


def _trim(text: str, characters: str) -> tuple[int, int]:
    start = len(text) - len(text.lstrip(characters)) if characters else 0
    return start, max(start, len(text.rstrip(characters)) if characters else len(text))


def _trimprefix(text: str, prefix: str) -> tuple[int, int]:
    return len(text) - len(text.removeprefix(prefix)), len(text)


def _trimsuffix(text: str, suffix: str) -> tuple[int, int]:
    return 0, len(text.removesuffix(suffix))


def _chomp(text: str, _: str) -> tuple[int, int]:
    return 0, len(text.rstrip("\r\n"))


def _recased(change: Callable[[str], str]) -> Callable[[Call], Value | None]:
    def function(call: Call) -> Value | None:
        text = call.text(0)
        if text is None:
            return None
        changed = change(text.plain)
        return text if changed == text.plain else call.made(changed, text)

    return function


def _replace(call: Call) -> Value | None:
    text, old, new = call.text(0), call.plain(1), call.plain(2)
    if text is None or old is None or new is None or (len(old) > 1 and old[0] == old[-1] == "/"):
        return None  # between slashes it is a regular expression of another dialect
    if len(new) * len(text.plain) > LONGEST:
        return None
    changed = text.plain.replace(old, new) if old else text.plain
    return text if changed == text.plain else call.made(changed, text)


def _substr(call: Call) -> Value | None:
    text, offset, length = call.text(0), call.number(1), call.number(2)
    if text is None or offset is None or length is None or offset < 0:
        return None
    end = len(text.plain) if length < 0 else offset + length
    return Text(text.mapped[offset:end], sensitive=text.sensitive)


def _sensitive(call: Call) -> Value | None:
    text = call.text(0)
    return None if text is None else Text(text.mapped, sensitive=True)


def _jsonencode(call: Call) -> Value | None:
    if len(call.arguments) == 1 and isinstance(call.arguments[0], (Fields, Items)):
        return Encoded(call.span, call.arguments[0])
    text = call.text(0) if call.arguments and isinstance(call.arguments[0], Text) else None
    if text is None:
        return None
    if re.search(r'["\\<>&\x00-\x1f]', text.plain):
        from tlsrpt_lint.loaders.terraform._json import encode_string

        return call.made(f'"{encode_string(text.plain)}"', text)
    start, end = call.span._replace(end=call.span.start), call.span._replace(start=call.span.end)
    parts = [MappedText.opaque('"', start), text.mapped, MappedText.opaque('"', end)]
    return Text(_joined(parts, call.span), sensitive=text.sensitive)


def _txt_record(call: Call) -> Value | None:
    """`provider::hcloud::txt_record`: puts a text into quotes, cut where it must be."""
    text = call.text(0)
    return None if text is None else Text(text.mapped, sensitive=text.sensitive, ready=True)


FUNCTIONS: dict[str, Callable[[Call], Value | None]] = {
    "can": _can,
    "chomp": _stripped(_chomp),
    "coalesce": _coalesce,
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "distinct": _distinct,
    "element": _element,
    "flatten": _flatten,
    "format": _format,
    "join": _join,
    "jsonencode": _jsonencode,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "lower": _recased(str.lower),
    "merge": _merge,
    "nonsensitive": _same,
    "range": _range,
    "replace": _replace,
    "sensitive": _sensitive,
    "split": _split,
    "substr": _substr,
    "tolist": _same,
    "tomap": _same,
    "tonumber": _same,
    "toset": _toset,
    "tostring": _same,
    "trim": _stripped(_trim),
    "trimprefix": _stripped(_trimprefix),
    "trimspace": _stripped(_trimspace),
    "trimsuffix": _stripped(_trimsuffix),
    "try": _try,
    "txt_record": _txt_record,
    "upper": _recased(str.upper),
    "values": _values,
    "zipmap": _zipmap,
}
