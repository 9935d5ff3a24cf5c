"""The pre-commit hooks, run by pre-commit in a repository that uses them."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from environment import ROOT

pytestmark = pytest.mark.xdist_group("distribution")

PRE_COMMIT = Path(sys.executable).with_name("pre-commit")
RIGHT = """\
$ORIGIN example.com.
@ IN SOA ns1 hostmaster 1 7200 3600 1209600 3600
_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:tls@example.org"
"""
WRONG = RIGHT.replace("mailto:", "")


def hooks() -> dict[str, dict[str, Any]]:
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    return {hook["id"]: hook for hook in manifest}


class Repository:
    """A git repository that has the hooks configured."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.folder = folder
        self.variables = variables
        self.git("init", "--quiet", "--initial-branch", "main")

    def git(self, *arguments: str) -> str:
        return self.run("git", *arguments).stdout.strip()

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        self.git("add", "--", name)

    def commit(self) -> str:
        self.git("commit", "--quiet", "--no-verify", "--message", "A state")
        return self.git("rev-parse", "HEAD")

    def pre_commit(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self.run(PRE_COMMIT, *arguments, check=False)

    def run(self, *command: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.variables,
            capture_output=True,
            text=True,
            check=check,
        )


@pytest.fixture(scope="module")
def variables(offline: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return offline | {
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.com",
    }


@pytest.fixture(scope="module")
def published(clone: Path, variables: dict[str, str]) -> tuple[Path, str]:
    """The project as a repository that hooks are taken from, and its revision."""
    repository = Repository(clone, variables)
    repository.git("add", "--all", "--force")
    return clone, repository.commit()


@pytest.fixture
def repository(
    tmp_path: Path, published: tuple[Path, str], variables: dict[str, str]
) -> Repository:
    """A repository with one right zone, committed."""
    folder = tmp_path / "dns"
    folder.mkdir()
    repository = Repository(folder, variables)
    where, revision = published
    config = {
        "repos": [
            {"repo": str(where), "rev": revision, "hooks": [{"id": name} for name in hooks()]}
        ]
    }
    repository.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    repository.write("zones/example.com.zone", RIGHT)
    repository.commit()
    return repository


def test_the_manifest_is_valid() -> None:
    subprocess.run([PRE_COMMIT, "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], check=True)


def test_no_id_that_was_ever_published_is_gone() -> None:
    assert {"tlsrpt-lint", "tlsrpt-lint-repo"} <= hooks().keys()


def test_the_hooks_run_the_console_script() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    for hook in hooks().values():
        script, command = hook["entry"].split()
        assert script in scripts
        assert command == "check"
        assert hook["language"] == "python"


@pytest.mark.parametrize(
    ("path", "linted"),
    [
        ("example.com.zone", True),
        ("zones/example.com", True),
        ("dns/example.ai", True),
        ("infra/DNS/example.zip", True),
        ("etc/bind/db.example.com", True),
        ("db.example.com", True),
        ("internal/example.com.db", True),
        ("config/example.com.yaml", True),
        ("example.com.yml", True),
        ("plan.json", True),
        ("modules/mail/main.tf.json", True),
        ("modules/mail/main.tf", True),
        ("terraform.tfstate", True),
        ("terraform.tfvars", False),
        ("README.md", False),
        ("src/zone.py", False),
        ("timezones/berlin", False),
        ("dns.md", False),
        ("scripts/db.sh/run", False),
        ("example.zone.bak", False),
        ("package.json5", False),
    ],
)
def test_which_changed_files_are_handed_over(path: str, linted: bool) -> None:
    assert bool(re.search(hooks()["tlsrpt-lint"]["files"], path)) is linted


def test_a_right_repository_passes(repository: Repository) -> None:
    done = repository.pre_commit("run", "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == 2


@pytest.mark.parametrize("name", ["zones/example.net.zone", "zones/with a blank.zone"])
def test_a_wrong_record_in_a_new_file_fails_the_commit(repository: Repository, name: str) -> None:
    repository.write(name, WRONG.replace("com", "net"))
    done = repository.pre_commit("run", "tlsrpt-lint")
    assert done.returncode == 1
    assert f"{name}:3:36" in done.stdout
    assert "TR303" in done.stdout


def test_a_file_that_is_renamed_is_linted_under_its_new_name(repository: Repository) -> None:
    repository.write("zones/example.com.zone", WRONG)
    repository.commit()
    repository.git("mv", "zones/example.com.zone", "zones/renamed.zone")
    done = repository.pre_commit("run", "tlsrpt-lint")
    assert "zones/renamed.zone:3:36" in done.stdout


def test_files_that_are_no_dns_are_passed_over(repository: Repository) -> None:
    repository.write("values.yaml", "image: nginx\n")
    repository.write("package.json", "{}\n")
    done = repository.pre_commit("run", "tlsrpt-lint")
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_a_deletion_is_seen_by_the_hook_for_the_whole_repository_only(
    repository: Repository,
) -> None:
    repository.write("zones/example.com.zone", RIGHT + "$INCLUDE hosts.inc\n")
    repository.write("zones/hosts.inc", "www IN A 192.0.2.1\n")
    repository.commit()
    repository.git("rm", "--quiet", "zones/hosts.inc")
    changed = repository.pre_commit("run", "tlsrpt-lint")
    assert "no files to check" in changed.stdout
    whole = repository.pre_commit("run", "tlsrpt-lint-repo")
    assert whole.returncode == 1
    assert "TR003" in whole.stdout


def test_the_hook_can_be_tried_without_any_configuration(
    repository: Repository, published: tuple[Path, str]
) -> None:
    repository.write("zones/example.net.zone", WRONG)
    where, _ = published
    done = repository.pre_commit("try-repo", where, "tlsrpt-lint", "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "zones/example.net.zone:3:36" in done.stdout
