"""HCL text and where it stands: a file, or an expression inside a JSON string."""

from functools import cache
from typing import TYPE_CHECKING

from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.text import Encoder, MappedText, verbatim

if TYPE_CHECKING:
    from tree_sitter import Node, Parser


class Code:
    """HCL text. Offsets are those of the syntax tree's nodes: bytes of `data`."""

    data: bytes

    def span(self, start: int, end: int) -> Span:
        """The place of the bytes `start` to `end`."""
        raise NotImplementedError

    def mapped(self, start: int, end: int, encode: Encoder = verbatim) -> MappedText:
        """The text of the bytes `start` to `end`, with their places."""
        raise NotImplementedError

    def text(self, node: "Node") -> str:
        """How a node is written."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "surrogateescape")


class FileCode(Code):
    """The text of a file."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.data = source.data

    def span(self, start: int, end: int) -> Span:
        """The place of the bytes `start` to `end`."""
        return Span(self.source, start, end)

    def mapped(self, start: int, end: int, encode: Encoder = verbatim) -> MappedText:
        """The text of the bytes `start` to `end`, with their places."""
        return MappedText.literal(Span(self.source, start, end), encode)


class EmbeddedCode(Code):
    """An expression inside another text, with what makes it an attribute put before it."""

    _PREFIX = b"_="

    def __init__(self, expression: MappedText) -> None:
        self._expression = expression
        self.data = self._PREFIX + expression.text.encode("utf-8", "surrogateescape")

    def span(self, start: int, end: int) -> Span:
        """The place of the bytes `start` to `end`."""
        return self._expression.span(self._index(start), self._index(end))

    def mapped(self, start: int, end: int, encode: Encoder = verbatim) -> MappedText:
        """The text of the bytes `start` to `end`, with their places."""
        from tlsrpt_lint.text import Piece

        first, last = self._index(start), self._index(end)
        part = self._expression.text[first:last]
        return self._expression.derive([Piece(part, first, last)] if part else [], encode)

    def _index(self, offset: int) -> int:
        head = self.data[len(self._PREFIX) : offset]
        return len(head.decode("utf-8", "surrogateescape"))


@cache
def parser() -> "Parser":
    """The HCL parser. It recovers from errors: what it does not understand is an ERROR node."""
    import tree_sitter
    import tree_sitter_hcl

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
