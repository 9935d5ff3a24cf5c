"""Terraform itself, where it is installed, on what these tests take for HCL."""

import shutil
import subprocess
from pathlib import Path

import pytest
from terraform_loading import DATA, load_text

from tlsrpt_lint.records import ProblemKind

TERRAFORM = shutil.which("terraform")

pytestmark = pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")

FILES = sorted((DATA / "hcl").glob("*/*.tf*"))

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
