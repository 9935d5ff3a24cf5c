"""Configuration files: what is found, what is read, and how a mistake is shown."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tlsrpt_lint.config import Configuration, ConfigurationPath, find
from tlsrpt_lint.configfile import read
from tlsrpt_lint.errors import ConfigurationError, UsageError
from tlsrpt_lint.names import Name
from tlsrpt_lint.rule import Rule, Severity


class Nested(NamedTuple):
    """A table within options."""

    name: str
    weight: float = 1.0


class TtlOptions(NamedTuple):
    """Every kind of option that there is."""

    minimum: int = 300
    strict: bool = False
    label: str = ""
    zones: tuple[Name, ...] = ()
    level: Severity | None = None
    nested: Nested | None = None


class UnusualTtl(Rule):
    """A rule with options."""

    code = "TR405"
    severity = Severity.NOTE
    Options = TtlOptions


class LoaderOptions(NamedTuple):
    """The options of a loader."""

    types: Mapping[str, Nested] = {}


FORMATS = {"octodns": lambda: None, "terraform": lambda: LoaderOptions, "zone": lambda: None}


class MissingScheme(Rule):
    """A rule with none."""

    code = "TR303"
    severity = Severity.ERROR


def configure(tmp_path: Path, text: str | bytes, name: str = "tlsrpt-lint.toml") -> Configuration:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    file = ConfigurationPath(str(path), str(tmp_path))
    return read(file, name, [MissingScheme, UnusualTtl], FORMATS)


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    assert configure(
        tmp_path,
        """
        select = ["ALL"]
        ignore = ["TR4"]
        extend-select = ["unusual-ttl"]
        fail-on = "never"
        min-severity = "note"
        exclude = ["old/", "*.bak"]
        whole-zones = ["example.com", "example.net."]
        [severities]
        TR303 = "warning"
        [origins]
        "internal/*" = "corp.example.com."
        [formats]
        "db/*" = "zone"
        [rules.TR405]
        minimum = 60
        strict = true
        label = "short"
        zones = ["Example.org"]
        level = "error"
        nested = { name = "n", weight = 2 }
        """,
    ) == Configuration(
        select=("ALL",),
        ignore=("TR4",),
        extend_select=("unusual-ttl",),
        severities={"TR303": Severity.WARNING},
        fail_on="never",
        min_severity=Severity.NOTE,
        exclude=("old/", "*.bak"),
        origins={"internal/*": Name(("corp", "example", "com"))},
        formats={"db/*": "zone"},
        whole_zones=(Name(("example", "com")), Name(("example", "net"))),
        rules={
            "TR405": TtlOptions(
                60, True, "short", (Name(("example", "org")),), Severity.ERROR, Nested("n", 2.0)
            )
        },
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", b"\xef\xbb\xbf# byte order mark\r\n"])
def test_nothing_said_is_the_default(tmp_path: Path, text: str | bytes) -> None:
    assert configure(tmp_path, text) == Configuration()


def test_in_pyproject_the_table_is_ours_alone(tmp_path: Path) -> None:
    text = '[project]\nselect = 1\n[tool.tlsrpt-lint]\nselect = ["TR3"]\n'
    assert configure(tmp_path, text, "pyproject.toml").select == ("TR3",)
    with pytest.raises(UsageError) as refused:
        configure(tmp_path, "[project]\n", "pyproject.toml")
    assert str(refused.value) == "'pyproject.toml' has no table [tool.tlsrpt-lint]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("selct = []", "1:1: 'selct' is no setting; did you mean 'select'?"),
        (
            "\nzzz = 1",
            (
                "2:1: 'zzz' is no setting; there are select, ignore, extend-select, severities, "
                "per-file-ignores, fail-on, min-severity, exclude, origins, formats, whole-zones, "
                "include-roots, baseline, rules, loaders"
            ),
        ),
        ("extend_select = []", "1:1: 'extend_select' is no setting; did you mean 'extend-select'?"),
        ("ignore = 'TR3'", "1:1: 'ignore' must be an array, not 'TR3'"),
        ("ignore = ['TR3', 1]", "1:1: 'ignore' must be a string, not 1"),
        ("ignore = [true]", "1:1: 'ignore' must be a string, not true"),
        ("ignore = [[]]", "1:1: 'ignore' must be a string, not an array"),
        ("ignore = [{}]", "1:1: 'ignore' must be a string, not a table"),
        ("origins = []", "1:1: 'origins' must be a table, not an array"),
        ("select = ['TR3',\n  'TR304']", "2:3: no rule is called 'TR304'; did you mean 'TR303'?"),
        (
            "[severities]\nmissing-shceme = 'note'",
            "2:1: no rule is called 'missing-shceme'; did you mean 'missing-scheme'?",
        ),
        (
            "[severities]\nTR303 = 'warn'",
            (
                "2:1: 'severities.TR303' must be one of 'note', 'warning', 'error', not 'warn'; "
                "did you mean 'warning'?"
            ),
        ),
        (
            "fail-on = 'nevr'",
            (
                "1:1: 'fail-on' must be one of 'error', 'warning', 'note', 'never', not 'nevr'; "
                "did you mean 'never'?"
            ),
        ),
        (
            "min-severity = 1",
            "1:1: 'min-severity' must be one of 'note', 'warning', 'error', not 1",
        ),
        (
            "whole-zones = ['example.com', 'example..net']",
            "1:31: 'whole-zones' must be a zone name, not 'example..net': it has an empty label",
        ),
        (
            "[formats]\n'*' = 'zones'",
            (
                "2:1: 'formats.*' must be one of 'octodns', 'terraform', 'zone', not 'zones'; "
                "did you mean 'zone'?"
            ),
        ),
        ("exclude = ['a', '!']", "1:17: '!' is no pattern; they are written as in a .gitignore"),
        ("[origins]\n'!' = 'a'", "2:1: '!' is no pattern; they are written as in a .gitignore"),
        ("[rules.TR303]", "1:8: 'rules.TR303' has no options"),
        (
            "[rules.TR4]",
            "1:8: 'rules.TR4' is more than one rule; name one by its code or name",
        ),
        (
            "[rules.unusual_ttl]",
            "1:8: no rule is called 'unusual_ttl'; did you mean 'unusual-ttl'?",
        ),
        (
            "[rules.TR405]\nminimun = 1",
            "2:1: 'rules.TR405.minimun' is no setting; did you mean 'minimum'?",
        ),
        (
            "[rules.TR405]\nminimum = 1.5",
            "2:1: 'rules.TR405.minimum' must be a whole number, not 1.5",
        ),
        (
            "[rules.TR405]\nminimum = true",
            "2:1: 'rules.TR405.minimum' must be a whole number, not true",
        ),
        (
            "[rules.TR405]\nstrict = 1",
            "2:1: 'rules.TR405.strict' must be true or false, not 1",
        ),
        (
            "[rules.TR405]\nnested = { name = 'n', weight = 'x' }",
            "2:24: 'rules.TR405.nested.weight' must be a number, not 'x'",
        ),
        (
            "[rules.TR405]\nnested = {}",
            "2:1: 'rules.TR405.nested' lacks 'name'",
        ),
        (
            "[rules.TR405]\n[rules.unusual-ttl]",
            "2:8: 'rules.unusual-ttl' is TR405, whose options are given already",
        ),
        ("select = [", "1:11: this is no TOML: Invalid value"),
        ("select = []\nselect = []", "2:12: this is no TOML: Cannot overwrite a value"),
        ("x = " + "[" * 100_000, "1:1: it is nested too deeply"),
        (b"# caf\xe9\n", "1:6: the file is not UTF-8"),
        (b"#\n # \xc3\xa9\xff\n", "2:5: the file is not UTF-8"),
    ],
)
def test_a_mistake_is_shown_with_its_place(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        configure(tmp_path, text)
    assert str(refused.value) == f"tlsrpt-lint.toml:{said}"


def test_a_mistake_in_pyproject_is_placed_in_our_table(tmp_path: Path) -> None:
    text = "[tool.other]\nselct = 1\n[tool.tlsrpt-lint]\nselct = 1\n"
    with pytest.raises(ConfigurationError) as refused:
        configure(tmp_path, text, "pyproject.toml")
    assert (refused.value.line, refused.value.column) == (4, 1)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    file = ConfigurationPath(str(tmp_path / "gone.toml"), str(tmp_path))
    with pytest.raises(UsageError) as refused:
        read(file, "gone.toml", [], {})
    assert str(refused.value) == "'gone.toml' cannot be read: No such file or directory"


class TestFind:
    def found(self, root: Path, start: str, top: str | None = ".") -> str | None:
        file = find(str(root / start), str((root / top).resolve()) if top is not None else None)
        return Path(file.path).relative_to(root).as_posix() if file else None

    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        (tmp_path / "repo" / "a" / "b").mkdir(parents=True)
        return tmp_path.resolve() / "repo"

    @pytest.mark.parametrize(
        ("files", "nearest"),
        [
            ({}, None),
            ({"tlsrpt-lint.toml": ""}, "tlsrpt-lint.toml"),
            ({"tlsrpt-lint.toml": "", "a/.tlsrpt-lint.toml": ""}, "a/.tlsrpt-lint.toml"),
            ({"tlsrpt-lint.toml": "", ".tlsrpt-lint.toml": ""}, "tlsrpt-lint.toml"),
            ({"pyproject.toml": "[tool.tlsrpt-lint]"}, "pyproject.toml"),
            ({"pyproject.toml": "[tool.tlsrpt-lint.rules]"}, "pyproject.toml"),
            (
                {"a/pyproject.toml": "[tool.other]\nx = 'tlsrpt-lint'", "tlsrpt-lint.toml": ""},
                "tlsrpt-lint.toml",
            ),
            ({"a/pyproject.toml": "tool = 1 # tlsrpt-lint"}, None),
            ({"pyproject.toml": "[broken"}, None),
            ({"pyproject.toml": "[broken # tlsrpt-lint"}, "pyproject.toml"),
            ({"../tlsrpt-lint.toml": ""}, None),
            ({"a/b/tlsrpt-lint.toml/x": ""}, None),
        ],
    )
    def test_the_nearest_up_to_the_top(
        self, root: Path, files: dict[str, str], nearest: str | None
    ) -> None:
        for path, text in files.items():
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_text(text)
        assert self.found(root, "a/b") == nearest

    def test_without_a_top_the_search_goes_on_upwards(self, root: Path) -> None:
        (root / "tlsrpt-lint.toml").touch()
        assert self.found(root, "a/b", top=None) == "tlsrpt-lint.toml"


def test_every_setting_is_documented() -> None:
    from typing import get_type_hints

    for field, annotation in get_type_hints(Configuration, include_extras=True).items():
        text: Any = annotation.__metadata__[0]
        assert text.endswith("."), field


def test_options_of_a_loader(tmp_path: Path) -> None:
    text = '[loaders.terraform.types.a_b]\nname = "x"\n'
    options = configure(tmp_path, text).loaders
    assert options == {"terraform": LoaderOptions({"a_b": Nested("x")})}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[loaders.terrafrom]\n",
         "1:10: 'loaders.terrafrom' is no input format; did you mean 'terraform'?"),
        ("[loaders.x]\n", "1:10: 'loaders.x' is no input format; there are octodns, terraform, zone"),
        ("[loaders.zone]\n", "1:10: 'loaders.zone' has no options"),
        ("[loaders]\nterraform = 1\n", "2:1: 'loaders.terraform' must be a table, not 1"),
        ("[loaders.terraform.types.a]\nname = 'x'\nwait = 1\n",
         "3:1: 'loaders.terraform.types.a.wait' is no setting; there are name, weight"),
    ],
)  # fmt: skip
def test_mistakes_in_options_of_a_loader(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        configure(tmp_path, text)
    assert str(caught.value) == f"tlsrpt-lint.toml:{message}"
