"""Loading octoDNS text and files in tests, and a short notation for what came out.

Tests look at all records, of interest or not; test_octodns_fast.py holds the loader to that.
"""

from pathlib import Path

from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.loaders.octodns._load import load_everything
from tlsrpt_lint.names import parse_name
from tlsrpt_lint.records import Loaded, Record
from tlsrpt_lint.source import SourceFile, Span

DATA = Path(__file__).parent.parent / "data" / "octodns"
NOWHERE = Path("/nonexistent")


def load_text(text: str | bytes, path: str = "example.com.yaml") -> Loaded:
    """The file that would hold this text, with no folder around it."""
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    return load_everything(SourceFile(path, data), Surroundings(NOWHERE, NOWHERE))


def load_file(path: Path, root: Path | None = None, origin: str | None = None) -> Loaded:
    """A file on disk, shown relative to `root` (default: its folder)."""
    root = root or path.parent
    source = SourceFile(path.relative_to(root).as_posix(), path.read_bytes(), path.resolve())
    name = parse_name(origin)[0] if origin else None
    return load_everything(source, Surroundings(root, root, name))


def records(loaded: Loaded) -> list[Record]:
    return [record for part in loaded.parts for record in part.records]


def texts(loaded: Loaded) -> list[str]:
    return [record.text for record in records(loaded) if record.type == "TXT"]


def at(span: Span) -> str:
    """`line:column-column`, or `line:column-line:column` over several lines."""
    begin, finish = span.begin, span.finish
    end = f"{finish.column}" if finish.line == begin.line else f"{finish.line}:{finish.column}"
    return f"{begin.line}:{begin.column}-{end}"


def told(loaded: Loaded) -> list[str]:
    """One line a record, a quirk and a problem."""
    lines = []
    for record in records(loaded):
        what = record.text if record.value is not None else record.target
        number = f"{record.preference} " if record.preference is not None else ""
        lines.append(f"{record.owner.name} {record.type} {number}{what} @{at(record.value_span)}")
        lines += [
            f"  {quirk.kind.name}{f' ({quirk.detail})' if quirk.detail else ''} @{at(quirk.span)}"
            for quirk in record.quirks
        ]
    lines += [f"{problem.kind.name} @{at(problem.span)}" for problem in loaded.problems]
    return lines
