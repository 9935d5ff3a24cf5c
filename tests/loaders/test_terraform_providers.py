"""The provider table: its shape, and a right record of every type."""

import json
from typing import Any

import pytest
from terraform_loading import change, load_text, plan, records

from tlsrpt_lint.loaders.terraform._providers import TABLE, Entry, package_table
from tlsrpt_lint.loaders.terraform._txt import Reading
from tlsrpt_lint.loaders.terraform._values import Step

POLICY = "v=TLSRPTv1; rua=mailto:tls@example.com"
entries = package_table().entries
RAW = json.loads(TABLE.read_text(encoding="utf-8"))

_ONE = r"\.?[a-z0-9_]+(\[\])?(\.[A-Za-z0-9_]+(\[\])?)*"
_PATH = rf"^{_ONE}( \| {_ONE})*$"
_PATHS = {"type": "string", "pattern": _PATH}
_WORDS = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
_READING = {"enum": [reading.value for reading in Reading]}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["argument", "records", "zone_files", "zones"],
    "properties": {
        "argument": {"type": "object", "required": ["rtype", "owner", "form", "apex", "values"]},
        "records": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["type", "provider", "rtype", "owner", "form", "apex"],
                "oneOf": [{"required": ["values"]}, {"required": ["strings"]}],
                "properties": {
                    "type": {"type": "string", "pattern": "^[a-z0-9-]+_[a-z0-9_]+$"},
                    "provider": {"type": "string", "pattern": "^[A-Za-z0-9-]+/[a-z0-9-]+$"},
                    "each": {"type": "string", "pattern": r"\[\]$"},
                    "rtype": {"anyOf": [_PATHS, {"pattern": "^=[A-Z]+$"}]},
                    "owner": _PATHS,
                    "form": {"enum": ["relative", "absolute", "either"]},
                    "final_dot": {"enum": ["absolute", "forbidden"]},
                    "apex": _WORDS,
                    "fqdn": _PATHS,
                    "zone": _PATHS,
                    "zone_is": {"enum": ["name", "id", "name or id", "last segment"]},
                    "view": _PATHS,
                    "private": {"const": True},
                    "values": {"type": "array", "items": _PATHS, "minItems": 1},
                    "strings": _PATHS,
                    "preference": _PATHS,
                    "ttl": _PATHS,
                    "ttl_auto": {"type": "integer"},
                    "off": {"type": "object", "minProperties": 1},
                    "alternative": _WORDS,
                    "alternative_default": {"type": "string"},
                    "txt": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["write", "state", "verified"],
                        "properties": {
                            "write": _READING,
                            "state": _READING,
                            "verified": {"type": "boolean"},
                            "long": {"enum": ["split", "refused"]},
                        },
                    },
                },
                "dependentRequired": {"zone": ["zone_is"], "alternative_default": ["alternative"]},
            },
        },
        "zone_files": {"type": "object", "additionalProperties": {"type": "string"}},
        "zones": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "ids"],
                "properties": {"name": _PATHS, "ids": _WORDS, "private": {"const": True}},
            },
        },
    },
}

TYPES = sorted({(entry["type"], entry["provider"]) for entry in RAW["records"]})
ENTRIES = [entry for kind, provider in TYPES for entry in entries(kind, provider)]
TEXTUAL = [e for e in ENTRIES if e.fixed in (None, "TXT")]


def test_the_table_has_its_shape() -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(SCHEMA)
    assert not [error.message for error in Draft202012Validator(SCHEMA).iter_errors(RAW)]


def test_the_zones_are_sorted() -> None:
    zones = list(RAW["zones"])
    assert zones == sorted(zones)


def put(body: dict[str, Any], path: tuple[Step, ...], value: object) -> None:
    """Write a value where the path leads to, into lists of one."""
    step, rest = path[0], path[1:]
    if not rest:
        body[step.key] = [value] if step.each else value
        return
    inner = body.setdefault(step.key, [{}] if step.each else {})
    put(inner[0] if isinstance(inner, list) else inner, rest, value)


def written(entry: Entry, owner: str | None, rtype: str, value: str) -> dict[str, Any]:
    """The attributes of a resource with one record."""
    body: dict[str, Any] = {}

    def at(where: Any, what: object) -> None:
        put(body, (*entry.each, *where.steps) if where.inner else where.steps, what)

    at((entry.values or entry.strings)[0], value)
    if not entry.fixed:
        azure = f"Microsoft.Network/dnsZones/{rtype}@2018-05-01"
        at(entry.rtype[0], azure if entry.type == "azapi_resource" else rtype)
    if owner is not None:
        at(entry.owner[0], owner)
    if entry.zone:
        zone = {"id": "0123", "last segment": "/x/dnsZones/example.com"}.get(entry.zone_is)
        at(entry.zone[0], zone or "example.com")
    if entry.ttl and not entry.ttl[0].steps[0].each:
        at(entry.ttl[0], 3600)
    return body


def owner_of(entry: Entry, name: str) -> str:
    return name if entry.form == "relative" else f"{name}.example.com"


def quoted(entry: Entry, value: str) -> str:
    bare = (Reading.RAW, Reading.EITHER, Reading.INNER, Reading.ROUTE53)
    return value if entry.written in bare else f'"{value}"'


def document(entry: Entry, body: dict[str, Any]) -> str:
    provider = f"registry.terraform.io/{entry.provider}"
    made = {
        "address": f"{entry.type}.it",
        "mode": "managed",
        "type": entry.type,
        "name": "it",
        "provider_name": provider,
        "change": {"actions": ["create"], "after": body},
    }
    return plan(made)


@pytest.mark.parametrize("entry", TEXTUAL, ids=lambda e: f"{e.type}-{e.provider}")
def test_a_right_record_of_every_type(entry: Entry) -> None:
    body = written(entry, owner_of(entry, "_smtp._tls"), "TXT", quoted(entry, POLICY))
    loaded = load_text(document(entry, body))
    (record,) = records(loaded)
    assert record.type == "TXT"
    assert record.value is not None
    assert record.value.text == POLICY
    assert not record.quirks
    assert record.span.text.strip('\\"') == POLICY
    opaque = entry.zone_is == "id" or not entry.zone
    whole = entry.form == "absolute" or not opaque
    assert str(record.owner) == (
        "_smtp._tls.example.com" if whole or entry.form == "either" else "_smtp._tls"
    )
    assert record.owner.absolute is whole
    assert record.ttl == (3600 if entry.ttl and not entry.ttl[0].steps[0].each else None)
    assert not loaded.problems


@pytest.mark.parametrize(
    "entry", [e for e in TEXTUAL if e.written is Reading.EITHER], ids=lambda e: e.type
)
def test_quotes_pass_in_silence_where_nobody_saw_what_they_do(entry: Entry) -> None:
    for value in (POLICY, f'"{POLICY}"'):
        body = written(entry, owner_of(entry, "_smtp._tls"), "TXT", value)
        (record,) = records(load_text(document(entry, body)))
        assert record.value is not None
        assert record.value.text == POLICY
        assert not record.quirks


@pytest.mark.parametrize(
    "entry",
    [e for e in TEXTUAL if e.form == "relative" and e.zone and e.zone_is != "id"],
    ids=lambda e: e.type,
)
def test_a_relative_name_is_below_its_zone_even_if_it_names_it_again(entry: Entry) -> None:
    body = written(entry, "_smtp._tls.example.com", "TXT", quoted(entry, POLICY))
    (record,) = records(load_text(document(entry, body)))
    assert str(record.owner) == "_smtp._tls.example.com.example.com"


@pytest.mark.parametrize(
    ("kind", "body", "owner", "target", "preference"),
    [
        (
            "aws_route53_record",
            {"name": "example.com.", "type": "MX", "records": ["10 mx.example.com."]},
            "example.com",
            "mx.example.com",
            10,
        ),
        (
            "azurerm_dns_mx_record",
            {
                "zone_name": "example.com",
                "record": [{"preference": "5", "exchange": "mx.example.net."}],
            },
            "example.com",
            "mx.example.net",
            5,
        ),
        (
            "dns_mx_record_set",
            {"zone": "example.com.", "mx": [{"preference": 7, "exchange": "mx.example.com."}]},
            "example.com",
            "mx.example.com",
            7,
        ),
        (
            "digitalocean_record",
            {
                "domain": "example.com",
                "name": "@",
                "type": "MX",
                "priority": 3,
                "value": "mx.example.com.",
            },
            "example.com",
            "mx.example.com",
            3,
        ),
        (
            "godaddy_domain_record",
            {
                "domain": "example.com",
                "record": [{"name": "@", "type": "MX", "data": "mx.example.com", "priority": 1}],
            },
            "example.com",
            "mx.example.com",
            1,
        ),
        (
            "ultradns_record",
            {
                "zone_name": "example.com.",
                "owner_name": "example.com.",
                "record_type": "MX (15)",
                "record_data": ["0 ."],
            },
            "example.com",
            "",
            0,
        ),
        (
            "azurerm_dns_cname_record",
            {"zone_name": "example.com", "name": "_smtp._tls", "record": "x.example.net"},
            "_smtp._tls.example.com",
            "x.example.net",
            None,
        ),
    ],
)
def test_records_that_point(
    kind: str, body: dict[str, Any], owner: str, target: str, preference: int | None
) -> None:
    made = {"type": kind, "name": "it", "change": {"actions": ["create"], "after": body}}
    (record,) = records(load_text(plan(made)))
    assert (str(record.owner), str(record.target), record.preference) == (owner, target, preference)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("bunnynet_dns_record", {"enabled": False, "value": "x"}),
        ("ionosdeveloper_dns_record", {"disabled": True, "content": "x"}),
        ("alicloud_alidns_record", {"status": "DISABLE", "value": "x"}),
        ("selectel_domains_rrset_v2", {"records": [{"disabled": True, "content": "x"}]}),
        ("pihole_dns_record", {"domain": "example.com", "ip": "192.0.2.1"}),
        (
            "aws_route53_record",
            {"name": "a.example.com", "records": None, "alias": [{"name": "x"}]},
        ),
        ("aws_route53_record", {"type": "SRV", "name": "a.example.com", "records": ["x"]}),
    ],
)
def test_what_is_not_published_or_not_asked_about(kind: str, body: dict[str, Any]) -> None:
    after = {"type": "TXT", "name": "_smtp._tls", **body}
    made = {"type": kind, "name": "it", "change": {"actions": ["create"], "after": after}}
    assert not records(load_text(plan(made)))


def test_forks_are_told_apart_by_their_provider() -> None:
    (first,) = entries("hetznerdns_record", "timohirt/hetznerdns")
    (second,) = entries("hetznerdns_record", "germanbrew/hetznerdns")
    assert (first.written, second.written) == (Reading.QUOTED, Reading.EITHER)
    assert entries("hetznerdns_record", "someone/hetznerdns") == (second,)


def test_a_character_string_an_element() -> None:
    body = {"zone": "example.com", "domain": "_smtp._tls.example.com", "type": "TXT"}
    body["answers"] = [{"answer_parts": ["v=TLSRPTv1; ", "rua=x"]}]  # type: ignore[assignment]
    made = {"type": "ns1_record", "name": "it", "change": {"actions": ["create"], "after": body}}
    (record,) = records(load_text(plan(made)))
    assert [s.text.text for s in record.strings] == ["v=TLSRPTv1; ", "rua=x"]
    assert record.pointer == "/resource_changes/0/change/after/answers/0/answer_parts/0"


BODY = {
    "properties": {"TTL": 60, "TXTRecords": [{"value": ["v=TLSRPTv1; ", "rua=tls@example.com"]}]}
}
AZAPI = {
    "type": "Microsoft.Network/dnsZones/TXT@2018-05-01",
    "name": "_smtp._tls",
    "parent_id": "/subscriptions/s/providers/Microsoft.Network/dnsZones/example.com",
}


@pytest.mark.parametrize("body", [BODY, json.dumps(BODY), json.dumps(BODY, indent=1)])
def test_a_body_of_azapi_is_an_object_or_a_text_of_json(body: object) -> None:
    (record,) = records(load_text(plan(change("azapi_resource", {**AZAPI, "body": body}))))
    assert str(record.owner) == "_smtp._tls.example.com"
    assert [s.text.text for s in record.strings] == ["v=TLSRPTv1; ", "rua=tls@example.com"]
    assert record.value is not None
    assert record.value.span(16, 31).text == "tls@example.com"
    assert record.ttl == 60
    whole = "/resource_changes/0/change/after/body"
    inner = "" if isinstance(body, str) else "/properties/TXTRecords/0/value/0"
    assert record.pointer == whole + inner


@pytest.mark.parametrize("body", ["{", "[]", "{}", '{"properties": 1}'])
def test_a_body_of_azapi_that_is_something_else(body: str) -> None:
    assert not records(load_text(plan(change("azapi_resource", {**AZAPI, "body": body}))))


def test_a_body_of_azapi_that_a_function_encodes() -> None:
    loaded = load_text(
        """
        resource "azapi_resource" "it" {
          type      = "Microsoft.Network/dnsZones/TXT@2018-05-01"
          name      = "_smtp._tls"
          parent_id = "/x/dnsZones/example.com"
          body = jsonencode({ properties = { TXTRecords = [{ value = ["v=TLSRPTv1; rua=x"] }] } })
        }
        """,
        "main.tf",
    )
    (record,) = records(loaded)
    assert str(record.value) == record.span.text == "v=TLSRPTv1; rua=x"


def test_a_zone_file_inside_a_resource_is_told_and_not_read() -> None:
    text = '$TTL 60\n@ IN MX 10 mx\n_smtp._tls IN TXT "v=TLSRPTv1; rua=x"\n'
    body = {"zone_name": "example.com", "zone_file": text}
    loaded = load_text(plan(change("ovh_domain_zone_import", body)))
    (problem,) = loaded.problems
    assert problem.message == (
        "'zone_file' holds a whole zone file, which is not read inside of a resource, so its records"
        " were not checked."
    )
    assert problem.span.text.startswith("$TTL 60")
    body["zone_file"] = "@ IN MX 10 mx\n"
    assert not load_text(plan(change("ovh_domain_zone_import", body))).problems
