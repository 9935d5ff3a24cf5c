"""Write what is made by running the tool: the pages of the rules, the tables of rules in their index
and in the README, the samples of output, the schema and the table of the configuration,
the tables of verdicts.

Run by `make docs`. With `--check` nothing is written, and the status is 1 if anything is stale.
"""

import json
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

from tlsrpt_lint import configschema
from tlsrpt_lint.pages import families, page, table
from tlsrpt_lint.registry import loaders, rules

ROOT = Path(__file__).parents[1]
PAGES = Path("docs/rules")
README = Path("README.md")
CONFIGURATION = Path("docs/configuration.md")
CONFORMANCE = Path("docs/conformance.md")
COVERAGE = Path("docs/coverage.md")
SCHEMA = Path("docs/schema/config.schema.json")
SAMPLE = re.compile(r"(<!-- sample: tlsrpt-lint (.+) -->\n```text\n)(?s:.*?)(```\n)")
RUN = "import sys; from tlsrpt_lint.cli import main; sys.exit(main())"


def generated() -> dict[Path, str]:
    """The text of every file that is made, wholly or in part, by its path in the repository."""
    own = [rule for rule in rules() if rule.__module__.startswith("tlsrpt_rules.")]
    files = {PAGES / f"{rule.code}.md": page(rule) for rule in own}
    files[PAGES / "index.md"] = _between_marks(PAGES / "index.md", families(own))
    files[README] = SAMPLE.sub(_sample, _between_marks(README, table(own, f"{PAGES}/")))
    files[COVERAGE] = SAMPLE.sub(_sample, (ROOT / COVERAGE).read_text(encoding="utf-8"))
    files[CONFIGURATION] = _between_marks(CONFIGURATION, configschema.table(), "keys")
    verdicts = runpy.run_path(str(ROOT / "docs/conformance.py"))["tables"]()
    files[CONFORMANCE] = _between_marks(CONFORMANCE, verdicts, "verdicts")
    described = configschema.schema(own, {loader.format: loader.options() for loader in loaders()})
    files[SCHEMA] = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
    return files


def stale(files: dict[Path, str]) -> list[Path]:
    """The files that read otherwise than they should, and the pages of rules that are no more."""
    wrong = [
        path
        for path, text in files.items()
        if not (ROOT / path).exists() or (ROOT / path).read_text(encoding="utf-8") != text
    ]
    pages = (path.relative_to(ROOT) for path in (ROOT / PAGES).glob("*.md"))
    return sorted({*wrong, *(path for path in pages if path not in files)})


def main(arguments: list[str]) -> int:
    """Write the files that are stale, or with `--check` name them."""
    files = generated()
    for path in stale(files):
        print(path)
        if arguments == ["--check"]:
            continue
        if path in files:
            (ROOT / path).write_text(files[path], encoding="utf-8", newline="\n")
        else:
            (ROOT / path).unlink()
    return 1 if stale(files) else 0


def _between_marks(path: Path, text: str, what: str = "rules") -> str:
    first, last = f"<!-- {what}:begin -->\n", f"<!-- {what}:end -->\n"
    head, begin, rest = (ROOT / path).read_text(encoding="utf-8").partition(first)
    _, end, tail = rest.partition(last)
    if not (begin and end):
        raise SystemExit(f"{path} lacks the marks {first.strip()} and {last.strip()}")
    return f"{head}{begin}\n{text}\n\n{end}{tail}"


def _sample(block: re.Match[str]) -> str:
    command = [sys.executable, "-c", RUN, *shlex.split(block[2])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    return f"{block[1]}{done.stdout}{block[3]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
