"""`make bench`: this tool against its peers on the same inputs, as a Markdown table of ratios.

python -m bench [--records N] [--runs N] [--only zone,zones,start,octodns,plan,lookup]
"""

import argparse
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import inputs, lookups
from bench.measure import Contestant, Result, compare

OURS = "tlsrpt-lint"
_PYTHON_ZONE = "import sys, dns.zone; dns.zone.from_file(sys.argv[1], 'bench.example.')"
_LIBYAML = (
    "import sys, yaml; loader = yaml.CSafeLoader(open(sys.argv[1], 'rb').read())\n"
    "while loader.check_event(): loader.get_event()"
)
_PYYAML = "import sys, yaml; yaml.load(open(sys.argv[1], 'rb'), yaml.CSafeLoader)"
_RUAMEL = "import sys; from ruamel.yaml import YAML; YAML(typ='safe').load(open(sys.argv[1], 'rb'))"
_JSON = "import json, sys; json.load(open(sys.argv[1]))"
_YAML = "---\nzones:\n  - example.com\n"
_LOOKUPS = 10_000
_QUIET = ("--no-config", "--output-format", "concise")
_SMALL_ZONE = (
    "$ORIGIN example.com.\n@ 3600 IN SOA ns1 hostmaster 1 7200 3600 1209600 3600\n@ 3600 IN MX 10 mail\n"
    '_smtp._tls 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@reports.example.net"\n'
)


def main() -> None:
    """Make the inputs, run the contests, print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="of the large zone")
    parser.add_argument("--runs", type=int, default=5, help="of each program; the median counts")
    parser.add_argument("--only", help="contests by name, comma-separated")
    options = parser.parse_args()
    contests = {
        "zone": _zone,
        "growth": _growth,
        "zones": _zones,
        "start": _start,
        "octodns": _octodns,
        "plan": _plan,
        "lookup": _lookup,
    }
    chosen = options.only.split(",") if options.only else list(contests)
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}\n")
    with tempfile.TemporaryDirectory(prefix="tlsrpt-lint-bench-") as folder:
        for name in chosen:
            for title, contestants, runs in contests[name](Path(folder), options):
                print(f"### {title}\n")
                print(_table(compare([c for c in contestants if _installed(c)], runs)))
                sys.stdout.flush()


Contest = Iterator[tuple[str, list[Contestant], int]]


def _zone(folder: Path, options: argparse.Namespace) -> Contest:
    path = folder / "bench.example.zone"
    inputs.zone(path, options.records)
    size = path.stat().st_size / 1e6
    yield (
        f"One zone of {options.records:,} records ({size:.0f} MB)",
        [
            Contestant(OURS, (_ours(), "check", *_QUIET, "--ignore", "TR4,TR315", str(path))),
            Contestant(
                f"{OURS}, all rules", (_ours(), "check", *_QUIET, "--ignore", "TR315", str(path))
            ),
            Contestant("validns", ("validns", "-z", "bench.example.", str(path))),
            Contestant("nsd-checkzone", ("nsd-checkzone", "bench.example.", str(path))),
            Contestant("kzonecheck", ("kzonecheck", "-o", "bench.example.", str(path))),
            Contestant("named-checkzone", ("named-checkzone", "bench.example.", str(path))),
        ],
        options.runs,
    )
    small = folder / "tenth.zone"
    inputs.zone(small, options.records // 20)
    yield (
        f"One zone of {options.records // 20:,} records",
        [
            Contestant(OURS, (_ours(), "check", *_QUIET, "--ignore", "TR315", str(small))),
            Contestant("dnspython", (sys.executable, "-c", _PYTHON_ZONE, str(small))),
        ],
        min(options.runs, 3),
    )


def _growth(folder: Path, options: argparse.Namespace) -> Contest:
    contestants = []
    for factor in (1, 10):
        path = folder / f"times{factor}.zone"
        inputs.zone(path, options.records * factor)
        command = (_ours(), "check", *_QUIET, "--ignore", "TR4,TR315", str(path))
        contestants.append(Contestant(f"{OURS}, {options.records * factor:,} records", command))
    yield "Ten times the records", contestants, min(options.runs, 3)


def _zones(folder: Path, options: argparse.Namespace) -> Contest:
    many = folder / "zones"
    inputs.zones(many, 10_000, 20)
    loop = 'for f in "$0"/*.zone; do n=${f##*/}; named-checkzone -q "${n%.zone}" "$f"; done'
    yield (
        "10,000 zones of 20 records",
        [
            Contestant(
                OURS, (_ours(), "check", "--no-config", "--output-format", "concise", str(many))
            ),
            Contestant(f"{OURS}, one process", (_ours(), "check", *_QUIET, str(many))),
            Contestant("named-checkzone, in a loop", ("sh", "-c", loop, str(many))),
        ],
        1,
    )


def _start(folder: Path, options: argparse.Namespace) -> Contest:
    zone, yaml = folder / "example.com.zone", folder / "small.yaml"
    zone.write_text(_SMALL_ZONE, encoding="ascii")
    yaml.write_text(_YAML, encoding="ascii")
    yield (
        "One small file, whole process",
        [
            Contestant(OURS, (_ours(), "check", *_QUIET, str(zone))),
            Contestant("yamllint", (_beside("yamllint"), str(yaml))),
            Contestant("python -c pass", (sys.executable, "-c", "pass")),
        ],
        options.runs * 5,
    )


def _octodns(folder: Path, options: argparse.Namespace) -> Contest:
    for title, make, peers in (
        ("An octoDNS zone of 100,000 records", inputs.octodns, 4),
        (
            "An octoDNS zone of 100,000 records, a fifth of them policies",
            inputs.octodns_policies,
            2,
        ),
    ):
        work = folder / make.__name__
        make(work, 100_000)
        zone = work / "zones" / "bench.example.yaml"
        config = str(work / "config.yaml")
        yield (
            f"{title} ({zone.stat().st_size / 1e6:.0f} MB)",
            [
                Contestant(OURS, (_ours(), "check", *_QUIET, "--ignore", "TR4,TR315", str(zone))),
                Contestant("libyaml, its events only", (sys.executable, "-c", _LIBYAML, str(zone))),
                Contestant(
                    "octodns-validate", (_beside("octodns-validate"), "--config-file", config)
                ),
                Contestant("PyYAML", (sys.executable, "-c", _PYYAML, str(zone))),
                Contestant("ruamel.yaml", (sys.executable, "-c", _RUAMEL, str(zone))),
            ][: 1 + peers],
            min(options.runs, 3),
        )


def _plan(folder: Path, options: argparse.Namespace) -> Contest:
    path = folder / "plan.json"
    inputs.plan(path, 150_000)
    yield (
        f"A Terraform plan of 150,000 changes ({path.stat().st_size / 1e6:.0f} MB)",
        [
            Contestant(OURS, (_ours(), "check", *_QUIET, "--ignore", "TR315", str(path))),
            Contestant("python json.load", (sys.executable, "-c", _JSON, str(path))),
        ],
        options.runs,
    )


def _lookup(folder: Path, options: argparse.Namespace) -> Contest:
    if not lookups.is_installed():
        print("(nsd is not installed)\n")
        return
    with lookups.contestants(folder, _ours(), _LOOKUPS) as contestants:
        yield f"{_LOOKUPS:,} domains looked up on loopback", contestants, min(options.runs, 3)
    share = 0.05
    print(f"The same with {share:.0%} of the packets lost on either way:\n")
    print(lookups.over_a_wire_that_drops(folder, _ours(), _LOOKUPS, share), "\n")


def _ours() -> str:
    return _beside(OURS)


def _beside(program: str) -> str:
    """The program of the environment that runs this, else of the PATH."""
    path = Path(sys.executable).with_name(program)
    return str(path) if path.exists() else program


def _installed(contestant: Contestant) -> bool:
    program = contestant.command[0]
    if shutil.which(program):
        return True
    print(f"({contestant.name} is not installed)\n")
    return False


def _table(results: list[Result]) -> str:
    ours = results[0]
    lines = ["| program | s | MB | time of ours / its |", "|---|---|---|---|"]
    lines += (
        f"| {r.name} | {r.seconds:.3f} | {r.megabytes:.0f} | {ours.seconds / r.seconds:.3f} |"
        for r in results
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
