"""Configurations in JSON, as far as one file tells."""

import json

from terraform_loading import load_file, load_text, records

from tlsrpt_lint.records import ProblemKind


def test_a_name_that_ends_in_an_unknown_zone_stays_relative() -> None:
    loaded = load_file("109-tf-json-config.tf.json")
    (part,) = loaded.parts
    dmarc, tlsrpt = part.records
    assert part.apex is None
    assert str(dmarc.owner) == "_dmarc.${aws_route53_zone.zone.name}"
    assert str(tlsrpt.owner) == "_smtp._tls.${aws_route53_zone.zone.name}"
    assert not tlsrpt.owner.absolute
    assert tlsrpt.resource == "aws_route53_record.txt-smtp-record"
    assert tlsrpt.span.text == "v=TLSRPTv1; rua=mailto:postmaster@example.net"
    assert not loaded.problems


def test_all_shapes_of_blocks() -> None:
    found = records(load_file("12-config-list-form.tf.json"))
    assert [(r.type, str(r.owner), r.pointer) for r in found] == [
        ("TXT", "_smtp._tls.example.com", "/0/resource/0/aws_route53_record/0/a/0/records/0"),
        ("MX", "example.com", "/1/resource/aws_route53_record/b/records/0"),
    ]


def record(**body: object) -> str:
    base = {"zone_id": "Z1", "name": "_smtp._tls", "type": "TXT", "ttl": "300", "records": []}
    return json.dumps({"resource": {"aws_route53_record": {"it": {**base, **body}}}})


def test_equal_keys_of_blocks_are_all_read() -> None:
    one, two = record(records=["a"])[1:-1], record(records=["b"])[1:-1]
    found = records(load_text(f"{{{one}, {two}}}", "main.tf.json"))
    assert [str(r.value) for r in found] == ["a", "b"]
    assert found[0].ttl == 300


def test_escaped_templates_are_text_and_written_back_escaped() -> None:
    (found,) = records(load_text(record(records=["a$${b}%%{c}d"]), "main.tf.json"))
    assert found.value is not None
    assert found.value.text == "a${b}%{c}d"
    edit = found.value.edit(9, 10, 'x"${')
    assert edit is not None
    # Three layers: Route 53 escapes the quote, Terraform the template, JSON what both wrote.
    assert (edit.span.text, edit.text) == ("d", r"x\\\"$${")


def test_a_value_with_a_template_in_it_is_unknown() -> None:
    loaded = load_text(record(records=["v=TLSRPTv1; rua=${var.rua}"]), "main.tf.json")
    (problem,) = loaded.problems
    assert problem.kind is ProblemKind.UNKNOWN_VALUE
    assert problem.owner == "_smtp._tls"
    assert problem.span.text == "v=TLSRPTv1; rua=${var.rua}"


def test_names_with_different_templates_are_different() -> None:
    body = {"a": {"name": "_smtp._tls.${var.a}", "type": "TXT", "records": ["x"], "zone_id": "Z1"}}
    body["b"] = {**body["a"], "name": "_smtp._tls.${var.b.c}"}
    text = json.dumps({"resource": {"aws_route53_record": body}})
    first, second = records(load_text(text, "main.tf.json"))
    assert first.owner.name != second.owner.name
    assert str(second.owner) == "_smtp._tls.${var.b.c}"
