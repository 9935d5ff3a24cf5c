"""Real inputs, made anonymous: each draws the findings that it should, and no other error.

`expected.json` of a case names for each finding the rule, the severity, the line, the text at fault
on that line, and the owner ("" where it is not known).
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CASES = sorted((Path(__file__).parent / "data" / "corpus").iterdir())

Tool = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_findings(folder: Path, tool: Tool) -> None:
    case = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    origin = ["--origin", case["origin"]] if "origin" in case else []
    run = tool(
        *("check", "--no-config", "--output-format", "json", *origin, *case["files"]), cwd=folder
    )
    assert run.stderr == ""
    findings = json.loads(run.stdout)["findings"]
    answered = []
    for expected in case["findings"]:
        answers = [finding for finding in findings if _answers(finding, expected, case, folder)]
        assert answers, f"nothing answers {expected}; there are {findings}"
        answered += answers
    errors = [finding for finding in findings if finding["severity"] == "error"]
    assert [error for error in errors if error not in answered] == []


def _answers(
    finding: dict[str, Any], expected: dict[str, Any], case: dict[str, Any], folder: Path
) -> bool:
    path = expected.get("file", case["files"][0])
    place = (finding["code"], finding["severity"], finding["path"], finding["line"])
    if place != (expected["code"], expected["severity"], path, expected["line"]):
        return False
    if expected["owner"] and expected["owner"] not in finding["owners"]:
        return False
    text = (folder / path).read_bytes().decode("utf-8-sig").split("\n")[expected["line"] - 1]
    end = finding["end_column"] if finding["end_line"] == finding["line"] else len(text) + 2
    at = text.find(expected["at"])
    while at >= 0:
        if finding["column"] <= at + len(expected["at"]) + 1 and at + 1 <= end:
            return True
        at = text.find(expected["at"], at + 1)
    return False
