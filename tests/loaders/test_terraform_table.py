"""The whole provider table, entry by entry, through the loader and all rules.

Each entry is tried in a plan and in a configuration: a right record passes, a faulty one is found at
its place, and so is a zone's name that is written where the provider adds it.
"""

import json
from typing import Any

import pytest
from terraform_loading import load_text, plan
from test_terraform_providers import ENTRIES, RAW, TEXTUAL, owner_of, quoted, written

from tlsrpt_lint.engine import judge
from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.loaders.terraform._providers import Entry, package_table
from tlsrpt_lint.records import Loaded
from tlsrpt_lint.registry import rules
from tlsrpt_lint.rule import Finding, Severity

POLICY = "v=TLSRPTv1; rua=mailto:tls@reports.example.net"
BARE = "v=TLSRPTv1; rua=tls@reports.example.net"
_QUIET = {"TR315"}  # the domains of documentation


_REQUIRED = """
terraform {
  required_providers {
    %s = { source = "%s" }
  }
}
"""


def identity(entry: Entry) -> str:
    return f"{entry.type}-{entry.provider}"


def zone_of(entry: Entry) -> tuple[str, dict[str, Any]] | None:
    """A zone resource of the entry's provider, for records that name their zone by an id."""
    family = entry.type.partition("_")[0]
    if entry.zone_is != "id":
        return None
    for kind, zone in package_table().zone_types.items():
        if kind.partition("_")[0] == family and zone.private == entry.private:
            body: dict[str, Any] = {zone.ids[0]: "0123"}
            where = zone.name[0].steps[0].key
            return kind, {**body, where: "example.com"}
    return None


def in_plan(entry: Entry, body: dict[str, Any], zone: tuple[str, dict[str, Any]] | None) -> Loaded:
    def made(kind: str, name: str, after: dict[str, Any]) -> dict[str, Any]:
        return {
            "address": f"{kind}.{name}",
            "mode": "managed",
            "type": kind,
            "name": name,
            "provider_name": f"registry.terraform.io/{entry.provider}",
            "change": {"actions": ["create"], "after": after},
        }

    changes = [made(entry.type, "it", body)]
    if zone is not None:
        changes.append(made(zone[0], "zone", zone[1]))
    return load_text(plan(*changes))


def in_configuration(
    entry: Entry, body: dict[str, Any], zone: tuple[str, dict[str, Any]] | None
) -> Loaded:
    """The same in HCL, where the zone is referred to instead of named by its id."""
    text = f'resource "{entry.type}" "it" {{\n{_attributes(body)}}}\n'
    if zone is not None:
        kind, attributes = zone
        key = next(key for key, value in attributes.items() if value == "0123")
        named = {k: v for k, v in attributes.items() if v != "0123"}
        text = text.replace('"0123"', f"{kind}.zone.{key}")
        text += f'resource "{kind}" "zone" {{\n{_attributes(named)}}}\n'
    text += _REQUIRED % (entry.type.partition("_")[0], entry.provider)
    return load_text(text, "main.tf")


def _attributes(body: dict[str, Any]) -> str:
    return "".join(f"  {key} = {_expression(value)}\n" for key, value in body.items())


def _expression(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_expression(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_expression, value)) + "]"
    return json.dumps(value)


def found(loaded: Loaded) -> list[Finding]:
    findings = judge(Inventory([loaded]), [rule() for rule in rules()])
    return [f for f in findings if f.code not in _QUIET and f.severity is not Severity.NOTE]


WAYS = {"plan": in_plan, "hcl": in_configuration}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("entry", TEXTUAL, ids=identity)
def test_a_right_record_passes(entry: Entry, way: str) -> None:
    body = written(entry, owner_of(entry, "_smtp._tls"), "TXT", quoted(entry, POLICY))
    for zone in (None, zone_of(entry)):
        assert found(WAYS[way](entry, body, zone)) == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("entry", TEXTUAL, ids=identity)
def test_a_missing_scheme_is_found_at_its_place(entry: Entry, way: str) -> None:
    body = written(entry, owner_of(entry, "_smtp._tls"), "TXT", quoted(entry, BARE))
    (finding,) = found(WAYS[way](entry, body, None))
    assert finding.code == "TR303"
    assert finding.span.text == "tls@reports.example.net"
    assert finding.resource == f"{entry.type}.it"
    assert (finding.pointer or "/resource_changes/0/change/after").startswith(
        "/resource_changes/0/change/after"
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("entry", [e for e in TEXTUAL if e.form == "relative"], ids=identity)
def test_a_doubled_origin_is_found_at_its_place(entry: Entry, way: str) -> None:
    zone = zone_of(entry)
    body = written(entry, "_smtp._tls.example.com", "TXT", quoted(entry, POLICY))
    findings = found(WAYS[way](entry, body, zone))
    if entry.zone_is == "id" and zone is None:
        assert findings == []  # nothing tells the zone's name
        return
    (finding,) = findings
    assert finding.code == "TR103"
    assert finding.span.text == "_smtp._tls.example.com"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("entry", [e for e in TEXTUAL if e.form != "relative"], ids=identity)
def test_a_whole_name_is_right_where_the_provider_takes_it(entry: Entry, way: str) -> None:
    body = written(entry, "_smtp._tls.example.com", "TXT", quoted(entry, POLICY))
    assert found(WAYS[way](entry, body, zone_of(entry))) == []


def test_the_table_is_tried_whole() -> None:
    rest = {entry.type for entry in ENTRIES} - {entry.type for entry in TEXTUAL}
    assert all(e["rtype"] != "=TXT" for e in RAW["records"] if e["type"] in rest)
    assert len(TEXTUAL) >= 80
