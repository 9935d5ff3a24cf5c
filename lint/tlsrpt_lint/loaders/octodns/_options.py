"""What can be configured of this loader: where octoDNS's own configuration is."""

from typing import Annotated, NamedTuple


class OctodnsOptions(NamedTuple):
    """`[loaders.octodns]` in the configuration file."""

    config: Annotated[
        tuple[str, ...],
        "octoDNS's configuration files, as paths from the repository root. Without this they are looked"
        " for beside the zones and in folders `config` and `octodns`, up to the repository root.",
    ] = ()
