"""Comments to this tool in a YAML file."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import yaml

from tlsrpt_lint.directives import Directive, in_comments
from tlsrpt_lint.loaders.octodns._yaml import Document
from tlsrpt_lint.source import SourceFile, Span


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

    def entry_at(offset: int) -> Span | None:
        return _entry(source, offset)

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


def _entry(source: SourceFile, offset: int) -> Span | None:
    """From the last line at the margin up to the next one: the records of one name."""
    start = _margin(source, offset, back=True)
    if start is None:
        return None
    end = _margin(source, offset, back=False)
    return source.span(start, len(source.data) if end is None else end)


def _margin(source: SourceFile, offset: int, *, back: bool) -> int | None:
    at = source.line_start(offset)
    if at == offset:
        return None  # a comment at the margin stands between entries
    while True:
        first = source.data[at : at + 1]
        if first not in (b"", b" ", b"\t", b"#", b"\r", b"\n") and (back or at > offset):
            return at
        following = source.line_end(at) + 1
        if (back and at == 0) or (not back and following >= len(source.data)):
            return None
        at = source.line_start(at - 1) if back else source.line_start(following)
