"""What octoDNS's configuration says of where a file belongs: shared files, aliases, split folders."""

from pathlib import Path

import pytest
from octodns_helpers import load_file, records

from tlsrpt_lint.cli.program import run
from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.loaders.octodns._options import OctodnsOptions
from tlsrpt_lint.loaders.octodns.loader import OctodnsLoader
from tlsrpt_lint.records import Loaded, ProblemKind
from tlsrpt_lint.source import SourceFile

POLICY = "_smtp._tls:\n  type: TXT\n  value: v=TLSRPTv1\\; rua=mailto:tls@example.org\n"
MAIL = "'':\n  type: MX\n  value:\n    exchange: mail.example.net.\n    preference: 10\n"
CONFIG = """\
providers:
  files:
    class: octodns.provider.yaml.YamlProvider
    directory: zones
    {option}
  out:
    class: octodns_route53.Route53Provider
zones:
{zones}
"""
STATIC = "  example.com.: {sources: [files], targets: [out]}\n"
DYNAMIC = "  '*': {sources: [files], targets: [out]}\n"


def load(root: Path, option: str, zones: str, **files: str) -> list[Loaded]:
    """The zone files, with '/' written as '__' and '.' as '_' in their names, in that order."""
    (root / "config.yaml").write_text(CONFIG.format(option=option, zones=zones))
    paths = [root / "zones" / f"{name.replace('__', '/').replace('_', '.')}.yaml" for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return [load_file(path, root) for path in paths]


def owners(loaded: Loaded) -> list[str]:
    return [str(record.owner.name) for record in records(loaded)]


def seen(files: list[Loaded]) -> dict[str, tuple[bool, int]]:
    """The zones of a run: whether each was seen whole, and how many records it has."""
    return {str(z.apex): (z.seen_whole, len(z.records)) for z in Inventory(files).zones}


@pytest.mark.parametrize("zones", [STATIC + "  example.net.: {sources: [files]}\n", DYNAMIC])
def test_a_shared_file_is_read_into_every_zone(tmp_path: Path, zones: str) -> None:
    files = load(
        tmp_path,
        "shared_filename: shared.yaml",
        zones,
        example_com=MAIL,
        example_net=MAIL,
        shared=POLICY,
    )
    assert owners(files[2]) == ["_smtp._tls.example.com", "_smtp._tls.example.net"]
    assert files[2].problems == ()
    assert seen(files) == {"example.com": (True, 2), "example.net": (True, 2)}
    assert seen(files[:2]) == {"example.com": (False, 1), "example.net": (False, 1)}
    assert seen(files[2:]) == {"example.com": (False, 1), "example.net": (False, 1)}


def test_a_shared_file_is_not_read_into_zones_of_other_sources(tmp_path: Path) -> None:
    zones = STATIC + "  example.net.: {sources: [out]}\n"
    option = "shared_filename: shared.yaml"
    (_, shared) = load(tmp_path, option, zones, example_com=MAIL, shared=POLICY)
    assert owners(shared) == ["_smtp._tls.example.com"]


def test_alias_zones_have_the_same_records(tmp_path: Path) -> None:
    zones = (
        STATIC + "  example.net.: {alias: example.com.}\n  example.org.: {alias: example.com.}\n"
    )
    (loaded,) = load(tmp_path, "default_ttl: 60", zones, example_com=POLICY)
    assert owners(loaded) == [f"_smtp._tls.example.{top}" for top in ("com", "net", "org")]
    assert seen([loaded]) == {f"example.{top}": (True, 1) for top in ("com", "net", "org")}


@pytest.mark.parametrize(
    ("zones", "lenient"),
    [
        ("  '*': {sources: [files], lenient: true}", True),
        ("  '*': {sources: [files], lenient: true, glob: '*.com.'}", True),
        ("  '*': {sources: [files], lenient: true, glob: '*.net.'}", False),
        ("  '*': {sources: [files], lenient: true, regex: 'com'}", False),
        ("  '*a': {sources: [files], glob: '*.com.'}\n  '*': {lenient: true}", False),
        ("  '*a': {sources: [files], glob: '*.net.'}\n  '*': {lenient: true}", True),
        ("  example.com.: {sources: [files]}\n  '*': {lenient: true}", False),
    ],
)
def test_dynamic_zones(tmp_path: Path, zones: str, lenient: bool) -> None:
    text = POLICY.replace("\\;", ";")
    (loaded,) = load(tmp_path, "escaped_semicolons: true", zones, example_com=text)
    assert (records(loaded)[0].quirks == ()) is lenient


@pytest.mark.parametrize(
    ("option", "quirks"),
    [
        ("escaped_semicolons: env/ESCAPED", [""]),
        ("directory: env/FOLDER", [""]),
        ("directory: env/FOLDER/zones\n    escaped_semicolons: true", ["the configuration"]),
    ],
)
def test_of_the_environment_only_the_default_counts(
    tmp_path: Path, option: str, quirks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESCAPED", "1")
    monkeypatch.setenv("FOLDER", "zones")
    (loaded,) = load(tmp_path, option, STATIC, example_com=POLICY.replace("\\;", ";"))
    assert [quirk.detail for quirk in records(loaded)[0].quirks] == quirks


def test_the_provider_is_the_one_that_the_zone_names(tmp_path: Path) -> None:
    option = (
        "escaped_semicolons: true\n  bare:\n    class: octodns.provider.yaml.YamlProvider\n"
        "    directory: zones\n    escaped_semicolons: false"
    )
    zones = STATIC + "  example.net.: {sources: [bare]}\n"
    text = POLICY.replace("\\;", ";")
    one, other = load(tmp_path, option, zones, example_com=text, example_net=text)
    assert [q.detail for q in records(one)[0].quirks] == ["the configuration"]
    assert records(other)[0].quirks == ()


def test_split_folders_with_an_ending_of_their_own(tmp_path: Path) -> None:
    names = {"example_com_zone__smtp": POLICY, "example_com_zone__mail": MAIL}
    files = load(tmp_path, "split_extension: .zone", DYNAMIC, **names)
    assert owners(files[0]) == ["_smtp._tls.example.com"]
    assert seen(files) == {"example.com": (True, 2)}
    assert seen(files[:1]) == {"example.com": (False, 1)}


def test_a_zone_with_other_sources_is_not_whole(tmp_path: Path) -> None:
    zones = "  example.com.: {sources: [files, out], targets: [out]}\n"
    assert seen(load(tmp_path, "default_ttl: 60", zones, example_com=MAIL)) == {
        "example.com": (False, 1)
    }


def test_a_name_below_a_managed_zone(tmp_path: Path) -> None:
    zones = STATIC + "  mail.example.com.: {sources: [files]}\n"
    text = POLICY.replace("_tls:", "_tls.mail:") + POLICY
    text += "mail:\n  type: NS\n  value: ns.example.net.\n"
    (loaded,) = load(tmp_path, "default_ttl: 60", zones, example_com=text)
    assert owners(loaded) == ["_smtp._tls.example.com", "mail.example.com"]
    (problem,) = loaded.problems
    assert problem.kind is ProblemKind.BAD_OWNER
    assert problem.message == (
        "octoDNS refuses the name '_smtp._tls.mail.example.com' here: it belongs to the zone "
        "'mail.example.com', which the configuration has as well."
    )
    assert problem.span.text == "_smtp._tls.mail"


def test_a_second_record_of_one_name_and_type(tmp_path: Path) -> None:
    text = "_smtp._tls:\n- {type: TXT, value: x}\n- {type: TXT, value: y}\n"
    (loaded,) = load(tmp_path, "default_ttl: 60", STATIC, example_com=text)
    assert [problem.span.begin for problem in loaded.problems] == [(3, 10)]
    (loaded,) = load(tmp_path, "populate_should_replace: true", STATIC, example_com=text)
    assert loaded.problems == ()
    assert [record.text for record in records(loaded)] == ["y"]


def test_files_that_replace_each_other_hold_alternatives(tmp_path: Path) -> None:
    option = "shared_filename: shared.yaml\n    populate_should_replace: true"
    files = load(tmp_path, option, STATIC, example_com=POLICY, shared=POLICY)
    alternatives = {record.alternative for loaded in files for record in records(loaded)}
    assert alternatives == {"file zones/example.com.yaml", "file zones/shared.yaml"}


def test_a_configuration_that_is_named(tmp_path: Path) -> None:
    text = POLICY.replace("\\;", ";")
    load(tmp_path, "escaped_semicolons: true", STATIC, example_com=text)
    (tmp_path / "config.yaml").rename(tmp_path / "zones" / "other.txt")
    path = tmp_path / "zones" / "example.com.yaml"
    source = SourceFile("zones/example.com.yaml", path.read_bytes(), path)

    def read(config: str) -> Loaded:
        options = OctodnsOptions((config,))
        return OctodnsLoader().load(source, Surroundings(tmp_path, tmp_path, options=options))

    assert [q.detail for q in records(read("zones/other.txt"))[0].quirks] == ["the configuration"]
    for config, reason in [
        ("nowhere.yaml", "is not there"),
        ("../config.yaml", "lies outside the repository"),
        ("zones/example.com.yaml", "names no provider of YAML"),
    ]:
        loaded = read(config)
        (problem,) = loaded.problems
        assert problem.kind is ProblemKind.INCLUDE_MISSING
        assert problem.message == (
            f"octoDNS's configuration '{config}' {reason}, so what it says of this file is not known."
        )
        assert owners(loaded) == ["_smtp._tls.example.com"]


def test_the_option_has_its_place_in_the_configuration_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load(tmp_path, "escaped_semicolons: true", STATIC, example_com=POLICY.replace("\\;", ";"))
    (tmp_path / "config.yaml").rename(tmp_path / "octo.conf")
    (tmp_path / "tlsrpt-lint.toml").write_text('[loaders.octodns]\nconfig = ["octo.conf"]\n')
    monkeypatch.chdir(tmp_path)
    run(("check", "--output-format", "concise", "-q", "zones"))
    assert capsys.readouterr().out == (
        "zones/example.com.yaml:3:20: error TR502 Going by the configuration, octoDNS wants '\\;' here "
        "and refuses the zone.\n"
    )


@pytest.mark.parametrize("fast", [True, False])
def test_a_slow_yaml_parser_is_told_once(
    fast: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("yaml.__with_libyaml__", fast)
    load(tmp_path, "default_ttl: 60", STATIC, example_com=POLICY, example_net=POLICY)
    monkeypatch.chdir(tmp_path)
    run(("check", "--no-config", "-v", "zones"))
    assert capsys.readouterr().err.count("octodns: PyYAML is installed without libyaml") == (
        not fast
    )
