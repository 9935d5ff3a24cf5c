"""What libyaml's and PyYAML's errors mean to the author of a zone, and the characters they are about."""

import re
from typing import Any

_REFUSED = "so octoDNS cannot read the file"


def explain(error: Any, text: str, base: int) -> tuple[int, int, str, str | None]:
    """Start and end (code points), message and help for a `yaml.MarkedYAMLError`.

    `base` is what to add to the error's indexes to make them indexes of `text`.
    """
    problem = error.problem or error.context or "it is malformed"
    at = min(_index(error.problem_mark, base), len(text))
    begun = _index(error.context_mark, base) if error.context_mark else at
    if "unknown escape character" in problem:
        return _unknown_escape(text, at)
    if "expected hexdecimal" in problem or "hexadecimal" in problem:
        start = text.rfind("\\", 0, at + 1)
        return start, at, f"The escape '{text[start:at]}' is not complete, {_REFUSED}.", None
    if "end of stream" in problem and "quoted scalar" in (error.context or ""):
        message = f"The quote that opens here is never closed, {_REFUSED}."
        return begun, begun + 1, message, "close the quote at the end of the value"
    if "mapping values are not allowed" in problem:
        return _stray_colon(text, at)
    if "cannot start any token" in problem:
        return _bad_start(text, at)
    if "could not find expected ':'" in problem:
        end = _line_end(text, begun)
        return begun, end, f"This line is no 'key: value' pair, {_REFUSED}.", "write 'key: value'"
    if "expected key" in problem or "expected <block end>" in problem:
        end = _line_end(text, at)
        message = f"A key or the end of the mapping is expected here, {_REFUSED}."
        return at, end, message, "check the indentation and the quotes of this line and those above"
    where = f"{error.context}, {problem}" if error.context else problem
    return at, at, f"The YAML is malformed ({where}), {_REFUSED}.", None


def _index(mark: Any, base: int) -> int:
    return base + (mark.index if mark is not None else 0)


def _line_end(text: str, index: int) -> int:
    found = re.compile(r"[^\r\n]*").match(text, index)
    return found.end() if found else index


def _unknown_escape(text: str, at: int) -> tuple[int, int, str, str]:
    # libyaml points at the backslash, PyYAML behind it.
    start = at if text[at : at + 1] == "\\" else at - 1
    escape = text[start : start + 2]
    message = f"'{escape}' is no escape inside YAML double quotes, {_REFUSED}."
    return start, start + 2, message, f"write '\\{escape}', or put the value in single quotes"


def _stray_colon(text: str, at: int) -> tuple[int, int, str, str]:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    if re.search(r":[ \t]", line):
        message = f"': ' inside an unquoted value begins a YAML mapping, {_REFUSED}."
        return at, at + 1, message, "take the blank out, or put the value in quotes"
    message = f"A key stands where YAML allows none, {_REFUSED}."
    return at, at + 1, message, "check the indentation of this line and the one above"


def _bad_start(text: str, at: int) -> tuple[int, int, str, str]:
    character = text[at : at + 1]
    if character == "\t":
        return at, at + 1, f"A tab cannot indent YAML, {_REFUSED}.", "indent with blanks"
    message = f"An unquoted value cannot begin with '{character}', {_REFUSED}."
    return at, at + 1, message, "put the value in quotes"
