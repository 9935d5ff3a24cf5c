"""Expressions of HCL, worked out as far as they are static.

What depends on anything but literals, locals, variables with a value, and the keys of literal
collections is `Unknown`. Nothing is ever guessed, and nothing is run.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

from tlsrpt_lint.loaders.terraform._budget import LONGEST, Budget, is_too_large, size
from tlsrpt_lint.loaders.terraform._code import Code, EmbeddedCode, parser
from tlsrpt_lint.loaders.terraform._functions import FUNCTIONS, Call, as_text, equal
from tlsrpt_lint.loaders.terraform._strings import (
    decode_quoted,
    decode_template,
)
from tlsrpt_lint.loaders.terraform._template import Part, Word, blocks, parts, sequences
from tlsrpt_lint.loaders.terraform._values import (
    Fields,
    Items,
    Missing,
    Scalar,
    Text,
    Unknown,
    Value,
)
from tlsrpt_lint.records import Reference
from tlsrpt_lint.source import Span
from tlsrpt_lint.text import MappedText, read_only

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEPEST = 120  # nested expressions; real ones stay below 30
_MOST_ITEMS = 20_000  # of one `for` expression
_MOST_REFERENCES = 20  # that are told of one value

_FOR = re.compile(r"\s*([\w-]+)\s*(?:,\s*([\w-]+)\s*)?\bin\b")


class Names(Protocol):
    """What the names in an expression stand for."""

    @property
    def budget(self) -> Budget:
        """What may be spent on working out their values."""

    def look_up(self, root: str, path: "Path") -> "Value | None":
        """The value of `root` and the steps that it used up, None if it is not known."""


class Path:
    """The steps behind a name, of which a look-up uses up some.

    `keys` are their keys, None where a step is none (an index that is not known, a splat).
    """

    def __init__(self, keys: list[str | None], spelling: str, span: Span) -> None:
        self.keys = keys
        self.spelling = spelling
        self.span = span
        self.used = 0

    def take(self) -> str | None:
        """The next key."""
        if self.used >= len(self.keys):
            return None
        self.used += 1
        return self.keys[self.used - 1]

    def unknown(self) -> Unknown:
        """The value of the whole, not known."""
        self.used = len(self.keys)
        return Unknown(*self.span, self.spelling)


class Scope(NamedTuple):
    """Where an expression is worked out: the names of its module, and those nearer to it."""

    names: Names
    near: dict[str, Value]

    def with_names(self, **more: Value) -> "Scope":
        """The scope inside a `for` or `dynamic`."""
        return Scope(self.names, {**self.near, **more})


class Evaluator:
    """Works out the expressions of one piece of code in one scope."""

    def __init__(self, code: Code, scope: Scope, depth: int = 0) -> None:
        self._code = code
        self._scope = scope
        self._depth = depth

    def value(self, node: "Node") -> Value:
        """The value of an expression."""
        self._depth += 1
        try:
            if self._depth > _DEEPEST or node.has_error or not self._scope.names.budget.spend():
                return self._unknown(node)
            return self._handled(node)
        finally:
            self._depth -= 1

    def _handled(self, node: "Node") -> Value:
        kind = node.type
        if kind in ("expression", "literal_value", "template_expr", "collection_value", "for_expr"):
            return self._term(_named(node))
        handler = self._HANDLERS.get(kind)
        return handler(self, node) if handler else self._unknown(node)

    def _term(self, nodes: "list[Node]") -> Value:
        if not nodes:
            raise AssertionError("an expression has a term")
        first, rest = nodes[0], nodes[1:]
        if first.type == "variable_expr":
            return self._reference(first, rest)
        return self._stepped(self.value(first), rest, nodes)

    def _reference(self, first: "Node", rest: "list[Node]") -> Value:
        last = rest[-1] if rest else first
        span = self._code.span(first.start_byte, last.end_byte)
        spelling = self._code.data[first.start_byte : last.end_byte].decode("utf-8", "replace")
        root = self._code.text(first)
        if root in self._scope.near:
            return self._stepped(self._scope.near[root], rest, [first, *rest])
        path = Path([self._key(step) for step in rest], spelling, span)
        value = self._scope.names.look_up(root, path)
        if value is None:
            return Unknown(*span, spelling)
        return self._stepped(value, rest[path.used :], [first, *rest])

    def _stepped(self, value: Value, steps: "list[Node]", whole: "list[Node]") -> Value:
        for n, step in enumerate(steps):
            if step.type == "splat":
                inner = _named(step.named_children[0]) if step.named_children else []
                return self._splat(value, [*inner, *steps[n + 1 :]], whole)
            value = self._step(value, self._key(step), whole)
        return value

    def _splat(self, value: Value, steps: "list[Node]", whole: "list[Node]") -> Value:
        if isinstance(value, Unknown):
            return self._spelled(whole)
        items = value.values if isinstance(value, Items) else [] if value.is_null else [value]
        found = [self._stepped(item, steps, whole) for item in items]
        return Items(value.source, value.start, value.end, found)

    def _step(self, value: Value, key: str | None, whole: "list[Node]") -> Value:
        if isinstance(value, Unknown):
            return self._spelled(whole, of=value)
        if key is None:
            return self._spelled(whole)
        found: Value | None = None
        if isinstance(value, Fields):
            found = value.get(key)
        elif isinstance(value, Items) and key.isdecimal() and int(key) < len(value.values):
            found = value.values[int(key)]
        if found is not None:
            return found
        unknown = self._spelled(whole)
        return Missing(*unknown.span, unknown.spelling)

    def _key(self, step: "Node") -> str | None:
        named = _named(step)
        if step.type == "get_attr" and named:
            return self._code.text(named[0])
        if step.type == "index" and named:
            inner = _named(named[0])
            if named[0].type == "legacy_index":
                return self._code.text(named[0]).lstrip(".")
            return as_text(self.value(inner[0])) if inner else None
        return None

    def _spelled(self, nodes: "list[Node]", of: Unknown | None = None) -> Unknown:
        first, last = nodes[0], nodes[-1]
        span = self._code.span(first.start_byte, last.end_byte)
        spelling = self._code.data[first.start_byte : last.end_byte].decode("utf-8", "replace")
        return Unknown(*span, spelling, of.of if of else None)

    def _unknown(self, node: "Node") -> Unknown:
        return self._spelled([node])

    def _scalar(self, node: "Node", value: str | bool | None) -> Scalar:
        return Scalar(*self._code.span(node.start_byte, node.end_byte), value)

    def _number(self, node: "Node") -> Value:
        return self._scalar(node, self._code.text(node))

    def _bool(self, node: "Node") -> Value:
        return self._scalar(node, self._code.text(node) == "true")

    def _null(self, node: "Node") -> Value:
        return self._scalar(node, None)

    def _tuple(self, node: "Node") -> Value:
        items = [self.value(child) for child in _named(node) if child.type == "expression"]
        return Items(*self._code.span(node.start_byte, node.end_byte), items)

    def _object(self, node: "Node") -> Value:
        pairs: list[tuple[Text, Value]] = []
        for element in _named(node):
            parts = _named(element) if element.type == "object_elem" else []
            if len(parts) != 2:
                continue
            key = self._object_key(parts[0])
            if key is None:
                return self._unknown(node)
            pairs.append((key, self.value(parts[1])))
        return Fields(*self._code.span(node.start_byte, node.end_byte), pairs)

    def _object_key(self, node: "Node") -> Text | None:
        named = _named(node)
        if len(named) == 1 and named[0].type == "variable_expr":
            return Text(self._code.mapped(node.start_byte, node.end_byte))
        return _text(self.value(node))

    def _string(self, node: "Node") -> Value:
        inner = next((c for c in _named(node) if c.type == "quoted_template"), node)
        parts = _named(inner)
        start = next((p.end_byte for p in parts if p.type == "quoted_template_start"), None)
        end = next((p.start_byte for p in parts if p.type == "quoted_template_end"), None)
        if start is None or end is None:
            return self._unknown(node)
        holes = [p for p in parts if p.type in ("template_interpolation", "template_directive")]
        return self._template(start, end, holes, quoted=True)

    def _heredoc(self, node: "Node") -> Value:
        parts = _named(node)
        marks = [p for p in parts if p.type == "heredoc_identifier"]
        if len(marks) != 2:
            return self._unknown(node)
        start = self._code.data.find(b"\n", marks[0].end_byte) + 1
        end = self._code.data.rfind(b"\n", start, marks[1].start_byte) + 1
        if not start or end < start:
            end = start
        holes = [p for p in parts if p.type in ("template_interpolation", "template_directive")]
        indented = self._code.text(parts[0]) == "<<-"
        return self._template(start, end, holes, quoted=False, indented=indented)

    def _template(
        self, start: int, end: int, holes: "list[Node]", *, quoted: bool, indented: bool = False
    ) -> Value:
        if len(holes) == 1 and (holes[0].start_byte, holes[0].end_byte) == (start, end):
            inner = [child for child in _named(holes[0]) if child.type == "expression"]
            if holes[0].type == "template_interpolation" and len(inner) == 1:
                return self.value(inner[0])
        literals = _gaps(start, end, [(h.start_byte, h.end_byte) for h in holes])
        margin = self._margin(literals) if indented else 0
        written = self._code.mapped(start, end)
        if margin:
            kept = list(_unindented(written, margin, at_line_start=True))
            written = MappedText.join(kept) if kept else written[:0]
        decode = decode_quoted if quoted else decode_template
        return _filled(written, decode, self._scope, self._depth)

    def _margin(self, literals: Iterable[tuple[int, int]]) -> int:
        margins = []
        for n, (first, last) in enumerate(literals):
            lines = self._code.data[first:last].split(b"\n")
            starts = lines if n == 0 else lines[1:]
            margins += [len(line) - len(line.lstrip(b" \t")) for line in starts if line.strip()]
        return min(margins, default=0)

    def _conditional(self, node: "Node") -> Value:
        parts = _named(node)
        if len(parts) != 3:
            return self._unknown(node)
        condition = self.value(parts[0])
        if isinstance(condition, Scalar) and isinstance(condition.value, bool):
            return self.value(parts[1] if condition.value else parts[2])
        return self._unknown(node)

    def _call(self, node: "Node") -> Value:
        named = _named(node)
        name = "".join(
            self._code.text(child) for child in node.children if child.type in ("identifier", "::")
        )
        arguments: list[Value] = []
        spread = False
        for part in named:
            if part.type == "function_arguments":
                arguments += [self.value(a) for a in _named(part) if a.type == "expression"]
                spread = any(child.type == "ellipsis" for child in part.children)
        if spread and arguments:
            last = arguments.pop()
            if not isinstance(last, Items):
                return self._unknown(node)
            arguments += last.values
        function = FUNCTIONS.get(name.rpartition("::")[2])
        span = self._code.span(node.start_byte, node.end_byte)
        if function is None:
            return self._unknown(node)
        weight = sum(map(size, arguments))
        if weight > 4 * LONGEST or not self._scope.names.budget.spend(weight // 16):
            return self._unknown(node)
        value = function(Call(span, arguments))
        return self._unknown(node) if value is None or is_too_large(value) else value

    def _operation(self, node: "Node") -> Value:
        inner = _named(node)
        if len(inner) != 1:
            return self._unknown(node)
        operation = inner[0]
        sign = next((c for c in operation.children if not c.is_named and c.type not in "()"), None)
        if sign is None:
            return self._unknown(node)
        before = [c for c in _named(operation) if c.end_byte <= sign.start_byte]
        after = [c for c in _named(operation) if c.start_byte >= sign.end_byte]
        if not after:
            return self._unknown(node)
        right = self._term(after)
        if operation.type == "unary_operation":
            if sign.type == "!" and isinstance(right, Scalar) and isinstance(right.value, bool):
                return self._scalar(node, not right.value)
            return self._unknown(node)
        if not before:
            return self._unknown(node)
        result = _binary(sign.type, self._term(before), right)
        return self._unknown(node) if result is None else self._scalar(node, result)

    def _for(self, node: "Node") -> Value:
        parts = _named(node)
        intro = next((p for p in parts if p.type == "for_intro"), None)
        if intro is None:
            return self._unknown(node)
        names = [self._code.text(c) for c in _named(intro) if c.type == "identifier"]
        source = [c for c in _named(intro) if c.type == "expression"]
        results = [p for p in parts if p.type == "expression"]
        condition = next((p for p in parts if p.type == "for_cond"), None)
        over = self.value(source[0]) if source else self._unknown(node)
        members = list(entries(over))
        if not entries_known(over) or len(members) > _MOST_ITEMS or not names:
            return self._unknown(node)
        scopes = []
        for key, value in members:
            near = {names[-1]: value} if len(names) == 1 else {names[0]: key, names[1]: value}
            inner = Evaluator(self._code, self._scope.with_names(**near), self._depth)
            if condition is not None:
                kept = inner.value(_named(condition)[0])
                if not isinstance(kept, Scalar) or not isinstance(kept.value, bool):
                    return self._unknown(node)
                if not kept.value:
                    continue
            scopes.append(inner)
        span = self._code.span(node.start_byte, node.end_byte)
        if node.type == "for_tuple_expr":
            return Items(*span, [inner.value(results[0]) for inner in scopes])
        return self._for_object(node, results, scopes, span)

    def _for_object(
        self, node: "Node", results: "list[Node]", scopes: "list[Evaluator]", span: Span
    ) -> Value:
        grouped = any(child.type == "ellipsis" for child in node.children)
        pairs: dict[str, tuple[Text, Value]] = {}
        for inner in scopes:
            key = _text(inner.value(results[0]))
            if key is None or len(results) != 2:
                return self._unknown(node)
            value = inner.value(results[1])
            if grouped:
                have = pairs.get(key.plain)
                before = have[1].values if have and isinstance(have[1], Items) else []
                value = Items(*span, [*before, value])
            pairs[key.plain] = (key, value)
        return Fields(*span, list(pairs.values()))

    _HANDLERS: "ClassVar[dict[str, Callable[[Evaluator, Node], Value]]]" = {
        "numeric_lit": _number,
        "bool_lit": _bool,
        "null_lit": _null,
        "string_lit": _string,
        "quoted_template": _string,
        "heredoc_template": _heredoc,
        "tuple": _tuple,
        "object": _object,
        "conditional": _conditional,
        "function_call": _call,
        "operation": _operation,
        "for_tuple_expr": _for,
        "for_object_expr": _for,
    }


class TemplateBuilder:
    """Puts a template together, and keeps which of its parts came from where."""

    def __init__(self) -> None:
        self._parts: list[MappedText] = []
        self._holes: list[tuple[int, int]] = []
        self._references: list[Reference] = []
        self._length = 0
        self._sensitive = False

    @property
    def is_too_long(self) -> bool:
        """True if it is longer than any value that matters."""
        return self._length > LONGEST

    def literal(self, text: MappedText) -> None:
        """Add what stands there."""
        self._parts.append(text)
        self._length += len(text)

    def interpolate(self, value: Value, span: Span, spelling: str) -> None:
        """Add a value that is interpolated at `span`, where its spelling stands."""
        text = _text(value)
        if text is None:
            text = Text(MappedText.opaque(spelling, span), ((0, len(spelling)),))
        else:
            if len(self._references) < _MOST_REFERENCES:
                self._references += text.references or (Reference(span, text.mapped.span()),)
        holes = [(start + self._length, end + self._length) for start, end in text.holes]
        self._holes += holes
        self._sensitive = self._sensitive or text.sensitive
        # The part stands at the reference, for what is around it does not stand at the literal.
        self.literal(MappedText.opaque(text.plain, span, read_only))

    def text(self, place: Span) -> Text:
        """The whole; `place` is where it stands if it is empty."""
        parts = [part for part in self._parts if len(part)]
        mapped = (
            MappedText.join(parts) if parts else MappedText.literal(place._replace(end=place.start))
        )
        return Text(
            mapped,
            tuple(self._holes),
            tuple(self._references),
            sensitive=self._sensitive,
        )


def template(text: Text, scope: Scope) -> Value:
    """The value of a string of a configuration in JSON, which is a template."""
    marks = list(sequences(text.plain))
    if not marks:
        return text
    if marks[0] == (0, len(text.plain)):
        found = parts(text.mapped, decode_template)
        if found is not None and len(found) == 1 and found[0].word is Word.VALUE:
            return _embedded(found[0].text, scope, 0)
        return Unknown(*text.mapped.span(), text.plain)
    return _filled(text.mapped, decode_template, scope, 0)


def _filled(
    written: MappedText, decode: Callable[[MappedText], MappedText], scope: Scope, depth: int
) -> Value:
    """The text that a template makes; what is not known in it shows its spelling."""
    found = parts(written, decode)
    if found is None:
        return Unknown(*written.span(), written.text)
    builder = TemplateBuilder()
    _fill(builder, written, found, scope, depth)
    if builder.is_too_long and len(written) < LONGEST:
        return Unknown(*written.span(), written.text)
    return builder.text(written.span())


def _fill(
    builder: "TemplateBuilder", written: MappedText, found: list[Part], scope: Scope, depth: int
) -> None:
    n, ends = 0, blocks(found)
    while n < len(found):
        part = found[n]
        if builder.is_too_long or not scope.names.budget.spend():
            return
        if part.word is Word.LITERAL:
            builder.literal(part.text)
        elif part.word is Word.VALUE:
            spelling = written.text[part.start : part.end]
            value = _embedded(part.text, scope, depth)
            builder.interpolate(value, written.span(part.start, part.end), spelling)
        else:
            block = ends.get(n)
            middle, last = block or (n, n)
            runs = _runs(part, found[n + 1 : middle], found[middle + 1 : last], scope, depth)
            if block is None or runs is None:
                spelling = written.text[part.start : found[last].end]
                place = written.span(part.start, found[last].end)
                builder.interpolate(Unknown(*place, spelling), place, spelling)
            for body, inner in runs or ():
                _fill(builder, written, body, inner, depth + 1)
            n = last
        n += 1


def _runs(
    part: Part, first: list[Part], second: list[Part], scope: Scope, depth: int
) -> list[tuple[list[Part], Scope]] | None:
    """What a directive puts in its place, each with its scope; None if that is not known."""
    if depth > _DEEPEST:
        return None
    if part.word is Word.IF:
        condition = as_text(_embedded(part.text, scope, depth))
        branches = {"true": first, "false": second}
        return [(branches[condition], scope)] if condition in branches else None
    names = _FOR.match(part.text.text) if part.word is Word.FOR else None
    if names is None:
        return None
    over = _embedded(part.text[names.end() :], scope, depth)
    members = list(entries(over))
    if not entries_known(over) or len(members) * max(len(first), 1) > _MOST_ITEMS:
        return None
    runs = []
    for key, value in members:
        near = {names[2] or names[1]: value}
        if names[2]:
            near[names[1]] = key
        runs.append((first, scope.with_names(**near)))
    return runs


def _embedded(expression: MappedText, scope: Scope, depth: int) -> Value:
    """The value of an expression inside a template; to parse it takes as long as many steps."""
    if not scope.names.budget.spend(20):
        return Unknown(*expression.span(), "${" + expression.text + "}")
    code = EmbeddedCode(expression)
    body = parser().parse(code.data).root_node.named_children
    attributes = body[0].named_children if len(body) == 1 else []
    if len(attributes) != 1 or attributes[0].type != "attribute" or attributes[0].has_error:
        return Unknown(*expression.span(), "${" + expression.text + "}")
    return Evaluator(code, scope, depth).value(attributes[0].named_children[-1])


def entries(value: Value) -> Iterator[tuple[Value, Value]]:
    """Keys and values of a collection."""
    if isinstance(value, Fields):
        last = {key.plain: (key, inner) for key, inner in value.pairs}
        yield from last.values()
    elif isinstance(value, Items):
        for n, item in enumerate(value.values):
            yield Scalar(item.source, item.start, item.end, str(n)), item


def entries_known(value: Value) -> bool:
    """True if it is known which entries a collection has."""
    return isinstance(value, (Fields, Items))


def _text(value: Value) -> Text | None:
    """A value as the string that it turns into, None if it is not known or none."""
    if isinstance(value, Text):
        return value
    word = as_text(value)
    return None if word is None else Text(MappedText.opaque(word, value.span))


def _binary(sign: str, left: Value, right: Value) -> str | bool | None:
    if sign in ("==", "!="):
        same = equal(left, right)
        return None if same is None else same is (sign == "==")
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        if isinstance(left.value, bool) and isinstance(right.value, bool):
            if sign == "&&":
                return left.value and right.value
            return (left.value or right.value) if sign == "||" else None
        return _arithmetic(sign, as_text(left), as_text(right))
    return None


def _arithmetic(sign: str, left: str | None, right: str | None) -> str | bool | None:
    if not left or not right or not _is_whole(left) or not _is_whole(right):
        return None
    one, other = int(left), int(right)
    if sign in ("%", "/") and other:
        return str(one % other) if sign == "%" else str(one // other) if one % other == 0 else None
    results: dict[str, int | bool] = {
        "+": one + other,
        "-": one - other,
        "*": one * other,
        ">": one > other,
        "<": one < other,
        ">=": one >= other,
        "<=": one <= other,
    }
    result = results.get(sign)
    return result if result is None or isinstance(result, bool) else str(result)


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 16


def _named(node: "Node") -> "list[Node]":
    return [child for child in node.named_children if child.type != "comment"]


def _gaps(start: int, end: int, holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges before, between and behind the holes."""
    edges = [start, *(edge for hole in holes for edge in hole), end]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _unindented(text: MappedText, margin: int, *, at_line_start: bool) -> Iterator[MappedText]:
    """The text without the first `margin` characters of each of its lines."""
    if not margin:
        yield text
        return
    plain, at = text.text, 0
    while at <= len(plain):
        end = plain.find("\n", at) + 1 or len(plain)
        skip = 0
        if at_line_start:
            blank = len(plain[at:end]) - len(plain[at:end].lstrip(" \t"))
            skip = min(margin, blank)
        if at + skip < end:
            yield text[at + skip : end]
        at_line_start = True
        if end >= len(plain):
            return
        at = end
