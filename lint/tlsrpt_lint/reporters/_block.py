"""One finding for people: the source line with the text at fault underlined, the cure, the fix."""

from collections.abc import Iterator

from tlsrpt_lint.reporters._snippet import Frame, Mark, changed_line, snippet
from tlsrpt_lint.reporters._tones import tone_of
from tlsrpt_lint.rule import Finding, Fix, Fixes, Related
from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.terminal import Paint, Tone, visible

_MOST_OWNERS = 3
_LONGEST_PREVIEW = 2000  # bytes of a line that is shown as the fix leaves it


def block(finding: Finding, width: int, paint: Paint) -> Iterator[str]:
    """The lines of a finding, without line ends."""
    source = finding.span.source
    spans = [finding.span, *(related.span for related in finding.related)]
    gutter = len(str(max(span.finish.line for span in spans)))
    frame = Frame(width, gutter, paint, strings_only=finding.resource is not None)
    tone = tone_of(finding.severity)
    head = paint(tone, f"{finding.severity.value}[{finding.code}]")
    yield f"{head}: {paint(Tone.STRONG, visible(finding.message))}"

    here, elsewhere = [Mark(finding.span, "^", tone)], []
    for related in finding.related:
        if related.span.source is source:
            here.append(_mark(related))
        else:
            elsewhere.append(related)
    yield _arrow("-->", finding.span, frame)
    yield frame.bar()
    shown = [] if finding.sensitive else list(snippet(here, frame))
    yield from shown
    for related in elsewhere:
        yield _arrow(":::", related.span, frame)
        yield frame.bar()
        yield from snippet([_mark(related)], frame)

    notes = list(_notes(finding, "\n".join(shown)))
    if notes:
        yield frame.bar()
    for title, text in notes:
        yield f"{' ' * frame.gutter} {paint(Tone.GUTTER, '=')} {paint(Tone.STRONG, title)}: {text}"
    if finding.fix:
        yield from _preview(finding.fix, source, frame)


def _mark(related: Related) -> Mark:
    return Mark(related.span, "-", Tone.GUTTER, visible(related.message))


def _arrow(sign: str, span: Span, frame: Frame) -> str:
    line, column = span.begin
    path = visible(span.source.path)
    return f"{' ' * frame.gutter}{frame.paint(Tone.GUTTER, sign)} {path}:{line}:{column}"


def _notes(finding: Finding, shown: str) -> Iterator[tuple[str, str]]:
    """What else there is to say: title and text. What can be read above is not said again."""
    owners = [visible(owner) for owner in finding.owners]
    if len(owners) > 1:
        more = len(owners) - _MOST_OWNERS
        ending = f" and {more} more" if more > 0 else ""
        yield "owners", ", ".join(owners[:_MOST_OWNERS]) + ending
    elif owners and owners[0] not in shown and owners[0] not in finding.message:
        yield "owner", owners[0]
    if finding.resource:
        yield "resource", visible(finding.resource)
    if finding.help:
        yield "help", visible(finding.help)
    if finding.fix:
        unsafe = finding.fix.applicability is Fixes.UNSAFE
        yield "unsafe fix" if unsafe else "fix", visible(finding.fix.title)


def _preview(fix: Fix, source: SourceFile, frame: Frame) -> Iterator[str]:
    """The line as the fix leaves it, if the fix stays within one line of moderate length."""
    edits = sorted(fix.edits, key=lambda edit: edit.span.start)
    start = source.line_start(edits[0].span.start)
    end = source.line_end(edits[-1].span.end)
    if end - start > _LONGEST_PREVIEW or any(edit.span.source is not source for edit in edits):
        return
    before, after, at = source.text(start, end), "", start
    for edit in edits:
        after += source.text(at, edit.span.start) + edit.text
        at = edit.span.end
    after += source.text(at, end)
    if "\n" in before + after or "\r" in before + after or not _is_writable(after):
        return
    head = _common_prefix(before, after)
    tail = _common_prefix(before[head:][::-1], after[head:][::-1])
    yield from changed_line(after, source.position(start).line, (head, len(after) - tail), frame)


def _is_writable(text: str) -> bool:
    """False for half a character, which a JSON string can hold and no file can."""
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def _common_prefix(one: str, other: str) -> int:
    """How many characters both begin with."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length
