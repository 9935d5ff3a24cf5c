"""`--show-config`: every setting that is in force, and where it comes from, as TOML with remarks."""

import argparse
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from tlsrpt_lint.cli.settings import Settings
from tlsrpt_lint.config import TABLE, Configuration
from tlsrpt_lint.names import Name
from tlsrpt_lint.terminal import visible
from tlsrpt_lint.tomlplaces import place_of

_DEFAULT = "default"


def show(options: argparse.Namespace, settings: Settings) -> Iterator[str]:
    """A line a setting: `key = value  # where from`. What has no value is a remark alone."""
    file = visible(settings.file) if settings.file else "none"
    yield f"# configuration file: {file}\n# root: {visible(settings.root)}\n"
    written = _written(settings)
    rows = []
    for field in Configuration._fields:
        key = field.replace("_", "-")
        value, option, replaces = _settled(field, options, settings)
        place = f"{file}:{written[key]}" if key in written and not replaces else None
        text = f"# {key} is not set" if value is None else f"{key} = {toml(value)}"
        rows.append((text, ", ".join(filter(None, (place, option))) or _DEFAULT))
    width = min(max(len(text) for text, _ in rows), 60)
    for text, origin in rows:
        yield f"{text.ljust(width)}  # {origin}\n"


def _settled(
    field: str, options: argparse.Namespace, settings: Settings
) -> tuple[Any, str | None, bool]:
    """The value in force, the option that has a part in it, and if that replaces what was there."""
    below = getattr(settings.configuration, field)
    given = getattr(options, field, None) if field in _OPTIONS else None
    option = None if given is None else f"--{field.replace('_', '-')}"
    if field in ("ignore", "extend_select"):  # see `selection`: they go on, but for --select
        if options.select is not None:
            return given or (), option or "--select begins anew", True
        return (*below, *(given or ())), option, False
    return (below, None, False) if given is None else (given, option, True)


_OPTIONS = frozenset({"select", "extend_select", "ignore", "fail_on", "min_severity", "baseline"})


def _written(settings: Settings) -> dict[str, int]:
    """The line of each key of the configuration file."""
    if settings.file is None:
        return {}
    import tomllib

    text = Path(settings.file).read_text(encoding="utf-8-sig")
    above = TABLE if Path(settings.file).name == "pyproject.toml" else ()
    table = tomllib.loads(text)
    for key in above:
        table = table[key]
    return {key: place_of(text, (*above, key)).line for key in table}


def toml(value: Any) -> str:
    """A value as TOML has it on one line."""
    import json

    if isinstance(value, Enum):
        return toml(value.value)
    if isinstance(value, Name):
        return toml(str(value))
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return toml({name.replace("_", "-"): item for name, item in value._asdict().items()})
    if isinstance(value, Mapping):
        pairs = (f"{_key(key)} = {toml(item)}" for key, item in value.items() if item is not None)
        inner = ", ".join(pairs)
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=True)


def _key(key: str) -> str:
    import json
    import re

    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)
