"""The pre-commit hooks, run by pre-commit and by prek in a repository that uses them."""

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

SCRIPTS = Path(sys.executable).parent
MANAGERS = ["pre-commit", "prek"]
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
    """A git repository whose hooks are managed by `manager`."""

    def __init__(
        self, folder: Path, variables: dict[str, str], manager: str = "pre-commit"
    ) -> None:
        self.folder = folder
        self.variables = variables
        self.manager = manager
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

    def hooks(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self.run(SCRIPTS / self.manager, *arguments, check=False)

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
        "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}",  # prek installs by uv
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "PREK_HOME": str(tmp_path_factory.mktemp("prek")),
        "UV_CACHE_DIR": str(tmp_path_factory.mktemp("uv")),
        "UV_FIND_LINKS": offline["PIP_FIND_LINKS"],
        "UV_NO_CONFIG": "1",
        "UV_NO_INDEX": "1",
        "UV_OFFLINE": "1",
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


@pytest.fixture(params=MANAGERS)
def repository(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    published: tuple[Path, str],
    variables: dict[str, str],
) -> Repository:
    """A repository with one right zone, committed."""
    folder = tmp_path / "dns"
    folder.mkdir()
    repository = Repository(folder, variables, request.param)
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


@pytest.mark.parametrize("manager", MANAGERS)
def test_the_manifest_is_valid(manager: str) -> None:
    command = [SCRIPTS / manager, "validate-manifest", ROOT / ".pre-commit-hooks.yaml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "warning" not in done.stdout + done.stderr


def test_no_id_that_was_ever_published_is_gone() -> None:
    assert {"tlsrpt-lint", "tlsrpt-lint-fix", "tlsrpt-lint-repo"} <= hooks().keys()


def test_the_hooks_run_the_console_script() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    for hook in hooks().values():
        script, command, *_ = hook["entry"].split()
        assert script in scripts
        assert command == "check"
        assert hook["language"] == "python"


def test_what_is_fixed_is_what_is_linted() -> None:
    assert hooks()["tlsrpt-lint-fix"]["files"] == hooks()["tlsrpt-lint"]["files"]


def test_names_of_files_are_never_options() -> None:
    for hook in hooks().values():
        assert hook.get("pass_filenames", True) is (hook.get("args") == ["--"])


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
    done = repository.hooks("run", "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == 3


@pytest.mark.parametrize(
    "name",
    [
        "zones/example.net.zone",
        "zones/example.ai",  # binary to identify, which goes by the extension
        "zones/with a blank.zone",
        "-leading.zone",
        "--fix.zone",
        "--config=x.zone",
        "-v.zone",
        "zones/größe.zone",
    ],
)
def test_a_wrong_record_in_a_new_file_fails_the_commit(repository: Repository, name: str) -> None:
    repository.write(name, WRONG.replace("com", "net"))
    done = repository.hooks("run", "tlsrpt-lint")
    assert done.returncode == 1
    assert f"{name}:3:36" in done.stdout
    assert "TR303" in done.stdout
    assert (repository.folder / name).read_text() == WRONG.replace("com", "net")


def test_a_changed_file_is_linted(repository: Repository) -> None:
    repository.write("zones/example.net.zone", WRONG.replace("com", "net"))
    repository.commit()
    repository.write("zones/example.com.zone", WRONG)
    done = repository.hooks("run", "tlsrpt-lint")
    assert done.returncode == 1
    assert "zones/example.com.zone:3:36" in done.stdout
    assert "example.net" not in done.stdout


def test_arguments_of_the_user_come_before_the_names(repository: Repository) -> None:
    config = repository.folder / ".pre-commit-config.yaml"
    configured = yaml.safe_load(config.read_text())
    for hook in configured["repos"][0]["hooks"]:
        hook["args"] = ["--fail-on=never", "--"]
    config.write_text(yaml.safe_dump(configured))
    repository.write("-leading.zone", WRONG)
    repository.git("add", config.name)
    done = repository.hooks("run", "tlsrpt-lint", "--verbose")
    assert done.returncode == 0, done.stdout
    assert "-leading.zone:3:36" in done.stdout


def test_what_can_be_fixed_is_fixed(repository: Repository) -> None:
    repository.write("zones/example.com.zone", WRONG)
    repository.write("-other.zone", WRONG.replace("com", "net"))
    done = repository.hooks("run", "tlsrpt-lint-fix")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert "Fixed 2 findings in 2 files." in done.stdout
    assert (repository.folder / "zones/example.com.zone").read_text() == RIGHT
    assert (repository.folder / "-other.zone").read_text() == RIGHT.replace("com", "net")
    repository.git("add", "--all")
    assert repository.hooks("run", "tlsrpt-lint-fix").returncode == 0


def test_what_the_configuration_excludes_is_left_out_though_it_is_named(
    repository: Repository,
) -> None:
    repository.write("tlsrpt-lint.toml", 'exclude = ["lab/"]\n')
    repository.write("lab/zones/example.net.zone", WRONG)
    for hook in ("tlsrpt-lint", "tlsrpt-lint-fix", "tlsrpt-lint-repo"):
        done = repository.hooks("run", hook)
        assert done.returncode == 0, done.stdout
    assert (repository.folder / "lab/zones/example.net.zone").read_text() == WRONG


def test_five_thousand_files(repository: Repository) -> None:
    folder = repository.folder / "zones"
    for number in range(5000):
        zone = WRONG if number == 4321 else RIGHT
        name = f"d{number}.example.com"
        (folder / f"{name}.zone").write_text(zone.replace("example.com", name))
    repository.git("add", "--all")
    done = repository.hooks("run", "tlsrpt-lint")
    assert done.returncode == 1
    assert re.findall(r"--> (.*)", done.stdout) == ["zones/d4321.example.com.zone:3:36"]
    files = map(int, re.findall(r"(?:in|Checked) (\d+) files? \(", done.stdout))
    assert sum(files) == 5000  # in as many calls as the length of a command line asks for


def test_nothing_moves_on_the_terminal_that_the_hook_is_given(repository: Repository) -> None:
    repository.write("zones/example.com.zone", WRONG)
    done = repository.hooks("run", "tlsrpt-lint", "--color", "always")
    said = done.stdout[done.stdout.index("TR303") :]
    assert not re.search(r"\r(?!\n)|\x1b\[(?![\d;]*m)|\x1b\]", said), said


def test_a_file_that_is_renamed_is_linted_under_its_new_name(repository: Repository) -> None:
    repository.write("zones/example.com.zone", WRONG)
    repository.commit()
    repository.git("mv", "zones/example.com.zone", "zones/renamed.zone")
    done = repository.hooks("run", "tlsrpt-lint")
    assert "zones/renamed.zone:3:36" in done.stdout


def test_files_that_are_no_dns_are_passed_over(repository: Repository) -> None:
    repository.write("values.yaml", "image: nginx\n")
    repository.write("package.json", "{}\n")
    done = repository.hooks("run", "tlsrpt-lint")
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_a_deletion_is_seen_by_the_hook_for_the_whole_repository_only(
    repository: Repository,
) -> None:
    repository.write("zones/example.com.zone", RIGHT + "$INCLUDE hosts.inc\n")
    repository.write("zones/hosts.inc", "www IN A 192.0.2.1\n")
    repository.commit()
    repository.git("rm", "--quiet", "zones/hosts.inc")
    changed = repository.hooks("run", "tlsrpt-lint")
    assert "no files to check" in changed.stdout
    whole = repository.hooks("run", "tlsrpt-lint-repo")
    assert whole.returncode == 1
    assert "TR003" in whole.stdout


def test_the_hook_can_be_tried_without_any_configuration(
    repository: Repository, published: tuple[Path, str]
) -> None:
    repository.write("zones/example.net.zone", WRONG)
    where, _ = published
    done = repository.hooks("try-repo", where, "tlsrpt-lint", "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "zones/example.net.zone:3:36" in done.stdout
