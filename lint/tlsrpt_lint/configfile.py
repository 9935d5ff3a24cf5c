"""The configuration file, read and checked against the annotations of what can be configured.

Whatever is not understood is refused with its place: a setting that is silently not in force is
worse than none.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from tlsrpt_lint.config import TABLE, Configuration, ConfigurationPath, table_in
from tlsrpt_lint.errors import ConfigurationError, UsageError
from tlsrpt_lint.names import BadNameError, Name, parse_name
from tlsrpt_lint.patterns import is_pattern
from tlsrpt_lint.rule import Rule
from tlsrpt_lint.selection import UnknownRuleError, check_selectors
from tlsrpt_lint.source import BOM, SourceFile
from tlsrpt_lint.suggestion import did_you_mean
from tlsrpt_lint.tomlplaces import error_place, place_of

_Keys = tuple[str, ...]
_KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a string"}


def read(
    file: ConfigurationPath,
    shown: str,
    rules: Sequence[type[Rule]],
    formats: Mapping[str, Callable[[], type[Any] | None]],
) -> Configuration:
    """The settings in a file. `shown` is its path as errors show it.

    `formats` are the input formats, each with what tells what its loader's options are made of.

    Raises UsageError if it cannot be read, ConfigurationError for what stands in it.
    """
    try:
        data = Path(file.path).read_bytes()
    except OSError as error:
        raise UsageError(f"'{shown}' cannot be read: {error.strerror}") from error
    data = data.removeprefix(BOM)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        place = SourceFile(shown, data).position(error.start)
        raise ConfigurationError(shown, *place, "the file is not UTF-8") from error
    return _Reader(shown, text, rules, formats).configuration()


class _Reader:
    def __init__(
        self,
        shown: str,
        text: str,
        rules: Sequence[type[Rule]],
        formats: Mapping[str, Callable[[], type[Any] | None]],
    ) -> None:
        self._shown = shown
        self._text = text
        self._rules = rules
        self._formats = formats
        self._table = TABLE if Path(shown).name == "pyproject.toml" else ()

    def configuration(self) -> Configuration:
        try:
            document = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            place, message = error_place(self._text, error)
            raise ConfigurationError(self._shown, *place, f"this is no TOML: {message}") from error
        except RecursionError as error:
            raise ConfigurationError(self._shown, 1, 1, "it is nested too deeply") from error
        table = table_in(document) if self._table else document
        if table is None:
            raise UsageError(f"'{self._shown}' has no table [{'.'.join(TABLE)}]")
        settings: Configuration = self._value(table, Configuration, ())
        self._check_selectors(settings)
        self._check_patterns(settings)
        for pattern, name in settings.formats.items():
            self._one_of(name, tuple(self._formats), ("formats", pattern), None)
        return settings._replace(
            rules=self._rule_options(settings.rules),
            loaders=self._loader_options(settings.loaders),
        )

    def _value(self, value: Any, wanted: Any, keys: _Keys, item: object = None) -> Any:
        """The TOML value as what the annotation `wanted` says, or an error at the key or item."""
        kind, arguments = get_origin(wanted) or wanted, get_args(wanted)
        if kind in (Union, UnionType):
            (inner,) = (argument for argument in arguments if argument is not NoneType)
            return self._value(value, inner, keys, item)
        if kind is Any:
            return value
        if kind is Literal:
            return self._one_of(value, arguments, keys, item)
        if kind is Mapping:
            return self._mapping(value, arguments[1], keys)
        if kind is Name:
            return self._name(value, keys, item)
        if kind is tuple:
            return self._array(value, arguments[0], keys)
        if issubclass(kind, Enum):
            return kind(self._one_of(value, [member.value for member in kind], keys, item))
        if issubclass(kind, tuple):
            return self._settings(value, kind, keys)
        return self._plain(value, kind, keys, item)

    def _plain(self, value: Any, kind: type[Any], keys: _Keys, item: object) -> Any:
        # In Python a boolean is a whole number, and in TOML none.
        if type(value) is kind or (kind is float and type(value) is int):
            return kind(value)
        raise self._refusal(keys, f"must be {_KINDS[kind]}, not {_described(value)}", item=item)

    def _one_of(self, value: Any, known: Sequence[Any], keys: _Keys, item: object) -> Any:
        if value in known:
            return value
        hint = did_you_mean(value, known) if isinstance(value, str) else None
        words = ", ".join(f"'{word}'" for word in known)
        raise self._refusal(keys, f"must be one of {words}, not {_described(value)}", hint, item)

    def _name(self, value: Any, keys: _Keys, item: object) -> Name:
        text = self._plain(value, str, keys, item)
        try:
            return parse_name(text)[0]
        except BadNameError as error:
            raise self._refusal(
                keys, f"must be a zone name, not '{text}': {error.reason}", item=item
            ) from error

    def _array(self, value: Any, wanted: Any, keys: _Keys) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise self._refusal(keys, f"must be an array, not {_described(value)}")
        return tuple(self._value(item, wanted, keys, item) for item in value)

    def _mapping(self, value: Any, wanted: Any, keys: _Keys) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._refusal(keys, f"must be a table, not {_described(value)}")
        return {key: self._value(item, wanted, (*keys, key)) for key, item in value.items()}

    def _settings(self, value: Any, kind: type[Any], keys: _Keys) -> Any:
        """A NamedTuple from a table that has none but its fields."""
        table = self._mapping(value, Any, keys)
        fields = get_type_hints(kind)
        known = {field.replace("_", "-"): field for field in fields}
        settings = {}
        for key, item in table.items():
            if key not in known:
                hint = did_you_mean(key, known) or f"there are {', '.join(known)}"
                raise self._refusal((*keys, key), "is no setting", hint)
            settings[known[key]] = self._value(item, fields[known[key]], (*keys, key))
        for key, field in known.items():
            if field not in settings and field not in kind._field_defaults:
                raise self._refusal(keys, f"lacks '{key}'")
        return kind(**settings)

    def _check_selectors(self, settings: Configuration) -> None:
        for key in ("select", "ignore", "extend-select"):
            selectors = getattr(settings, key.replace("-", "_")) or ()
            self._check_selector((key,), selectors, in_array=True)
        for selector in settings.severities:
            self._check_selector(("severities", selector), [selector], in_array=False)
        for pattern, selectors in settings.per_file_ignores.items():
            self._check_selector(("per-file-ignores", pattern), selectors, in_array=True)

    def _check_selector(self, keys: _Keys, selectors: Iterable[str], *, in_array: bool) -> None:
        try:
            check_selectors(selectors, self._rules)
        except UnknownRuleError as error:
            item = error.selector if in_array else None
            raise self._error(keys, error.message, error.hint, item) from error

    def _check_patterns(self, settings: Configuration) -> None:
        patterns: list[tuple[str, _Keys, object]] = [
            (pattern, ("exclude",), pattern) for pattern in settings.exclude
        ]
        for key in ("origins", "formats", "per-file-ignores"):
            table = getattr(settings, key.replace("-", "_"))
            patterns += ((pattern, (key, pattern), None) for pattern in table)
        for pattern, keys, item in patterns:
            if not is_pattern(pattern):
                what = f"'{pattern}' is no pattern"
                raise self._error(keys, what, "they are written as in a .gitignore", item)

    def _rule_options(self, tables: Mapping[str, Any]) -> dict[str, Any]:
        """The options by code, each an instance of its rule's `Options`."""
        options: dict[str, Any] = {}
        for word, table in tables.items():
            keys = ("rules", word)
            self._check_selector(keys, [word], in_array=False)
            rule = next((r for r in self._rules if word in (r.code, r.name())), None)
            if rule is None:
                raise self._refusal(keys, "is more than one rule", "name one by its code or name")
            if rule.Options is None:
                raise self._refusal(keys, "has no options")
            if rule.code in options:
                raise self._refusal(keys, f"is {rule.code}, whose options are given already")
            options[rule.code] = self._settings(table, rule.Options, keys)
        return options

    def _loader_options(self, tables: Mapping[str, Any]) -> dict[str, Any]:
        """The options by format, each an instance of its loader's `options()`."""
        options: dict[str, Any] = {}
        for name, table in tables.items():
            keys = ("loaders", name)
            if name not in self._formats:
                hint = did_you_mean(name, self._formats) or f"there are {', '.join(self._formats)}"
                raise self._refusal(keys, "is no input format", hint)
            kind = self._formats[name]()
            if kind is None:
                raise self._refusal(keys, "has no options")
            options[name] = self._settings(table, kind, keys)
        return options

    def _refusal(
        self, keys: _Keys, what: str, hint: str | None = None, item: object = None
    ) -> ConfigurationError:
        return self._error(keys, f"'{'.'.join(keys)}' {what}", hint, item)

    def _error(
        self, keys: _Keys, message: str, hint: str | None, item: object
    ) -> ConfigurationError:
        place = place_of(self._text, (*self._table, *keys), item)
        return ConfigurationError(self._shown, *place, message, hint)


def _described(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, dict):
        return "a table"
    return str(value)
