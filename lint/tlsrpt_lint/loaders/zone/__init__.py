"""Zone files: the master format of RFC 1035 (5.1), with what name servers added to it."""

from collections.abc import Iterable
from typing import ClassVar

from tlsrpt_lint.directives import Directive
from tlsrpt_lint.loader import Loader, Surroundings
from tlsrpt_lint.records import Loaded
from tlsrpt_lint.source import SourceFile

from ._detect import looks_like_zone


class ZoneLoader(Loader):
    """Reads zone files as BIND, NSD, Knot and PowerDNS do, and says where they would refuse."""

    format: ClassVar[str] = "zone"
    order: ClassVar[int] = 90  # any text might be one, so the others are asked first

    def recognises(self, path: str, head: bytes) -> bool:
        """True if the name and the first lines are those of a zone file or of a part of one."""
        return looks_like_zone(path, head)

    def load(self, source: SourceFile, around: Surroundings) -> Loaded:
        """Read the zone, or the zones, of the file with what it includes."""
        from ._reader import read_zone_file

        return read_zone_file(source, around)

    def directives(self, source: SourceFile) -> Iterable[Directive]:
        """What stands in comments behind `;`."""
        from ._directives import directives

        return directives(source)
