"""Which resources of a plan are read: no record of interest may be passed over."""

import json
import sys
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from terraform_loading import change, load_text, plan, records, route53

from tlsrpt_lint.interest import COMPANION_TYPES, owner_matters, text_matters
from tlsrpt_lint.loaders.terraform import _sift
from tlsrpt_lint.loaders.terraform._providers import package_table

WANTED = {
    "a policy": route53("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:a@example.com"),
    "a policy elsewhere": route53("www.example.com", "V=TLSRPTv1; rua=mailto:a@example.com"),
    "a piece of one": route53("www.example.com", " RUA: mailto:a@example.com"),
    "a name in upper case": route53("_SMTP._TLS.example.com", "x"),
    "a wildcard": route53("*.example.com", "x"),
    "an MX": route53("example.com", "10 mx.example.net", type="mx"),
    "a delegation": route53("sub.example.com", "ns1.example.net", type="NS"),
}
OTHERS = {
    "another text": route53("host.example.com", "v=spf1 -all"),
    "another name": route53("_dmarc.example.com", "v=DMARC1; p=none"),
    "an address": route53("host.example.com", "192.0.2.1", type="A"),
}


def owners(*bodies: dict[str, Any], indent: int | None = None) -> list[str]:
    changes = [change("aws_route53_record", body) for body in bodies]
    text = json.dumps(json.loads(plan(*changes)), indent=indent)
    return [str(record.owner) for record in records(load_text(text))]


@pytest.mark.parametrize("indent", [None, 2])
def test_what_is_read_among_what_is_not(indent: int | None) -> None:
    bodies = [body for wanted in WANTED.values() for body in (*OTHERS.values(), wanted)]
    assert owners(*bodies, indent=indent) == [wanted["name"].lower() for wanted in WANTED.values()]


def test_a_list_laid_out_by_hand_has_its_places() -> None:
    first, *rest = (json.dumps(change("aws_route53_record", b)) for b in [*OTHERS.values()] * 2)
    last = json.dumps(change("aws_route53_record", WANTED["a policy"]))
    text = '{{"format_version": "1.2", "resource_changes": [{}]}}'.format(
        " , ".join([first + "\n\n", *rest, "\t" + last])
    )
    (record,) = records(load_text(text))
    assert record.span.text == "v=TLSRPTv1; rua=mailto:a@example.com"
    assert record.pointer == "/resource_changes/6/change/after/records/0"


@pytest.mark.parametrize(
    "odd",
    [
        {"type": 5},
        {"type": "aws_route53_record", "change": []},
        {"type": "aws_route53_record", "change": {"after": [1]}},
        "text",
        None,
    ],
)
def test_a_resource_of_another_shape_hides_no_other(odd: object) -> None:
    text = json.loads(plan(change("aws_route53_record", WANTED["a policy"])))
    text["resource_changes"].insert(0, odd)
    assert len(records(load_text(json.dumps(text)))) == 1


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return []
    return [text for item in value for text in texts_in(item)]


@given(
    st.recursive(
        st.text('v=_TLSRPTlsrptua*; \\"é', max_size=20),
        lambda s: st.lists(s) | st.dictionaries(st.text(), s),
        max_leaves=8,
    )
)
def test_every_text_of_interest_tells(value: Any) -> None:
    wanted = any(
        owner_matters(t) or text_matters(t) or "*" in t or _sift._is_companion(t)  # TLSA
        for t in texts_in(value)
    )
    assert _sift._one_tells([value]) is wanted


TEXTS = st.text('v=_TLSRPTlsrptua*; \\"é\0ſK', max_size=20)


@given(st.lists(TEXTS, max_size=20))
def test_many_texts_tell_what_each_tells(texts: list[str]) -> None:
    wanted = {n for n, t in enumerate(texts) if owner_matters(t) or text_matters(t) or "*" in t}
    assert set(_sift._telling_texts(texts)) == wanted


VALUES = (
    TEXTS
    | st.sampled_from(["a.example.com", "_tls.example.com", "v=TLSRPTv1", "MX", "TXT", "cname", 15])
    | st.none()
)
BODIES = st.none() | st.dictionaries(
    st.sampled_from(["name", "records", "type", "content", "fqdn", "alias", "data"]),
    VALUES | st.lists(VALUES, max_size=2) | st.dictionaries(st.text(), VALUES, max_size=2),
)
TYPES = st.sampled_from(
    ["aws_route53_record", "cloudflare_record", "aws_route53_zone", "aws_instance"]
)
LAYOUTS: dict[type[_sift.Layout], Any] = {
    _sift.ChangeLayout: lambda body: {"change": {"after": body}},
    _sift.ShownLayout: lambda body: {"values": body},
    _sift.RawLayout: lambda body: {"instances": [{"attributes": None}, {"attributes": body}]},
}


def deciding(kind: str, body: dict[str, Any] | None) -> dict[str, Any]:
    attributes = package_table().deciding_attributes(kind)
    return {key: value for key, value in (body or {}).items() if key in attributes}


def must_tell(kind: str, body: dict[str, Any] | None) -> bool:
    """What the sieve must not pass over, asked of everything that was decoded."""
    values = deciding(kind, body)
    words = values.get("type")
    companion = {*COMPANION_TYPES, "15"}
    return (
        kind in package_table().zone_types
        or any(owner_matters(t) or text_matters(t) or "*" in t for t in texts_in(values))
        or any(
            str(word).strip().upper() in companion
            for word in (words if isinstance(words, list) else [words])
        )
    )


@pytest.mark.parametrize("layout", LAYOUTS)
@given(chosen=st.lists(st.tuples(TYPES, BODIES), min_size=1, max_size=12), odd=st.booleans())
def test_the_sieve_tells_what_a_full_decoding_tells(
    layout: type[_sift.Layout], chosen: list[tuple[str, Any]], odd: bool
) -> None:
    resources = [{"type": kind, "name": "it", **LAYOUTS[layout](body)} for kind, body in chosen]
    texts = [msgspec.Raw(json.dumps(resource).encode()) for resource in resources]
    if odd:  # which makes each of them be looked at alone
        texts.append(msgspec.Raw(b'"text"'))
    found = dict(_sift.Sieve(package_table(), layout).telling(texts))
    must = {n: kind for n, (kind, body) in enumerate(chosen) if must_tell(kind, body)}
    may = {
        n: kind
        for n, (kind, body) in enumerate(chosen)
        if n in must or _sift._one_tells(deciding(kind, body).values())
    }
    assert must.items() <= found.items() <= may.items()


def test_types_that_come_late_are_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sift, "_AT_ONCE", 2)
    wanted = change("aws_route53_record", WANTED["a policy"])
    changes = [change("aws_instance", {}), wanted, change("aws_eip", {}), wanted, wanted]
    assert [r.pointer for r in records(load_text(plan(*changes)))] == [
        f"/resource_changes/{n}/change/after/records/0" for n in (1, 3, 4)
    ]


@pytest.mark.parametrize("kind", [15, "15", "mx", "MX (15)"])
def test_types_are_told_however_they_are_spelled(kind: object) -> None:
    body = {**route53("example.com", "10 mx.example.net"), "type": kind}
    assert owners(body) == ["example.com"]


@pytest.mark.parametrize("key", ["records", "type"])
def test_what_is_nested_without_end_is_a_problem_or_nothing(key: str) -> None:
    text = plan(change("aws_route53_record", {**WANTED["a policy"], key: "DEEP"}))
    depth = sys.getrecursionlimit()
    for levels in (*range(depth - 120, depth), 2 * depth):
        load_text(text.replace('"DEEP"', "[" * levels + '"x"' + "]" * levels))
