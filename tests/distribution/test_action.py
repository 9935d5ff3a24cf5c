"""The GitHub Action: its description, and its scripts run in a simulated runner."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from environment import ROOT
from runner import REPOSITORY, Result, Runner, action

pytestmark = pytest.mark.xdist_group("distribution")

RIGHT = """\
$ORIGIN example.com.
@ IN SOA ns1 hostmaster 1 7200 3600 1209600 3600
_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:tls@example.org"
"""
WRONG = RIGHT.replace("mailto:", "")
ANNOTATION = (
    "::error file=zones/{},line=3,endLine=3,col=36,endColumn=51,title=TR303 missing-scheme::"
)
WORKFLOWS = [path.relative_to(ROOT).as_posix() for path in (ROOT / ".github").rglob("*.yml")]


def script(name: str) -> Path:
    return Path(sys.executable).with_name(name)


@pytest.mark.parametrize(
    ("schema", "file"),
    [("github-actions", "action.yml"), *(("github-workflows", path) for path in WORKFLOWS)],
)
def test_the_description_is_valid(schema: str, file: str) -> None:
    command = [script("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", ROOT / file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("persona", ["regular", "pedantic", "auditor"])
def test_an_auditor_of_workflows_finds_nothing(persona: str) -> None:
    command = [script("zizmor"), "--offline", "--persona", persona, "--no-progress", ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout
    assert "WARN" not in done.stderr


def test_no_expression_is_spliced_into_a_script() -> None:
    for step in action()["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert "uses" in step or step["shell"] == "bash"


def test_other_actions_are_pinned() -> None:
    text = (ROOT / "action.yml").read_text()
    used = re.findall(r"uses: (.*)", text)
    assert len(used) == 2
    for one in used:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one), one


def test_every_input_reaches_the_script() -> None:
    [check] = [step for step in action()["runs"]["steps"] if step.get("id") == "check"]
    passed = {value.strip("${ }") for value in check["env"].values()}
    assert passed >= {f"inputs.{name}" for name in action()["inputs"]}
    text = (ROOT / "action" / "check.sh").read_text()
    assert all(f"${name}" in text or f"${{{name}" in text for name in check["env"])


@pytest.mark.parametrize("file", [".ci/run", "action/check.sh", "action/prepare.sh"])
def test_shell_scripts_are_clean(file: str, oracle: Any) -> None:
    path = ROOT / file
    if not path.exists() and not (ROOT / ".git").exists():
        pytest.skip("the source distribution has no CI script")
    done = subprocess.run([oracle("shellcheck"), path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A"), ("EMAIL", "a@example.com"))
    },
}


@pytest.fixture(scope="module")
def runner(
    clone: Path, offline: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Runner:
    return Runner(clone, tmp_path_factory.mktemp("runner"), offline | GIT)


class PullRequest(NamedTuple):
    """A checkout as actions/checkout leaves it, the event, and the commit that the job is about."""

    checkout: Path
    event: dict[str, Any]
    sha: str


class Project:
    """A repository on the server, from which jobs get a shallow checkout of one commit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "server"
        self.folder.mkdir()
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        done = subprocess.run(
            ["git", "-C", folder or self.folder, *arguments],
            env=os.environ | GIT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, **files: str | None) -> str:
        """Writes zones, by name, or removes them, and commits."""
        zones = self.folder / "zones"
        zones.mkdir(exist_ok=True)
        for name, text in files.items():
            file = zones / f"{name}.zone"
            if text is None:
                file.unlink()
            else:
                file.write_text(text.replace("example.com", f"{name}.example.com"))
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A state")
        return self.git("rev-parse", "HEAD")

    def pull_request(self, repository: str = REPOSITORY, *, merged: bool = True) -> PullRequest:
        """The branch `topic` proposed for `main`."""
        base, head = self.git("rev-parse", "main"), self.git("rev-parse", "topic")
        sha = head
        if merged:
            self.git("checkout", "--quiet", "--detach", "main")
            self.git("merge", "--quiet", "--no-ff", "--message", "Merge", "topic")
            sha = self.git("rev-parse", "HEAD")
        event = {
            "pull_request": {"base": {"sha": base}, "head": {"repo": {"full_name": repository}}}
        }
        return PullRequest(self.checkout(sha), event, sha)

    def checkout(self, sha: str) -> Path:
        folder = self.folder.parent / "check out"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        self.git("init", "--quiet", folder=folder)
        self.git("remote", "add", "origin", f"file://{self.folder}", folder=folder)
        self.git("fetch", "--quiet", "--depth=1", "origin", sha, folder=folder)
        self.git("checkout", "--quiet", "--detach", sha, folder=folder)
        return folder


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def pull_request(project: Project) -> PullRequest:
    """Three old faults; the head mends one of them and adds one."""
    project.commit(a=WRONG, b=WRONG, c=WRONG, right=RIGHT)
    project.git("checkout", "--quiet", "-b", "topic")
    project.commit(a=RIGHT, new=WRONG)
    return project.pull_request()


def played(runner: Runner, request: PullRequest, **inputs: str) -> Result:
    return runner.run(request.checkout, request.event, sha=request.sha, **inputs)


def test_clean(runner: Runner, project: Project) -> None:
    done = runner.run(project.checkout(project.commit(right=RIGHT)))
    assert done.status == 0, done.log
    assert done.annotations == []
    assert done.outputs == {
        "findings": "0", "errors": "0", "warnings": "0", "exit-code": "0", "sarif-file": ""
    }  # fmt: skip
    assert done.summary == ("## tlsrpt-lint\n\nChecked 1 file (1 record, 1 zone): nothing found.\n")
    assert set(done.used) == {"actions/cache"}


def test_findings(runner: Runner, project: Project) -> None:
    checkout = project.checkout(project.commit(a=WRONG, right=RIGHT))
    done = runner.run(checkout)
    assert done.status == 1, done.log
    [annotation] = done.annotations
    assert annotation.startswith(ANNOTATION.format("a.zone"))
    assert done.outputs == {
        "findings": "1", "errors": "1", "warnings": "0", "exit-code": "1", "sarif-file": ""
    }  # fmt: skip
    assert "\n### a.example.com\n" in done.summary
    assert re.search(r"\| \[TR303\]\(https://\S+/docs/rules/TR303\.md\) ", done.summary)
    assert runner.run(checkout, fail_on="never").status == 0


def test_only_what_is_new_is_told_of_a_pull_request(
    runner: Runner, pull_request: PullRequest
) -> None:
    done = played(runner, pull_request)
    assert done.status == 1, done.log
    [annotation] = done.annotations
    assert annotation.startswith(ANNOTATION.format("new.zone"))
    assert done.outputs["findings"] == "1"
    assert re.findall(r"^### (.*)$", done.summary, re.MULTILINE) == ["new.example.com"]
    assert "2 not new." in done.summary
    all_of_them = played(runner, pull_request, only_new="false")
    assert len(all_of_them.annotations) == 3


def test_a_branch_that_was_checked_out_instead_is_held_against_where_it_began(
    runner: Runner, project: Project
) -> None:
    project.commit(a=WRONG, b=WRONG)
    project.git("checkout", "--quiet", "-b", "topic")
    project.commit(new=WRONG)
    project.git("checkout", "--quiet", "main")
    project.commit(a=RIGHT)  # since then
    request = project.pull_request(merged=False)
    project.git("fetch", "--quiet", "--unshallow", "origin", "main", folder=request.checkout)
    assert len(played(runner, request).annotations) == 1


def test_a_merge_queue_is_held_against_its_base(runner: Runner, project: Project) -> None:
    base = project.commit(a=WRONG)
    sha = project.commit(new=WRONG)
    event = {"merge_group": {"base_sha": base}}
    done = runner.run(project.checkout(sha), event, sha=sha)
    [annotation] = done.annotations
    assert annotation.startswith(ANNOTATION.format("new.zone"))


def test_a_base_that_cannot_be_had(runner: Runner, pull_request: PullRequest) -> None:
    subprocess.run(["git", "remote", "remove", "origin"], cwd=pull_request.checkout, check=True)
    done = played(runner, pull_request)
    assert done.status == 2
    base = pull_request.event["pull_request"]["base"]["sha"]
    assert (
        f"tlsrpt-lint: error: the base {base} cannot be fetched;"
        " set 'fetch-depth: 2' where actions/checkout is used\n"
    ) in done.log
    shutil.rmtree(pull_request.checkout / ".git")
    done = played(runner, pull_request)
    assert done.status == 2
    assert "there is no git repository to compare in; set 'only-new: false'" in done.log


def results_in(path: str) -> list[str]:
    [run] = json.loads(Path(path).read_text())["runs"]
    return [
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]
    ]


def test_code_scanning_gets_all_there_is_before_the_job_fails(
    runner: Runner, pull_request: PullRequest
) -> None:
    done = played(runner, pull_request, output="sarif")
    assert done.status == 1, done.log
    assert done.annotations == []
    assert "zones/new.zone:3:36: error TR303" in done.log
    uploaded = done.used["github/codeql-action/upload-sarif"]
    assert uploaded == {"sarif_file": done.outputs["sarif-file"]}
    assert results_in(uploaded["sarif_file"]) == ["zones/b.zone", "zones/c.zone", "zones/new.zone"]


def test_both(runner: Runner, project: Project) -> None:
    checkout = project.checkout(project.commit(a=WRONG))
    done = runner.run(checkout, output="both", sarif_file="out put.sarif")
    assert len(done.annotations) == 1
    assert done.outputs["sarif-file"] == "out put.sarif"
    assert "github/codeql-action/upload-sarif" in done.used
    assert results_in(str(checkout / "out put.sarif")) == ["zones/a.zone"]


@pytest.mark.parametrize("actor", ["octocat", "dependabot[bot]"])
def test_where_the_token_may_not_upload_there_are_annotations(
    runner: Runner, project: Project, actor: str
) -> None:
    project.commit(a=WRONG)
    project.git("checkout", "--quiet", "-b", "topic")
    project.commit(new=WRONG)
    request = project.pull_request("stranger/dns" if actor == "octocat" else REPOSITORY)
    done = runner.run(request.checkout, request.event, actor, request.sha, output="sarif")
    assert done.status == 1, done.log
    [annotation] = done.annotations
    assert annotation.startswith(ANNOTATION.format("new.zone"))
    assert "github/codeql-action/upload-sarif" not in done.used
    assert results_in(done.outputs["sarif-file"]) == ["zones/a.zone", "zones/new.zone"]


def test_what_is_incomplete_is_not_uploaded(runner: Runner, project: Project) -> None:
    checkout = project.checkout(project.commit(a=WRONG))
    done = runner.run(checkout, output="sarif", paths="zones\nabsent\n")
    assert done.status == 2
    assert "'absent' does not exist" in done.log
    assert "github/codeql-action/upload-sarif" not in done.used
    assert done.outputs["findings"] == "1"


def test_more_findings_than_annotations_are_counted_in_the_summary(
    runner: Runner, project: Project
) -> None:
    checkout = project.checkout(project.commit(**{f"z{n:02}": WRONG for n in range(12)}))
    done = runner.run(checkout)
    assert done.summary.endswith(
        "\nGitHub makes annotations of the first 10 errors, warnings and notices each;"
        " 2 more are listed here only.\n"
    )
    assert done.summary.count("\n| error ") == 12
    assert "listed here only" not in runner.run(checkout, output="sarif").summary


def test_the_inputs_reach_the_tool_and_paths_may_hold_blanks(
    runner: Runner, project: Project
) -> None:
    checkout = project.checkout(project.commit(a=WRONG))
    (checkout / "right one").mkdir()
    (checkout / "right one" / "example.net.zone").write_text(RIGHT)
    done = runner.run(
        checkout,
        paths="right one\r\nzones/a.zone\n\n",
        fail_on="never",
        args="--no-config\n --output json=report.json",
    )
    assert done.status == 0, done.log
    assert json.loads((checkout / "report.json").read_text())["summary"]["files"] == 2
    assert done.outputs["exit-code"] == "0"


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"config": "absent.toml"}, "absent.toml"),
        ({"fail_on": "sometimes"}, "'sometimes'"),
        ({"only_new": "maybe"}, "only-new is 'true' or 'false', not maybe"),
        ({"output": "a\n::error::b"}, r"output is 'annotations', 'sarif' or 'both', not $'a\n::"),
    ],
)
def test_a_wrong_input_fails_the_step_with_a_word_of_why(
    runner: Runner, project: Project, inputs: dict[str, str], said: str
) -> None:
    done = runner.run(project.checkout(project.commit(a=WRONG)), **inputs)
    assert done.status == 2
    assert said in done.log
    assert done.annotations == []


def test_an_input_is_never_a_command(runner: Runner, project: Project) -> None:
    checkout = project.checkout(project.commit(a=WRONG))
    evil = "$(touch pwned); touch pwned #"
    for name in action()["inputs"]:
        runner.run(checkout, **{name.replace("-", "_"): evil})
    runner.run(checkout, **dict.fromkeys(action()["inputs"], evil))
    assert not list(checkout.rglob("*pwned*"))


EVIL = [
    "$(touch pwned)", "`touch pwned`", "; touch pwned;", "-o", "--fix", "a\n::error::pwned",
    "::set-output name=findings::9", "findings=9", "##[error]pwned", "${{ secrets.X }}", "%0A::x::",
    "*", "|| touch pwned", "<script>", "a'b\"c", "[x](javascript:x)",
]  # fmt: skip


def test_names_and_text_of_files_do_nothing(runner: Runner, project: Project) -> None:
    project.commit(right=RIGHT)
    project.git("checkout", "--quiet", "-b", "topic")
    for number, text in enumerate(EVIL):
        value = text.replace('"', "").replace("\n", " ")
        record = f'_smtp._tls.d{number} IN TXT "v=TLSRPTv1; rua={value}"\n'
        name = text.replace("/", "")
        (project.folder / "zones" / f"{name}.zone").write_text(f"{RIGHT}{record}{value}: x\n")
    project.commit()
    request = project.pull_request()
    for output in ("annotations", "sarif"):
        done = played(runner, request, output=output, args="--select TR2,TR3,TR001")
        assert done.status == 1, done.log
        assert not list(request.checkout.rglob("pwned"))
        assert int(done.outputs["findings"]) >= len(EVIL)
        for line in done.annotations:
            assert re.match(r"::(error|warning|notice) file=zones/[^:,]*,line=\d+,", line), line
        assert "##[" not in done.log
        for line in done.summary.splitlines():
            if line.startswith("| "):
                assert len(re.findall(r"(?<!\\)\|", line)) == 5, line
        assert "<script" not in done.summary
        assert not re.search(r"(?<!\\)\]\((?!https://github\.com/)", done.summary)


def test_nothing_of_the_checkout_is_imported(
    clone: Path, offline: dict[str, str], project: Project, tmp_path: Path
) -> None:
    checkout = project.checkout(project.commit(a=WRONG))
    for name in (
        "pip",
        "venv",
        "json",
        "ensurepip",
        "uuid",
        "hashlib",
        "tlsrpt_lint",
        "sitecustomize",
    ):
        (checkout / f"{name}.py").write_text("open('pwned', 'w')\n")
    temporary = tmp_path / "runner"
    temporary.mkdir()
    done = Runner(clone, temporary, offline | GIT).run(checkout)
    assert done.status == 1, done.log
    assert not (checkout / "pwned").exists()


def test_the_environment_is_cached_by_what_is_in_it(runner: Runner, project: Project) -> None:
    checkout = project.checkout(project.commit(right=RIGHT))
    first, second = (runner.run(checkout).used["actions/cache"] for _ in range(2))
    assert first == second
    folder = Path(first["path"])
    assert first["key"] == f"tlsrpt-lint-{folder.name}"
    stamp = folder / "complete"
    before = stamp.stat().st_mtime_ns
    runner.run(checkout)
    assert stamp.stat().st_mtime_ns == before
    command = [sys.executable, "-I", ROOT / "action" / "key.py"]
    other = runner.temporary / "other"
    shutil.copytree(runner.source / "rules", other / "rules")
    shutil.copy(runner.source / "pyproject.toml", other)
    keys = set()
    for text in ("", "# changed\n"):
        (other / "rules" / "new.py").write_text(text)
        keys.add(subprocess.run([*command, other], capture_output=True, check=True).stdout)
    assert len(keys) == 2


def test_no_python_is_told_as_such(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = subprocess.run(
        [shutil.which("bash") or "bash", ROOT / "action" / "prepare.sh"],
        env={"PATH": str(tmp_path), "GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == (
        "::error title=tlsrpt-lint::There is no Python 3.11 or newer;"
        " add a step with actions/setup-python.\n"
    )
