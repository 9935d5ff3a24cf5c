"""What can be configured of this loader: resource types that the provider table does not have."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

_Reading = Literal["raw", "either", "quoted", "words", "master-file", "inner", "route53"]


class Quoting(NamedTuple):
    """How a provider takes the text of a TXT record: see `Reading`."""

    write: _Reading = "either"
    state: _Reading = "either"
    long: Literal["split", "refused"] = "split"


class ResourceType(NamedTuple):
    """A resource type that holds records. The keys are those of the provider table (`_providers`)."""

    rtype: str
    owner: str
    values: tuple[str, ...]
    form: Literal["relative", "absolute", "either"] = "either"
    apex: tuple[str, ...] = ("", "@")
    each: str | None = None
    zone: str | None = None
    zone_is: Literal["name", "id", "name or id", "last segment"] = "name"
    private: bool = False
    fqdn: str | None = None
    preference: str | None = None
    ttl: str | None = None
    off: Mapping[str, str] = {}
    alternative: tuple[str, ...] = ()
    txt: Quoting = Quoting()

    def entry(self, kind: str) -> dict[str, Any]:
        """The same as an entry of the provider table."""
        given = {key: value for key, value in self._asdict().items() if value not in (None, False)}
        quoting = {**self.txt._asdict(), "verified": True}
        return {**given, "type": kind, "provider": "", "txt": quoting}


class ZoneType(NamedTuple):
    """A resource type that is a zone: where its name stands, and the attributes records call it by."""

    name: str = "name"
    ids: tuple[str, ...] = ("id",)
    private: bool = False


class TerraformOptions(NamedTuple):
    """`[loaders.terraform]` in the configuration file."""

    resources: Annotated[
        Mapping[str, ResourceType],
        "Resource types that hold DNS records, by name; one that is known already is replaced.",
    ] = {}
    zones: Annotated[Mapping[str, ZoneType], "Resource types that are zones, by name."] = {}
