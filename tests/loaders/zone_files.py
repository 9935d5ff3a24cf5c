"""Loads zone text as the loader's users do, for the tests beside it."""

from pathlib import Path

from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.loaders.zone import ZoneLoader
from tlsrpt_lint.loaders.zone._context import CONTEXT_TYPES
from tlsrpt_lint.names import Name
from tlsrpt_lint.records import Loaded, Record, ZonePart
from tlsrpt_lint.source import SourceFile

HEAD = b"""\
$ORIGIN example.com.
$TTL 3600
@ IN SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ IN NS ns1
ns1 IN A 192.0.2.1
"""
RUA = "rua=mailto:tls@example.org"


def load(
    text: bytes, path: str = "zone", *, folder: Path | None = None, origin: Name | None = None
) -> Loaded:
    """Load `text` as the zone file `path`; includes are looked for in `folder`."""
    root = folder or Path("/nonexistent")
    source = SourceFile(path, text, root / path if folder else None)
    return ZoneLoader().load(source, Surroundings(root, root, origin))


def records(loaded: Loaded, *types: str) -> list[Record]:
    """All records of the given types, or of all types, over all zones."""
    found = [record for part in loaded.parts for record in (*part.records, *context(part))]
    return [record for record in found if record.type in types] if types else found


def context(part: ZonePart) -> list[Record]:
    """The records that the part has for the sake of others."""
    names = dict.fromkeys(name for rtype in CONTEXT_TYPES for name in part.context.targets(rtype))
    return [record for name in names for record in part.context.at(name)]


def strings(record: Record) -> list[str]:
    """The texts of the character-strings."""
    return [string.text.text for string in record.strings]


def shown(loaded: Loaded) -> list[tuple[str, list[str]]]:
    """Owner and strings of all text records."""
    return [(str(record.owner.name), strings(record)) for record in records(loaded, "TXT", "SPF")]


def problems(loaded: Loaded) -> list[tuple[str, int, int]]:
    """Kind, line and column of each problem."""
    return [(p.kind.name, *p.span.begin) for p in loaded.problems]
