"""Changes of a plan, read in part: the same as if all of them were read."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terraform_loading import change, load_text, plan, records, route53

from tlsrpt_lint.loaders.terraform._changes import Change, quick, whole
from tlsrpt_lint.loaders.terraform._providers import package_table
from tlsrpt_lint.loaders.terraform._values import Fields, Items, Scalar, Text, Unknown, Value
from tlsrpt_lint.source import SourceFile

KIND = "aws_route53_record"
ATTRIBUTES = package_table().attributes_of(KIND)
BEFORE = b'{"resource_changes":['
POLICY = route53("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:a@example.com")

TEXTS = st.text('ab"\\é<\n', max_size=6)
MASKS = st.recursive(
    st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["name", "records", "fqdn", "id", "alias"]), inner)
    ),
    max_leaves=6,
)
BODIES = st.none() | st.dictionaries(
    st.sampled_from(["name", "records", "fqdn", "id", "alias", "after", "ttl"]),
    TEXTS | st.lists(TEXTS, max_size=2) | st.integers() | st.none() | st.just({"after": {}}),
)
ACTIONS = st.sampled_from(
    [["create"], ["no-op"], ["delete"], ["delete", "create"], ["forget"], None]
)


def shown(value: Value | None) -> Any:
    """A value with its places, for comparison."""
    if value is None:
        return None
    place = (type(value).__name__, value.start, value.end)
    if isinstance(value, Text):
        return (*place, value.plain, value.sensitive)
    if isinstance(value, Scalar):
        return (*place, value.value)
    if isinstance(value, Items):
        return (*place, [shown(item) for item in value.values])
    if isinstance(value, Fields):
        return (*place, [(key.plain, shown(inner)) for key, inner in value.pairs])
    assert isinstance(value, Unknown)
    return place


def told(found: Change | None) -> Any:
    assert found is not None
    body = found.after
    attributes = None if body is None else {key: shown(body.get(key)) for key in ATTRIBUTES}
    return (*found[:-1], attributes, body and (body.start, body.end))


@given(
    before=BODIES,
    after=BODIES,
    unknown=MASKS,
    sensitive=MASKS,
    actions=ACTIONS,
    more=st.fixed_dictionaries(
        {},
        optional={
            "index": st.integers() | TEXTS | st.none() | st.booleans() | st.floats(0, 1),
            "module_address": TEXTS | st.none(),
            "deposed": TEXTS | st.none(),
        },
    ),
    compact=st.booleans(),
)
def test_what_is_read_in_part_is_what_is_read_whole(
    before: Any, after: Any, unknown: Any, sensitive: Any, actions: Any, more: Any, compact: bool
) -> None:
    masks = {"after_unknown": unknown, "after_sensitive": sensitive}
    value = change(KIND, after, **more, before=before, actions=actions, **masks)
    text = json.dumps(value, separators=(",", ":") if compact else None).encode()
    source = SourceFile("plan.json", BEFORE + text + b"]}")
    in_part = quick(source, len(BEFORE), text, ATTRIBUTES)
    if in_part is not None:
        assert told(in_part) == told(whole(source, len(BEFORE)))


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"before": POLICY, "actions": ["no-op"]},
        {"after_unknown": {"id": True, "fqdn": True, "records": [False]}, "index": "a.b"},
        {"after_sensitive": {"records": True}, "module_address": 'module.m["x"]'},
        {"actions": ["delete"]},
        {"deposed": "0a1b2c3d"},
    ],
)
def test_what_terraform_writes_is_read_in_part(more: dict[str, Any]) -> None:
    text = json.dumps(change(KIND, POLICY, **more), separators=(",", ":")).encode()
    source = SourceFile("plan.json", BEFORE + text + b"]}")
    in_part = quick(source, len(BEFORE), text, ATTRIBUTES)
    assert told(in_part) == told(whole(source, len(BEFORE)))


def test_a_value_that_stands_in_two_places_is_that_of_the_change() -> None:
    value = change(KIND, POLICY, before={**POLICY, "after": POLICY}, actions=["update"])
    text = json.dumps(json.loads(plan(value)), separators=(",", ":"))
    (record,) = records(load_text(text))
    assert record.span.start == text.rindex("v=TLSRPTv1")
    assert record.pointer == "/resource_changes/0/change/after/records/0"
