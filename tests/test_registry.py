"""Plug-ins found through entry points, with `importlib.metadata` as the oracle."""

import importlib.metadata
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tlsrpt_lint import registry

RULE = """
from tlsrpt_lint.rule import Rule, Severity

class {name}(Rule):
    "A rule of somebody else."
    code = "{code}"
    severity = Severity.NOTE
    since = "1.0"
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the module path into which a test installs plug-ins."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    forget()
    yield tmp_path
    forget()
    for name in set(sys.modules) - before:
        del sys.modules[name]


def forget() -> None:
    """Have everything looked up anew."""
    registry.rules.cache_clear()
    registry._installed.cache_clear()


def install(site: Path, package: str, modules: dict[str, str], metadata: str = "dist-info") -> None:
    info = site / f"{package}-1.0.{metadata}"
    info.mkdir()
    (info / "entry_points.txt").write_text(
        f"[console_scripts]\n{package} = {package}:main\n\n"
        f"[tlsrpt_lint.rules]\n# the rules\n{package} = {package}\n"
    )
    for name, text in {"__init__.py": "", **modules}.items():
        file = site / package / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def names() -> set[str]:
    return {rule.name() for rule in registry.rules()}


@pytest.mark.parametrize("metadata", ["dist-info", "egg-info"])
def test_every_module_below_the_named_package_is_searched(site: Path, metadata: str) -> None:
    own = names()
    forget()
    modules = {
        "__init__.py": RULE.format(name="InPackage", code="ORG001"),
        "module.py": RULE.format(name="InModule", code="ORG002"),
        "deep/__init__.py": "",
        "deep/deeper/__init__.py": "",
        "deep/deeper/module.py": RULE.format(name="InDepth", code="ORG003"),
    }
    install(site, "org_rules", modules, metadata)
    assert names() - own == {"in-package", "in-module", "in-depth"}


def test_what_a_module_only_imports_is_not_its_own(site: Path) -> None:
    own = names()
    forget()
    modules = {
        "_base.py": RULE.format(name="Hidden", code="ORG001"),
        "module.py": "from org_rules._base import Hidden\n"
        "from tlsrpt_lint.rule import Rule, Severity\n"
        "from tlsrpt_rules.zone.multiple_records import MultipleRecords\n",
    }
    install(site, "org_rules", modules)
    assert names() == own


@pytest.mark.parametrize(
    ("name", "code", "claim"),
    [("Mine", "TR401", "TR401"), ("MultipleRecords", "ORG001", "multiple-records")],
)
def test_two_rules_with_one_code_or_name_are_refused(
    site: Path, name: str, code: str, claim: str
) -> None:
    install(site, "org_rules", {"module.py": RULE.format(name=name, code=code)})
    with pytest.raises(registry.PluginError, match=f"both claim {claim}"):
        registry.rules()


def test_rules_are_sorted_by_code() -> None:
    codes = [rule.code for rule in registry.rules()]
    assert codes == sorted(codes)


@pytest.mark.parametrize(
    "group", ["console_scripts", "pytest11", "tlsrpt_lint.rules", "tlsrpt_lint.loaders", "absent"]
)
def test_entry_points_are_those_that_the_standard_library_finds(group: str) -> None:
    expected = {point.value for point in importlib.metadata.entry_points(group=group)}
    assert set(registry._entry_points(group)) == expected


def test_folders_of_the_module_path_that_are_not_there_are_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "path", ["/nonexistent", "", __file__, *sys.path])
    assert "tlsrpt_rules" in set(registry._entry_points("tlsrpt_lint.rules"))


def test_a_plug_in_that_cannot_be_imported_is_named(site: Path) -> None:
    install(site, "org_rules", {"module.py": "import nothing_of_this_name"})
    with pytest.raises(registry.PluginError) as refused:
        registry.rules()
    assert str(refused.value) == (
        "the plug-in 'org_rules.module' cannot be used: "
        "ModuleNotFoundError: No module named 'nothing_of_this_name'; update or remove it"
    )


def test_modules_are_those_that_the_standard_library_finds() -> None:
    import tlsrpt_rules

    expected = {
        module.name
        for module in pkgutil.walk_packages(tlsrpt_rules.__path__, "tlsrpt_rules.")
        if not module.name.rpartition(".")[2].startswith("_")
    }
    assert set(registry.modules("tlsrpt_lint.rules")) == {"tlsrpt_rules", *expected}


def test_a_reporter_is_found_by_its_name_whatever_its_module_is_called() -> None:
    for name, reporter in registry.reporters().items():
        assert registry.reporter(name) is reporter
    assert registry.reporter("jsn") is None
