"""States, in both forms."""

import json

from terraform_loading import load_file, load_text, records

from tlsrpt_lint.records import ProblemKind


def test_both_forms_of_one_state_say_the_same() -> None:
    shown = records(load_file("08-state-show.min.json"))
    raw = records(load_file("09-raw-v4.tfstate"))
    assert [(r.resource, r.owner.name, str(r.value)) for r in shown] == [
        (r.resource, r.owner.name, str(r.value)) for r in raw
    ]
    assert len(raw) == 9


def test_places_and_pointers() -> None:
    (record,) = records(load_file("106-tfstate-google-right.tfstate"))
    assert record.span.begin == (23, 16)
    assert record.value is not None
    assert record.value.span().begin == (23, 18)
    assert record.pointer == "/resources/0/instances/0/attributes/rrdatas/0"


def test_child_modules_of_a_shown_state() -> None:
    found = records(load_file("108-tfshow-state-json.json"))
    assert [r.span.begin.line for r in found if str(r.owner).startswith("_smtp")] == [63, 64]
    assert found[-1].resource == "module.mta_sts.aws_route53_record.tls_report"
    assert found[-1].pointer == ("/values/root_module/child_modules/0/resources/0/values/records/1")


def state(**instance: object) -> str:
    attributes = {"name": "_smtp._tls.example.com", "type": "TXT", "records": ["v=TLSRPTv1; rua=x"]}
    resource = {
        "mode": "managed",
        "type": "aws_route53_record",
        "name": "it",
        "module": 'module.m["k"]',
        "provider": 'module.m.provider["registry.terraform.io/hashicorp/aws"].alias',
        "instances": [{"attributes": attributes, **instance}],
    }
    return json.dumps({"version": 4, "serial": 1, "lineage": "x", "resources": [resource]})


def test_instances_have_their_keys() -> None:
    (record,) = records(load_text(state(index_key='a."b'), "terraform.tfstate"))
    assert record.resource == 'module.m["k"].aws_route53_record.it["a.\\"b"]'
    (record,) = records(load_text(state(index_key=3), "terraform.tfstate"))
    assert record.resource == 'module.m["k"].aws_route53_record.it[3]'


def test_deposed_instances_are_left_out() -> None:
    assert not load_text(state(deposed="0123abcd"), "terraform.tfstate").parts


def test_sensitive_attributes() -> None:
    path = [{"type": "get_attr", "value": "records"}]
    (record,) = records(load_text(state(sensitive_attributes=[path]), "terraform.tfstate"))
    assert record.sensitive
    (record,) = records(load_text(state(sensitive_attributes=[]), "terraform.tfstate"))
    assert not record.sensitive


def test_old_versions_are_refused() -> None:
    text = '{"version": 3, "serial": 1, "lineage": "x", "modules": []}'
    (problem,) = load_text(text, "terraform.tfstate").problems
    assert problem.kind is ProblemKind.SYNTAX
    assert "version before 4" in problem.message


def test_an_empty_state() -> None:
    loaded = load_file("15-state-empty.min.json")
    assert (loaded.parts, loaded.problems) == ((), ())
