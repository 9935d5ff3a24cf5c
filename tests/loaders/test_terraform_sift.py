"""Which resources of a plan are read: no record of interest may be passed over."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terraform_loading import change, load_text, plan, records, route53

from tlsrpt_lint.interest import owner_matters, text_matters
from tlsrpt_lint.loaders.terraform import _sift

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


@given(
    st.recursive(
        st.text('v=_TLSRPTlsrptua*; \\"é', max_size=20),
        lambda s: st.lists(s) | st.dictionaries(st.text(), s),
        max_leaves=8,
    )
)
def test_every_text_of_interest_tells(value: Any) -> None:
    def texts(inner: Any) -> list[str]:
        if isinstance(inner, str):
            return [inner]
        inner = inner.values() if isinstance(inner, dict) else inner
        return [text for item in inner for text in texts(item)]

    wanted = any(owner_matters(t) or text_matters(t) or "*" in t for t in texts(value))
    assert _sift._one_tells([value]) is wanted
