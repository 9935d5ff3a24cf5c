"""Zone data is written by others: whatever it holds, no report lets it act on its reader."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_reports import RULES, MissingScheme

from tlsrpt_lint.fingerprint import marked
from tlsrpt_lint.registry import reporters
from tlsrpt_lint.report import Report, Summary
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.rule import Finding, Fix, Fixes, Related, Severity
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import Edit

EVIL = [
    "\x1b[2J\x1b]0;title\x07",
    "\x9b31m\x90",
    "a\rb\x08c",
    "line\n::error file=x::y\n##[error]z",
    "##vso[task.setvariable variable=PATH]/x",
    "##teamcity[buildStatus status='SUCCESS']",
    "::set-env name=PATH::x",
    "\u202e\u2066bidi\u200b\ufeff",
    "\0",
    ":",
    "\udcff\ud800",
    "]]></error><script>alert(1)</script>&amp;\"'",
    "| [x](javascript:alert(1)) <img src=x onerror=alert(1)> `code` *b* |",
    "\u2028\u0085\ufffe\uffff",
]
COMMAND = re.compile(r"##(vso|teamcity)?\[", re.IGNORECASE)


def hostile(text: str) -> Report:
    """A report in which everything that comes from a file is this text."""
    source = SourceFile(text, text.encode("utf-8", "surrogatepass") + b"\n")
    span = source.span(0, len(source.data))
    finding = Finding(
        MissingScheme,
        Severity.ERROR,
        span,
        f"The value '{text}' is wrong.",
        help=f"do not write '{text}'",
        related=(Related(span, f"'{text}' is here"),),
        fix=Fix(f"Remove '{text}'", (Edit(source.span(0, 0), text),), Fixes.SAFE),
        owners=(text, text + "2"),
        zone=text,
        resource=text,
        pointer=text,
    )
    return Report(tuple(marked([finding])), Summary(1, 1, 1, 1, 0, 0, 1), RULES)


def check(output_format: str, text: str) -> None:
    output = "".join(reporters()[output_format]().render(hostile(text), Style()))
    output.encode()  # no lone surrogate
    assert all(character.isprintable() or character == "\n" for character in output)
    head = output.replace("##teamcity[inspection", "").replace("##vso[task.logissue", "")
    assert not COMMAND.search(head if output_format in ("teamcity", "azure") else output)
    for line in output.split("\n"):
        if line.lstrip().startswith("::"):
            assert output_format in ("github", "full")
            assert line.startswith(("::error ", " ::: "))


@pytest.mark.parametrize("text", EVIL)
@pytest.mark.parametrize("output_format", reporters())
def test_nothing_of_a_file_acts_on_the_reader(output_format: str, text: str) -> None:
    check(output_format, text)


@pytest.mark.parametrize("output_format", reporters())
@given(text=st.text(st.characters(codec=None), min_size=1, max_size=40))
def test_nothing_at_all_acts_on_the_reader(output_format: str, text: str) -> None:
    check(output_format, text)


# What of a coloured report is ours.
PAINT = re.compile(r"\x1b\[(0|1;3[1346]|1;32|1)m")


@pytest.mark.parametrize("text", EVIL)
@pytest.mark.parametrize("output_format", reporters())
def test_colours_are_all_that_acts_on_a_terminal(output_format: str, text: str) -> None:
    report = hostile(text)
    coloured = "".join(reporters()[output_format]().render(report, Style(color=True)))
    assert PAINT.sub("", coloured) == rendered(output_format, text)


def rendered(output_format: str, text: str) -> str:
    return "".join(reporters()[output_format]().render(hostile(text), Style()))


ANY = st.one_of(st.sampled_from(EVIL), st.text(st.characters(codec=None), min_size=1, max_size=40))
# One finding as each format writes it, whole; a value in it cannot end before it ends.
FORMS = {
    "azure": r"##vso\[task\.logissue type=error;sourcepath=[^;\]]*;linenumber=\d+;columnnumber=\d+;"
    r"code=TR303;\].*",
    "github": r"::error file=[^:,]*,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?,"
    r"title=TR303 missing-scheme::.*",
    "teamcity": r"##teamcity\[inspection typeId='TR303' message='([^'|\[\]]|\|.)*' "
    r"file='([^'|\[\]]|\|.)*' line='\d+' SEVERITY='ERROR'\]",
}


@pytest.mark.parametrize("output_format", FORMS)
@given(text=ANY)
def test_a_command_for_a_log_is_one_line_and_its_values_stay_values(
    output_format: str, text: str
) -> None:
    *before, command, closing = rendered(output_format, text).splitlines()
    assert len(before) == (output_format == "teamcity")  # which tells of the rule first
    assert re.fullmatch(FORMS[output_format], command)
    assert closing.startswith("Found 1 error ")


@pytest.mark.parametrize("output_format", ["gitlab", "json", "rdjson", "sarif"])
@given(text=ANY)
def test_json_stays_json(output_format: str, text: str) -> None:
    output = rendered(output_format, text)
    assert output.isascii()
    json.loads(output)


@pytest.mark.parametrize("output_format", ["checkstyle", "junit"])
@given(text=ANY)
def test_xml_stays_xml(output_format: str, text: str) -> None:
    root = ET.fromstring(rendered(output_format, text).encode())
    assert len(list(root.iter())) == {"checkstyle": 3, "junit": 4}[output_format]


@given(text=ANY)
def test_markdown_stays_a_table_of_text(text: str) -> None:
    output = rendered("markdown", text)
    [row] = [line for line in output.splitlines() if line.startswith("| error ")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 5
    assert not re.search(r"<(?!!-- -->)|(?<!\\)\]\((?!https://github)", row)
