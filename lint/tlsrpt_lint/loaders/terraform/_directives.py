"""Comments to this tool in a configuration, and the `//` keys that stand for comments in JSON."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tlsrpt_lint.directives import WORD, Directive, in_comments
from tlsrpt_lint.loaders.terraform._code import parser
from tlsrpt_lint.loaders.terraform._json import JsonError, encode_string, read
from tlsrpt_lint.loaders.terraform._values import Fields, Items, Text, Value
from tlsrpt_lint.source import SourceFile, Span

if TYPE_CHECKING:
    from tree_sitter import Node

_HCL = (".tf", ".tofu")
_JSON = (".tf.json", ".tofu.json")
_MARKS = (b"#", b"//")
_WORD = WORD.decode()


def directives(source: SourceFile) -> Iterator[Directive]:
    """What speaks to this tool in a configuration; nobody writes into plans and states."""
    if source.path.endswith(_HCL):
        return _in_hcl(source)
    return _in_json(source) if source.path.endswith(_JSON) else iter(())


def _in_hcl(source: SourceFile) -> Iterator[Directive]:
    root = parser().parse(source.data).root_node

    def comment(offset: int) -> "Node | None":
        node = root.descendant_for_byte_range(offset, offset + 1)
        if node is None or node.type != "comment":
            return None
        return node if source.data.startswith(_MARKS, node.start_byte) else None

    def comment_at(offset: int) -> int | None:
        node = comment(offset)
        return None if node is None else node.start_byte

    def scope_of(offset: int) -> Span | None:
        node = comment(offset)
        block = node and (_resource_below(node) or _resource_around(node))
        return source.span(block.start_byte, block.end_byte) if block else None

    return in_comments(source, _MARKS, comment_at, scope_of)


def _resource_below(comment: "Node") -> "Node | None":
    """The resource that begins on the line behind the comment, or behind those that follow it."""
    row, node = comment.start_point.row, comment.next_named_sibling
    while node is not None and node.start_point.row == row + 1:
        if node.type == "body":  # comments before the first block stand outside of the body
            node = node.named_children[0]
        if node.type != "comment":
            return node if _is_resource(node) else None
        row, node = node.start_point.row, node.next_named_sibling
    return None


def _resource_around(node: "Node | None") -> "Node | None":
    while node is not None and not _is_resource(node):
        node = node.parent
    return node


def _is_resource(node: "Node") -> bool:
    return node.type == "block" and node.named_children[0].text == b"resource"


def _in_json(source: SourceFile) -> Iterator[Directive]:
    try:
        root = read(source, encode_string)
    except JsonError:
        return
    waiting: list[Value] = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Fields):
            for number, (key, inner) in enumerate(value.pairs):
                if key.plain == "//" and isinstance(inner, Text) and _speaks(inner):
                    yield _directive(source, value, number, is_root=value is root)
            waiting += (inner for _, inner in reversed(value.pairs))
        elif isinstance(value, Items):
            waiting += reversed(value.values)


def _speaks(text: Text) -> bool:
    return text.plain.lstrip().startswith(_WORD)


def _directive(source: SourceFile, block: Fields, number: int, *, is_root: bool) -> Directive:
    pairs = block.pairs
    key, text = pairs[number]
    start, end = key.start, text.end
    if number + 1 < len(pairs):
        end = pairs[number + 1][0].start
    elif number:
        start = pairs[number - 1][1].end
    assert isinstance(text, Text)
    mapped = text.mapped
    first = mapped.text.index(_WORD) + len(_WORD)
    first += len(mapped.text[first:]) - len(mapped.text[first:].lstrip())
    scope = source.span(block.start, block.end)
    return Directive(mapped[first:], source.span(start, end), (), scope, at_top=is_root)
