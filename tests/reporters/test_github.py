"""Workflow commands, read back the way the runner of GitHub Actions reads them."""

import re
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_reports import INPUTS, find, missing_scheme, report, txt

from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.reporters.github import Github
from tlsrpt_lint.source import SourceFile


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def commands(text: str) -> list[Command]:
    """The commands in a log: a line that begins with `::` after blanks, and what stands behind `##[`.

    After ActionCommand.TryParseV2 and TryParse of actions/runner.
    """
    found = []
    for line in re.split(r"\r\n|\r|\n", text):
        assert "##[" not in line, "a command of the first kind, which the runner takes anywhere"
        line = line.lstrip()
        match = re.match(r"::([^ :]+)(?: ([^:]*))?::(.*)", line, re.DOTALL)
        if match:
            name, properties, message = match.groups()
            pairs = (pair.partition("=") for pair in (properties or "").split(",") if pair)
            found.append(
                Command(
                    name,
                    {key: unescaped(value, colon=True) for key, _, value in pairs},
                    unescaped(message),
                )
            )
    return found


def unescaped(text: str, *, colon: bool = False) -> str:
    pairs = [("%0D", "\r"), ("%0A", "\n")]
    pairs += [("%3A", ":"), ("%2C", ",")] if colon else []
    for escape, character in [*pairs, ("%25", "%")]:
        text = text.replace(escape, character)
    return text


def rendered(of: Report) -> str:
    return "".join(Github().render(of, Style()))


def test_a_finding_is_an_annotation() -> None:
    assert commands(rendered(INPUTS["one_error"]())) == [
        Command(
            "error",
            {
                "file": "zones/example.com.zone",
                "line": "6",
                "endLine": "6",
                "col": "37",
                "endColumn": "52",
                "title": "TR303 missing-scheme",
            },
            "The report URI 'tls@example.org' has no scheme, so no sender can use it.\n"
            "help: write 'mailto:tls@example.org'",
        )
    ]


def test_errors_come_first_and_notes_are_notices() -> None:
    names = [command.name for command in commands(rendered(INPUTS["many"]()))]
    assert names == ["error", "error", "error", "warning", "notice"]


def test_several_lines_have_no_columns() -> None:
    """The runner drops an annotation that has both."""
    first, second = commands(rendered(INPUTS["multi_line"]()))
    assert (first.properties["line"], first.properties["endLine"]) == ("3", "9")
    assert not {"col", "endColumn"} & (first.properties | second.properties).keys()


def test_a_span_up_to_the_line_end_stays_on_its_line() -> None:
    source = SourceFile("a.zone", b"one\ntwo\n")
    finding = missing_scheme(source.span(4, 8), None)
    [command] = commands(rendered(report([finding])))
    assert (command.properties["line"], command.properties["endLine"]) == ("2", "2")


def test_property_values_are_escaped() -> None:
    [command] = commands(rendered(INPUTS["windows_path"]()))
    assert command.properties["file"] == "D:/dns, 100%/example.com.zone"


def test_what_github_does_not_show_is_said() -> None:
    source = SourceFile("a.zone", b"x " * 23)
    findings = [missing_scheme(source.span(n, n + 1), None) for n in range(0, 46, 2)]
    text = rendered(report(findings))
    assert text.endswith("a step; 13 findings more can be read in this log only.\n")
    assert "log only" not in rendered(report(findings[:10]))


@pytest.mark.parametrize(
    "evil",
    [
        "\n::set-output name=x::y",
        "\r::error::x",
        "::stop-commands::token",
        "##[set-env name=PATH]x",
        "%0A::error::x",
        "a::error file=b::c",
        ",title=forged::x",
    ],
)
def test_no_text_of_a_file_becomes_a_command(evil: str) -> None:
    source = SourceFile(f"zones/{evil}", evil.encode())
    span = find(source, evil)
    finding = missing_scheme(span, txt(span))._replace(help=evil)
    [command] = commands(rendered(report([finding])))
    assert command.name == "error"
    assert command.properties.keys() == {
        "file",
        "line",
        "endLine",
        "col",
        "endColumn",
        "title",
    } or (command.properties.keys() == {"file", "line", "endLine", "title"})
    assert command.properties["title"] == "TR303 missing-scheme"


@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None), min_size=1))
def test_whatever_the_text_there_is_one_command(message: str, path: str) -> None:
    source = SourceFile(path, b"x")
    finding = missing_scheme(source.span(0, 1), None)._replace(message=message)
    [command] = commands(rendered(report([finding])))
    assert command.properties["title"] == "TR303 missing-scheme"
    assert command.message.endswith("\nhelp: write 'mailto:x'")
