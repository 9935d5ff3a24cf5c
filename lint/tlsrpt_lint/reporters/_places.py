"""Places as line numbers."""

from tlsrpt_lint.source import Span


def last_line(span: Span) -> int:
    """The last line of which the span holds anything.

    A span up to and with a line end finishes at the head of the next line, of which it holds nothing.
    """
    begin, finish = span.begin, span.finish
    return finish.line - 1 if finish.column == 1 and finish.line > begin.line else finish.line
