"""Tells the workflow what came out: the outputs of the step, and the summary of the job."""

import json
import os
import sys
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

MOST_ANNOTATIONS = 10  # of each kind, from one step


def outputs(report: dict[str, Any], status: str, may_upload: str, sarif_file: str) -> str:
    """The outputs in the form of GITHUB_OUTPUT; no value can pretend to be another one."""
    summary = report.get("summary", {})
    values = {
        "findings": len(report["findings"]) if report else "",
        "errors": summary.get("errors", ""),
        "warnings": summary.get("warnings", ""),
        "exit-code": status,
        "sarif-file": sarif_file,
        "upload": may_upload,
    }
    end = uuid.uuid4()
    return "".join(f"{name}<<{end}\n{value}\n{end}\n" for name, value in values.items())


def left_out(report: dict[str, Any]) -> int:
    """How many findings are too many to be annotations."""
    counts = Counter(finding["severity"] for finding in report["findings"])
    return sum(max(0, count - MOST_ANNOTATIONS) for count in counts.values())


def main(work: str, status: str, annotated: str, may_upload: str, sarif_file: str) -> None:
    """`work` has the report as JSON and the summary as Markdown, if the run came so far."""
    file = Path(work) / "report.json"
    report = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as output:
        output.write(outputs(report, status, may_upload, sarif_file))
    summary = Path(work) / "summary.md"
    if summary.exists():
        text = summary.read_text(encoding="utf-8")
        if annotated == "true" and (more := left_out(report)):
            text += (
                f"\nGitHub makes annotations of the first {MOST_ANNOTATIONS} errors, warnings and "
                f"notices each; {more} more {'is' if more == 1 else 'are'} listed here only.\n"
            )
        with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as page:
            page.write(text)


main(*sys.argv[1:])
