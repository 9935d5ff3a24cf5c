"""docs/fixing.md: its files and commands, played through in the order of the page."""

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = (Path(__file__).parent.parent / "docs" / "fixing.md").read_text(encoding="utf-8")
FILE = r"`([^`\s]+)`:\n\n```(?:dns|yaml)\n(.*?)```"
SESSION = r"```console\n(.*?)```"
COMMAND = "import sys; from tlsrpt_lint.cli import main; raise SystemExit(main())"


def test_what_the_page_shows_is_what_happens(tmp_path: Path) -> None:
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    script = bin_folder / "tlsrpt-lint"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{COMMAND}" "$@"\n')
    script.chmod(0o755)
    repo = tmp_path / "repo"
    (repo / ".git").mkdir(parents=True)
    environment = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", "NO_COLOR": "1"}
    played = 0
    for found in re.finditer(f"{FILE}|{SESSION}", PAGE, re.DOTALL):
        name, text, session = found.groups()
        if name is not None:
            (repo / name).parent.mkdir(exist_ok=True)
            (repo / name).write_text(text, encoding="utf-8")
            continue
        for command in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
            line, _, expected = command.partition("\n")
            run = subprocess.run(
                line,
                shell=True,
                cwd=repo,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                check=False,
            )
            assert run.stdout.replace(str(repo), ".") == expected, line
            played += 1
    assert played > 10
