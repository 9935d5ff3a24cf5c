"""docs/integrations: every snippet is checked against the schema of its system, and what it runs is run.

What is run finds the tool, and stand-ins for what would install something or send something away.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest
import yaml

from tlsrpt_lint import __version__
from tlsrpt_lint.registry import reporters

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs/integrations").glob("*.md"))
SCRIPTS = Path(sys.executable).parent

TOOL = f"""#!/bin/sh
exec '{sys.executable}' -c 'from tlsrpt_lint.cli import main; main()' "$@"
"""
PYTHON = """#!/bin/sh
case "$*" in
    "-m venv "*) mkdir -p "$3/bin" && cp "$(dirname "$0")"/* "$3/bin" ;;
    "-m pip install "*) ;;
    *) exit 9 ;;
esac
"""
STAND_INS = {
    "tlsrpt-lint": TOOL,
    "python": PYTHON,
    "python3": PYTHON,
    "pip": "#!/bin/sh\n",
    "pipx": "#!/bin/sh\n",
    "docker": '#!/bin/sh\nwhile [ "$1" != sh ]; do shift; done\nexec "$@"\n',
    "mail": '#!/bin/sh\ncat >"$HOME/mail"\n',
    "reviewdog": '#!/bin/sh\necho "$@" >"$HOME/options"\ncat >"$HOME/input"\n',
}


class Snippet(NamedTuple):
    """A fenced block of a page. `number` counts those of the page from 1."""

    page: str
    number: int
    language: str
    text: str


def snippets() -> Iterator[Snippet]:
    for page in PAGES:
        blocks = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
        for number, (language, text) in enumerate(blocks, 1):
            yield Snippet(page.name, number, language, text)


class Place:
    """A repository whose `main` has one fault; the branch that is merged into it adds another."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / "dns"
        self.variables = {
            **{name: text for name, text in os.environ.items() if not name.startswith("GIT_")},
            "HOME": str(home),
            "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
        (home / "bin").mkdir()
        for name, text in STAND_INS.items():
            (home / "bin" / name).write_text(text)
            (home / "bin" / name).chmod(0o755)
        self.folder.mkdir()
        self.git("init", "--quiet", "--initial-branch", "main")
        self._commit("old")
        self.git("checkout", "--quiet", "-b", "topic")
        self._commit("new")
        self.git("checkout", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", "Merge", "topic")
        self.git("update-ref", "refs/remotes/origin/main", "main")
        self.base = self.git("rev-parse", "main")

    def _commit(self, name: str) -> None:
        zone = self.folder / f"zones/{name}.zone"
        zone.parent.mkdir(exist_ok=True)
        zone.write_text(
            f"$ORIGIN {name}.example.com.\n@ 3600 IN SOA ns1 hostmaster 1 7200 3600 1209600 3600\n"
            '_smtp._tls 3600 IN TXT "v=TLSRPTv1; rua=tls@example.org"\n'
        )
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "A state")

    def git(self, *arguments: str) -> str:
        user = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        done = subprocess.run(
            ["git", *user, *arguments],
            cwd=self.folder,
            env=self.variables,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def run(self, script: str, shell: str = "bash", **variables: str) -> tuple[int, str]:
        """Status and output of a script, which stops where a command fails."""
        done = subprocess.run(
            [shell, "-e", "-c", script],
            cwd=self.folder,
            env=self.variables | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def found_in(text: str) -> list[str]:
    """The zones that a text speaks of, in order."""
    return sorted(set(re.findall(r"\b(new|old)\.zone", text)))


def is_valid(schema: str, text: str, place: Place) -> None:
    file = place.home / "snippet.yml"
    file.write_text(text)
    # The schema of Azure has patterns that are none by the strict grammar.
    options = ["--builtin-schema", f"vendor.{schema}", "--regex-variant", "nonunicode"]
    command = [SCRIPTS / "check-jsonschema", *options, file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def check_workflow(snippet: Snippet, place: Place) -> None:
    """GitHub's and Gitea's: valid, without a finding of zizmor, and what it runs runs."""
    is_valid("github-workflows", snippet.text, place)
    workflow = yaml.safe_load(snippet.text)
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("tlsrpt-lint/"):
                inputs = yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]
                assert step["with"].keys() <= inputs.keys()
            if "tlsrpt-lint check" in step.get("run", ""):
                summary = place.home / "summary"
                status, said = place.run(
                    step["run"], GITHUB_STEP_SUMMARY=str(summary), GITHUB_BASE_REF="main"
                )
                assert (status, found_in(said)) == (1, ["new"]), said
                assert not summary.exists() or found_in(summary.read_text()) == ["new"]
    if snippet.page == "github.md":
        folder = place.home / ".github/workflows"
        folder.mkdir(parents=True)
        (folder / "lint.yml").write_text(snippet.text)
        command = [SCRIPTS / "zizmor", "--offline", "--no-progress", "--format=json", place.home]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        # A version is easier on the reader than a commit; the page says how to pin.
        found = [one for one in json.loads(done.stdout) if one["ident"] != "unpinned-uses"]
        assert found == []
        others = [
            use for use in re.findall(r"uses: (.*)", snippet.text) if "tlsrpt-lint" not in use
        ]
        assert all(re.fullmatch(r"\S+@[0-9a-f]{40} # v[\d.]+", use) for use in others)


def check_gitlab(snippet: Snippet, place: Place) -> None:
    is_valid("gitlab-ci", snippet.text, place)
    [job] = yaml.safe_load(snippet.text).values()
    *before, last = job["script"]
    script = "\n".join(before)
    assert place.run(script)[0] == 0
    report = place.folder / job["artifacts"]["reports"]["codequality"]
    assert found_in(report.read_text()) == ["new", "old"]
    status, said = place.run(last, "sh", CI_MERGE_REQUEST_DIFF_BASE_SHA=place.base)
    assert (status, found_in(said)) == (1, ["new"])
    status, said = place.run(last, "sh")
    assert (status, found_in(said)) == (1, ["new", "old"])


def check_azure(snippet: Snippet, place: Place) -> None:
    is_valid("azure-pipelines", snippet.text, place)
    [step] = [step for step in yaml.safe_load(snippet.text)["steps"] if "bash" in step]
    folder = place.home / "staging"
    folder.mkdir()
    for reason, expected in (("PullRequest", ["new"]), ("IndividualCI", ["new", "old"])):
        status, said = place.run(
            step["bash"], BUILD_ARTIFACTSTAGINGDIRECTORY=str(folder), BUILD_REASON=reason
        )
        assert (status, found_in(said)) == (1, expected)
        assert said.endswith(f"##vso[task.uploadsummary]{folder}/tlsrpt-lint.md\n")
        assert found_in((folder / "tlsrpt-lint.md").read_text()) == expected


def check_jenkins(snippet: Snippet, place: Place) -> None:
    """There is no schema. Brackets close, the shell part runs, and it writes what the steps read."""
    groovy, _, rest = snippet.text.partition("sh '''")
    script, _, steps = rest.partition("'''")
    for opened, closed in ("{}", "()", "[]"):
        assert (groovy + steps).count(opened) == (groovy + steps).count(closed)
    # Groovy takes a backslash at a line's end for the shell's, and so does the shell.
    status, said = place.run(
        script, "sh", WORKSPACE_TMP=str(place.home / "a b"), CHANGE_TARGET="main"
    )
    assert (status, found_in(said)) == (1, ["new"]), said
    for file in re.findall(r"'(tlsrpt-lint\.\w+)'", steps):
        assert found_in((place.folder / file).read_text()) == ["new"]
    assert re.findall(r"^ *(\w+)[( ]", steps, re.MULTILINE) == [
        "post",
        "always",
        "recordIssues",
        "junit",
    ]


def check_pre_commit(snippet: Snippet, place: Place) -> None:
    file = place.home / ".pre-commit-config.yaml"
    file.write_text(snippet.text)
    for manager in ("pre-commit", "prek"):
        command = [SCRIPTS / manager, "validate-config", file]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    published = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    hooks = {hook["id"]: hook for hook in published}
    [repository] = yaml.safe_load(snippet.text)["repos"]
    assert repository["rev"] == f"v{__version__}"
    for hook in repository["hooks"]:
        arguments = hook.get("args", hooks[hook["id"]].get("args", []))
        assert ("--" in arguments[-1:]) is hooks[hook["id"]].get("pass_filenames", True)
        command = [*hooks[hook["id"]]["entry"].split(), *arguments, "zones/old.zone"]
        fixes = "--fix" in command
        status, said = place.run(" ".join(command))
        assert status == (0 if fixes else 1), said
        assert ("Fixed 1 finding in 1 file." in said) is fixes
        place.git("checkout", "--quiet", "--", ".")


def check_reviewdog(snippet: Snippet, place: Place) -> None:
    status, said = place.run(snippet.text, "sh")
    assert (status, said) == (0, "")
    assert "-f=rdjson" in (place.home / "options").read_text().split()
    diagnostics = json.loads((place.home / "input").read_text())["diagnostics"]
    assert [one["location"]["path"] for one in diagnostics] == ["zones/new.zone", "zones/old.zone"]
    jsonschema.validate(
        diagnostics,
        {
            "items": {
                "required": ["message", "location", "severity", "code", "suggestions"],
                "properties": {"severity": {"enum": ["ERROR", "WARNING", "INFO"]}},
            }
        },
    )


def check_shell(snippet: Snippet, place: Place) -> None:
    expected = ["new"] if "--since" in snippet.text else ["new", "old"]
    if "merge-base" in snippet.text:
        place.git("checkout", "--quiet", "topic")
    status, said = place.run(snippet.text, "sh")
    if "mail" in snippet.text:
        assert (status, found_in((place.home / "mail").read_text())) == (0, expected)
        return
    assert (status, found_in(said)) == (1, expected), said
    for file in re.findall(r"--output \w+=(\S+)", snippet.text):
        assert found_in((place.folder / file).read_text()) == expected


CHECKS: dict[tuple[str, str], Callable[[Snippet, Place], None]] = {
    ("azure.md", "yaml"): check_azure,
    ("gitea.md", "yaml"): check_workflow,
    ("github.md", "yaml"): check_workflow,
    ("gitlab.md", "yaml"): check_gitlab,
    ("jenkins.md", "groovy"): check_jenkins,
    ("pre-commit.md", "yaml"): check_pre_commit,
    ("reviewdog.md", "sh"): check_reviewdog,
    ("shell.md", "sh"): check_shell,
}


@pytest.mark.parametrize("snippet", list(snippets()), ids=lambda one: f"{one.page}-{one.number}")
def test_snippet(snippet: Snippet, place: Place) -> None:
    CHECKS[snippet.page, snippet.language](snippet, place)


def test_every_page_has_a_snippet_and_is_listed() -> None:
    index = (ROOT / "docs/integrations/index.md").read_text()
    assert re.findall(r"\]\((\w[\w-]*\.md)\)", index) == [
        "github.md", "gitlab.md", "azure.md", "jenkins.md", "gitea.md", "pre-commit.md",
        "reviewdog.md", "shell.md",
    ]  # fmt: skip
    assert {page.name for page in PAGES} - {"index.md"} == {page for page, _ in CHECKS}
    assert {one.page for one in snippets()} == {page for page, _ in CHECKS}
    assert len(reporters()) == 12  # as the index says


def test_the_tables_of_the_action_are_those_of_the_action() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    text = (ROOT / "docs/integrations/github.md").read_text()
    _, _, inputs = text.partition("## Inputs")
    inputs, _, outputs = inputs.partition("## Outputs")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (?:`(.*?)`)? ?\|", inputs, re.MULTILINE))
    assert rows == {name: one["default"] for name, one in action["inputs"].items()}
    cells = re.findall(r"^\| (`.*?`) \|", outputs, re.MULTILINE)
    assert re.findall(r"`(.*?)`", " ".join(cells)) == list(action["outputs"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_versions_are_this_one(page: Path) -> None:
    text = page.read_text()
    named = re.findall(r"tlsrpt-lint(?:==|@v)([\w.]+)|rev: v([\w.]+)", text)
    assert {one or other for one, other in named} <= {__version__}
