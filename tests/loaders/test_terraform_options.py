"""Resource types that a configuration adds to the provider table, or replaces."""

from pathlib import Path

import pytest
from terraform_loading import change, load_text, plan

from tlsrpt_lint.config import ConfigurationPath
from tlsrpt_lint.configfile import read
from tlsrpt_lint.errors import ConfigurationError
from tlsrpt_lint.loaders.terraform import TerraformLoader
from tlsrpt_lint.loaders.terraform._options import TerraformOptions
from tlsrpt_lint.records import Loaded

POLICY = "v=TLSRPTv1; rua=mailto:tls@example.com"
OWN = """
[loaders.terraform.resources.own_record]
rtype = "kind"
owner = "label"
form = "relative"
values = ["data[]"]
zone = "zone_id"
zone-is = "id"
txt = {write = "quoted"}

[loaders.terraform.zones.own_zone]
name = "domain"
"""
ZONE = change("own_zone", {"id": "7", "domain": "example.com"})


def options(folder: Path, text: str) -> TerraformOptions:
    path = folder / "tlsrpt-lint.toml"
    path.write_text(text)
    formats = {"terraform": TerraformLoader.options}
    found = read(ConfigurationPath(str(path), str(folder)), path.name, [], formats)
    made = found.loaders["terraform"]
    assert isinstance(made, TerraformOptions)
    return made


def told(loaded: Loaded) -> list[tuple[str, str, list[str]]]:
    return [
        (str(r.owner), str(r.value), [quirk.kind.name for quirk in r.quirks])
        for part in loaded.parts
        for r in part.records
    ]


def test_a_type_of_ones_own(tmp_path: Path) -> None:
    body = {"kind": "TXT", "label": "_smtp._tls", "data": [POLICY], "zone_id": "7"}
    text = plan(change("own_record", body), ZONE)
    assert told(load_text(text)) == []
    assert told(load_text(text, options=options(tmp_path, OWN))) == [
        ("_smtp._tls.example.com", POLICY, ["UNQUOTED_VALUE"])
    ]


def test_in_a_configuration(tmp_path: Path) -> None:
    text = f"""
    resource "own_zone" "z" {{ domain = "example.com" }}
    resource "own_record" "r" {{
      kind    = "TXT"
      label   = "_smtp._tls"
      data    = ["\\"{POLICY}\\""]
      zone_id = own_zone.z.id
    }}
    """
    assert told(load_text(text, "main.tf", options=options(tmp_path, OWN))) == [
        ("_smtp._tls.example.com", POLICY, [])
    ]


def test_a_type_of_the_table_is_replaced(tmp_path: Path) -> None:
    given = options(
        tmp_path,
        '[loaders.terraform.resources.vultr_dns_record]\nrtype = "=TXT"\nowner = "name"\nvalues = ["x"]\n',
    )
    body = {"type": "MX", "name": "_smtp._tls.example.com", "x": POLICY, "data": "y"}
    text = plan(change("vultr_dns_record", body))
    assert told(load_text(text, options=given)) == [("_smtp._tls.example.com", POLICY, [])]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('resources.a_b = {owner = "x", values = ["y"]}\n',
         "2:11: 'loaders.terraform.resources.a_b' lacks 'rtype'"),
        ('[loaders.terraform.resources.a_b]\nrtype = "t"\nowner = "x"\nvalues = ["y"]\nform = "relativ"\n',
         "6:1: 'loaders.terraform.resources.a_b.form' must be one of 'relative', 'absolute', 'either', not"  # noqa: ISC004
         " 'relativ'; did you mean 'relative'?"),
        ('[loaders.terraform.resources.a_b]\nrtype = "t"\nowner = "x"\nvalue = ["y"]\n',
         "5:1: 'loaders.terraform.resources.a_b.value' is no setting; did you mean 'values'?"),
    ],
)  # fmt: skip
def test_mistakes_have_a_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        options(tmp_path, "[loaders.terraform]\n" + text)
    assert str(caught.value) == f"tlsrpt-lint.toml:{message}"
