"""The octoDNS loader."""

from collections.abc import Iterable
from typing import Any

from tlsrpt_lint.directives import Directive
from tlsrpt_lint.loader import Loader, Surroundings
from tlsrpt_lint.records import Loaded
from tlsrpt_lint.source import SourceFile


class OctodnsLoader(Loader):
    """octoDNS zones in YAML, as its YamlProvider reads them."""

    format = "octodns"
    apart = True

    def recognises(self, path: str, head: bytes) -> bool:
        """True for a YAML file whose entries look like records of octoDNS."""
        if not path.lower().endswith((".yaml", ".yml")):
            return False
        from tlsrpt_lint.loaders.octodns._recognise import is_octodns

        return is_octodns(path, head)

    @classmethod
    def options(cls) -> type[Any] | None:
        """Where octoDNS's own configuration is."""
        from tlsrpt_lint.loaders.octodns._options import OctodnsOptions

        return OctodnsOptions

    def remark(self) -> str | None:
        """That YAML is read slowly, if it is."""
        import yaml

        if yaml.__with_libyaml__:
            return None
        return "PyYAML is installed without libyaml, so that YAML is read some ten times slower"

    def load(self, source: SourceFile, around: Surroundings) -> Loaded:
        """Read one zone file and what it includes."""
        from tlsrpt_lint.loaders.octodns import _load

        return _load.load(source, around)

    def directives(self, source: SourceFile) -> Iterable[Directive]:
        """What stands in comments behind `#`."""
        from tlsrpt_lint.loaders.octodns._directives import directives

        return directives(source)
