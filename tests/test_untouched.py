"""Fixes in random files: what was not to be mended stays as it was, octet for octet.

`FAULTY_RECORDS` in the environment says how many faulty records are tried, and `FAULTY_SEED` with
which one to begin.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import dns.exception
import dns.zone
import pytest
import yaml

import tlsrpt_lint.run
from faulty_files import FORMATS, File
from tlsrpt_lint.discovery import Input
from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.records import Loaded
from tlsrpt_lint.registry import loaders, rules
from tlsrpt_lint.rule import Finding, Fixes, Severity
from tlsrpt_lint.run import Plan, lint, lint_and_fix
from tlsrpt_lint.source import SourceFile

RECORDS = int(os.environ.get("FAULTY_RECORDS", "1000"))
SEED = int(os.environ.get("FAULTY_SEED", "0"))
NOWHERE = Path("/nonexistent")
PLAN = Plan(
    rules=rules(),
    every_rule=rules(),
    loaders=loaders(),
    working=str(NOWHERE),
    severities={},
    options={},
    loader_options={},
    declared_whole=frozenset(),
    origin_of=lambda _path: None,
)
LOADERS = {"zone": "zone", "yaml": "octodns", "json": "terraform", "tf": "terraform"}

Read = Counter[tuple[str, ...]]


def as_input(file: File, text: str) -> Input:
    form = LOADERS[file.name.rpartition(".")[2]]
    return Input(file.name, None, str(NOWHERE), form, data=text.encode("utf-8", "surrogatepass"))


def fixed(file: File, text: str, allowed: frozenset[Fixes]) -> tuple[str, tuple[Finding, ...]]:
    """The text after the fixes, and what is found then."""
    fixing, _, outcome = lint_and_fix([as_input(file, text)], PLAN, allowed)
    assert outcome.faults == ()
    data = fixing.contents.get(file.name)
    after = text if data is None else data.decode("utf-8", "surrogatepass")
    return after, outcome.report.findings


def errors(findings: tuple[Finding, ...]) -> Counter[str]:
    return Counter(f.code for f in findings if f.severity is Severity.ERROR)


# What an independent reader makes of a file: one tuple of texts for each record or value.


def read_zone(text: str) -> Iterator[tuple[str, ...]]:
    zone = dns.zone.from_text(text.replace("\r\n", "\n"), "example.com", check_origin=False)
    for name, ttl, rdata in zone.iterate_rdatas():
        yield str(name), str(ttl), rdata.to_text()


def read_yaml(text: str) -> Iterator[tuple[str, ...]]:
    yield from leaves(yaml.load(text, yaml.CSafeLoader), ())


def read_json(text: str) -> Iterator[tuple[str, ...]]:
    yield from leaves(json.loads(text), ())


def read_tf(text: str) -> Iterator[tuple[str, ...]]:
    loaded = next(loader for loader in loaders() if loader.format == "terraform").load(
        SourceFile("main.tf", text.encode("utf-8", "surrogatepass")), Surroundings(NOWHERE, NOWHERE)
    )
    assert isinstance(loaded, Loaded)
    for part in loaded.parts:
        for record in part.records:
            yield str(record.owner), record.type, record.text, str(record.resource)


def leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The values of a tree, each with the keys that lead to it; places in lists do not count."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, str(key)))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield (*path, repr(value))


READERS = {"zone": read_zone, "octodns": read_yaml, "tf.json": read_json, "tf": read_tf}


def others(name: str, text: str) -> Read | None:
    """What is no faulty policy, None if the file cannot be read."""
    try:
        found = Counter(READERS[name](text))
    except (dns.exception.DNSException, yaml.YAMLError, ValueError):
        return None
    return Counter({item: n for item, n in found.items() if "other" in "".join(item)})


def check(name: str, file: File, allowed: frozenset[Fixes]) -> None:
    """Hold the file against itself after the fixes."""
    before = lint([as_input(file, file.text)], PLAN).report.findings
    after, left = fixed(file, file.text, allowed)
    at = 0
    for number, kept in enumerate(file.kept):
        found = after.find(kept, at)
        assert found >= 0, f"lost or changed: {kept!r}\n{after}"
        assert number or file.text.startswith(kept) == after.startswith(kept)
        at = found + len(kept)
    assert file.text.endswith(file.kept[-1]) == after.endswith(file.kept[-1])
    was = others(name, file.text)
    if was is not None:
        assert others(name, after) == was, after
    new = errors(left) - errors(before)
    assert not new, f"{new}\n{after}"
    again, _ = fixed(file, after, allowed)
    assert again == after


@pytest.mark.parametrize("name", FORMATS)
def test_all_else_stays(name: str, tally: Counter[str]) -> None:
    seed, done = SEED, 0
    while done < RECORDS / len(FORMATS):
        random = Random(f"{name} {seed}")
        file = FORMATS[name](random)
        allowed = frozenset({Fixes.SAFE} if random.random() < 0.5 else {Fixes.SAFE, Fixes.UNSAFE})
        try:
            check(name, file, allowed)
        except AssertionError as error:
            error.add_note(f"seed {seed}, {[kind.value for kind in allowed]}:\n{file.text}")
            raise
        seed += 1
        done += file.policies
    tally[f"faulty records in files of {name}"] += done


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("_smtp._tls.d{} TXT v=TLSRPTv1; rua=tls@example.org\n", 600),  # one fix follows another
        ("_smtp._tls.d{} TXT v=TLSRPTv1; rua=tls\n", 0),  # what comes to light has no fix
        (
            '_smtp._tls TXT "v=TLSRPTv1 rua=mailto:tls{}@example.org"\n',
            1,
        ),  # a second one would count
    ],
)
def test_many_faults_take_few_readings(
    line: str, mended: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = 0

    def counted(*arguments: Any) -> Any:
        nonlocal readings
        readings += 1
        return judge(*arguments)

    judge = tlsrpt_lint.run.judge
    monkeypatch.setattr(tlsrpt_lint.run, "judge", counted)
    text = "$TTL 3600\n@ SOA ns1 h 1 2 3 4 5\n" + "".join(map(line.format, range(300)))
    file = File("example.com.zone", text, (), 300)
    fixing, _, outcome = lint_and_fix([as_input(file, text)], PLAN, frozenset({Fixes.SAFE}))
    assert (len(fixing.mended), outcome.faults) == (mended, ())
    assert readings < 30
