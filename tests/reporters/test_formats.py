"""Every format, read back by what reads it, carries the same facts; parse errors too."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from sample_reports import INPUTS, RULES, find, missing_scheme, report, txt
from test_github import commands

from tlsrpt_lint.registry import reporters
from tlsrpt_lint.report import Report, Summary
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.rule import Finding, Severity
from tlsrpt_lint.source import SourceFile


class Fact(NamedTuple):
    """What each format says of a finding, in our words."""

    path: str
    line: int
    code: str
    severity: str
    text: str


def rendered(output_format: str, of: Report) -> str:
    return "".join(reporters()[output_format]().render(of, Style()))


def read_full(text: str) -> list[Fact]:
    heads = re.findall(r"^(\w+)\[(\w+)\]: (.*)\n *--> (.*):(\d+):\d+$", text, re.MULTILINE)
    return [Fact(path, int(line), code, sev, says) for sev, code, says, path, line in heads]


def read_concise(text: str) -> list[Fact]:
    lines = re.findall(r"^(.*?):(\d+):\d+: (\w+) (TR\w+) (.*)$", text, re.MULTILINE)
    return [Fact(path, int(line), code, sev, says) for path, line, sev, code, says in lines]


def read_json(text: str) -> list[Fact]:
    return [
        Fact(one["path"], one["line"], one["code"], one["severity"], one["message"])
        for one in json.loads(text)["findings"]
    ]


def read_github(text: str) -> list[Fact]:
    names = {"error": "error", "warning": "warning", "notice": "note"}
    return [
        Fact(
            command.properties["file"],
            int(command.properties["line"]),
            command.properties["title"].split()[0],
            names[command.name],
            command.message,
        )
        for command in commands(text)
    ]


def read_sarif(text: str) -> list[Fact]:
    from urllib.parse import unquote

    facts = []
    for result in json.loads(text)["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        path = unquote(place["artifactLocation"]["uri"]).removeprefix("file:///")
        line = place["region"]["startLine"]
        facts.append(Fact(path, line, result["ruleId"], result["level"], result["message"]["text"]))
    return facts


def read_gitlab(text: str) -> list[Fact]:
    names = {"major": "error", "minor": "warning", "info": "note"}
    facts = []
    for issue in json.loads(text):
        code, _, says = issue["description"].partition(": ")
        place = issue["location"]
        line = place["lines"]["begin"]
        facts.append(Fact(place["path"], line, code, names[issue["severity"]], says))
    return facts


def read_junit(text: str) -> list[Fact]:
    facts = []
    for case in ET.fromstring(text).iter("testcase"):
        if case.get("name") == "nothing found":
            continue
        outcome = case.find("failure")
        severity = "note" if outcome is None else outcome.attrib["type"]
        says = case[0].text or ""
        place = f"{case.attrib['classname']}:{case.attrib['line']}:"
        assert says.startswith(place)
        _, _, says = says.partition(f" {severity} {case.attrib['name'].split()[0]} ")
        code = case.attrib["name"].split()[0]
        facts.append(Fact(case.attrib["file"], int(case.attrib["line"]), code, severity, says))
    return facts


def read_checkstyle(text: str) -> list[Fact]:
    names = {"error": "error", "warning": "warning", "info": "note"}
    return [
        Fact(
            file.attrib["name"],
            int(error.attrib["line"]),
            error.attrib["source"].removeprefix("tlsrpt-lint."),
            names[error.attrib["severity"]],
            error.attrib["message"],
        )
        for file in ET.fromstring(text).iter("file")
        for error in file
    ]


def read_rdjson(text: str) -> list[Fact]:
    names = {"ERROR": "error", "WARNING": "warning", "INFO": "note"}
    return [
        Fact(
            one["location"]["path"],
            one["location"]["range"]["start"]["line"],
            one["code"]["value"],
            names[one["severity"]],
            one["message"],
        )
        for one in json.loads(text)["diagnostics"]
    ]


def read_azure(text: str) -> list[Fact]:
    """The issues as the agent takes a command apart, and the notes as lines."""
    facts = []
    for line in text.splitlines():
        command = re.match(r"##vso\[task\.logissue ([^\]]*)\](.*)", line)
        if command is None:
            facts += read_concise(line)
            continue
        pairs = (pair.partition("=") for pair in command[1].split(";") if pair)
        properties = {key: percent_decoded(value) for key, _, value in pairs}
        facts.append(
            Fact(
                properties["sourcepath"],
                int(properties["linenumber"]),
                properties["code"],
                properties["type"],
                percent_decoded(command[2]),
            )
        )
    return facts


def percent_decoded(text: str) -> str:
    for escape, character in (("%5D", "]"), ("%3B", ";"), ("%AZP25", "%")):
        text = text.replace(escape, character)
    return text


def read_teamcity(text: str) -> list[Fact]:
    names = {"ERROR": "error", "WARNING": "warning", "WEAK WARNING": "note"}
    known = set()
    facts = []
    for line in text.splitlines():
        message = re.fullmatch(r"##teamcity\[(\w+)((?: \w+='(?:[^'|]|\|.)*')+)\]", line)
        if message is None:
            continue
        pairs = re.findall(r" (\w+)='((?:[^'|]|\|.)*)'", message[2])
        values = {key: bar_decoded(value) for key, value in pairs}
        if message[1] == "inspectionType":
            known.add(values["id"])
            continue
        assert values["typeId"] in known
        facts.append(
            Fact(
                values["file"],
                int(values["line"]),
                values["typeId"],
                names[values["SEVERITY"]],
                values["message"],
            )
        )
    return facts


def bar_decoded(text: str) -> str:
    units = re.sub(
        r"\|(?:0x([0-9a-f]{4})|(.))", lambda m: chr(int(m[1], 16)) if m[1] else m[2], text
    )
    return units.encode("utf-16-be", "surrogatepass").decode("utf-16-be")


def read_markdown(text: str) -> list[Fact]:
    facts = []
    for line in text.splitlines():
        row = re.fullmatch(r"\| (\w+) \| \[(\w+)\]\(\S+\) \S+ \| (.*):(\d+):\d+ \| (.*) \|", line)
        if row:
            severity, code, path, number, says = row.groups()
            facts.append(Fact(plain(path), int(number), code, severity, plain(says)))
    return facts


def plain(markdown: str) -> str:
    text = re.sub(r"\\([\\`*_\[\]|~$#])", r"\1", markdown).replace("@<!-- -->", "@")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


READERS: dict[str, Callable[[str], list[Fact]]] = {
    name.removeprefix("read_"): value for name, value in globals().items() if name[:5] == "read_"
}


def facts(findings: tuple[Finding, ...]) -> set[tuple[str, int, str, str]]:
    return {(f.span.source.path, f.span.begin.line, f.code, f.severity.value) for f in findings}


def test_every_format_has_its_reader() -> None:
    assert READERS.keys() == reporters().keys()


@pytest.mark.parametrize("name", sorted(set(INPUTS) - {"thousands"}))
@pytest.mark.parametrize("output_format", READERS)
def test_all_formats_say_the_same(output_format: str, name: str) -> None:
    of = INPUTS[name]()
    found = READERS[output_format](rendered(output_format, of))
    assert {fact[:4] for fact in found} == facts(of.findings)
    messages = {finding.message for finding in of.findings}
    assert len(found) == len(of.findings)
    assert all(any(fact.text.startswith(message) for message in messages) for fact in found)


@pytest.mark.parametrize("output_format", READERS)
def test_what_a_format_escapes_is_read_back(output_format: str) -> None:
    odd = "50%; [a|b] 'c' \"d\" <e> & *f* _g_ `h` #i $j, k: \\l @m größe 😀 %3B |n"
    source = SourceFile("zones/a.zone", odd.encode() + b"\n")
    span = find(source, odd)
    finding = missing_scheme(span, txt(span))._replace(message=f"{odd}.", help=None)
    [fact] = READERS[output_format](rendered(output_format, report([finding])))
    assert fact.text.split("\n")[0].startswith(f"{odd}.")


def decoded(output_format: str, name: str) -> Any:
    return json.loads(rendered(output_format, INPUTS[name]()))


def test_gitlab_fingerprints_are_unique() -> None:
    issues = decoded("gitlab", "thousands")
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 30_000


def test_rdjson_columns_count_bytes_of_the_file() -> None:
    [diagnostic] = decoded("rdjson", "non_ascii_path")["diagnostics"]
    [finding] = INPUTS["non_ascii_path"]().findings
    start, end = finding.span.start, finding.span.end
    assert diagnostic["location"]["range"] == {
        "start": {"line": 1, "column": start + 1},
        "end": {"line": 1, "column": end + 1},
    }
    assert diagnostic["suggestions"] == [
        {"range": diagnostic["location"]["range"], "text": "mailto:tls@example.org"}
    ]


def test_rdjson_links_related_places() -> None:
    related = [
        place
        for diagnostic in decoded("rdjson", "many")["diagnostics"]
        for place in diagnostic.get("related_locations", ())
    ]
    assert [(one["message"], one["location"]["path"]) for one in related] == [
        ("the first record is here", "zones/example.com.zone"),
        ("another is here", "zones/part.db"),
    ]


def test_junit_of_a_clean_run_has_a_test_that_passes() -> None:
    """Many readers take a report without tests for a broken one."""
    suites = ET.fromstring(rendered("junit", INPUTS["clean"]()))
    assert suites.attrib == {"name": "tlsrpt-lint", "tests": "1", "failures": "0"}
    assert [case.attrib["name"] for case in suites.iter("testcase")] == ["nothing found"]
    assert list(suites.iter("failure")) == []


def test_junit_counts_what_it_holds() -> None:
    suites = ET.fromstring(rendered("junit", INPUTS["many"]()))
    for element in (suites, *suites):
        cases = list(element.iter("testcase"))
        assert int(element.attrib["tests"]) == len(cases)
        assert int(element.attrib["failures"]) == len(list(element.iter("failure")))
        assert len({case.attrib["name"] for case in cases}) == len(cases)


def test_markdown_stays_below_what_a_job_summary_takes() -> None:
    text = rendered("markdown", INPUTS["thousands"]())
    assert len(text.encode()) < 1 << 20
    shown = len(READERS["markdown"](text))
    assert text.endswith(f"\n{30_000 - shown} findings more would not fit in here.\n")


def test_markdown_counts_the_headings_of_many_zones() -> None:
    source = SourceFile("a.zone", b"x")
    finding = missing_scheme(source.span(0, 1), None)
    zones = (".".join(f"{n:05}{'_' * 58}" for _ in range(4))[:253] for n in range(9000))
    text = rendered("markdown", report(finding._replace(zone=zone) for zone in zones))
    assert 800_000 < len(text.encode()) < 1 << 20


def test_markdown_tells_nobody() -> None:
    source = SourceFile("a.zone", b"x")
    finding = missing_scheme(source.span(0, 1), None)._replace(
        message="@someone and a@example.org <b>.", zone="<i>.example"
    )
    text = rendered("markdown", report([finding]))
    assert "@<!-- -->someone and a@example.org &lt;b&gt;." in text
    assert "### &lt;i&gt;.example\n" in text


def test_teamcity_values_have_a_limit() -> None:
    source = SourceFile("a.zone", b"x")
    finding = missing_scheme(source.span(0, 1), None)._replace(message="|" * 5000)
    [fact] = READERS["teamcity"](rendered("teamcity", report([finding])))
    assert fact.text == "|" * 4000


@pytest.mark.parametrize("output_format", ["full", "concise", "github", "azure", "teamcity"])
def test_the_summary_can_be_left_out(output_format: str) -> None:
    reporter = reporters()[output_format]()
    without = "".join(reporter.render(INPUTS["many"](), Style(summary=False)))
    assert "Found " in rendered(output_format, INPUTS["many"]())
    assert "Found " not in without


def test_the_summary_says_what_is_hidden_and_why() -> None:
    summary = Summary(1, 1, 1, errors=1, warnings=2, notes=3, fixable=0, suppressed=4, baselined=5)
    summary = summary._replace(known=6)
    [only] = INPUTS["one_error"]().findings
    shown = Report((only,), summary, RULES)
    assert rendered("concise", shown).splitlines()[-1] == (
        "Found 1 error in 1 file (1 record, 1 zone). 1 fixable with --fix. "
        "Not shown: 2 warnings and 3 notes (--min-severity note). 4 suppressed. 5 in the baseline. "
        "6 not new."
    )
    nothing = Report((), summary._replace(errors=0), RULES).at_least(Severity.ERROR)
    assert rendered("concise", nothing).startswith(
        "Checked 1 file (1 record, 1 zone): nothing to show. Not shown: 2 warnings and 3 notes"
    )
