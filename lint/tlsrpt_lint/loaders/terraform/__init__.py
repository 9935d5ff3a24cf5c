"""Terraform and OpenTofu: plans and states in JSON, state files, and configurations."""

from collections.abc import Iterable
from typing import Any, ClassVar

from tlsrpt_lint.directives import Directive
from tlsrpt_lint.loader import Loader, Surroundings
from tlsrpt_lint.records import Loaded
from tlsrpt_lint.source import SourceFile

_CONFIG = (".tf", ".tf.json", ".tofu", ".tofu.json")
_MAYBE = (b"{", b"[", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


class TerraformLoader(Loader):
    """Reads the records that Terraform manages, whatever the provider."""

    format: ClassVar[str] = "terraform"
    order: ClassVar[int] = 20
    apart: ClassVar[bool] = True

    def recognises(self, path: str, head: bytes) -> bool:
        """True for configurations by their name, for the rest by what stands in it."""
        if path.endswith(_CONFIG):
            return True
        if not head[:64].lstrip().startswith(_MAYBE):
            return False
        from tlsrpt_lint.loaders.terraform import _detect

        return _detect.recognises(path, head)

    @classmethod
    def options(cls) -> type[Any] | None:
        """Resource types that the provider table does not have."""
        from tlsrpt_lint.loaders.terraform._options import TerraformOptions

        return TerraformOptions

    def load(self, source: SourceFile, around: Surroundings) -> Loaded:
        """Read the file, which may be of any of the kinds."""
        from tlsrpt_lint.loaders.terraform import _load

        return _load.load(source, around)

    def directives(self, source: SourceFile) -> Iterable[Directive]:
        """What stands in comments of configurations, or under `//` in JSON."""
        from tlsrpt_lint.loaders.terraform._directives import directives

        return directives(source)
