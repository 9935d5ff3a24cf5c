"""Comments to this tool in a YAML file."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import yaml

from tlsrpt_lint.directives import Directive, in_comments
from tlsrpt_lint.loaders.octodns._yaml import Document
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import SourceFile, Span

_AT_MARGIN = lazy(rb"^[^\s#]", re.MULTILINE)


def directives(source: SourceFile) -> Iterator[Directive]:
    """The comments of the file that speak to this tool; its scope is the entry that it stands in."""
    document = Document(source)
    scalars = _scalars(document)
    starts = [start for start, _ in scalars]

    def comment_at(offset: int) -> int | None:
        line = source.line_start(offset)
        for at in range(line, offset + 1):
            begins = at == line or source.data[at - 1 : at] in (b" ", b"\t")
            if source.data[at : at + 1] == b"#" and begins and not within_scalar(at):
                return at
        return None

    def within_scalar(offset: int) -> bool:
        last = bisect_right(starts, offset) - 1
        return last >= 0 and offset < scalars[last][1]

    margins = [found.start() for found in _AT_MARGIN.finditer(source.data)]

    def entry_at(offset: int) -> Span | None:
        """From the last line at the margin up to the next one: the records of one name."""
        after = bisect_right(margins, offset)
        if after == 0 or source.line_start(offset) == offset:
            return None  # a comment at the margin stands between entries
        ends = [*margins[after : after + 1], len(source.data)]
        return source.span(margins[after - 1], ends[0])

    return in_comments(source, (b"#",), comment_at, entry_at)


def _scalars(document: Document) -> list[tuple[int, int]]:
    """The bytes of all scalars up to the first fault, in order."""
    found = []
    try:
        for token in yaml.scan(document.text.encode(), Loader=_loader()):
            if isinstance(token, yaml.ScalarToken):
                start, end = token.start_mark.index, token.end_mark.index
                found.append((document.byte(start), document.byte(end)))
    except (yaml.YAMLError, UnicodeError):
        pass
    return found


def _loader() -> Any:
    return yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
