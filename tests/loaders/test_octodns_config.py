"""octoDNS's own configuration tells how semicolons are written, and what is let through."""

from pathlib import Path

import pytest
from octodns_helpers import load_file, records

CONFIG = """\
providers:
  zones:
    class: octodns.provider.yaml.YamlProvider
    directory: {directory}
    {option}
  out:
    class: octodns_route53.Route53Provider
zones:
  example.com.:
    sources: [zones]
    targets: [out]
    {zone}
"""
BARE = "_smtp._tls:\n  type: TXT\n  value: v=TLSRPTv1; rua=mailto:tls@example.com\n"
ESCAPED = BARE.replace(";", "\\;")


def quirks(path: Path, text: str, root: Path) -> list[tuple[str, str]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return [(q.kind.name, q.detail) for r in records(load_file(path, root)) for q in r.quirks]


def configure(
    path: Path, directory: str, option: str = "default_ttl: 60", zone: str = "alias: null"
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CONFIG.format(directory=directory, option=option, zone=zone))


@pytest.mark.parametrize(
    ("config", "directory", "zone"),
    [
        ("config.yaml", "./zones", "zones/example.com.yaml"),
        ("config/production.yaml", "./", "example.com.yaml"),
        ("config/production.yaml", "./zones", "zones/example.com.yaml"),
        ("config/production.yaml", "./zones", "config/zones/example.com.yaml"),
        ("octodns/config.yaml", "zones", "octodns/zones/example.com.yaml"),
        ("dns/config.yaml", "zones", "dns/zones/example.com.yaml"),
        ("config.yaml", "zones", "zones/example.com./www.yaml"),
    ],
)
def test_the_option_is_found(tmp_path: Path, config: str, directory: str, zone: str) -> None:
    configure(tmp_path / config, directory, "escaped_semicolons: false")
    assert quirks(tmp_path / zone, BARE, tmp_path) == []
    assert quirks(tmp_path / zone, ESCAPED, tmp_path) == [
        ("SEMICOLON_ESCAPED", "the configuration")
    ]
    configure(tmp_path / config, directory, "escaped_semicolons: true ")
    assert quirks(tmp_path / zone, ESCAPED, tmp_path) == []
    assert quirks(tmp_path / zone, BARE, tmp_path) == [("SEMICOLON_UNESCAPED", "the configuration")]


def test_the_configuration_goes_before_the_values(tmp_path: Path) -> None:
    configure(tmp_path / "config.yaml", "zones", "escaped_semicolons: false")
    text = ESCAPED + "a:\n  type: TXT\n  value: x\\;\n"
    found = quirks(tmp_path / "zones/example.com.yaml", text, tmp_path)
    assert found == [("SEMICOLON_ESCAPED", "the configuration")] * 2


@pytest.mark.parametrize("option", ["default_ttl: 60", "escaped_semicolons: env/ESCAPED"])
def test_where_the_option_is_not_known_the_values_tell(tmp_path: Path, option: str) -> None:
    configure(tmp_path / "config.yaml", "zones", option)
    found = quirks(tmp_path / "zones/example.com.yaml", BARE, tmp_path)
    assert found == [("SEMICOLON_UNESCAPED", "")]


def test_another_folder_is_not_meant(tmp_path: Path) -> None:
    configure(tmp_path / "config.yaml", "other", "escaped_semicolons: false")
    found = quirks(tmp_path / "zones/example.com.yaml", ESCAPED, tmp_path)
    assert found == []


def test_two_configurations_that_do_not_agree_tell_nothing(tmp_path: Path) -> None:
    configure(tmp_path / "config/live.yaml", "zones", "escaped_semicolons: false")
    configure(tmp_path / "config/test.yaml", "zones", "escaped_semicolons: true")
    found = quirks(tmp_path / "zones/example.com.yaml", BARE, tmp_path)
    assert found == [("SEMICOLON_UNESCAPED", "")]


@pytest.mark.parametrize(
    ("zone", "found"),
    [
        ("lenient: true", []),
        ("lenient: false", [("SEMICOLON_UNESCAPED", "the configuration")]),
        (
            "alias: null\n  '*':\n    lenient: true",
            [("SEMICOLON_UNESCAPED", "the configuration")],
        ),
        (
            "alias: null\n  other.example.:\n    lenient: true",
            [("SEMICOLON_UNESCAPED", "the configuration")],
        ),
    ],
)
def test_a_lenient_zone(tmp_path: Path, zone: str, found: list[tuple[str, str]]) -> None:
    configure(tmp_path / "config.yaml", "zones", "escaped_semicolons: true", zone)
    assert quirks(tmp_path / "zones/example.com.yaml", BARE, tmp_path) == found


def test_nothing_above_the_root_is_read(tmp_path: Path) -> None:
    configure(tmp_path / "config.yaml", "repo/zones", "escaped_semicolons: false")
    root = tmp_path / "repo"
    assert quirks(root / "zones/example.com.yaml", ESCAPED, root) == []


@pytest.mark.parametrize(
    "text",
    [
        "providers: YamlProvider\n",
        "providers:\n  a: [YamlProvider\n",
        "providers: &a\n  YamlProvider: *a\n",
    ],
)
def test_a_broken_configuration_tells_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yaml").write_text(text)
    found = quirks(tmp_path / "example.com.yaml", BARE, tmp_path)
    assert found == [("SEMICOLON_UNESCAPED", "")]
