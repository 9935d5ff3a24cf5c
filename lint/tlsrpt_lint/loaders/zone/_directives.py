"""Comments to this tool in a zone file."""

from collections.abc import Iterator

from tlsrpt_lint.directives import Directive, in_comments
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import SourceFile

# What may stand before a comment on its line: words, and quoted strings with any ';' in them.
_UP_TO_COMMENT = lazy(rb'(?:[^";\\\r\n]++|\\[^\r\n]|"(?:[^"\\\r\n]++|\\[^\r\n])*+"?+)*+;')


def directives(source: SourceFile) -> Iterator[Directive]:
    """The comments of the file that speak to this tool."""

    def comment_at(offset: int) -> int | None:
        found = _UP_TO_COMMENT.match(source.data, source.line_start(offset))
        start = found.end() - 1 if found else offset + 1
        return start if start <= offset else None

    for directive in in_comments(source, (b";",), comment_at):
        above = _line_before_closing(source, directive.cut.start)
        yield directive._replace(lines=(above, *directive.lines)) if above else directive


def _line_before_closing(source: SourceFile, offset: int) -> int | None:
    """The number of the line that ends a record's words, if only `)` is left of it at `offset`."""
    start = source.line_start(offset)
    if source.data[start:offset].strip() != b")":
        return None
    while start:
        start = source.line_start(start - 1)
        words = source.data[start : source.line_end(start)].strip()
        if words and not words.startswith(b";"):
            return source.position(start).line
    return None
