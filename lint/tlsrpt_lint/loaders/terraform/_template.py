"""Where the sequences of a template stand."""

import re
from collections.abc import Iterator

_MARK = re.compile(r"\$\$\{|%%\{|\$\{|%\{")


def sequences(plain: str) -> Iterator[tuple[int, int]]:
    """The ranges of `${…}` and `%{…}` in a template, outermost only, in order."""
    if "{" not in plain:
        return
    at = 0
    while match := _MARK.search(plain, at):
        at = match.end()
        if len(match[0]) == 2:
            at = _sequence_end(plain, match.start())
            yield match.start(), at


def has_escapes(plain: str) -> bool:
    """True if a template holds `$${` or `%%{`."""
    return "$${" in plain or "%%{" in plain


def _sequence_end(plain: str, start: int) -> int:
    """Just past the '}' that closes the sequence at `start`; the end of the text if none does."""
    # A stack, for strings nest in sequences and sequences in strings without an end.
    inside = ["{"]
    at = start + 2
    while at < len(plain) and inside:
        character = plain[at]
        if inside[-1] == '"':
            if character == "\\":
                at += 1
            elif character == '"':
                inside.pop()
            elif plain.startswith(("${", "%{"), at):
                inside.append("{")
                at += 1
        elif character == "{":
            inside.append("{")
        elif character == "}":
            inside.pop()
        elif character == '"':
            inside.append('"')
        at += 1
    return min(at, len(plain))
