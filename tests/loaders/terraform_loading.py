"""Loading text and sample files as Terraform in tests."""

import json
from pathlib import Path
from typing import Any

from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.loaders.terraform import TerraformLoader
from tlsrpt_lint.records import Loaded, Record
from tlsrpt_lint.source import SourceFile

DATA = Path(__file__).parents[1] / "data" / "terraform"


def load_file(name: str) -> Loaded:
    """The sample file of this name, read."""
    path = DATA / name
    source = SourceFile(path.name, path.read_bytes(), path)
    return TerraformLoader().load(source, Surroundings(path.parent, path.parent))


def load_text(text: str | bytes, name: str = "plan.json", options: object = None) -> Loaded:
    """A file of this content, read."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    nowhere = Path("/nonexistent")
    around = Surroundings(nowhere, nowhere, options=options)
    return TerraformLoader().load(SourceFile(name, data), around)


def records(loaded: Loaded) -> list[Record]:
    """All records, in the order of their zones."""
    return [record for part in loaded.parts for record in part.records]


def change(kind: str, after: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One element of a plan's `resource_changes` that creates a resource."""
    return {
        "address": f"{kind}.it",
        "mode": "managed",
        "type": kind,
        "name": "it",
        "provider_name": more.pop("provider_name", "registry.terraform.io/x/y"),
        **{key: more.pop(key) for key in ("index", "module_address", "deposed") if key in more},
        "change": {"actions": ["create"], "before": None, "after": after, **more},
    }


def plan(*changes: dict[str, Any], **more: Any) -> str:
    """A plan with these changes."""
    return json.dumps({"format_version": "1.2", "resource_changes": list(changes), **more})


def route53(name: str, *values: str, **more: Any) -> dict[str, Any]:
    """The attributes of a TXT record set of Route 53."""
    after = {"name": name, "type": "TXT", "ttl": 300, "records": list(values), "zone_id": "Z1"}
    return {**after, **more}
