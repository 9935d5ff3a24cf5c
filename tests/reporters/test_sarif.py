"""SARIF against its schema and against what GitHub reads of it."""

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sample_reports import INPUTS, RULES, MissingScheme, find, missing_scheme, report, txt

from tlsrpt_lint import __version__
from tlsrpt_lint.report import Report, Suppressed
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.reporters.sarif import Sarif
from tlsrpt_lint.rule import Fix, Fixes, Related
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import Edit


@cache
def schema() -> jsonschema.Draft202012Validator:
    file = Path(__file__).parents[1] / "data/schemas/sarif-2.1.0.json"
    return jsonschema.Draft202012Validator(json.loads(file.read_text(encoding="utf-8")))


def run(of: Report) -> Any:
    """The one run of the rendered report, after a look at the schema."""
    log = json.loads("".join(Sarif().render(of, Style())))
    schema().validate(log)
    [only] = log["runs"]
    return only


def result(of: Report) -> Any:
    [only] = run(of)["results"]
    return only


@pytest.mark.parametrize("name", sorted(set(INPUTS) - {"thousands"}))
def test_output_is_valid(name: str) -> None:
    assert len(run(INPUTS[name]())["results"]) == len(INPUTS[name]().findings)


def test_all_rules_are_listed_whatever_was_found() -> None:
    driver = run(INPUTS["clean"]())["tool"]["driver"]
    assert driver["semanticVersion"] == __version__
    assert [rule["id"] for rule in driver["rules"]] == [rule.code for rule in RULES]


def test_a_rule_brings_its_page() -> None:
    rules = run(INPUTS["clean"]())["tool"]["driver"]["rules"]
    [rule] = [rule for rule in rules if rule["id"] == "TR303"]
    assert rule["name"] == "MissingScheme"
    assert rule["shortDescription"]["text"] == "A report URI has no scheme."
    assert rule["fullDescription"]["text"] == "An item of the rua list without mailto: or https:."
    assert rule["help"]["text"].endswith(f"See {MissingScheme.url()}.")
    page = rule["help"]["markdown"]
    assert "Senders know two schemes." in page
    assert "```text\nv=TLSRPTv1; rua=tls@example.org\n```" in page
    assert "```text\nv=TLSRPTv1; rua=mailto:tls@example.org\n```" in page
    assert "[RFC 3986, section 3](https://www.rfc-editor.org/rfc/rfc3986#section-3)" in page
    assert page.endswith(f"[TR303 missing-scheme]({MissingScheme.url()})")


def test_every_text_of_a_rule_fits_github() -> None:
    for rule in run(INPUTS["clean"]())["tool"]["driver"]["rules"]:
        for member in ("shortDescription", "fullDescription"):
            assert 0 < len(rule[member]["text"]) <= 1024
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert len(rule["properties"]["tags"]) <= 10


def test_a_result() -> None:
    found = result(INPUTS["one_error"]())
    assert found["ruleId"] == "TR303"
    assert RULES[found["ruleIndex"]].code == "TR303"
    assert found["level"] == "error"
    assert found["message"]["text"] == (
        "The report URI 'tls@example.org' has no scheme, so no sender can use it. "
        "Write 'mailto:tls@example.org'."
    )
    [location] = found["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "zones/example.com.zone", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 6, "startColumn": 37, "endLine": 6, "endColumn": 52},
    }
    [fix] = found["fixes"]
    [change] = fix["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 6, "startColumn": 37, "endLine": 6, "endColumn": 52},
            "insertedContent": {"text": "mailto:tls@example.org"},
        }
    ]


def test_the_line_hash_is_the_one_of_github() -> None:
    source = SourceFile("a", b" a\nb\n  \t\tc\n d")
    span = find(source, "c")
    assert result(report([missing_scheme(span, txt(span))]))["partialFingerprints"] == {
        "primaryLocationLineHash": "180aee12dab6264:1",
        "tlsrptLint/v1": report([missing_scheme(span, txt(span))]).findings[0].fingerprint,
    }


def test_related_places_are_linked_from_the_message() -> None:
    [doubled] = [r for r in run(INPUTS["many"]())["results"] if r["ruleId"] == "TR401"]
    assert doubled["message"]["text"].endswith(
        " See: [the first record is here](1), [another is here](2)."
    )
    assert [place["id"] for place in doubled["relatedLocations"]] == [1, 2]


def test_a_resource_is_a_logical_location() -> None:
    [planned] = [r for r in run(INPUTS["many"]())["results"] if r["properties"].get("pointer")]
    assert planned["locations"][0]["logicalLocations"] == [
        {"fullyQualifiedName": "module.mail.aws_route53_record.tlsrpt", "kind": "resource"}
    ]


@pytest.mark.parametrize(
    ("path", "artifact"),
    [
        ("a b/ü%.zone", {"uri": "a%20b/%C3%BC%25.zone", "uriBaseId": "%SRCROOT%"}),
        ("a:b#?.zone", {"uri": "a%3Ab%23%3F.zone", "uriBaseId": "%SRCROOT%"}),
        ("a\udcff", {"uri": "a%FF", "uriBaseId": "%SRCROOT%"}),
        ("/srv/a b.zone", {"uri": "file:///srv/a%20b.zone"}),
        ("D:/dns/a.zone", {"uri": "file:///D:/dns/a.zone"}),
    ],
)
def test_paths_are_uris(path: str, artifact: dict[str, str]) -> None:
    source = SourceFile(path, b"x")
    location = result(report([missing_scheme(source.span(0, 1), None)]))["locations"][0]
    assert location["physicalLocation"]["artifactLocation"] == artifact


def test_text_of_a_file_makes_no_link_and_no_placeholder() -> None:
    source = SourceFile("a", b"[click](https://example.org) {0} \x1b[31m")
    span = source.span(0, len(source.data))
    finding = missing_scheme(span, None)._replace(
        related=(Related(span, "see [this](2) \\"),), help=None
    )
    text = result(report([finding]))["message"]["text"]
    assert text == (
        r"The report URI '[click] (https://example.org) {{0}} \x1b[31m' has no scheme, "
        r"so no sender can use it. See: [see \[this\] (2) \\](1)."
    )


def test_related_places_are_no_more_than_github_keeps() -> None:
    source = SourceFile("a", b"x")
    span = source.span(0, 1)
    finding = missing_scheme(span, None)._replace(
        related=tuple(Related(span, f"number {n}") for n in range(1, 2001))
    )
    found = result(report([finding]))
    assert [place["id"] for place in found["relatedLocations"]] == list(range(1, 101))
    links = [int(n) for n in re.findall(r"\[number \d+\]\((\d+)\)", found["message"]["text"])]
    assert links == list(range(1, 101))


def test_columns_count_code_points_as_the_run_says() -> None:
    source = SourceFile("a", "é𝒳日x".encode())
    found = run(report([missing_scheme(find(source, "x"), None)]))
    assert found["columnKind"] == "unicodeCodePoints"
    [only] = found["results"]
    assert only["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 5
    }  # fmt: skip


def test_a_fix_has_all_its_edits_each_at_its_file() -> None:
    here, there = SourceFile("a", b"x y"), SourceFile("b c", b"z")
    edits = [Edit(here.span(0, 1), "1"), Edit(there.span(0, 1), ""), Edit(here.span(2, 3), "\n")]
    finding = missing_scheme(here.span(0, 1), None)._replace(
        fix=Fix("Change both", tuple(edits), Fixes.UNSAFE)
    )
    [fix] = result(report([finding]))["fixes"]
    assert fix["description"]["text"] == "Change both."
    assert [
        (change["artifactLocation"]["uri"], [
            (one["deletedRegion"]["startColumn"], one["insertedContent"]["text"])
            for one in change["replacements"]
        ])
        for change in fix["artifactChanges"]
    ] == [("a", [(1, "1"), (3, "\n")]), ("b%20c", [(1, "")])]  # fmt: skip


def test_suppressed_findings_are_left_out_since_github_would_show_them() -> None:
    one = INPUTS["one_error"]()
    hidden = one._replace(
        findings=(), suppressed=tuple(Suppressed(finding, "") for finding in one.findings)
    )
    assert run(hidden)["results"] == []


def test_beyond_the_limit_the_heaviest_findings_stay_and_a_word_is_said() -> None:
    found = run(INPUTS["thousands"]())
    levels = [one["level"] for one in found["results"]]
    assert len(levels) == 25_000
    assert (levels.count("error"), levels.count("warning")) == (10_000, 10_000)
    [invocation] = found["invocations"]
    [notification] = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("Of 30000 findings the 25000 of")
    text = "".join(Sarif().render(INPUTS["thousands"](), Style()))
    assert len(gzip.compress(text.encode())) < 10_000_000  # what GitHub takes
