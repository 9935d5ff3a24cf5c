"""Comments to this tool in a configuration, and the `//` keys that stand for comments in JSON."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tlsrpt_lint.directives import MOST_COMMENTS, WORD, Directive, in_comments
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
    data = source.data
    comments: list[tuple[int, int]] = []
    resources: list[tuple[int, int]] = []
    waiting = [parser().parse(data).root_node]
    while waiting:
        node = waiting.pop()
        place = (node.start_byte, node.end_byte)
        if node.type == "comment":
            comments.append(place)
        elif node.type == "block" and _is_resource(node):
            resources.append(place)
        waiting += reversed(node.children)

    def comment_at(offset: int) -> int | None:
        found = _last_before(comments, offset)
        within = found is not None and offset < found[1]
        return found[0] if found and within and data.startswith(_MARKS, found[0]) else None

    def scope_of(offset: int) -> Span | None:
        around = _last_before(resources, offset)
        if around is not None and offset < around[1]:
            return source.span(*around)
        after = bisect_right(resources, (offset, offset))
        below = resources[after] if after < len(resources) else None
        if below is None or data.count(b"\n", offset, below[0]) > MOST_COMMENTS:
            return None
        # Only comments stand between it and the resource: no blank line, and nothing else.
        between = data[offset : below[0]].splitlines()
        stripped = [line.strip() for line in between]
        return source.span(*below) if all(map(_is_comment, stripped)) else None

    return in_comments(source, _MARKS, comment_at, scope_of)


def _is_comment(line: bytes) -> bool:
    return line.startswith(_MARKS)


def _last_before(places: list[tuple[int, int]], offset: int) -> tuple[int, int] | None:
    """The last of the places that begins at or before the offset."""
    after = bisect_right(places, offset, key=lambda place: place[0])
    return places[after - 1] if after else None


def _is_resource(node: "Node") -> bool:
    return node.named_children[0].text == b"resource"


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
