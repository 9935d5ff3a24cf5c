"""What one configuration file declares, in HCL or in JSON, with its expressions not yet worked out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tlsrpt_lint.loaders.terraform._code import Code, FileCode, parser
from tlsrpt_lint.loaders.terraform._evaluate import (
    Evaluator,
    Scope,
    entries,
    entries_known,
    template,
)
from tlsrpt_lint.loaders.terraform._json import JsonError, encode_string, read
from tlsrpt_lint.loaders.terraform._strings import decode_template
from tlsrpt_lint.loaders.terraform._template import has_escapes, sequences
from tlsrpt_lint.loaders.terraform._values import (
    Fields,
    Items,
    Text,
    Unknown,
    Value,
    escaped,
)
from tlsrpt_lint.records import Problem, ProblemKind
from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.text import MappedText

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_BLOCKS = 10_000  # that one `dynamic` makes


class Expression:
    """Something that has a value in a scope."""

    def value(self, scope: Scope) -> Value:
        """The value."""
        raise NotImplementedError


class Body:
    """The inside of a block: attributes and further blocks. `span` is where the block stands."""

    span: Span

    def attribute(self, name: str) -> Expression | None:
        """The expression of an attribute, None if the body has none of this name."""
        raise NotImplementedError

    def literal(self, name: str) -> Expression | None:
        """An attribute that is taken as it is, without templates."""
        return self.attribute(name)

    def names(self) -> Iterator[str]:
        """The names of the attributes, and in JSON of the blocks too."""
        raise NotImplementedError

    def fields(self, scope: Scope, only: frozenset[str] | None = None) -> Fields:
        """The attributes and blocks, or `only` those of some names; blocks of one name are a list."""
        raise NotImplementedError


class Declared(NamedTuple):
    """A resource or data source. `pointer` leads to its body in a file of JSON."""

    mode: str
    type: str
    name: str
    body: Body
    pointer: str | None


class ConfigFile:
    """What one file declares, by name."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.locals: dict[str, Expression] = {}
        self.variables: dict[str, Body] = {}
        self.outputs: dict[str, Body] = {}
        self.calls: dict[str, Body] = {}
        self.providers: dict[str, Expression] = {}
        self.resources: list[Declared] = []
        self.problems: list[Problem] = []


def parse(source: SourceFile) -> ConfigFile:
    """The declarations of a file, in either form. What is broken is a problem."""
    file = ConfigFile(source)
    # No HCL begins with a bracket.
    if source.path.lower().endswith(".json") or source.data.lstrip()[:1] in (b"{", b"["):
        try:
            root = read(source, encode_string)
        except JsonError as error:
            span = source.span(error.offset, min(error.offset + 1, len(source.data)))
            message = f"The JSON cannot be read: {error.reason}."
            file.problems.append(Problem(ProblemKind.SYNTAX, span, message))
        else:
            _declare_json(file, root)
    else:
        _declare_hcl(file)
    return file


def assignments(source: SourceFile) -> dict[str, Expression]:
    """The variables that a `*.tfvars` or `*.tfvars.json` file sets."""
    if source.path.lower().endswith(".json"):
        try:
            root = read(source, encode_string)
        except JsonError:
            return {}
        pairs = root.pairs if isinstance(root, Fields) else []
        return {key.plain: _Literal(value) for key, value in pairs}
    body = next(iter(parser().parse(source.data).root_node.named_children), None)
    if body is None or body.type != "body":
        return {}
    inner = _HclBody(FileCode(source), body, body)
    found = ((name, inner.attribute(name)) for name in inner.names())
    return {name: expression for name, expression in found if expression is not None}


# HCL


class _HclExpression(Expression):
    def __init__(self, code: Code, node: "Node") -> None:
        self._code = code
        self._node = node

    def value(self, scope: Scope) -> Value:
        return Evaluator(self._code, scope).value(self._node)


class _HclBody(Body):
    def __init__(self, code: Code, node: "Node | None", block: "Node") -> None:
        self._code = code
        self._children = [c for c in node.named_children if c.type != "comment"] if node else []
        self.span = code.span(block.start_byte, block.end_byte)

    def attribute(self, name: str) -> Expression | None:
        for key, node in self._attributes():
            if key == name:
                return _HclExpression(self._code, node)
        return None

    def names(self) -> Iterator[str]:
        return (name for name, _ in self._attributes())

    def fields(self, scope: Scope, only: frozenset[str] | None = None) -> Fields:
        pairs: list[tuple[Text, Value]] = []
        blocks: dict[str, list[Value]] = {}
        for child in self._children:
            if child.type == "attribute":
                name = child.named_children[0]
                if only is not None and self._code.text(name) not in only:
                    continue
                key = Text(self._code.mapped(name.start_byte, name.end_byte))
                value = child.named_children[-1]
                pairs.append((key, Evaluator(self._code, scope).value(value)))
            elif child.type == "block":
                kind, labels, body = block_parts(self._code, child)
                made = labels[0] if kind == "dynamic" and labels else kind
                if only is not None and made not in only:
                    continue
                if kind == "dynamic" and labels:
                    found = _expanded(labels[0], body, scope)
                    blocks.setdefault(labels[0], []).extend(found)
                else:
                    blocks.setdefault(kind, []).append(body.fields(scope))
        place = self.span._replace(end=self.span.start)
        for kind, values in blocks.items():
            pairs.append((Text(MappedText.opaque(kind, place)), Items(*self.span, values)))
        return Fields(*self.span, pairs)

    def blocks(self) -> "Iterator[tuple[str, list[str], _HclBody]]":
        """Type, labels and body of the blocks inside."""
        for child in self._children:
            if child.type == "block":
                yield block_parts(self._code, child)

    def _attributes(self) -> "Iterator[tuple[str, Node]]":
        for child in self._children:
            if child.type == "attribute" and len(child.named_children) >= 2:
                yield self._code.text(child.named_children[0]), child.named_children[-1]


def block_parts(code: Code, block: "Node") -> tuple[str, list[str], _HclBody]:
    """Type, labels and body of a block."""
    words = [
        code.text(child).strip('"')
        for child in block.named_children
        if child.type in ("identifier", "string_lit")
    ]
    body = next((child for child in block.named_children if child.type == "body"), None)
    return words[0] if words else "", words[1:], _HclBody(code, body, block)


def _expanded(name: str, body: Body, scope: Scope) -> Iterator[Value]:
    """The blocks that a `dynamic` block makes; one with open ends if it is not known how many."""
    content = inner_block(body, "content")
    if content is None:
        return
    iterator = body.attribute("iterator")
    given = iterator.value(scope) if iterator else None
    word = (given.spelling if isinstance(given, Unknown) else None) or name
    word = given.plain if isinstance(given, Text) else word
    repeat = body.attribute("for_each")
    over = repeat.value(scope) if repeat else None
    members = list(entries(over))[:_MOST_BLOCKS] if over is not None else []
    if over is None or not entries_known(over):
        if over is not None and over.is_null:
            return
        unknown = Unknown(*body.span, f"{word}.value")
        members = [(Unknown(*body.span, f"{word}.key"), unknown)]
    for key, value in members:
        yield content.fields(scope.with_names(**{word: _pair(body.span, key, value)}))


def inner_block(body: Body, name: str) -> Body | None:
    """The first block of a name inside another."""
    if isinstance(body, _HclBody):
        return next((inner for kind, _, inner in body.blocks() if kind == name), None)
    return body.inner(name) if isinstance(body, _JsonBody) else None


def _pair(place: Span, key: Value, value: Value) -> Fields:
    nowhere = place._replace(end=place.start)
    return Fields(
        *place,
        [
            (Text(MappedText.opaque("key", nowhere)), key),
            (Text(MappedText.opaque("value", nowhere)), value),
        ],
    )


def each(place: Span, key: Value, value: Value) -> Fields:
    """What `each` means in one instance."""
    return _pair(place, key, value)


def _declare_hcl(file: ConfigFile) -> None:
    code = FileCode(file.source)
    root = parser().parse(file.source.data).root_node
    if root.has_error and (broken := _first_error(root, code)) is not None:
        start = min(broken.start, len(file.source.data))
        end = min(broken.end, file.source.line_end(start))
        message = f"The HCL cannot be read here: {broken.reason}, so what follows may be missed."
        span = file.source.span(start, max(start, end))
        file.problems.append(Problem(ProblemKind.SYNTAX, span, message))
    for top in root.named_children:
        if top.type == "body":
            for kind, labels, body in _HclBody(code, top, top).blocks():
                _declare(file, kind, labels, body, None)


class _Broken(NamedTuple):
    start: int
    end: int
    reason: str


_UNCLOSED = {
    "quoted_template_end": "the string is not closed",
    "heredoc_identifier": "the heredoc is not closed",
    "block_end": "the block is not closed",
    "object_end": "the object is not closed",
    "tuple_end": "the list is not closed",
}


def _first_error(root: "Node", code: Code) -> _Broken | None:
    """The first place that is no HCL. Inside templates only their ends count: the grammar knows few."""
    waiting = [(root, False)]
    while waiting:
        node, in_template = waiting.pop()
        if node.is_missing and node.parent is not None:
            opened = node.parent
            while opened.start_byte == opened.end_byte and opened.parent is not None:
                node, opened = opened, opened.parent
            reason = _UNCLOSED.get(node.type, "something is missing")
            if opened.type == "heredoc_template" and not code.text(opened.named_children[0]):
                reason = "a value must stand here"  # the parser takes nothing for a heredoc
            return _Broken(opened.start_byte, opened.end_byte, reason)
        if node.is_error and not in_template:
            return _Broken(node.start_byte, node.end_byte, "it is no valid syntax")
        if node.has_error:
            inside = in_template or node.type == "template_expr"
            waiting += [(child, inside) for child in reversed(node.children)]
    return None


def _declare(
    file: ConfigFile, kind: str, labels: list[str], body: Body, pointer: str | None
) -> None:
    if kind in ("resource", "data") and len(labels) == 2:
        mode = "managed" if kind == "resource" else "data"
        file.resources.append(Declared(mode, labels[0], labels[1], body, pointer))
    elif kind == "locals":
        for name in body.names():
            expression = body.attribute(name)
            if expression is not None:
                file.locals[name] = expression
    elif kind == "terraform":
        required = inner_block(body, "required_providers")
        for name in required.names() if required else ():
            if required and (expression := required.attribute(name)) is not None:
                file.providers[name] = expression
    elif len(labels) == 1:
        table = {"variable": file.variables, "output": file.outputs, "module": file.calls}.get(kind)
        if table is not None:
            table[labels[0]] = body


# JSON

_LABELS = {
    "resource": 2,
    "data": 2,
    "variable": 1,
    "output": 1,
    "module": 1,
    "locals": 0,
    "terraform": 0,
}


class _Literal(Expression):
    """A value that is no template: the default of a variable, a variable's assignment."""

    def __init__(self, value: Value) -> None:
        self._value = value

    def value(self, scope: Scope) -> Value:
        return self._value


class _JsonExpression(Expression):
    def __init__(self, value: Value) -> None:
        self._value = value

    def value(self, scope: Scope) -> Value:
        return _rendered(self._value, scope)


class _JsonBody(Body):
    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self.span = fields.span

    def attribute(self, name: str) -> Expression | None:
        value = self._fields.get(name)
        return None if value is None else _JsonExpression(value)

    def literal(self, name: str) -> Expression | None:
        value = self._fields.get(name)
        return None if value is None else _Literal(value)

    def names(self) -> Iterator[str]:
        return (key.plain for key, _ in self._fields.pairs if key.plain != "//")

    def inner(self, name: str) -> "_JsonBody | None":
        """The only block of a name."""
        value = self._fields.get(name)
        return (
            next((_JsonBody(fields) for _, fields in _blocks(value, "")), None) if value else None
        )

    def fields(self, scope: Scope, only: frozenset[str] | None = None) -> Fields:
        pairs: list[tuple[Text, Value]] = []
        for key, value in self._fields.pairs:
            if key.plain == "dynamic":
                for name, _, body in _named(value, ""):
                    if only is not None and name.plain not in only:
                        continue
                    for _, block in _blocks(body, ""):
                        found = list(_expanded(name.plain, _JsonBody(block), scope))
                        pairs.append((name, Items(*block.span, found)))
            elif key.plain != "//" and (only is None or key.plain in only):
                pairs.append((key, _rendered(value, scope)))
        return Fields(*self.span, pairs)


def _declare_json(file: ConfigFile, root: Value) -> None:
    for pointer, top in _blocks(root, ""):
        for key, value in top.pairs:
            depth = _LABELS.get(key.plain)
            if depth is not None:
                here = f"{pointer}/{escaped(key.plain)}"
                _declare_labelled(file, key.plain, [], value, here, depth)


def _declare_labelled(
    file: ConfigFile, kind: str, labels: list[str], value: Value, pointer: str, depth: int
) -> None:
    if depth == 0:
        for here, block in _blocks(value, pointer):
            _declare(file, kind, labels, _JsonBody(block), here)
        return
    for name, here, inner in _named(value, pointer):
        _declare_labelled(file, kind, [*labels, name.plain], inner, here, depth - 1)


def _named(value: Value, pointer: str) -> Iterator[tuple[Text, str, Value]]:
    for here, labels in _blocks(value, pointer):
        for name, inner in labels.pairs:
            if name.plain != "//":
                yield name, f"{here}/{escaped(name.plain)}", inner


def _blocks(value: Value, pointer: str) -> Iterator[tuple[str, Fields]]:
    """The objects of a block, which stands alone or in a list."""
    if isinstance(value, Fields):
        yield pointer, value
    elif isinstance(value, Items):
        for n, item in enumerate(value.values):
            yield from _blocks(item, f"{pointer}/{n}")


def _rendered(value: Value, scope: Scope) -> Value:
    if isinstance(value, Text):
        if next(sequences(value.plain), None) is not None:
            return template(value, scope)
        return Text(decode_template(value.mapped)) if has_escapes(value.plain) else value
    if isinstance(value, Items):
        return Items(*value.span, [_rendered(item, scope) for item in value.values])
    if isinstance(value, Fields):
        pairs = [(_key(key, scope), _rendered(inner, scope)) for key, inner in value.pairs]
        return Fields(*value.span, pairs)
    return value


def _key(key: Text, scope: Scope) -> Text:
    rendered = _rendered(key, scope)
    return rendered if isinstance(rendered, Text) else key
