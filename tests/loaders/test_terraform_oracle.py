"""Terraform itself, where it is installed, on what these tests take for HCL."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from terraform_loading import DATA, load_text
from test_terraform_hcl import DECLARATIONS, EXPRESSIONS

from tlsrpt_lint.records import ProblemKind

TERRAFORM = shutil.which("terraform")

pytestmark = pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")

FILES = sorted((DATA.parent / "corpus").glob("*/*.tf"))
JSON_FILES = sorted(path for path in DATA.parent.rglob("*.tf.json"))

TEXTS = [
    "locals {\n  a = 1\n}\n",
    "locals {\n  a = = 1\n}\n",
    'locals {\n  a = "x\n}\n',
    "locals {\n  a = <<EOT\nx\n}\n",
    "locals {\n  a = [1, 2\n}\n",
    "locals {\n  a = 1\n",
    "locals {\n  a = { b = 1, c : 2 }\n}\n",
    'locals {\n  a = "${join(",", ["x"])}"\n}\n',
    "locals {\n  a = [for k, v in {} : v if k != 1]\n}\n",
    'locals {\n  a = <<-EOT\n    x ${"y"}\n  EOT\n}\n',
    "locals {\n  a = true ? 1 : [2][0]\n}\n",
    "locals {\n  a = provider::x::y(1)...\n}\n",
    'resource "a" "b" {\n  c {\n    d = e.f[0].g[*].h\n  }\n}\n',
    "# only a comment\n",
    "",
]


def parses(text: str) -> bool:
    assert TERRAFORM is not None
    run = subprocess.run(
        [TERRAFORM, "fmt", "-"], input=text, capture_output=True, text=True, check=False, timeout=60
    )
    return run.returncode == 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_terraform_parses_the_samples(path: Path) -> None:
    assert parses(path.read_text())


@pytest.mark.parametrize("text", TEXTS)
def test_both_find_the_same_broken(text: str) -> None:
    problems = load_text(text, "main.tf").problems
    broken = any(problem.kind is ProblemKind.SYNTAX for problem in problems)
    assert broken is not parses(text)


def test_both_make_the_same_of_static_expressions(tmp_path: Path) -> None:
    assert TERRAFORM is not None
    (tmp_path / "main.tf").write_text(DECLARATIONS)
    single = [(text, value) for text, value in EXPRESSIONS if "\n" not in text]
    whole = "jsonencode([" + ", ".join(f"tostring({text})" for text, _ in single) + "])\n"
    run = subprocess.run(
        [TERRAFORM, "console"], input=whole, capture_output=True, text=True, check=False, timeout=60,
        cwd=tmp_path,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert json.loads(json.loads(run.stdout)) == [value for _, value in single]


@pytest.mark.parametrize("path", JSON_FILES, ids=lambda path: path.name)
def test_terraform_takes_the_samples_in_json(path: Path, tmp_path: Path) -> None:
    """`validate` reads the whole configuration and then misses the providers, which are not here."""
    assert TERRAFORM is not None
    (tmp_path / "main.tf.json").write_bytes(path.read_bytes())
    run = subprocess.run(
        [TERRAFORM, "validate", "-json"],
        capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path,
    )  # fmt: skip
    summaries = {found["summary"] for found in json.loads(run.stdout)["diagnostics"]}
    assert summaries <= {"Missing required provider", "Module not installed"}
