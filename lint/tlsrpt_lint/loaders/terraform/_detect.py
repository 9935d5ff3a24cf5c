"""Telling Terraform's files apart: by name where the name says it, else by their top-level keys.

Five of Terraform's own formats carry `format_version`, so that alone tells nothing.
"""

import re
from enum import Enum

from tlsrpt_lint.source import BOM

_CONFIG_NAMES = (".tf.json", ".tofu.json", ".tf", ".tofu")
_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"|([{}\[\]])', re.DOTALL)

_CONFIG_BLOCKS = frozenset(
    {"//", "resource", "data", "module", "variable", "locals", "output", "provider", "terraform",
     "moved", "import", "removed", "check", "ephemeral", "action"}
)  # fmt: skip


class Kind(Enum):
    """What a file is."""

    PLAN = "a plan"
    STATE = "a state as `terraform show -json` writes it"
    RAW_STATE = "a state file"
    CONFIG = "a configuration"
    OLD_STATE = "a state file of Terraform before 0.12"
    ENCRYPTED = "an encrypted state or plan of OpenTofu"
    EVENTS = "the event stream of `terraform plan -json`"
    BINARY_PLAN = "a binary plan file"
    VALIDATION = "the output of `terraform validate -json`"
    SCHEMA = "the output of `terraform providers schema -json`"
    OTHER = "nothing of Terraform's that holds records"


_LINTED = frozenset({Kind.PLAN, Kind.STATE, Kind.RAW_STATE, Kind.CONFIG, Kind.ENCRYPTED})

# What is worth an answer wherever it is met: somebody took it for what can be linted.
_ANSWERED = frozenset({Kind.OLD_STATE, Kind.BINARY_PLAN, Kind.VALIDATION, Kind.SCHEMA})


def recognises(path: str, head: bytes) -> bool:
    """True for what can be linted, and for what is likely to have been taken for it."""
    kind = kind_of(path, head)
    if kind is Kind.EVENTS:
        return path.lower().endswith(".json")  # as a log it is what it says it is
    return kind in _LINTED or kind in _ANSWERED


def kind_of(path: str, head: bytes) -> Kind:
    """What the file is, judged by its name and its first bytes."""
    if path.lower().endswith(_CONFIG_NAMES):
        return Kind.CONFIG
    if head.startswith(b"PK\x03\x04"):
        # The archive's first member is the plan itself.
        return Kind.BINARY_PLAN if head[30:36] == b"tfplan" else Kind.OTHER
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: len(head) & ~1].decode("utf-16", "replace").encode()
    text = head.removeprefix(BOM).lstrip()
    if not text.startswith(b"{"):
        return Kind.OTHER
    return _kind_of_keys(text)


def _kind_of_keys(text: bytes) -> Kind:
    keys = _top_level_keys(text)
    if "@level" in keys:
        return Kind.EVENTS if b'"type":"version"' in text and b'"terraform"' in text else Kind.OTHER
    if "encrypted_data" in keys and "encryption_version" in keys:
        return Kind.ENCRYPTED
    if keys & {"resource_changes", "planned_values"}:
        return Kind.PLAN if _mentions(keys, text) else Kind.OTHER
    if "format_version" in keys:
        if "valid" in keys:
            return Kind.VALIDATION
        if keys & {"provider_schemas", "function_signatures"}:
            return Kind.SCHEMA
        return Kind.STATE if "values" in keys or keys == {"format_version"} else Kind.OTHER
    if "version" in keys:
        return _kind_of_state(keys, text)
    if keys and keys <= _CONFIG_BLOCKS and keys & {"resource", "module"}:
        return Kind.CONFIG
    return Kind.OTHER


def _kind_of_state(keys: set[str], text: bytes) -> Kind:
    version = re.search(rb'"version"\s*:\s*(\d+)', text)
    if version is None or not keys & {"serial", "lineage", "terraform_version"}:
        return Kind.OTHER
    if version[1] == b"4":
        return Kind.RAW_STATE if keys & {"resources", "outputs", "lineage"} else Kind.OTHER
    return Kind.OLD_STATE if version[1] in b"123" and "modules" in keys else Kind.OTHER


def _mentions(keys: set[str], text: bytes) -> bool:
    return bool(keys & {"format_version", "terraform_version", "configuration"}) or (
        b'"provider_name"' in text
    )


def _top_level_keys(text: bytes) -> set[str]:
    """The keys of the outermost object, as far as the text goes."""
    keys: set[str] = set()
    depth = 0
    for match in _TOKEN.finditer(text):
        bracket = match[2]
        if bracket is None:
            if depth == 1 and text[match.end() : match.end() + 8].lstrip().startswith(b":"):
                keys.add(match[1].decode("utf-8", "replace"))
        elif bracket in b"{[":
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                break
    return keys
