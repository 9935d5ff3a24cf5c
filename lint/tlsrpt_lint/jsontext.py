"""JSON of the machine formats: plain ASCII, one item of a list a line."""

from collections.abc import Iterable, Iterator
from typing import Any

from tlsrpt_lint.terminal import visible


def encoded(value: Any) -> str:
    """The value on one line of ASCII that is no log command (see tlsrpt_lint.terminal)."""
    import json

    # Escaped in a string, '#' is still '#'; outside of strings JSON has none.
    return json.dumps(value).replace("##", "#\\u0023")


def well_formed(text: str) -> str:
    """The text with bytes that are no UTF-8 written out: JSON readers refuse lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(visible(c) if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def items(values: Iterable[Any]) -> Iterator[str]:
    """An array of these values, one a line."""
    opened = False
    for value in values:
        yield f"{',' if opened else '['}\n  {encoded(value)}"
        opened = True
    yield "\n ]" if opened else "[]"


def array(name: str, values: Iterable[Any]) -> Iterator[str]:
    """A member of an object, `name` with an array of these values, one a line."""
    yield f"{encoded(name)}: "
    yield from items(values)
