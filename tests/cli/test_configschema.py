"""The schema of the configuration accepts what the tool accepts, and refuses what it refuses."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tlsrpt_lint import registry
from tlsrpt_lint.config import ConfigurationPath
from tlsrpt_lint.configfile import read
from tlsrpt_lint.errors import ConfigurationError

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "schema" / "config.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SAMPLES = re.findall(
    r"```toml\n(.*?)```", (DOCS / "configuration.md").read_text(encoding="utf-8"), re.DOTALL
)


def accepted(tmp_path: Path, text: str) -> bool:
    path = tmp_path / "tlsrpt-lint.toml"
    path.write_text(text)
    formats = {loader.format: loader.options for loader in registry.loaders()}
    try:
        read(ConfigurationPath(str(path), str(tmp_path)), path.name, registry.rules(), formats)
    except ConfigurationError:
        return False
    return True


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("text", SAMPLES)
def test_what_the_documentation_shows_is_accepted(tmp_path: Path, text: str) -> None:
    VALIDATOR.validate(tomllib.loads(text))
    assert accepted(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "select = []",
        "select = ['ALL']\nignore = ['TR3', 'missing-scheme']\nextend-select = ['TR405']",
        "fail-on = 'never'\nmin-severity = 'note'",
        "[severities]\nTR3 = 'note'\nunusual-ttl = 'error'",
        "[rules.TR405]\nminimum = 1\nmaximum = 2",
        "whole-zones = ['example.com.']",
        "[loaders.terraform]",
        "[loaders.terraform.resources.a_b]\nrtype = '=TXT'\nowner = 'n'\nvalues = []\noff = {x = 'true'}",
        "[loaders.terraform.resources.a]\nrtype = 'x'\nowner = 'n'\nvalues = ['v']\nzone-is = 'id'",
        "[loaders.terraform.zones.a_z]\nids = ['id', 'name']",
    ],
)
def test_both_accept(tmp_path: Path, text: str) -> None:
    VALIDATOR.validate(tomllib.loads(text))
    assert accepted(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "selct = []",
        "select = 'TR3'",
        "select = ['TR999']",
        "ignore = [1]",
        "fail-on = 'warn'",
        "min-severity = 'never'",
        "exclude = 'old/'",
        "origins = ['x']",
        "[origins]\n'*' = 1",
        "[formats]\n'*' = 'zones'",
        "[severities]\nTR303 = 'warn'",
        "[severities]\nTR999 = 'note'",
        "whole-zones = 'example.com'",
        "[rules.TR303]\nx = 1",
        "[rules.TR405]\nmin = 1",
        "[loaders.zone]\nx = 1",
        "[loaders.xyz]",
        "[loaders.terraform.resources.a_b]\nrtype = '=TXT'",
        "[loaders.terraform.resources.a_b]\nrtype = 't'\nowner = 'n'\nvalues = ['v']\nform = 'x'",
        "[rules.TR405]\nminimum = 'x'",
        "[rules.unusual-ttl]\nminimum = 1.5",
    ],
)
def test_both_refuse(tmp_path: Path, text: str) -> None:
    document: dict[str, Any] = tomllib.loads(text)
    assert not VALIDATOR.is_valid(document)
    assert not accepted(tmp_path, text)
