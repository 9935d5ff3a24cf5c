"""The JSON report against its schema and its contract."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sample_reports import INPUTS, find, missing_scheme, report, txt

from tlsrpt_lint.report import Report
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.reporters.json import Json
from tlsrpt_lint.rule import Severity
from tlsrpt_lint.source import SourceFile

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/schema/report.schema.json").read_text(encoding="utf-8")
)


def rendered(of: Report) -> Any:
    return json.loads("".join(Json().render(of, Style())))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", sorted(set(INPUTS) - {"thousands"}))
def test_output_is_valid(name: str) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(rendered(INPUTS[name]()))


def test_the_schema_refuses_what_it_does_not_know() -> None:
    value = rendered(INPUTS["one_error"]())
    value["findings"][0]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        jsonschema.Draft202012Validator(SCHEMA).validate(value)


def test_a_finding_says_all_of_the_contract() -> None:
    [finding] = rendered(INPUTS["one_error"]())["findings"]
    assert finding.pop("fingerprint").isalnum()
    assert finding == {
        "code": "TR303",
        "name": "missing-scheme",
        "severity": "error",
        "message": "The report URI 'tls@example.org' has no scheme, so no sender can use it.",
        "help": "write 'mailto:tls@example.org'",
        "url": "https://github.com/tlsrpt-lint/tlsrpt-lint/blob/main/docs/rules/TR303.md",
        "path": "zones/example.com.zone",
        "line": 6,
        "column": 37,
        "end_line": 6,
        "end_column": 52,
        "owner": "_smtp._tls.example.com",
        "owners": ["_smtp._tls.example.com"],
        "zone": "example.com",
        "resource": None,
        "pointer": None,
        "related": [],
        "fix": {
            "title": "Write 'mailto:' before the address",
            "applicability": "safe",
            "edits": [
                {
                    "path": "zones/example.com.zone",
                    "line": 6,
                    "column": 37,
                    "end_line": 6,
                    "end_column": 52,
                    "text": "mailto:tls@example.org",
                }
            ],
        },
    }


def test_columns_count_code_points() -> None:
    source = SourceFile("a.zone", '\ufeff𝒳é\t"tls@example.org"\n'.encode())
    span = find(source, "tls@example.org")
    [finding] = rendered(report([missing_scheme(span, txt(span))]))["findings"]
    assert (finding["column"], finding["end_column"]) == (5, 20)


def test_a_finding_without_record_has_no_owner() -> None:
    [finding] = rendered(INPUTS["parse_error"]())["findings"]
    assert (finding["owner"], finding["owners"], finding["zone"]) == (None, [], None)


def test_bytes_that_are_no_text_are_written_out() -> None:
    """Strict readers refuse a lone surrogate, which is how such bytes travel inside of us."""
    source = SourceFile("zones/\udcff.zone", b"tls\xfe@example.org")
    span = source.span(0, len(source.data))
    [finding] = rendered(report([missing_scheme(span, txt(span))]))["findings"]
    assert finding["path"] == "zones/\\xff.zone"
    assert "tls\\xfe@example.org" in finding["message"]


def test_the_summary_outlives_the_filter() -> None:
    value = rendered(INPUTS["many"]().at_least(Severity.ERROR))
    assert {finding["severity"] for finding in value["findings"]} == {"error"}
    assert value["summary"]["warnings"] == 1
    assert value["summary"]["notes"] == 1
