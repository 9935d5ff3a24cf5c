"""What a run over one clean file waits for: the interpreter, our own modules, and little else."""

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import CLEAN, FAULTY

import tlsrpt_lint
import tlsrpt_rules

# Each costs as much as reading a small file, or several times that.
SLOW = {
    "asyncio",
    "concurrent.futures",
    "csv",
    "dataclasses",
    "difflib",
    "email_validator",
    "hashlib",
    "idna",
    "importlib.metadata",
    "inspect",
    "json",
    "logging",
    "msgspec",
    "multiprocessing",
    "pathlib",
    "pathspec",
    "pkgutil",
    "rfc3986",
    "ruamel",
    "shutil",
    "socket",
    "subprocess",
    "tempfile",
    "tomllib",
    "unicodedata",
    "urllib.parse",
    "yaml",
}

RUN = """
import sys
before = set(sys.modules)
from tlsrpt_lint.cli.program import run
status = run(sys.argv[1:])
print(*sorted(set(sys.modules) - before), file=sys.stderr)
sys.exit(status)
"""


def imported(folder: Path, *arguments: str) -> set[str]:
    # Without `site`, which imports much itself for an editable installation, and finds it.
    roots = [str(Path(package.__path__[0]).parent) for package in (tlsrpt_lint, tlsrpt_rules)]
    path = [*roots, *sys.path]
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path = {path}; {RUN}", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize("text", [CLEAN, CLEAN.partition("\n")[2]], ids=["origin", "no origin"])
def test_a_clean_zone_file_needs_nothing_slow(repo: Path, text: str) -> None:
    (repo / "example.com.zone").write_text(text)
    modules = imported(repo, "check", "example.com.zone")
    assert modules & SLOW == set()
    assert "tlsrpt_lint.policy.reader" not in modules
    assert "tlsrpt_lint.fixer" not in modules
    reporters = {name for name in modules if name.startswith("tlsrpt_lint.reporters.")}
    assert reporters <= {
        "tlsrpt_lint.reporters._summary",
        "tlsrpt_lint.reporters._tones",
        "tlsrpt_lint.reporters.full",
    }


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["check", "."], set()),
        (["check", "a.zone", "--output-format", "concise"], set()),
        (["check", "a.zone", "--output-format", "json"], {"hashlib", "json"}),
        (["rules"], set()),
        (["--version"], set()),
    ],
)
def test_what_is_slow_is_imported_where_it_is_wanted(
    repo: Path, arguments: list[str], wanted: set[str]
) -> None:
    (repo / "a.zone").write_text(FAULTY)
    slow = imported(repo, *arguments) & SLOW
    assert slow - {"unicodedata"} == wanted
