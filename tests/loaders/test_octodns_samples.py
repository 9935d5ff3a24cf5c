"""Every trap of octoDNS's YAML, by name: what is read, what is odd, and exactly where.

The first line of each sample is what octoDNS 1.22 says of it (test_octodns_oracle.py asks it again);
`told.txt` holds what this loader says: owner, type, decoded value, and the columns of each.
"""

import re

import pytest
from octodns_helpers import DATA, load_file, told

from tlsrpt_lint.loaders.octodns.loader import OctodnsLoader

SAMPLES = sorted(path.stem for path in DATA.glob("[0-9]*.yaml"))
EXPECTED = {
    section.partition("\n")[0]: section.partition("\n")[2].splitlines()
    for section in re.split(
        r"^## ", (DATA / "told.txt").read_text(encoding="utf-8"), flags=re.MULTILINE
    )[1:]
}


def test_each_sample_has_its_section() -> None:
    assert sorted(EXPECTED) == SAMPLES


@pytest.mark.parametrize("name", SAMPLES)
def test_sample(name: str) -> None:
    loaded = load_file(DATA / f"{name}.yaml", origin="example.com")
    assert [line.replace("\n", "\\n") for line in told(loaded)] == EXPECTED[name]


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_is_recognised(name: str) -> None:
    head = (DATA / f"{name}.yaml").read_bytes()
    assert OctodnsLoader().recognises("example.com.yaml", head)


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_without_libyaml(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML's own parser finds the same, slower."""
    monkeypatch.setattr("yaml.__with_libyaml__", False)
    loaded = load_file(DATA / f"{name}.yaml", origin="example.com")
    assert [line.replace("\n", "\\n") for line in told(loaded)] == EXPECTED[name]
