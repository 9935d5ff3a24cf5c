"""Large files loaded in other processes: the same report, and the same faults."""

import os
import pickle
from pathlib import Path

import pytest
from command_line import SOA, Cli

from tlsrpt_lint import apart, registry
from tlsrpt_lint.discovery import Input
from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.records import NO_CONTEXT, Context
from tlsrpt_lint.source import SourceFile

DATA = Path(__file__).parents[1] / "data"
FAULTY = "v=TLSRPTv1; rua=tls@example.org"


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WORTH_SENDING", 1)
    monkeypatch.setattr(apart, "WORTH_STARTING", 1)


@pytest.fixture
def many(repo: Path) -> Path:
    """Files of all formats in several folders, with a finding in each and some across files."""
    for n in range(4):
        folder = repo / f"octodns{n}"
        folder.mkdir()
        (folder / f"d{n}.example.yaml").write_text(
            f'"":\n  type: MX\n  values:\n    - {{preference: 1, exchange: mx.d{n}.example.}}\n'
            f"_smtp._tls:\n  type: TXT\n  value: {FAULTY.replace(';', chr(92) + ';')}\n"
        )
        folder = repo / f"terraform{n}"
        folder.mkdir()
        (folder / "main.tf").write_text(
            'resource "aws_route53_zone" "z" {\n  name = "t.example"\n}\n'
            'resource "aws_route53_record" "a" {\n  zone_id = aws_route53_zone.z.zone_id\n'
            f'  name    = "_smtp._tls.t{n}.example"\n  type    = "TXT"\n  records = [local.policy]\n}}\n'
        )
        (folder / "locals.tf").write_text(f'locals {{\n  policy = "{FAULTY}"\n}}\n')
        (repo / f"z{n}.zone").write_text(
            SOA.replace("example.com", f"z{n}.example") + f'_smtp._tls 300 TXT "{FAULTY}"\n'
        )
    return repo


@pytest.mark.usefixtures("small_is_large")
@pytest.mark.parametrize("form", ["json", "full", "sarif"])
def test_the_report_is_the_same(many: Path, cli: Cli, form: str) -> None:
    alone = cli("check", "--jobs", "1", "--output-format", form)
    assert alone.status == 1
    assert alone.out.count("TR303") >= 12
    for jobs in ("2", "5"):
        assert cli("check", "--jobs", jobs, "--output-format", form) == alone
    assert cli("check", "--output-format", form) == alone


@pytest.mark.usefixtures("small_is_large")
def test_fixes_and_diffs_are_the_same(many: Path, cli: Cli) -> None:
    alone = cli("check", "--jobs", "1", "--diff")
    assert alone.out.count("+++ ") >= 8
    assert cli("check", "--jobs", "3", "--diff") == alone


@pytest.mark.usefixtures("small_is_large")
def test_a_loader_that_fails_is_said_once(
    many: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    octodns = next(loader for loader in registry.loaders() if loader.format == "octodns")
    load = type(octodns).load

    def broken(self: object, source: SourceFile, around: Surroundings) -> object:
        if source.path.startswith("octodns2"):
            raise LookupError("the loader's mistake")
        return load(octodns, source, around)  # type: ignore[arg-type]

    monkeypatch.setattr(type(octodns), "load", broken)
    alone = cli("check", "--jobs", "1", "--output-format", "json")
    assert alone.status == 2
    assert alone.err.count("internal error") == 1
    assert cli("check", "--jobs", "3", "--output-format", "json") == alone


@pytest.mark.usefixtures("small_is_large")
def test_a_process_that_dies_costs_time_only(
    many: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = cli("check", "--jobs", "1", "--output-format", "json")
    octodns = next(loader for loader in registry.loaders() if loader.format == "octodns")
    load = type(octodns).load
    here = os.getpid()

    def deadly(self: object, source: SourceFile, around: Surroundings) -> object:
        if os.getpid() != here:
            os._exit(9)
        return load(octodns, source, around)  # type: ignore[arg-type]

    monkeypatch.setattr(type(octodns), "load", deadly)
    assert cli("check", "--jobs", "3", "--output-format", "json") == alone


def put(root: Path, path: str, size: int) -> Input:
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_bytes(b" " * size)
    return Input(path, str(root / path), str(root), "octodns")


def test_groups_are_the_large_folders_of_some_formats(repo: Path) -> None:
    large, small = apart.WORTH_STARTING, apart.WORTH_SENDING // 3
    inputs = [
        put(repo, "a/1.yaml", small),
        put(repo, "b/1.yaml", large),
        put(repo, "a/2.yaml", large),
        put(repo, "c/1.yaml", small),
        put(repo, "d/1.yaml", large)._replace(format="zone"),
        put(repo, "e/1.yaml", large)._replace(data=b"from standard input"),
        Input("gone", str(repo / "gone"), str(repo), "octodns"),
    ]
    formats = frozenset({"octodns"})
    found = apart.groups(inputs, formats)
    assert [[one.path for one in group] for group in found] == [
        ["a/1.yaml", "a/2.yaml"],
        ["b/1.yaml"],
    ]
    # One group alone, or little in all, is loaded here.
    assert apart.groups(inputs[:1] + inputs[2:], formats) == []
    little = [put(repo, f"s{n}/1.yaml", apart.WORTH_SENDING) for n in range(7)]
    assert apart.groups(little, formats) == []


def test_little_is_loaded_in_this_process(
    many: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(apart, "each", refuse)
    assert cli("check", "--jobs", "4").status == 1


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "1.5", ""])
def test_a_number_is_wanted(repo: Path, cli: Cli, jobs: str) -> None:
    run = cli("check", f"--jobs={jobs}")
    said = f"'{jobs}' is no number of processes; it is 1 or more"
    assert run == (2, "", f"tlsrpt-lint: error: {said}\n")


def test_what_loaders_make_can_be_sent(tmp_path: Path) -> None:
    """All test data: what arrives has the records, problems and places that were sent."""
    sent = 0
    for path in sorted(DATA.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        for loader in registry.loaders():
            if loader.recognises(path.name, data[:65536]):
                source = SourceFile(path.name, data, path)
                loaded = loader.load(source, Surroundings(path.parent, path.parent))
                arrived = pickle.loads(pickle.dumps(loaded))
                assert shape(arrived) == shape(loaded), path
                sent += 1
                break
    assert sent > 20


def shape(loaded: object) -> object:
    parts = loaded.parts  # type: ignore[attr-defined]
    return (
        loaded.source.path,  # type: ignore[attr-defined]
        [
            (
                part.apex,
                part.instance,
                part.whole,
                [(repr(record), record.span[1:], record.rdata[1:]) for record in part.records],
                sorted(
                    (name, list(map(repr, part.context.at(name))))
                    for name in set(part.context.names())
                ),
            )
            for part in parts
        ],
        [(problem.kind, problem.span[1:], problem.message) for problem in loaded.problems],  # type: ignore[attr-defined]
    )


def test_no_context_arrives_as_none() -> None:
    assert pickle.loads(pickle.dumps(NO_CONTEXT)) is NO_CONTEXT
    assert pickle.loads(pickle.dumps(Context())) is NO_CONTEXT
