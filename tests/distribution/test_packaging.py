"""What is built, what is in it, and that it installs and runs."""

import email
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.message import Message
from pathlib import Path

import pytest
from environment import Environment

from tlsrpt_lint import __version__

pytestmark = pytest.mark.xdist_group("distribution")

THIRD_PARTY = Path(__file__).parent.parent / "data" / "third_party_rule"
ZONE = """\
$ORIGIN example.com.
@ IN SOA ns1 hostmaster 1 7200 3600 1209600 3600
_smtp._tls IN TXT "v=TLSRPTv1; rua=tls@example.net"
"""


@pytest.fixture(scope="module")
def tree(clone: Path) -> set[str]:
    """The names of the project's files, before anything is built among them."""
    return files_below(clone, ".")


@pytest.fixture(scope="module")
def distributions(clone: Path, tree: set[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, clone]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> Path:
    return distributions / f"tlsrpt_lint-{__version__}-py3-none-any.whl"


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    file = tmp_path / "example.com.zone"
    file.write_text(ZONE)
    return file


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(f"tlsrpt_lint-{__version__}.dist-info/METADATA").decode()
    return email.message_from_string(text)


def files_below(root: Path, *folders: str) -> set[str]:
    return {
        file.relative_to(root).as_posix()
        for folder in folders
        for file in (root / folder).rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }


def test_the_wheel_holds_both_packages_whole_and_no_package_named_lint_or_rules(
    wheel: Path, clone: Path
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    info = f"tlsrpt_lint-{__version__}.dist-info"
    assert {name.partition("/")[0] for name in names} == {"tlsrpt_lint", "tlsrpt_rules", info}
    assert {name for name in names if not name.startswith(info)} == {
        *files_below(clone / "lint", "tlsrpt_lint"),
        *files_below(clone / "rules", "tlsrpt_rules"),
    }
    assert {"tlsrpt_lint/py.typed", "tlsrpt_rules/py.typed"} <= names
    assert f"{info}/licenses/LICENSE" in names


def test_the_source_distribution_holds_what_is_needed_to_build_and_to_test(
    distributions: Path, tree: set[str]
) -> None:
    top = f"tlsrpt_lint-{__version__}"
    with tarfile.open(distributions / f"{top}.tar.gz") as archive:
        packed = {
            member.name.removeprefix(f"{top}/")
            for member in archive.getmembers()
            if member.isfile()
        }
    made_by_the_build = {"PKG-INFO", ".gitignore"}  # hatchling packs what it was told to ignore by
    of_the_repository_only = (".ci/", ".git")
    expected = {name for name in tree if not name.startswith(of_the_repository_only)}
    assert packed - made_by_the_build == expected - made_by_the_build


def test_the_metadata_says_what_the_project_says(wheel: Path, clone: Path) -> None:
    project = tomllib.loads((clone / "pyproject.toml").read_text())["project"]
    built = metadata(wheel)
    assert built["Version"] == project["version"] == __version__
    assert built["License-Expression"] == "MIT"
    assert built["Requires-Python"] == ">=3.11"
    assert built.get_payload().strip() == (clone / "README.md").read_text().strip()


def test_the_wheel_installs_and_runs(environment: Environment, wheel: Path, zone: Path) -> None:
    environment.install(wheel)
    environment.run("python", "-m", "pip", "check")
    assert environment.run("tlsrpt-lint", "--version").stdout.strip().endswith(__version__)
    assert "TR303" in environment.run("tlsrpt-lint", "check", zone, status=1).stdout
    for name in ("lint", "rules"):
        environment.run("python", "-I", "-c", f"import {name}", status=1)


def test_an_editable_installation_runs_the_files_of_the_clone(
    environment: Environment, clone: Path, zone: Path
) -> None:
    environment.install("--editable", clone)
    assert "TR303" in environment.run("tlsrpt-lint", "check", zone, status=1).stdout
    where = environment.run("python", "-c", "import tlsrpt_lint; print(tlsrpt_lint.__file__)")
    assert Path(where.stdout.strip()).is_relative_to(clone)


def test_a_rule_that_somebody_else_ships_finds_something(
    environment: Environment, wheel: Path, zone: Path, tmp_path: Path
) -> None:
    package = tmp_path / "org-rules"
    shutil.copytree(THIRD_PARTY, package)
    zone.write_text(ZONE.replace("rua=", "rua=mailto:"))
    environment.install(wheel)
    before = environment.run("tlsrpt-lint", "check", "--output-format", "concise", zone)
    assert "ORG001" not in before.stdout
    environment.install(package)
    after = environment.run("tlsrpt-lint", "check", "--output-format", "concise", zone, status=1)
    assert (
        "example.com.zone:3:36: warning ORG001 The reports of '_smtp._tls.example.com' go to "
        "'mailto:tls@example.net', which is not ours.\n"
    ) in after.stdout
    assert "foreign-mailbox" in environment.run("tlsrpt-lint", "rules").stdout
