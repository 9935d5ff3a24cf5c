"""What YAML 1.1 makes of a plain scalar, as PyYAML's SafeLoader constructs it and Python prints it.

octoDNS takes `str(key)` for a record's name, so that `no`, `010` and `12:30` become the names `false`,
`8` and `750`.
"""

import re

from tlsrpt_lint.regex import lazy

_BOOL = lazy(r"(?:yes|no|true|false|on|off)\Z", re.IGNORECASE)
_BOOL_FORMS = frozenset(
    form
    for word in ("yes", "no", "true", "false", "on", "off")
    for form in (word, word.title(), word.upper())
)
_NULL_FORMS = frozenset(("", "~", "null", "Null", "NULL"))
_INT = lazy(
    r"[-+]?(?:0b[0-1_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)\Z"
)
_FLOAT = lazy(
    r"(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
)
_TIMESTAMP = lazy(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?\Z"
)
_PREFIX = "tag:yaml.org,2002:"
_FIRST = frozenset("-+0123456789.~nNyYtTfFoO")


def kind(text: str, tag: str | None, *, plain: bool) -> str:
    """The type of a scalar: str, bool, int, float, null, timestamp, or the tag's own name.

    `tag` is an explicit tag, full or `!local`; an unquoted scalar without one is resolved.
    """
    if tag is not None:
        return tag.removeprefix(_PREFIX)
    if not plain:
        return "str"
    if text in _NULL_FORMS:
        return "null"
    first = text[0]
    if first not in _FIRST:
        return "str"
    if first.isalpha():
        return "bool" if text in _BOOL_FORMS else "str"
    for name, pattern in (("float", _FLOAT), ("int", _INT), ("timestamp", _TIMESTAMP)):
        if pattern.match(text):
            return name
    return "str"


def printed(text: str, kind_name: str) -> str:
    """`str()` of the object that PyYAML makes of the scalar; the text itself where it makes none."""
    if kind_name == "null":
        return "None"
    try:
        if kind_name == "bool" and _BOOL.match(text):
            return str(text.lower() in ("yes", "true", "on"))
        if kind_name == "int":
            return str(integer(text))
        if kind_name == "float":
            return str(_float(text))
    except (ValueError, OverflowError):
        pass  # PyYAML raises too; the author's text is the better name for it
    return text


def identity(text: str, kind_name: str) -> str:
    """What two keys share exactly if Python takes them for one: `0`, `0.0` and `no` are equal there."""
    shown = printed(text, kind_name)
    if kind_name == "bool" and shown in ("True", "False"):
        return str(int(shown == "True"))
    if kind_name == "float" and shown.endswith(".0"):
        return shown.removesuffix(".0")
    return shown


def integer(text: str) -> int:
    """The integer of a YAML 1.1 int. Raises ValueError."""
    bare = text.replace("_", "")
    sign = -1 if bare.startswith("-") else 1
    bare = bare.lstrip("+-")
    if bare.startswith(("0b", "0x")):
        return sign * int(bare, 0)
    if ":" in bare:
        total = 0
        for digit in bare.split(":"):
            total = total * 60 + int(digit)
        return sign * total
    return sign * (int(bare, 8) if bare.startswith("0") and bare != "0" else int(bare))


def _float(text: str) -> float:
    bare = text.replace("_", "").lower()
    sign = -1.0 if bare.startswith("-") else 1.0
    bare = bare.lstrip("+-")
    if bare in (".inf", ".nan"):
        return sign * float(bare[1:])
    if ":" in bare:
        total = 0.0
        for digit in bare.split(":"):
            total = total * 60 + float(digit)
        return sign * total
    return sign * float(bare)
