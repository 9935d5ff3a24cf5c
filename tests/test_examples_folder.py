"""What `make demo` shows."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

ROOT = Path(__file__).parent.parent

Tool = Callable[..., CompletedProcess[str]]

FOUND = [
    ("examples/octodns/example.net.yaml", 11, 20, "TR502"),
    ("examples/octodns/example.net.yaml", 14, 10, "TR202"),
    ("examples/octodns/example.net.yaml", 17, 58, "TR303"),
    ("examples/octodns/example.net.yaml", 20, 60, "TR213"),
    ("examples/octodns/example.net.yaml", 23, 34, "TR316"),
    ("examples/terraform/plan.json", 16, 40, "TR306"),
    ("examples/terraform/plan.json", 37, 41, "TR304"),
    ("examples/terraform/plan.json", 66, 72, "TR311"),
    ("examples/zones/example.com.zone", 12, 27, "TR401"),
    ("examples/zones/example.com.zone", 15, 36, "TR501"),
    ("examples/zones/example.com.zone", 18, 1, "TR103"),
    ("examples/zones/example.com.zone", 21, 1, "TR102"),
    ("examples/zones/example.com.zone", 24, 1, "TR402"),
]


def test_each_fault_of_the_examples_is_found_in_its_place_and_no_other(tool: Tool) -> None:
    options = ("--no-config", "--output-format", "json", "--min-severity", "warning")
    done = tool("check", *options, "examples", cwd=ROOT)
    report = json.loads(done.stdout)
    assert [
        (found["path"], found["line"], found["column"], found["code"])
        for found in report["findings"]
    ] == FOUND


def test_the_demonstration_ends_well_and_names_at_least_ten_rules(tool: Tool) -> None:
    done = tool("check", "--exit-zero", "examples", cwd=ROOT)
    assert done.returncode == 0
    assert len(set(re.findall(r"\[(TR\d{3})\]", done.stdout))) >= 10


def test_the_page_of_the_examples_lists_what_is_found() -> None:
    page = (ROOT / "examples" / "README.md").read_text()
    listed = re.findall(r"^\| (?:\[(.*?)\])?.*\| (TR\d{3}) ", page, re.MULTILINE)
    path = ""
    rows = set()
    for named, code in listed:
        path = named or path
        rows.add((f"examples/{path}", code))
    assert rows == {(path, code) for path, _, _, code in FOUND}
