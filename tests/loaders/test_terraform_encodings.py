"""What providers do to a TXT value, told by the rule that it is the subject of."""

from typing import Any

import pytest
from terraform_loading import change, load_text, plan, route53

from tlsrpt_lint.engine import judge
from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.registry import rules
from tlsrpt_lint.rule import Finding, Severity

POLICY = "v=TLSRPTv1; rua=mailto:tls@reports.example.net"
LONG = "v=TLSRPTv1; rua=" + ",".join(
    f"https://reports{n}.example.net/{'x' * 80}" for n in (1, 2, 3)
)


def found(kind: str, body: dict[str, Any], provider: str = "x/y", **more: Any) -> list[Finding]:
    made = change(kind, body, provider_name=f"registry.terraform.io/{provider}", **more)
    findings = judge(Inventory([load_text(plan(made))]), [rule() for rule in rules()])
    return [f for f in findings if f.severity is not Severity.NOTE and f.code != "TR315"]


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.span.text) for finding in findings]


def record(kind: str, *values: str, **more: Any) -> dict[str, Any]:
    """A record of a type with plain attributes."""
    body: dict[str, dict[str, Any]] = {
        "akamai_dns_record": {"zone": "example.com", "recordtype": "TXT", "target": [*values]},
        "azurerm_dns_txt_record": {"zone_name": "example.com", "record": [{"value": v} for v in values]},
        "cloudflare_record": {"zone_id": "0123", "type": "TXT", "content": values[0]},
        "google_dns_record_set": {"managed_zone": "z", "type": "TXT", "rrdatas": [*values]},
        "hcloud_zone_rrset": {"zone": "example.com", "type": "TXT",
                              "records": [{"value": v} for v in values]},
        "powerdns_record": {"zone": "example.com.", "type": "TXT", "records": [*values]},
        "dns_txt_record_set": {"zone": "example.com.", "txt": [*values]},
    }  # fmt: skip
    whole = kind in ("akamai_dns_record", "google_dns_record_set", "powerdns_record")
    name = "_smtp._tls.example.com." if whole else "_smtp._tls"
    return {"name": name.rstrip(".") if kind == "akamai_dns_record" else name, **body[kind], **more}


def test_quotes_beside_those_that_route_53_gets_from_the_provider() -> None:
    (finding,) = found("aws_route53_record", route53("_smtp._tls.example.com", f'"{POLICY}"'))
    assert (finding.code, finding.span.text) == ("TR212", '\\"')
    assert finding.fix is None  # a plan is not edited


def test_quotes_that_azure_publishes() -> None:
    findings = found("azurerm_dns_txt_record", record("azurerm_dns_txt_record", f'"{POLICY}"'))
    assert [finding.code for finding in findings] == ["TR212"]


def test_quotes_that_cloudflare_takes() -> None:
    assert found("cloudflare_record", record("cloudflare_record", f'"{POLICY}"')) == []


def test_a_semicolon_cuts_the_value_at_akamai() -> None:
    (finding,) = found("akamai_dns_record", record("akamai_dns_record", POLICY))
    assert finding.code == "TR501"
    assert finding.span.text == "; rua=mailto:tls@reports.example.net"


@pytest.mark.parametrize("value", [f'"{POLICY}"', POLICY.replace(" ", "").replace(";", "\\;")])
def test_what_akamai_wants(value: str) -> None:
    assert found("akamai_dns_record", record("akamai_dns_record", value)) == []


def test_a_string_over_255_octets_at_route_53() -> None:
    (finding,) = found("aws_route53_record", route53("_smtp._tls.example.com", LONG))
    assert (finding.code, finding.span.text) == ("TR503", LONG)


def test_a_string_that_route_53_is_told_to_cut() -> None:
    cut = f'{LONG[:120]}""{LONG[120:240]}" "{LONG[240:]}'
    assert found("aws_route53_record", route53("_smtp._tls.example.com", cut)) == []


@pytest.mark.parametrize(
    ("kind", "quote"),
    [("google_dns_record_set", '"'), ("powerdns_record", '"'), ("hcloud_zone_rrset", '"')],
)
def test_a_string_over_255_octets_that_the_provider_leaves_alone(kind: str, quote: str) -> None:
    findings = found(kind, record(kind, f"{quote}{LONG}{quote}"), "hashicorp/google")
    assert [finding.code for finding in findings] == ["TR503"]


@pytest.mark.parametrize("kind", ["azurerm_dns_txt_record", "cloudflare_record"])
def test_a_string_over_255_octets_that_the_provider_cuts(kind: str) -> None:
    assert found(kind, record(kind, LONG)) == []


def test_a_policy_in_pieces() -> None:
    first, second = "v=TLSRPTv1;", "rua=mailto:tls@reports.example.net"
    pieces = route53("_smtp._tls.example.com", first, second)
    (finding,) = found("aws_route53_record", pieces)
    assert (finding.code, finding.span.text) == ("TR504", first)
    assert [related.span.text for related in finding.related] == [second]


@pytest.mark.parametrize("kind", ["powerdns_record", "hcloud_zone_rrset"])
def test_text_without_the_quotes_that_the_provider_wants(kind: str) -> None:
    assert told(found(kind, record(kind, POLICY))) == [("TR507", POLICY)]


def test_the_state_may_lack_them() -> None:
    body = record("hcloud_zone_rrset", POLICY)
    made = change("hcloud_zone_rrset", body)
    made["change"]["actions"] = ["no-op"]
    findings = judge(Inventory([load_text(plan(made))]), [rule() for rule in rules()])
    assert not [finding for finding in findings if finding.code == "TR507"]


def test_words_become_strings_at_google() -> None:
    made = change("google_dns_record_set", record("google_dns_record_set", POLICY))
    findings = judge(Inventory([load_text(plan(made))]), [rule() for rule in rules()])
    assert ("TR506", POLICY) in told(findings)  # joined, they are a policy all the same: a note


@pytest.mark.parametrize(
    ("kind", "body", "doubled"),
    [
        ("azurerm_dns_txt_record", record("azurerm_dns_txt_record", POLICY), True),
        ("hcloud_zone_rrset", record("hcloud_zone_rrset", f'"{POLICY}"'), True),
        ("dns_txt_record_set", record("dns_txt_record_set", POLICY), True),
        ("akamai_dns_record", record("akamai_dns_record", f'"{POLICY}"'), False),
        ("powerdns_record", record("powerdns_record", f'"{POLICY}"'), False),
        ("cloudflare_record", record("cloudflare_record", POLICY), False),
    ],
)
def test_a_zone_named_where_the_provider_adds_it(
    kind: str, body: dict[str, Any], doubled: bool
) -> None:
    findings = found(kind, {**body, "name": "_smtp._tls.example.com"})
    wanted = [("TR103", "_smtp._tls.example.com")] if doubled else []
    assert told(findings) == wanted


def test_a_final_dot_ends_a_name_where_the_provider_says_so() -> None:
    body = {
        "domain": "example.com",
        "type": "TXT",
        "name": "_smtp._tls.example.com.",
        "value": POLICY,
    }
    assert found("digitalocean_record", body) == []
    assert told(found("digitalocean_record", {**body, "name": "_smtp._tls.example.com"})) == [
        ("TR103", "_smtp._tls.example.com")
    ]
