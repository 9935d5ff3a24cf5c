"""The README claims only what is so."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml

from tlsrpt_lint import registry
from tlsrpt_lint.cli.parser import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
Tool = Callable[..., CompletedProcess[str]]


def test_the_configuration_is_accepted(tool: Tool, tmp_path: Path) -> None:
    _, _, configuration = README.partition("```toml\n")
    (tmp_path / "tlsrpt-lint.toml").write_text(configuration.partition("```")[0])
    (tmp_path / "example.net.yaml").write_text("_smtp._tls:\n  type: TXT\n  value: v=TLSRPTv1\n")
    done = tool("check", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")


def test_the_hooks_and_inputs_that_it_names_exist() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    assert set(re.findall(r"- id: (\S+)", README)) <= hooks
    inputs = yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]
    assert set(re.findall(r"- uses: tlsrpt-lint.*?with:\s+(\S+):", README, re.DOTALL)) <= set(
        inputs
    )


def test_the_workflow_is_valid(tmp_path: Path) -> None:
    _, _, workflow = README.partition("### GitHub Actions\n\n```yaml\n")
    file = tmp_path / "lint.yml"
    file.write_text("name: lint\non: push\n" + workflow.partition("```")[0])
    script = Path(sys.executable).with_name("check-jsonschema")
    subprocess.run([script, "--builtin-schema", "vendor.github-workflows", file], check=True)


def test_the_options_that_it_names_exist(tool: Tool) -> None:
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README))
    calls = [("--help",), *((command, "--help") for command in COMMANDS)]
    shown = "".join(tool(*call, cwd=ROOT).stdout for call in calls)
    assert options <= set(re.findall(r"--[a-z][a-z-]+", shown))


def test_it_names_each_format() -> None:
    *_, inputs = README.partition("| format | recognised |")
    named = re.findall(r"^\| `(\w+)` \|", inputs.partition("\n\n")[0], re.MULTILINE)
    assert sorted(named) == sorted(loader.format for loader in registry.loaders())
    *_, outputs = README.partition("\n`--output-format` takes")
    words = re.findall(r"`([a-z]+)`", outputs.partition("\n\n")[0])
    assert sorted(words) == list(registry.reporters())


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_the_make_targets_that_it_names_exist(page: str) -> None:
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / page).read_text(), re.MULTILINE))
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets <= made


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")], ids=lambda page: page.name
)
def test_links_into_the_repository_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target
