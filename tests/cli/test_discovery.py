"""From paths to files, on real folders."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tlsrpt_lint.discovery import Discoverer, Discovery
from tlsrpt_lint.patterns import Patterns, PatternTable
from tlsrpt_lint.repository import git_top, home

Find = Callable[..., Discovery]


def recognise(path: str, head: bytes) -> str | None:
    """Zones by their name, or by their content."""
    return "zone" if path.endswith(".zone") or b" IN TXT " in head else None


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path.resolve() / "repo"
    root.mkdir()
    return root


def put(root: Path, *paths: str, text: str = "@ IN TXT x\n") -> None:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def find(
    root: Path,
    *paths: str,
    working: Path | None = None,
    exclude: tuple[str, ...] = (),
    given: str | None = None,
    formats: dict[str, str] | None = None,
) -> Discovery:
    discoverer = Discoverer(
        str(working or root),
        str(root),
        recognise,
        excluded=Patterns(str(root), exclude),
        given=given,
        format_of=PatternTable(str(root), formats or {}).value,
    )
    before = Path.cwd()
    os.chdir(working or root)
    try:
        for path in paths or (".",):
            discoverer.add(path)
    finally:
        os.chdir(before)
    return discoverer.result()


def names(found: Discovery) -> list[str]:
    return [file.path for file in found.inputs]


def reasons(found: Discovery) -> dict[str, str]:
    return {passed.path: passed.reason for passed in found.passed_over}


def test_a_folder_is_walked_and_what_is_no_dns_passed_over(root: Path) -> None:
    put(root, "b/z.zone", "a.zone", "b/a/deep")
    put(root, "README.md", "b/chart.yaml", text="kind: Chart\n")
    found = find(root)
    assert names(found) == ["a.zone", "b/a/deep", "b/z.zone"]
    assert reasons(found) == {
        "README.md": "no loader recognises it",
        "b/chart.yaml": "no loader recognises it",
    }
    assert found.unmet == ()


def test_files_are_sorted_however_they_are_named(root: Path) -> None:
    put(root, "a.zone", "b.zone", "sub/c.zone")
    assert names(find(root, "sub", "b.zone", "./a.zone")) == ["a.zone", "b.zone", "sub/c.zone"]


def test_a_file_named_twice_and_walked_is_one_file(root: Path) -> None:
    put(root, "zones/a.zone")
    absolute = str(root / "zones" / "a.zone")
    assert names(find(root, "zones/a.zone", "zones/../zones/a.zone", absolute, ".")) == [
        "zones/a.zone"
    ]


def test_paths_are_shown_relative_to_the_working_folder(root: Path) -> None:
    put(root, "zones/a.zone", "other/b.zone")
    working = root / "zones"
    assert names(find(root, "a.zone", "../other", working=working)) == ["../other/b.zone", "a.zone"]


@pytest.mark.parametrize(
    "folder", [".git", ".hg", ".svn", ".terraform", "node_modules", "deep/.terraform"]
)
def test_folders_that_hold_no_source_are_not_walked(root: Path, folder: str) -> None:
    put(root, "a.zone", f"{folder}/modules/b.zone")
    assert names(find(root)) == ["a.zone"]
    # Whoever names one means it.
    assert names(find(root, folder)) == [f"{folder}/modules/b.zone"]


def test_a_virtual_environment_is_known_by_its_marker(root: Path) -> None:
    put(root, "a.zone", "env/lib/b.zone", "venv/c.zone")
    put(root, "env/pyvenv.cfg", text="home = /usr/bin\n")
    assert names(find(root)) == ["a.zone", "venv/c.zone"]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("nowhere", "'nowhere' does not exist"),
        ("a.zone/b", "'a.zone/b' does not exist"),
        ("x" * 300, f"'{'x' * 300}' cannot be read: File name too long"),
        ("empty", "there is no DNS file in 'empty'"),
        ("text", "there is no DNS file in 'text'"),
        ("*.tf", "no file matches '*.tf'"),
        ("text/*", "no file that matches 'text/*' is a DNS file"),
        ("broken", "'broken' is a link to a file that does not exist"),
        ("pipe", "'pipe' is no regular file; pipe it into `tlsrpt-lint check -`"),
    ],
)
def test_a_path_that_gives_nothing_is_said_and_the_rest_is_found(
    root: Path, path: str, why: str
) -> None:
    put(root, "a.zone")
    put(root, "text/README", text="Hello.\n")
    (root / "empty").mkdir()
    (root / "broken").symlink_to("gone")
    os.mkfifo(root / "pipe")
    found = find(root, path, "a.zone")
    assert found.unmet == (why,)
    assert names(found) == ["a.zone"]


def test_a_named_file_that_is_no_dns_is_passed_over(root: Path) -> None:
    """pre-commit hands over whatever matches its pattern."""
    put(root, "chart.json", text="{}")
    found = find(root, "chart.json")
    assert found.unmet == ()
    assert reasons(found) == {"chart.json": "no loader recognises it"}


def test_patterns_that_the_shell_left_are_expanded(root: Path) -> None:
    put(root, "zones/b.zone", "zones/a.zone", "zones/deep/c.zone")
    put(root, "zones/notes", text="Hello.\n")
    assert names(find(root, "zones/*")) == ["zones/a.zone", "zones/b.zone"]
    assert names(find(root, "**/*.zone")) == ["zones/a.zone", "zones/b.zone", "zones/deep/c.zone"]
    assert find(root, "zones/a.zone", "zones/*.zone").unmet == ()


def test_a_name_with_marks_of_a_pattern_is_a_name_first(root: Path) -> None:
    put(root, "a[1].zone", "a1.zone")
    assert names(find(root, "a[1].zone")) == ["a[1].zone"]


def test_folders_may_be_deep(root: Path) -> None:
    depth = 1200
    before = Path.cwd()
    os.chdir(root)
    for _ in range(depth):
        Path("d").mkdir()
        os.chdir("d")
    Path("a.zone").touch()
    os.chdir(before)
    try:
        assert names(find(root)) == ["d/" * depth + "a.zone"]
    finally:
        subprocess.run(["rm", "-r", "d"], cwd=root, check=True)  # shutil.rmtree recurses


class TestLinks:
    def test_within_the_root_are_followed_and_shown_as_what_they_point_at(self, root: Path) -> None:
        put(root, "shared/b.zone", "zones/a.zone")
        (root / "zones" / "linked.zone").symlink_to("../shared/b.zone")
        assert names(find(root, "zones")) == ["shared/b.zone", "zones/a.zone"]
        assert names(find(root, "zones/linked.zone")) == ["shared/b.zone"]

    def test_out_of_the_root_are_not_followed(self, root: Path) -> None:
        put(root, "zones/a.zone")
        put(root.parent, "secret/b.zone")
        (root / "zones" / "file.zone").symlink_to("../../secret/b.zone")
        (root / "zones" / "folder").symlink_to("../../secret")
        found = find(root)
        assert names(found) == ["zones/a.zone"]
        assert reasons(found) == {
            "zones/file.zone": "it is a link out of the repository",
            "zones/folder": "it is a link out of the repository",
        }
        assert find(root, "zones/file.zone").unmet == (
            "'zones/file.zone' is a link out of the repository; name its target instead",
        )

    def test_in_a_circle_end(self, root: Path) -> None:
        put(root, "zones/a.zone")
        (root / "zones" / "self").symlink_to(".")
        (root / "zones" / "up").symlink_to("..")
        (root / "round").symlink_to("round")
        assert names(find(root)) == ["zones/a.zone"]

    def test_a_folder_reached_twice_is_walked_once(self, root: Path) -> None:
        put(root, "a/z.zone")
        (root / "b").symlink_to("a")
        assert names(find(root)) == ["a/z.zone"]


class TestGitignore:
    def test_holds_in_a_walk_and_not_for_named_files(self, root: Path) -> None:
        put(root, "a.zone", "build/b.zone", "tmp.zone")
        put(root, ".gitignore", text="# made by the build\n\nbuild/\n/tmp.zone\n")
        assert names(find(root)) == ["a.zone"]
        assert names(find(root, "tmp.zone", "build")) == ["build/b.zone", "tmp.zone"]

    def test_above_and_below_the_walked_folder(self, root: Path) -> None:
        put(root, "zones/a.zone", "zones/b.zone", "zones/in/b.zone", "zones/in/c.zone")
        put(root, ".gitignore", text="b.zone\n")
        put(root, "zones/in/.gitignore", text="c.zone\n!b.zone\n")
        assert names(find(root, "zones")) == ["zones/a.zone", "zones/in/b.zone"]

    def test_a_line_that_is_no_pattern_matches_nothing(self, root: Path) -> None:
        put(root, "a.zone", "b.zone")
        put(root, ".gitignore", text="\\\n[z-a]\n!\nb.zone\n[[x\n")
        assert names(find(root)) == ["a.zone"]

    @pytest.mark.parametrize(
        "lines",
        [
            "*.zone\n!keep.zone\n",
            "/a/\n",
            "a/*\n!a/b\n",
            "**/b/**\n",
            "b\n",
            "a/b/\n",
            "[ab]*\n!*.zone\n",
            "a\\ b.zone\ntrailing \n",
            "/*\n!/keep.zone\n!/a\n",
        ],
    )
    def test_reads_as_git_does(self, root: Path, lines: str) -> None:
        put(root, "keep.zone", "a/x.zone", "a/b/y.zone", "c/b/z.zone", "b.zone", "a b.zone")
        put(root, ".gitignore", text=lines)
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--others", "--exclude-standard", "--", "*.zone"],
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        assert names(find(root)) == sorted(listed.split("\0")[:-1])


class TestExclude:
    def test_holds_for_walked_and_for_named_files(self, root: Path) -> None:
        put(root, "a.zone", "old/b.zone", "zones/c.zone")
        found = find(root, ".", "old/b.zone", "zones/c.zone", exclude=("old/", "/zones/c.*"))
        assert names(found) == ["a.zone"]
        assert reasons(found)["old/b.zone"] == "the configuration excludes it"
        assert found.unmet == ()

    def test_a_named_folder_that_is_excluded_is_no_error(self, root: Path) -> None:
        put(root, "old/b.zone")
        found = find(root, "old", exclude=("old/",))
        assert (names(found), found.unmet) == ([], ())
        assert reasons(found) == {"old": "the configuration excludes it"}


class TestFormats:
    def test_a_given_format_holds_for_all_text(self, root: Path) -> None:
        put(root, "records", text="www A 192.0.2.1\n")
        (root / "logo").write_bytes(b"\x89PNG\0\0")
        found = find(root, given="zone")
        assert [(file.path, file.format, file.forced) for file in found.inputs] == [
            ("records", "zone", True)
        ]
        assert names(find(root, "logo", given="zone")) == ["logo"]

    def test_a_configured_format_holds_for_what_it_matches(self, root: Path) -> None:
        put(root, "db/one", "db/two", "other", text="www A 192.0.2.1\n")
        formats = {"db/*": "zone", "two": "octodns"}
        found = find(root, formats=formats)
        assert [(file.path, file.format) for file in found.inputs] == [
            ("db/one", "zone"),
            ("db/two", "octodns"),
        ]

    def test_utf_16_is_recognised_by_its_text(self, root: Path) -> None:
        (root / "export").write_bytes("@ IN TXT x\n".encode("utf-16"))
        assert names(find(root)) == ["export"]


class TestUnreadable:
    """A folder in place of a file cannot be read by anybody, root included."""

    @pytest.fixture(autouse=True)
    def _refuse(self, monkeypatch: pytest.MonkeyPatch) -> None:
        opened = os.open

        def refuse(path: str, flags: int, *rest: int) -> int:
            if path.endswith(("locked.zone", "locked.txt")):
                raise PermissionError(13, "Permission denied", path)
            return opened(path, flags, *rest)

        monkeypatch.setattr(os, "open", refuse)

    def test_a_named_file_is_kept_with_the_reason(self, root: Path) -> None:
        put(root, "locked.zone", "locked.txt")
        found = find(root, "locked.zone", "locked.txt")
        assert [(file.path, file.format, file.failure) for file in found.inputs] == [
            ("locked.txt", None, "Permission denied"),
            ("locked.zone", "zone", "Permission denied"),
        ]

    def test_in_a_walk_only_what_its_name_tells_is_kept(self, root: Path) -> None:
        put(root, "locked.zone", "locked.txt")
        found = find(root)
        assert names(found) == ["locked.zone"]
        assert reasons(found) == {"locked.txt": "it cannot be read: Permission denied"}


class TestStandardInput:
    def feed(
        self, root: Path, data: bytes, name: str | None = None, given: str | None = None
    ) -> Discovery:
        discoverer = Discoverer(
            str(root),
            str(root),
            recognise,
            excluded=Patterns(str(root), ["old/"]),
            given=given,
            format_of=PatternTable(str(root), {"db.*": "zone"}).value,
        )
        discoverer.add_stdin(data, str(root / name) if name else None)
        return discoverer.result()

    def test_is_recognised_by_its_content(self, root: Path) -> None:
        (found,) = self.feed(root, b"@ IN TXT x\n").inputs
        assert (found.path, found.location, found.data) == ("<stdin>", None, b"@ IN TXT x\n")

    def test_goes_by_the_name_it_is_given(self, root: Path) -> None:
        (found,) = self.feed(root, b"www A 192.0.2.1\n", "zones/a.zone").inputs
        assert (found.path, found.location) == ("zones/a.zone", str(root / "zones" / "a.zone"))
        (found,) = self.feed(root, b"www A 192.0.2.1\n", "db.example").inputs
        assert (found.format, found.forced) == ("zone", True)

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (b"", "there is nothing on standard input"),
            (
                b"Hello.\n",
                (
                    "standard input is in no format that is recognised;"
                    " name one with --format, or the file with --stdin-filename"
                ),
            ),
        ],
    )
    def test_without_a_name_must_be_dns(self, root: Path, data: bytes, why: str) -> None:
        assert self.feed(root, data).unmet == (why,)

    def test_under_a_name_is_passed_over_as_the_file_would_be(self, root: Path) -> None:
        assert reasons(self.feed(root, b"Hello.\n", "README")) == {
            "README": "no loader recognises it"
        }
        assert reasons(self.feed(root, b"@ IN TXT x\n", "old/a.zone")) == {
            "old/a.zone": "the configuration excludes it"
        }


class TestRoot:
    def test_is_where_git_says(self, root: Path) -> None:
        put(root, "a/b/x.zone")
        assert git_top(str(root / "a" / "b")) != str(root)
        (root / ".git").mkdir()
        assert git_top(str(root / "a" / "b")) == str(root)

    def test_a_linked_work_tree_has_a_file(self, root: Path) -> None:
        put(root, "a/.git", text="gitdir: ../.git/worktrees/a\n")
        put(root, "a/b/x.zone")
        assert git_top(str(root / "a" / "b")) == str(root / "a")

    @pytest.mark.parametrize(
        ("working", "named", "expected"),
        [
            ("one", [], "one"),
            ("one", ["one/zones"], "one"),
            ("one/zones", ["one/other"], "one/zones"),
            ("one/zones", ["one/other", "one/zones"], "one/zones"),
            ("two", ["one/zones/a.zone"], "one/zones"),
            ("two", ["one/zones", "one/other/b.zone"], "one"),
            (".", ["one/zones"], "one/zones"),
            (".", ["plain/x", "plain/y"], "."),
            ("plain/x", ["plain/y"], "plain/y"),
            ("plain/x", ["plain/x/z"], "plain/x"),
        ],
    )
    def test_a_run_is_at_home_where_its_files_are(
        self, root: Path, working: str, named: list[str], expected: str
    ) -> None:
        put(root, "one/.git/HEAD", "one/zones/a.zone", "one/other/b.zone", "two/.git/HEAD")
        put(root, "plain/x/z/c.zone", "plain/y/d.zone")
        paths = [str(root / path) for path in named]
        assert Path(home(str((root / working).resolve()), paths)) == (root / expected).resolve()
