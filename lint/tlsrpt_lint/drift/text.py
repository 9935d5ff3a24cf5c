"""Drifts for people: a block each, with what the files say and what DNS says as in a diff."""

from collections.abc import Iterator

from tlsrpt_lint.drift.terms import Comparison, Drift, Kind
from tlsrpt_lint.drift.wording import closing, sentence
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.terminal import Paint, Tone, columns, line_head, visible

_TONES = {Kind.TTL: Tone.WARNING, Kind.UNANSWERED: Tone.WARNING}
_INDENT = "    "


def render(comparison: Comparison, style: Style) -> Iterator[str]:
    """One piece a drift."""
    paint = Paint(color=style.color)
    if any(drift.files or drift.dns for drift in comparison.drifts):
        yield f"{paint(Tone.ERROR, '--- files')}\n{paint(Tone.HELP, '+++ DNS')}\n\n"
    for drift in comparison.drifts:
        yield "".join(f"{line}\n" for line in _block(drift, style.width, paint)) + "\n"
    if style.summary:
        yield "".join(f"{line_head(line)}\n" for line in wrapped(closing(comparison), style.width))


def _block(drift: Drift, width: int, paint: Paint) -> Iterator[str]:
    kind = drift.kind.value
    for number, line in enumerate(wrapped(f"{kind}: {visible(sentence(drift))}", width)):
        if number:
            yield paint(Tone.STRONG, line_head(line))
        else:
            tone = _TONES.get(drift.kind, Tone.ERROR)
            yield paint(tone, kind) + ":" + paint(Tone.STRONG, line[len(kind) + 1 :])
    begin = drift.place.begin
    path = visible(drift.place.source.path)
    yield f"  {paint(Tone.GUTTER, '-->')} {path}:{begin.line}:{begin.column}"
    both = set(drift.files) & set(drift.dns)
    if drift.kind is Kind.TTL:
        for datum in drift.files:
            yield from _data("-", f"{'/'.join(map(str, drift.ttls))} {datum}", (0, 0), width, paint)
        for datum in drift.dns:
            yield from _data("+", f"{drift.ttl} {datum}", (0, 0), width, paint)
        return
    marks = _differing(drift)
    for sign, data, mark in (("-", drift.files, marks[0]), ("+", drift.dns, marks[1])):
        for datum in data:
            if datum not in both:
                yield from _data(sign, str(datum), mark, width, paint)
            elif sign == "-":
                yield from _data(" ", str(datum), (0, 0), width, paint)


def _differing(drift: Drift) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where two single records differ, as characters of each that is shown; nowhere for others."""
    if drift.kind is not Kind.TEXT:
        return (0, 0), (0, 0)
    (files,), (dns,) = drift.files, drift.dns
    if files.text is None or files.type != dns.type:
        return (0, 0), (0, 0)
    one, other = visible(str(files)), visible(str(dns))
    shortest = min(len(one), len(other))
    head = next((n for n in range(shortest) if one[n] != other[n]), shortest)
    room = shortest - head
    tail = next((n for n in range(room) if one[-1 - n] != other[-1 - n]), room)
    return (head, len(one) - tail), (head, len(other) - tail)


def _data(sign: str, text: str, mark: tuple[int, int], width: int, paint: Paint) -> Iterator[str]:
    """A record in lines of the width, the characters of `mark` underlined."""
    tone = {"-": Tone.ERROR, "+": Tone.HELP}.get(sign)
    text = visible(text)
    room = max(width - len(_INDENT), 20)
    at = 0
    while at < len(text):
        piece = _fitting(text[at:], room)
        line = line_head(f"  {sign if not at else ' '} {piece}".rstrip())
        yield paint(tone, line) if tone else line
        start, end = max(mark[0] - at, 0), min(mark[1] - at, len(piece))
        if start < end:
            gap, under = columns(piece[:start]), columns(piece[start:end])
            line = f"{_INDENT}{' ' * gap}{'^' * under}"
            yield paint(tone, line) if tone else line
        at += len(piece)


def _fitting(text: str, room: int) -> str:
    """As much of the beginning of a text as has room, in columns; at least a character."""
    if len(text) <= room and columns(text) <= room:
        return text
    end, used = 0, 0
    while end < len(text) and (used := used + columns(text[end])) <= room:
        end += 1
    return text[: max(end, 1)]


def wrapped(text: str, width: int) -> Iterator[str]:
    """The words of a visible text in lines of at most `width` columns, where no word is longer."""
    line = ""
    for word in text.split(" "):
        if line and columns(line) + 1 + columns(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line
