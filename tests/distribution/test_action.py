"""The GitHub Action: its description, and its script run as a runner would run it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from environment import ROOT

pytestmark = pytest.mark.xdist_group("distribution")

RIGHT = """\
$ORIGIN example.com.
@ IN SOA ns1 hostmaster 1 7200 3600 1209600 3600
_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:tls@example.org"
"""
WRONG = RIGHT.replace("mailto:", "")


def action() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
    return loaded


def script(name: str) -> Path:
    return Path(sys.executable).with_name(name)


@pytest.mark.parametrize(
    ("schema", "file"),
    [("github-actions", "action.yml"), ("github-workflows", ".github/workflows/ci.yml")],
)
def test_the_description_is_valid(schema: str, file: str) -> None:
    path = ROOT / file
    if not path.exists() and not (ROOT / ".git").exists():
        pytest.skip("the source distribution has no workflows")
    command = [script("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_auditor_of_workflows_finds_nothing() -> None:
    command = [script("zizmor"), "--offline", "--persona", "pedantic", "--no-progress", ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_input_is_spliced_into_a_script() -> None:
    for step in action()["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"


def test_every_input_reaches_the_script() -> None:
    (step,) = action()["runs"]["steps"]
    passed = {value.strip("${ }").removeprefix("inputs.") for value in step["env"].values()}
    assert passed == action()["inputs"].keys()
    text = (ROOT / "action" / "check.sh").read_text()
    assert all(f"${name}" in text or f"${{{name}" in text for name in step["env"])


@pytest.fixture(scope="module")
def run_action(
    clone: Path, offline: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """Run the action in a checkout, with some of its inputs."""
    temporary = tmp_path_factory.mktemp("runner")

    def run(checkout: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
        given = {name: item.get("default", "") for name, item in action()["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        (step,) = action()["runs"]["steps"]
        mapped = {
            variable: given[value.strip("${ }").removeprefix("inputs.")]
            for variable, value in step["env"].items()
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=checkout,
            env=offline
            | mapped
            | {
                "GITHUB_ACTION_PATH": str(clone),
                "GITHUB_ACTIONS": "true",
                "RUNNER_TEMP": str(temporary),
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "zones").mkdir()
    (tmp_path / "zones" / "example.com.zone").write_text(WRONG)
    (tmp_path / "right one").mkdir()
    (tmp_path / "right one" / "example.net.zone").write_text(RIGHT)
    return tmp_path


def test_a_finding_becomes_an_annotation_and_fails_the_step(
    run_action: Any, checkout: Path
) -> None:
    done = run_action(checkout)
    assert done.returncode == 1, done.stderr
    assert (
        "::error file=zones/example.com.zone,line=3,endLine=3,col=36,endColumn=51," in done.stdout
    )


def test_the_inputs_reach_the_tool_and_paths_may_hold_blanks(
    run_action: Any, checkout: Path
) -> None:
    done = run_action(
        checkout,
        paths="right one\nzones/example.com.zone\n",
        fail_on="never",
        args="--no-config --output json=report.json",
    )
    assert done.returncode == 0, done.stderr
    assert "::error file=zones/example.com.zone," in done.stdout
    assert json.loads((checkout / "report.json").read_text())["summary"]["files"] == 2


def test_a_wrong_input_fails_the_step_with_a_word_of_why(run_action: Any, checkout: Path) -> None:
    done = run_action(checkout, config="absent.toml")
    assert done.returncode == 2
    assert "absent.toml" in done.stderr


def test_an_input_is_never_a_command(run_action: Any, checkout: Path) -> None:
    run_action(checkout, **dict.fromkeys(action()["inputs"], "$(touch pwned); touch pwned #"))
    assert not (checkout / "pwned").exists()


@pytest.mark.parametrize("file", [".ci/run", "action/check.sh"])
def test_shell_scripts_are_clean(file: str, oracle: Any) -> None:
    path = ROOT / file
    if not path.exists() and not (ROOT / ".git").exists():
        pytest.skip("the source distribution has no CI script")
    done = subprocess.run([oracle("shellcheck"), path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
