"""Fixtures of installations."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from environment import ROOT, Environment, needed, pack

NOT_IN_A_CLONE = shutil.ignore_patterns(
    ".git", ".venv", "build", "dist", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis"
)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's files in a folder of their own, as a clone has them."""
    folder = tmp_path_factory.mktemp("project") / "tlsrpt-lint"
    shutil.copytree(ROOT, folder, ignore=NOT_IN_A_CLONE)
    return folder


@pytest.fixture(scope="session")
def offline(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment variables with which pip finds what the project needs, and asks no index."""
    wheels = tmp_path_factory.mktemp("wheels")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    backend = [*project["build-system"]["requires"], "editables"]  # asked for by hatchling itself
    wanted = [*backend, *project["project"]["dependencies"]]
    for distribution in needed(wanted):
        pack(distribution, wheels)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "PYTHON", "VIRTUAL_ENV", "GITHUB_", "PRE_COMMIT"))
    }
    return kept | {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_CACHE_DIR": "1",
    }


@pytest.fixture(scope="session")
def bare_environment(tmp_path_factory: pytest.TempPathFactory, offline: dict[str, str]) -> Path:
    """A virtual environment with pip in it and nothing else."""
    folder = tmp_path_factory.mktemp("bare") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True, env=offline)
    return folder


@pytest.fixture
def environment(
    bare_environment: Path, tmp_path: Path, offline: dict[str, str]
) -> Iterator[Environment]:
    """A virtual environment of the test's own."""
    folder = tmp_path / "venv"
    # Making one with pip in it takes seconds, naming another folder to its Python takes none.
    shutil.copytree(bare_environment, folder, symlinks=True)
    yield Environment(folder / "bin", offline)
    shutil.rmtree(folder)
