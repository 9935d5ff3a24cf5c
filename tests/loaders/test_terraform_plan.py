"""Plans: what will be, where it stands, and which zone it belongs to."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terraform_loading import DATA, change, load_file, load_text, plan, records, route53

from tlsrpt_lint.records import ProblemKind, QuirkKind

POLICY = "v=TLSRPTv1; rua=mailto:tls@example.com"


def test_a_record_has_its_address_pointer_and_place() -> None:
    loaded = load_file("102-tfplan-azure-missing-mailto.json")
    (part,) = loaded.parts
    (record,) = part.records
    assert str(part.apex) == "example.com"
    assert (str(record.owner), record.owner.absolute) == ("_smtp._tls.example.com", True)
    assert (record.type, record.ttl) == ("TXT", 300)
    assert record.resource == "azurerm_dns_txt_record.smtp-tls"
    assert record.pointer == "/resource_changes/0/change/after/record/0/value"
    assert record.span.text == "v=TLSRPTv1; rua=tls-rpt@example.com"
    assert record.span.begin == (48, 25)
    assert record.owner.written.span().text == "_smtp._tls"


def test_what_goes_away_is_not_there() -> None:
    loaded = load_file("04-plan-update-replace-delete-forget-moved-noop.json")
    names = [r.resource for r in records(loaded) if r.resource and "aws" in r.resource]
    assert names == [
        "aws_route53_record.cbd",
        "aws_route53_record.keep",
        "aws_route53_record.newname",
        "aws_route53_record.repl",
        "aws_route53_record.upd",
    ]
    updated = next(r for r in records(loaded) if r.resource == "aws_route53_record.upd")
    assert updated.value is not None
    assert updated.value.text == "v=TLSRPTv1; rua=mailto:new@example.com"


def test_a_destroy_plan_holds_nothing() -> None:
    assert not load_file("05-plan-destroy-all.min.json").parts


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({"actions": ["create"]}, 1),
        ({"actions": ["no-op"]}, 1),
        ({"actions": ["update"]}, 1),
        ({"actions": ["delete", "create"]}, 1),
        ({"actions": ["create", "forget"]}, 1),
        ({"actions": ["delete"]}, 0),
        ({"actions": ["forget"]}, 0),
        ({"actions": ["create"], "deposed": "abc"}, 0),
    ],
)
def test_actions(more: dict[str, Any], count: int) -> None:
    made = change("aws_route53_record", route53("_smtp._tls.example.com.", POLICY), **more)
    assert len(records(load_text(plan(made)))) == count


def test_one_place_although_planned_values_repeat_it() -> None:
    (part,) = load_file("100-tfplan-route53-rename.json").parts
    (record,) = part.records
    assert record.span.begin.line == 63


def test_two_names_of_one_opaque_zone_are_one() -> None:
    (part,) = load_file("104-tfplan-module-foreach-duplicate-one-line.json").parts
    assert str(part.apex) == "example.com"
    assert [str(r.owner) for r in part.records] == ["_smtp._tls.example.com"] * 2
    # The whole name comes last: it is the one that turns out to be there already.
    assert [r.resource for r in part.records] == [
        "module.vendor.cloudflare_dns_record.tlsrpt[0]",
        'module.mail["example.com"].cloudflare_dns_record.smtp_tls_reporting["example.com"]',
    ]


@pytest.mark.parametrize(
    ("names", "apex"),
    [
        (["_smtp._tls", "_smtp._tls.example.com"], "example.com"),
        (["_smtp._tls", "_smtp._tls.a.example.com", "_smtp._tls.example.com"], "example.com"),
        # A name below the zone, with nothing that tells where the zone begins.
        (["_smtp._tls.a.example.com"], None),
        (["_smtp._tls", "_smtp._tls.sub"], None),
        (["_smtp._tls", "_smtp._tls.example.com", "_smtp._tls.example.org"], None),
        (["_smtp._tls", "_smtp._tls.a.example.com", "www.example.com"], None),
    ],
)
def test_when_records_name_their_zone(names: list[str], apex: str | None) -> None:
    changes = [change("aws_route53_record", route53(name, POLICY)) for name in names]
    (part,) = load_text(plan(*changes)).parts
    assert (str(part.apex) if part.apex else None) == apex


@pytest.mark.parametrize(
    ("name", "zones"),
    [
        ("01-plan-route53-create-zone-unknown.min.json", ["example.com"]),
        ("02-plan-route53-foreach-data-zone.json", ["example.com", "example.org"]),
        (
            "07-plan-multi-provider-quoting.json",
            ["example.com", "example.dedyn.io", "example.info", "example.edu", "example.net",
             "example.eu", "example.org"],
        ),
    ],
)  # fmt: skip
def test_zone_names(name: str, zones: list[str]) -> None:
    assert [str(part.apex) for part in load_file(name).parts] == zones


def configured(**root: Any) -> dict[str, Any]:
    return {"configuration": {"root_module": root}}


def block(kind: str, name: str, mode: str = "managed", **expressions: Any) -> dict[str, Any]:
    return {"mode": mode, "type": kind, "name": name, "expressions": expressions}


def refer(*names: str) -> dict[str, Any]:
    return {"references": list(names)}


def made_zone(name: str, dns: str, **more: Any) -> dict[str, Any]:
    made = change("aws_route53_zone", {"name": dns}, after_unknown={"zone_id": True}, **more)
    return {**made, "name": name}


def unknown_zone(**more: Any) -> dict[str, Any]:
    after = route53("_smtp._tls", POLICY)
    del after["zone_id"]
    return change("aws_route53_record", after, after_unknown={"zone_id": True}, **more)


def test_a_zone_of_the_same_plan_is_found_by_reference() -> None:
    text = plan(
        made_zone("a", "example.com"),
        made_zone("b", "example.org"),
        unknown_zone(),
        **configured(
            resources=[
                block("aws_route53_record", "it", zone_id=refer("aws_route53_zone.b.zone_id")),
            ]
        ),
    )
    (part,) = load_text(text).parts
    assert str(part.apex) == "example.org"


def test_a_reference_with_each_key_takes_the_zone_of_the_same_key() -> None:
    text = plan(
        made_zone("z", "example.com", index="com"),
        made_zone("z", "example.org", index="org"),
        unknown_zone(index="org"),
        **configured(
            resources=[
                block("aws_route53_record", "it", zone_id=refer("aws_route53_zone.z", "each.key"))
            ]
        ),
    )
    (part,) = load_text(text).parts
    assert str(part.apex) == "example.org"


def test_a_reference_goes_through_module_arguments_and_outputs() -> None:
    inner = {"resources": [block("aws_route53_record", "it", zone_id=refer("var.zone"))]}
    outer = {
        "resources": [],
        "outputs": {"id": {"expression": refer("aws_route53_zone.z.zone_id")}},
    }
    text = plan(
        {**made_zone("z", "example.org"), "module_address": "module.zones"},
        unknown_zone(module_address='module.mail["a.b"]'),
        **configured(
            module_calls={
                "mail": {"module": inner, "expressions": {"zone": refer("module.zones.id")}},
                "zones": {"module": outer, "expressions": {}},
            }
        ),
    )
    (part,) = load_text(text).parts
    assert str(part.apex) == "example.org"


def test_references_in_a_circle_end() -> None:
    outputs = {"o": {"expression": refer("var.v")}}
    call = {"expressions": {"v": refer("module.m.o")}, "module": {"outputs": outputs}}
    made = plan(
        unknown_zone(),
        **configured(
            resources=[block("aws_route53_record", "it", zone_id=refer("module.m.o"))],
            module_calls={"m": call},
        ),
    )
    (part,) = load_text(made).parts
    assert part.apex is None


def test_one_name_in_a_public_and_in_a_private_zone_is_two_zones() -> None:
    after = {"name": "_smtp._tls", "zone_name": "example.com", "record": [{"value": POLICY}]}
    text = plan(
        change("azurerm_dns_txt_record", after), change("azurerm_private_dns_txt_record", after)
    )
    parts = load_text(text).parts
    assert [str(part.apex) for part in parts] == ["example.com"] * 2
    assert parts[0].instance != parts[1].instance


def test_a_terraform_zone_is_never_whole() -> None:
    loaded = load_file("07-plan-multi-provider-quoting.json")
    assert not any(part.whole for part in loaded.parts)


def test_unknown_values_are_told_and_where() -> None:
    loaded = load_file("06-plan-unknown-and-sensitive.json")
    told = [(p.kind, p.owner, p.span.begin.line, p.span.text) for p in loaded.problems]
    assert told == [
        (ProblemKind.UNKNOWN_VALUE, "_smtp._tls.a.example.com", 399, "true"),
        (ProblemKind.UNKNOWN_VALUE, "_smtp._tls.c.example.com", 443, "true"),
        (ProblemKind.UNKNOWN_VALUE, "_smtp._tls.example.com", 510, "true"),
        (ProblemKind.UNKNOWN_VALUE, "_smtp._tls.b.example.com", 546, "true"),
    ]
    message = (
        "The value of '_smtp._tls.a.example.com' is known only after apply, so it was not checked."
    )
    assert loaded.problems[0].message == message
    assert loaded.problems[0].record is not None
    assert loaded.problems[0].record.strings == ()


def test_sensitive_values_are_marked() -> None:
    secret = [r for r in records(load_file("06-plan-unknown-and-sensitive.json")) if r.sensitive]
    assert [r.resource for r in secret] == ["aws_route53_record.sensitive"]


def test_the_attribute_that_nobody_wrote_does_not_hide_the_other() -> None:
    loaded = load_file("03-plan-cloudflare-nested-modules.json")
    assert not loaded.problems
    first = records(loaded)[0]
    assert first.pointer == "/resource_changes/0/change/after/value"


def test_set_identifiers_are_alternatives() -> None:
    found = records(load_file("02-plan-route53-foreach-data-zone.json"))
    assert [r.alternative for r in found if r.type == "CNAME"] == ["w0", "w1"]


def test_google_takes_bare_words_apart() -> None:
    record = next(
        r
        for r in records(load_file("07-plan-multi-provider-quoting.json"))
        if r.resource == "google_dns_record_set.tlsrpt_unquoted_bug"
    )
    assert record.value is not None
    assert record.value.text == "v=TLSRPTv1;rua=mailto:tlsrpt@example.net"
    (quirk,) = record.quirks
    assert quirk.kind is QuirkKind.UNQUOTED_STRINGS


def test_the_old_format_is_read() -> None:
    (record,) = records(load_file("16-plan-old-0.1-format.json"))
    assert record.resource == "aws_route53_record.tlsrpt[0]"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    text = plan(change("aws_route53_record", route53("_smtp._tls.example.com.", POLICY)))
    (record,) = records(load_text(text.encode(encoding)))
    assert record.span.begin.column == text.index(POLICY) + 1


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.booleans())
def test_each_character_of_a_quoted_value_maps_to_its_bytes(text: str, html: bool) -> None:
    written = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    after = {"zone": "z.", "name": "_smtp._tls.example.com.", "type": "TXT", "records": [written]}
    document = plan(change("powerdns_record", after))
    if html:
        for character in "&<>":
            document = document.replace(character, f"\\u{ord(character):04x}")
    (record,) = records(load_text(document))
    assert record.value is not None
    assert record.value.text == text
    for n, character in enumerate(text):
        raw = record.value.span(n, n + 1).text
        layer = json.loads(f'"{raw}"')
        assert layer.removeprefix("\\") == character or layer == character == "\\"


@given(st.data())
def test_no_plan_makes_it_fail(data: st.DataObject) -> None:
    scalars = st.none() | st.booleans() | st.integers(-9, 99) | st.sampled_from(["", "TXT", "a.b."])
    values = st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["name", "type", "records", "value", "zone_id"]), inner
            )
        ),
        max_leaves=12,
    )
    kinds = st.sampled_from(["aws_route53_record", "aws_route53_zone", "azurerm_dns_mx_record"])
    changes = [
        {
            "type": data.draw(kinds),
            "name": "x",
            "change": {
                "actions": data.draw(values),
                "after": data.draw(values),
                "after_unknown": data.draw(values),
                "after_sensitive": data.draw(values),
            },
        }
        for _ in range(data.draw(st.integers(0, 3)))
    ]
    more = {key: data.draw(values) for key in ("configuration", "prior_state")}
    load_text(plan(*changes, **more))


def test_keys_may_stand_in_any_order() -> None:
    text = (DATA / "03-plan-cloudflare-nested-modules.json").read_text()
    ordered = records(load_text(text))
    again = records(load_text(json.dumps(json.loads(text), sort_keys=True, indent=1)))
    told = [(r.resource, str(r.owner), str(r.value), r.pointer, r.span.text) for r in ordered]
    assert [(r.resource, str(r.owner), str(r.value), r.pointer, r.span.text) for r in again] == told


def test_drift_that_looks_like_a_change_is_not_taken_for_it() -> None:
    made = change("aws_route53_record", route53("_smtp._tls.example.com.", POLICY))
    text = plan(made, resource_drift=[made])
    drift_last = json.loads(text)
    changes = drift_last.pop("resource_changes")
    text = json.dumps({**drift_last, "resource_changes": changes})
    (record,) = records(load_text(text))
    assert record.span.start > text.index('"resource_changes"')


def test_what_cannot_matter_is_not_read() -> None:
    others = [
        change("aws_route53_record", route53(f"h{n}.example.com.", "v=spf1 -all")) for n in range(9)
    ]
    told = change("aws_route53_record", route53("_smtp._tls.example.com.", POLICY))
    (record,) = records(load_text(plan(*others, told)))
    assert record.pointer == "/resource_changes/9/change/after/records/0"


@pytest.mark.parametrize(
    "more",
    [
        {"type": "MX", "records": ["0 ."]},
        {"type": "CNAME", "records": ["a.example.net."]},
        {"type": "NS", "records": ["ns.example.net."]},
        {"name": "*.example.com.", "records": ["x"]},
        {"name": "_mta-sts.example.com.", "records": ["x"]},
        {"records": ["V=TSLRPTv1; RUA=x"]},
    ],
)
def test_what_others_depend_on_is_read(more: dict[str, Any]) -> None:
    made = change("aws_route53_record", {**route53("a.example.com.", "x"), **more})
    assert len(records(load_text(plan(made)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        '{"format_version": "1.2", "resource_changes": {}}',
        '{"format_version": "1.2", "planned_values": {}, "prior_state": 1}',
        '{"format_version": "1.2", "resource_changes": [1, null, [], {"type": 3}]}',
        '{"format_version": "1.2", "resource_changes": null, "prior_state": {"values": null}}',
        '{"format_version": "1.0", "values": {"root_module": {"resources": null}}}',
    ],
)
def test_odd_shapes(text: str) -> None:
    loaded = load_text(text)
    assert not loaded.parts
    assert all(problem.kind is ProblemKind.SYNTAX for problem in loaded.problems)


def test_bytes_that_are_no_utf8() -> None:
    text = plan(change("aws_route53_record", route53("_smtp._tls.example.com.", POLICY)))
    inside = text.encode().replace(b"tls@example", b"tl\xff@example")
    (record,) = records(load_text(inside))
    assert record.value is not None
    assert record.value.text == "v=TLSRPTv1; rua=mailto:tl\udcff@example.com"
    outside = text.encode().replace(b'"format_version": "1.2"', b'"format_version": "\xff"')
    (problem,) = load_text(outside).problems
    assert problem.kind is ProblemKind.SYNTAX
    assert problem.message == "The JSON cannot be read: it is not UTF-8."
    assert problem.span.start == 20
