"""--since, on repositories that git made."""

import json
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import CLEAN, FAULTY, SOA, Cli

from tlsrpt_lint import revision

GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A"), ("EMAIL", "a@example.com"))
    },
}


def fault(owner: str = "_smtp._tls", address: str = "tls@example.org") -> str:
    """A record with one error, TR303."""
    return f'{owner} 3600 IN TXT "v=TLSRPTv1; rua={address}"\n'


Git = Callable[..., str]


@pytest.fixture
def git(repo: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Runs git in the repository, which is a real one."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str, folder: Path = repo, data: bytes | None = None) -> str:
        done = subprocess.run(
            ["git", "-C", folder, *arguments], input=data, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.decode().strip()

    (repo / ".git").rmdir()
    run("init", "--quiet", "--initial-branch", "main")
    return run


@pytest.fixture
def commit(repo: Path, git: Git) -> Callable[..., str]:
    """Writes files, by path, and commits all that is there."""

    def done(files: dict[str, str] | None = None) -> str:
        for path, text in (files or {}).items():
            file = repo / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        git("add", "--all")
        git("commit", "--quiet", "--allow-empty", "--message", "A state")
        return git("rev-parse", "HEAD")

    return done


Commit = Callable[..., str]


def found(cli: Cli, *arguments: str) -> list[str]:
    """What is new, as `path:line code`; as an error if the run fails."""
    run = cli("check", "--output-format", "json", *arguments)
    assert run.status in (0, 1), run.err
    assert run.err == ""
    return [f"{one['path']}:{one['line']} {one['code']}" for one in run.findings]


def test_only_what_is_new_is_found(repo: Path, cli: Cli, commit: Commit) -> None:
    commit({"a.zone": FAULTY + fault("_smtp._tls.b"), "c.zone": CLEAN})
    assert found(cli, "--since", "HEAD") == []
    # One is mended, one is new, one has moved within its file.
    (repo / "a.zone").write_text(
        SOA + "\n; a comment\n" + fault("_smtp._tls.b") + fault("_smtp._tls.d")
    )
    assert found(cli, "--since", "HEAD") == ["a.zone:6 TR303"]
    run = cli("check", "--since", "HEAD")
    assert run.status == 1
    assert run.out.endswith(
        "Found 1 error in 2 files (3 records, 2 zones). 1 fixable with --fix. 1 not new.\n"
    )


def test_nothing_is_new_where_nothing_was_changed(
    repo: Path, cli: Cli, commit: Commit, git: Git
) -> None:
    root = Path(__file__).parents[2]
    shutil.copytree(root / "examples", repo / "examples")
    shutil.copytree(root / "tests/data", repo / "data")
    git("add", "--all", "--force")
    commit()
    assert found(cli, "--since", "HEAD") == []
    assert len(found(cli)) > 100
    # However git and editors leave the ends of lines.
    for zone in repo.rglob("*.zone"):
        text = zone.read_bytes()
        if b"\r" not in text:
            zone.write_bytes(text.replace(b"\n", b"\r\n"))
    assert found(cli, "--since", "HEAD", "examples/zones") == []


def test_what_is_reached_by_a_link_is_known_by_its_place(
    repo: Path, cli: Cli, commit: Commit
) -> None:
    (repo / "zones").mkdir()
    (repo / "zones/link.zone").symlink_to("../a.zone")
    (repo / "all").symlink_to("zones")
    commit({"a.zone": FAULTY})
    for path in (".", "zones", "all", "all/link.zone"):
        assert found(cli, "--since", "HEAD", path) == []
        assert len(found(cli, path)) == 1


def test_the_exit_status_is_that_of_what_is_new(repo: Path, cli: Cli, commit: Commit) -> None:
    commit({"a.zone": FAULTY})
    run = cli("check", "--since", "HEAD")
    assert (run.status, run.out) == (
        0,
        "Checked 1 file (1 record, 1 zone): nothing found. 1 not new.\n",
    )
    assert json.loads(cli("check", "--since", "HEAD", "--output-format", "json").out)[
        "summary"
    ] == {
        "files": 1, "zones": 1, "records": 1, "errors": 0, "warnings": 0, "notes": 0,
        "fixable": 0, "suppressed": 0, "baselined": 0, "known": 1,
    }  # fmt: skip
    assert cli("check", "--since", "HEAD", "--statistics").out == "1 not new\n"
    assert cli("check").status == 1


def test_of_two_equal_faults_where_there_was_one_the_second_is_new(
    repo: Path, cli: Cli, commit: Commit
) -> None:
    commit({"a.zone": FAULTY})
    (repo / "a.zone").write_text(FAULTY + fault())
    assert found(cli, "--since", "HEAD", "--select", "TR303") == ["a.zone:4 TR303"]


def test_an_edited_record_is_looked_at_anew(repo: Path, cli: Cli, commit: Commit) -> None:
    commit({"a.zone": FAULTY})
    (repo / "a.zone").write_text(FAULTY.replace("tls@", "reports@"))
    assert found(cli, "--since", "HEAD") == ["a.zone:3 TR303"]


def test_renamed_files_bring_their_findings_along(
    repo: Path, cli: Cli, commit: Commit, git: Git
) -> None:
    commit({"zones/a.zone": FAULTY, "zones/b.zone": CLEAN.replace("com", "net")})
    (repo / "dns").mkdir()
    git("mv", "zones/a.zone", "dns/a.zone")
    assert found(cli, "--since", "HEAD") == []
    assert found(cli, "--since", "HEAD", "dns") == []
    assert found(cli, "--since", "HEAD", "dns/a.zone") == []
    # Renamed and edited: what was there is still known, what is new is new.
    with (repo / "dns/a.zone").open("a") as file:
        file.write(fault("_smtp._tls.new"))
    assert found(cli, "--since", "HEAD") == ["dns/a.zone:4 TR303"]


def test_a_copy_is_new(repo: Path, cli: Cli, commit: Commit) -> None:
    commit({"a.zone": FAULTY})
    (repo / "b.zone").write_text(FAULTY)
    new = found(cli, "--since", "HEAD", "--select", "TR303")
    assert new == ["b.zone:3 TR303"]
    # Moved out of the one file, and into two others: known once.
    (repo / "a.zone").unlink()
    (repo / "c.zone").write_text(FAULTY)
    assert found(cli, "--since", "HEAD", "--select", "TR303") == ["c.zone:3 TR303"]


def test_a_deleted_file_has_no_findings_and_its_absence_may_have(
    repo: Path, cli: Cli, commit: Commit
) -> None:
    commit({"a.zone": SOA + "$INCLUDE tls.inc\n", "tls.inc": fault(), "b.zone": FAULTY})
    (repo / "b.zone").unlink()
    assert found(cli, "--since", "HEAD") == []
    (repo / "tls.inc").unlink()
    assert found(cli, "--since", "HEAD", "--select", "TR0") == ["a.zone:3 TR003"]


def test_what_an_include_brings_in_is_that_of_the_revision(
    repo: Path, cli: Cli, commit: Commit, git: Git
) -> None:
    commit({"a.zone": SOA + "$INCLUDE tls.inc\n", "tls.inc": fault()})
    assert found(cli, "--since", "HEAD", "a.zone") == []
    (repo / "tls.inc").write_text(fault() + fault("_smtp._tls.b"))
    assert found(cli, "--since", "HEAD", "a.zone") == ["tls.inc:2 TR303"]
    git("mv", "tls.inc", "mail.inc")
    (repo / "a.zone").write_text(SOA + "$INCLUDE mail.inc\n")
    assert found(cli, "--since", "HEAD", "a.zone") == ["mail.inc:2 TR303"]


def test_what_lies_around_is_that_of_the_revision(repo: Path, cli: Cli, commit: Commit) -> None:
    # A neighbour whose semicolons are not escaped says how the provider reads them.
    record = "_smtp._tls:\n  type: TXT\n  value: v=TLSRPTv1; rua=mailto:tls@example.org\n"
    config = (
        "providers:\n  config:\n    class: octodns.provider.yaml.YamlProvider\n"
        "    directory: ./zones\n    escaped_semicolons: false\n"
        "zones:\n  example.com.:\n    sources: [config]\n    targets: [config]\n"
    )
    commit({"zones/example.com.yaml": record, "config.yaml": config})
    assert found(cli, "--since", "HEAD", "zones") == []
    before = found(cli, "zones")
    (repo / "config.yaml").write_text(config.replace("false", "true"))
    assert found(cli, "zones") != before
    assert found(cli, "--since", "HEAD", "zones") == [
        one for one in found(cli, "zones") if one not in before
    ]


def test_configuration_comments_and_baseline_are_those_of_the_revision(
    repo: Path, cli: Cli, commit: Commit, git: Git
) -> None:
    hush = "; tlsrpt-lint: ignore[TR303] they do not mind\n"
    commit(
        {
            "ignored.zone": FAULTY,
            "hushed.zone": SOA.replace("com", "net") + fault().replace("\n", " " + hush),
            "listed.zone": FAULTY.replace("com", "edu"),
            "tlsrpt-lint.toml": 'baseline = "known.jsonl"\n'
            '[per-file-ignores]\n"ignored.zone" = ["TR303"]\n',
        }
    )
    assert cli("check", "listed.zone", "--write-baseline", "known.jsonl").status == 0
    commit()
    assert found(cli, "--since", "HEAD") == []
    # What was hidden then and is not hidden now is new.
    git("rm", "--quiet", "tlsrpt-lint.toml")
    assert found(cli, "--since", "HEAD") == ["ignored.zone:3 TR303", "listed.zone:3 TR303"]
    (repo / "hushed.zone").write_text(SOA.replace("com", "net") + fault())
    assert "hushed.zone:3 TR303" in found(cli, "--since", "HEAD")
    # An option that names a file of the repository means that of the revision.
    git("rm", "--quiet", "known.jsonl")
    commit()
    cli("check", "listed.zone", "--write-baseline", "known.jsonl")
    assert "listed.zone:3 TR303" not in found(cli, "--since", "HEAD", "--baseline", "known.jsonl")


def test_a_configuration_that_was_broken_is_no_obstacle_to_mending_it(
    repo: Path, cli: Cli, commit: Commit, git: Git
) -> None:
    commit({"a.zone": FAULTY, "tlsrpt-lint.toml": "select = [\n"})
    (repo / "tlsrpt-lint.toml").write_text("fail-on = 'error'\n")
    run = cli("check", "--since", "HEAD")
    assert run.status == 0
    assert run.err.startswith(
        "tlsrpt-lint: 'HEAD' cannot be configured as it was, so the present is: "
    )
    git("rm", "--quiet", "--force", "tlsrpt-lint.toml")
    assert cli("check", "--since", "HEAD").status == 0


def test_a_named_configuration_is_that_of_the_revision(
    repo: Path, cli: Cli, commit: Commit
) -> None:
    commit({"a.zone": FAULTY, "lint/c.toml": 'ignore = ["TR303"]\n'})
    (repo / "lint/c.toml").write_text("")
    (repo / "new.toml").write_text("")
    assert found(cli, "--since", "HEAD", "--config", "lint/c.toml") == ["a.zone:3 TR303"]
    assert found(cli, "--since", "HEAD", "--config", "new.toml") == []


@pytest.mark.parametrize(
    "path", ["with a blank/a.zone", "größe/日本.zone", "-a.zone", "q'\"$(x)`.zone", "a:b.zone"]
)
def test_any_path(repo: Path, cli: Cli, commit: Commit, path: str) -> None:
    commit({path: FAULTY})
    assert found(cli, "--since", "HEAD") == []
    assert found(cli, "--since", "HEAD", "--", path) == []


def test_from_a_folder_below_and_from_outside(
    repo: Path, cli: Cli, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit({"zones/a.zone": FAULTY, "tlsrpt-lint.toml": 'exclude = ["b.zone"]\n'})
    for folder, named in (
        (repo / "zones", "."),
        (repo.parent, "repo"),
        (repo.parent, "repo/zones"),
    ):
        monkeypatch.chdir(folder)
        assert found(cli, "--since", "HEAD", named) == []
    monkeypatch.chdir(repo.parent)
    (repo / "zones/b.zone").write_text(FAULTY)
    (repo / "zones/c.zone").write_text(FAULTY.replace("com", "net"))
    assert found(cli, "--since", "HEAD", "repo") == ["repo/zones/c.zone:3 TR303"]
    # What is no part of the repository has no past.
    (repo.parent / "d.zone").write_text(FAULTY)
    assert found(cli, "--since", "HEAD", "repo/zones/a.zone", str(repo / "zones")) == [
        "repo/zones/c.zone:3 TR303"
    ]


def test_any_name_of_a_commit(repo: Path, cli: Cli, commit: Commit, git: Git) -> None:
    first = commit({"a.zone": FAULTY})
    git("tag", "--annotate", "--message", "x", "v1")
    git("branch", "old")
    commit({"b.zone": FAULTY.replace("com", "net")})
    for name in (first, first[:9], "v1", "old", "HEAD^", "HEAD~1", "refs/tags/v1", "v1^0"):
        assert found(cli, "--since", name) == ["b.zone:3 TR303"], name


def test_a_linked_work_tree(
    repo: Path, cli: Cli, commit: Commit, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit({"a.zone": FAULTY})
    git("worktree", "add", "--quiet", "../linked")
    monkeypatch.chdir(repo.parent / "linked")
    (repo.parent / "linked/b.zone").write_text(FAULTY.replace("com", "net"))
    assert found(cli, "--since", "main") == ["b.zone:3 TR303"]


def test_variables_of_a_hook_do_not_lead_elsewhere(
    repo: Path, cli: Cli, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit({"a.zone": FAULTY})
    monkeypatch.setenv("GIT_DIR", str(repo.parent))
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    monkeypatch.setenv("GIT_WORK_TREE", "nowhere")
    assert found(cli, "--since", "HEAD") == []


def test_standard_input_is_known_by_its_name(repo: Path, program: Cli, commit: Commit) -> None:
    commit({"a.zone": FAULTY})
    arguments = ("check", "-", "--since", "HEAD", "--output-format", "concise")
    run = program(*arguments, "--stdin-filename", "a.zone", data=(FAULTY + fault("b")).encode())
    assert run.out.startswith("a.zone:4:")
    assert "1 not new" in run.out
    run = program(*arguments, data=FAULTY.encode())
    assert (run.status, run.err) == (
        2,
        "tlsrpt-lint: error: standard input has no name to be known by; add --stdin-filename\n",
    )


def test_only_what_is_new_is_fixed(repo: Path, cli: Cli, commit: Commit) -> None:
    commit({"a.zone": FAULTY})
    (repo / "a.zone").write_text(FAULTY + fault("_smtp._tls.b"))
    diff = cli("check", "--since", "HEAD", "--diff")
    assert diff.status == 1
    assert [line for line in diff.out.splitlines() if line.startswith("+_")] == [
        '+_smtp._tls.b 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@example.org"'
    ]
    run = cli("check", "--since", "HEAD", "--fix")
    assert run.status == 0
    assert run.out.endswith("nothing found. 1 not new.\n")
    assert (repo / "a.zone").read_text() == FAULTY + fault("_smtp._tls.b", "mailto:tls@example.org")


def refused(cli: Cli, *arguments: str) -> str:
    run = cli("check", *arguments)
    assert run.status == 2
    assert run.out == ""
    [line] = run.err.splitlines()
    return line.removeprefix("tlsrpt-lint: error: ")


def test_refusals(
    repo: Path, cli: Cli, commit: Commit, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit({"a.zone": FAULTY})
    assert refused(cli, "--since", "nope") == "there is no revision 'nope' in the repository"
    assert refused(cli, "--since", "HEAD:a.zone").startswith("there is no revision 'HEAD:a.zone'")
    assert refused(cli, "--since", "HEAD..HEAD").startswith("there is no revision")
    assert refused(cli, "--since", "a\nb").startswith("there is no revision 'a\\nb'")
    for name in ("-x", "--upload-pack=x", ""):
        assert refused(cli, f"--since={name}") == (
            f"'{name}' is no revision; name a commit, a tag or a branch"
        )
    assert "--since" in refused(cli, "--since")
    assert refused(cli, "--since", "HEAD", "--write-baseline", "b") == (
        "--write-baseline writes all that is found; leave out --since"
    )
    git("update-ref", "refs/remotes/origin/topic", "HEAD")
    assert refused(cli, "--since", "topic") == (
        "there is no revision 'topic' here; there is 'origin/topic'"
    )
    monkeypatch.setattr(revision, "LARGEST", 10)
    assert refused(cli, "--since", "HEAD") == "the files of 'HEAD' have more than 0 GiB"
    monkeypatch.setenv("PATH", "relative:")
    assert refused(cli, "--since", "HEAD") == "--since needs git, which is not installed"


def test_no_repository(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, git: Git, repo: Path
) -> None:
    (tmp_path / "a.zone").write_text(FAULTY)
    monkeypatch.chdir(tmp_path)
    assert refused(cli, "--since", "HEAD") == (
        f"'{tmp_path.resolve()}' is no git repository, so nothing in it has a revision"
    )
    monkeypatch.chdir(repo)
    assert refused(cli, "--since", "HEAD") == "there is no revision 'HEAD' in the repository"
    (repo / ".git/HEAD").unlink()
    assert refused(cli, "--since", "HEAD").startswith(
        "git does not tell what 'HEAD' is: not a git repository"
    )


def test_a_shallow_clone_says_what_to_fetch(
    repo: Path, cli: Cli, commit: Commit, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = commit({"a.zone": FAULTY})
    git("branch", "old")
    git("config", "uploadpack.allowAnySHA1InWant", "true")
    commit({"b.zone": FAULTY.replace("com", "net")})
    for name in (first, "old", "origin/old", "HEAD~1", "HEAD^", "v1..v2"):
        clone = repo.parent / "clone"
        git("clone", "--quiet", "--depth=1", f"file://{repo}", str(clone))
        monkeypatch.chdir(clone)
        said = refused(cli, "--since", name)
        head = f"'{name}' is not in this clone, which is a shallow one; run `git "
        assert said.startswith(head)
        command = said.removeprefix(head).removesuffix("` first").split()
        if name == "v1..v2":
            assert command == ["fetch", "--unshallow"]
        else:
            git(*command, folder=clone)
            assert found(cli, "--since", name) == ["b.zone:3 TR303"], name
        monkeypatch.chdir(repo)
        shutil.rmtree(clone)


def test_nothing_is_fetched_into_a_partial_clone(
    repo: Path, cli: Cli, commit: Commit, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit({"a.zone": FAULTY})
    commit({"a.zone": CLEAN})
    git("config", "uploadpack.allowFilter", "true")
    for kind in ("blob:none", "tree:0"):
        clone = repo.parent / kind.replace(":", "")
        git("clone", "--quiet", f"--filter={kind}", f"file://{repo}", str(clone))
        monkeypatch.chdir(clone)
        assert refused(cli, "--since", "HEAD~1") == (
            "not all files of 'HEAD~1' are in this clone;"
            " run `git fetch --refetch --no-filter origin` first"
        )
        git("fetch", "--quiet", "--refetch", "--no-filter", "origin", folder=clone)
        assert found(cli, "--since", "HEAD~1") == []


def test_no_program_that_the_repository_names_is_run(
    repo: Path, cli: Cli, commit: Commit, git: Git, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commit({"a.zone": FAULTY})
    trap = repo / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch '{repo}/sprung'\ncat\n")
    trap.chmod(0o755)
    (repo / ".gitattributes").write_text("* filter=evil diff=evil merge=evil\n")
    commit()
    for key in (
        "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.alternateRefsCommand",
        "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv",
        "diff.evil.command", "diff.external", "merge.evil.driver", "credential.helper",
        "alias.cat-file", "alias.ls-tree", "alias.rev-parse", "gpg.program", "uploadpack.packObjectsHook",
    ):  # fmt: skip
        git("config", key, f"{'!' if key.startswith('alias') else ''}{trap}")
    hooks = repo / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in (
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "fsmonitor-watchman",
    ):
        (hooks / name).write_text(trap.read_text())
        (hooks / name).chmod(0o755)
    for name in ("git", "git-cat-file", "git-ls-tree"):
        (repo / name).symlink_to(trap)
    monkeypatch.setenv("PATH", f"{repo}{os.pathsep}.{os.pathsep}{os.environ['PATH']}")
    (repo / "b.zone").write_text(FAULTY.replace("com", "net"))
    assert found(cli, "--since", "HEAD") == ["b.zone:3 TR303"]
    assert not (repo / "sprung").exists()


def test_no_name_and_no_link_of_the_tree_leads_out_of_the_folder(
    repo: Path, cli: Cli, commit: Commit, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit({"a.zone": FAULTY})
    blob = git("hash-object", "-w", "a.zone")

    def tree(*lines: str) -> str:
        return git("mktree", "--missing", "-z", data="".join(f"{x}\0" for x in lines).encode())

    def link(target: str) -> str:
        return git("hash-object", "-w", "--stdin", data=target.encode())

    inner = tree(f"100644 blob {blob}\tescaped.zone")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.zone").write_text(FAULTY)
    evil = tree(
        f"040000 tree {inner}\t..",
        f"040000 tree {inner}\t.git",
        f"040000 tree {inner}\t.",
        f"100644 blob {blob}\ta.zone",
        f"120000 blob {link(str(outside))}\tabsolute",
        f"120000 blob {link('../../../../../../../../etc')}\tup",
        f"120000 blob {link('sub/../..')}\tacross",
        f"120000 blob {link('sub')}\tinside",
        f"120000 blob {link('loop')}\tloop",
        f"160000 commit {'1' * 40}\tmodule",
        f"040000 tree {inner}\tsub",
    )
    name = git("commit-tree", evil, data=b"x")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with revision.unpacked(one := revision.Revision(str(repo), name), one.entries()) as top:
        assert stat.S_IMODE(Path(top).stat().st_mode) == 0o700
        there = {path.relative_to(top).as_posix() for path in Path(top).rglob("*")}
        assert there == {".git", "a.zone", "sub", "sub/escaped.zone", "inside", "loop"}
        assert [path.name for path in temporary.iterdir()] == [Path(top).name]
    assert list(temporary.iterdir()) == []
    assert found(cli, "--since", name) == []
    assert list(temporary.iterdir()) == []


def test_a_folder_that_cannot_be_written(
    repo: Path, cli: Cli, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit({"a.zone": FAULTY})
    monkeypatch.setattr(tempfile, "tempdir", str(repo / "a.zone"))
    assert refused(cli, "--since", "HEAD") == "'HEAD' cannot be unpacked: Not a directory"


def test_verbose_says_what_is_compared_with(repo: Path, cli: Cli, commit: Commit) -> None:
    name = commit({"a.zone": FAULTY})
    assert (
        f"tlsrpt-lint: 'HEAD' is {name} and has 1 finding\n"
        in cli("check", "--since", "HEAD", "--verbose").err
    )
