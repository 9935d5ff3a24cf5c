"""The configuration file described for others: as a JSON Schema, and as a table for people.

Both are made from the annotations that `configfile` checks a file against, so that an editor refuses
what the tool refuses.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from tlsrpt_lint.config import Configuration
from tlsrpt_lint.names import Name
from tlsrpt_lint.rule import Rule
from tlsrpt_lint.selection import ALL

_ID = "https://github.com/tlsrpt-lint/tlsrpt-lint/blob/main/docs/schema/config.schema.json"
_PLAIN = {bool: "boolean", int: "integer", float: "number", str: "string"}
_SELECTORS = {"select", "ignore", "extend_select"}


def schema(rules: Sequence[type[Rule]], formats: Mapping[str, type[Any] | None]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a configuration file, for these rules and input formats.

    Each format comes with what its loader's options are made of.
    """
    properties = {
        _key(field): _of_field(field, annotation, formats)
        for field, annotation in get_type_hints(Configuration, include_extras=True).items()
    }
    properties["severities"]["propertyNames"] = {"$ref": "#/$defs/selector"}
    properties["rules"] |= {"properties": _rule_options(rules), "additionalProperties": False}
    loaders = {name: _of_options(options) for name, options in formats.items() if options}
    properties["loaders"] |= {"properties": loaders, "additionalProperties": False}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _ID,
        "title": "Configuration of tlsrpt-lint",
        "description": "A tlsrpt-lint.toml, or the table [tool.tlsrpt-lint] of a pyproject.toml.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": {"selector": _selector(rules)},
    }


def table() -> str:
    """The keys of the file as a Markdown table."""
    rows = ["| Key | What it holds | Default | What it does |", "|---|---|---|---|"]
    for field, annotation in get_type_hints(Configuration, include_extras=True).items():
        plain, text = _split(annotation)
        default = _shown(Configuration._field_defaults[field])
        rows.append(f"| `{_key(field)}` | {_in_words(plain)} | {default} | {text} |")
    return "\n".join(rows)


def _of_field(field: str, annotation: Any, formats: Iterable[str]) -> dict[str, Any]:
    plain, text = _split(annotation)
    described = {"description": text, **_of(plain)}
    default = Configuration._field_defaults[field]
    if default is not None and default != () and default != {}:
        described["default"] = default
    if field in _SELECTORS:
        described["items"] = {"$ref": "#/$defs/selector"}
    if field == "per_file_ignores":
        described["additionalProperties"]["items"] = {"$ref": "#/$defs/selector"}
    if field == "formats":
        described["additionalProperties"] = {"enum": sorted(formats)}
    return described


def _of(annotation: Any) -> dict[str, Any]:
    """The schema of what an annotation accepts."""
    kind, arguments = get_origin(annotation) or annotation, get_args(annotation)
    if kind in (Union, UnionType):
        (inner,) = (argument for argument in arguments if argument is not NoneType)
        return _of(inner)
    if kind is Any:
        return {"type": "object"}
    if kind is Literal:
        return {"enum": list(arguments)}
    if kind is Mapping:
        return {"type": "object", "additionalProperties": _of(arguments[1])}
    if kind is Name:
        return {"type": "string", "description": "A domain name, the final dot left out or not."}
    if kind is tuple:
        return {"type": "array", "items": _of(arguments[0])}
    if issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if issubclass(kind, tuple):
        return _of_options(kind)
    return {"type": _PLAIN[kind]}


def _of_options(options: type[Any]) -> dict[str, Any]:
    properties = {_key(field): _of(hint) for field, hint in get_type_hints(options).items()}
    for field, default in options._field_defaults.items():
        if isinstance(default, bool | int | float | str):
            properties[_key(field)]["default"] = default
    described: dict[str, Any] = {"type": "object", "description": cleandoc(options.__doc__ or "")}
    required = [_key(field) for field in options._fields if field not in options._field_defaults]
    if required:
        described["required"] = required
    return described | {"properties": properties, "additionalProperties": False}


def _rule_options(rules: Sequence[type[Rule]]) -> dict[str, Any]:
    found = {}
    for rule in rules:
        if rule.Options is not None:
            found[rule.code] = found[rule.name()] = _of_options(rule.Options)
    return found


def _selector(rules: Sequence[type[Rule]]) -> dict[str, Any]:
    """A code, a name or a family. Rules of plug-ins are not known here, only how they may look."""
    families = {rule.code[: len(rule.code.rstrip("0123456789")) + 1] for rule in rules}
    known = [ALL, *sorted(families), *(word for r in rules for word in (r.code, r.name()))]
    return {
        "description": "A rule by its code or name, a family of rules, or ALL.",
        "anyOf": [{"enum": known}, {"type": "string", "pattern": "^(?!TR)[A-Za-z][A-Za-z0-9-]*$"}],
    }


def _split(annotation: Any) -> tuple[Any, str]:
    """What is accepted, and the text that documents it."""
    assert get_origin(annotation) is Annotated
    plain, text = get_args(annotation)
    return plain, text


def _in_words(annotation: Any) -> str:
    kind, arguments = get_origin(annotation) or annotation, get_args(annotation)
    if kind in (Union, UnionType):
        return _in_words(next(argument for argument in arguments if argument is not NoneType))
    if kind is Any:
        return "options"
    if kind is Literal:
        return ", ".join(f"`{argument}`" for argument in arguments)
    if kind is Mapping:
        return f"table of {_in_words(arguments[1])}"
    if kind is Name:
        return "zone names"
    if kind is tuple:
        return f"array of {_in_words(arguments[0])}"
    if issubclass(kind, Enum):
        return ", ".join(f"`{member.value}`" for member in kind)
    return {bool: "`true` or `false`", int: "whole number", float: "number", str: "strings"}[kind]


def _shown(default: Any) -> str:
    return "" if default in (None, (), {}) else f"`{default}`"


def _key(field: str) -> str:
    return field.replace("_", "-")
