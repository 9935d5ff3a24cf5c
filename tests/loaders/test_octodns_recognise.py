"""octoDNS zones are claimed, whatever is wrong with them; other YAML never is."""

import pytest

from tlsrpt_lint.loaders.octodns.loader import OctodnsLoader

RECORD = "_smtp._tls:\n  type: TXT\n  value: v=TLSRPTv1\\; rua=mailto:tls@example.com\n"

OCTODNS = {
    "plain": ("example.com.yaml", RECORD),
    "in a folder": ("zones/prod/example.com.yaml", RECORD),
    "split": ("zones/example.com./_smtp._tls.yaml", RECORD),
    "split, catch-all": ("zones/example.com./$example.com.yaml", "? ''\n: type: MX\n"),
    "split, list in dump style": (
        "zones/example.com./x.yaml",
        "---\n'':\n- type: A\n  value: 192.0.2.1\n",
    ),
    "part": ("example.com._1_mail.yaml", RECORD),
    "shared, no zone in its name": ("zones/shared.yaml", RECORD),
    "flow style": ("example.com.yaml", "www: {type: A, value: 192.0.2.1}\n"),
    "flow style on several lines": (
        "example.com.yaml",
        "www: {\n  type: A,\n  value: 192.0.2.1}\n",
    ),
    "JSON": ("example.com.yaml", '{"www": {"type": "A", "value": "192.0.2.1"}}'),
    "quoted type": ("example.com.yaml", "www:\n  'type': \"CNAME\"  # why\n  value: a.\n"),
    "provider's own type": ("example.com.yaml", "a:\n  type: Route53Provider/ALIAS\n"),
    "aliases": ("example.com.yaml", "a: &a\n  type: A\n  value: 192.0.2.1\nb: *a\n"),
    "include": ("example.com.yaml", "a:\n  type: A\n  value: 192.0.2.1\nb: !include b.yaml\n"),
    "merge keys": ("example.com.yaml", "a: &a\n  type: A\n  value: 192.0.2.1\nb:\n  <<: *a\n"),
    "CRLF": ("example.com.yaml", RECORD.replace("\n", "\r\n")),
    "BOM": ("example.com.yaml", "\ufeff" + RECORD),
    "comments first": ("example.com.yaml", "# one\n\n# two\n---\n" + RECORD),
    "name in the wrong case of type": ("example.com.yaml", "a:\n  type: txt\n  value: x\n"),
    "broken: unclosed quote": ("example.com.yaml", RECORD + 'a:\n  type: TXT\n  value: "x\n'),
    "broken: tab": ("example.com.yaml", RECORD + "a:\n\ttype: TXT\n"),
    "broken: no colon": ("example.com.yaml", RECORD + "what is this\n" + RECORD),
    "broken: one entry is no record": ("example.com.yaml", RECORD + "a: b\n" + RECORD),
    "a key that foreign records use, as a name": ("example.com.yaml", "dns:\n  type: A\n"),
    "foreign key deeper down": (
        "example.com.yaml",
        "a:\n  octodns:\n    cloudflare:\n      zone: x\n  type: A\n  value: 192.0.2.1\n",
    ),
}

OTHERS = {
    "not YAML by name": ("example.com.zone", RECORD),
    "empty": ("example.com.yaml", ""),
    "comments": ("example.com.yaml", "# type: TXT\n"),
    "octoDNS configuration": (
        "config/production.yaml",
        (
            "providers:\n  config:\n    class: octodns.provider.yaml.YamlProvider\n"
            "zones:\n  example.com.:\n    sources: [config]\n    targets: [route53]\n"
        ),
    ),
    "Kubernetes": ("service.yaml", "apiVersion: v1\nkind: Service\nspec:\n  type: ClusterIP\n"),
    "Kubernetes in a file named as a zone": (
        "example.com.yaml",
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  type: ClusterIP\n",
    ),
    "ExternalDNS": (
        "dns.yaml",
        (
            "apiVersion: externaldns.k8s.io/v1alpha1\nkind: DNSEndpoint\nspec:\n  endpoints:\n"
            "    - dnsName: a.example.com\n      recordType: TXT\n      targets: [x]\n"
        ),
    ),
    "Helm values": ("values.yaml", "service:\n  type: LoadBalancer\ningress:\n  type: A\n"),
    "Helm template": ("templates/svc.yaml", "{{- if .Values.a }}\ntype: TXT\n{{- end }}\n"),
    "Ansible playbook": ("site.yml", "- hosts: all\n  tasks:\n    - name: x\n      type: TXT\n"),
    "Ansible variables": (
        "group_vars/dns.yml",
        "dns_records:\n  - type: TXT\n    name: _smtp._tls\n    value: v=TLSRPTv1;\n",
    ),
    "Ansible variables by record": ("vars.yml", "a:\n  - type: TXT\n    record: b\n"),
    "Ansible record set": ("x.yml", "a:\n  zone: example.com\n  type: TXT\n  value: x\n"),
    "CloudFormation": (
        "template.yaml",
        "Resources:\n  Dns:\n    Type: AWS::Route53::RecordSet\n    Properties:\n      Type: TXT\n",
    ),
    "Compose": (
        "compose.yaml",
        "services:\n  a:\n    volumes:\n      - type: bind\n        source: .\n",
    ),
    "workflow": (".github/workflows/ci.yml", "on:\n  x:\n    inputs:\n      type: A\n"),
    "issue form": (".github/ISSUE_TEMPLATE/bug.yml", "name: Bug\nbody:\n  - type: TXT\n"),
    "OpenAPI": (
        "openapi.yaml",
        "openapi: 3.0.0\ncomponents:\n  schemas:\n    A:\n      type: object\n",
    ),
    "one record only, no mapping of names": ("inc/record.yaml", "type: TXT\nvalue: x\n"),
    "a list": ("list.yaml", "- type: TXT\n  value: x\n"),
    "a scalar": ("text.yaml", "v=TLSRPTv1\\; type\n"),
    "pre-commit": (".pre-commit-config.yaml", "repos:\n  - repo: local\n    type: A\n"),
    "binary": ("x.yaml", "type\0\1\2"),
}


@pytest.mark.parametrize(("path", "text"), OCTODNS.values(), ids=OCTODNS)
def test_octodns(path: str, text: str) -> None:
    assert OctodnsLoader().recognises(path, text.encode())


@pytest.mark.parametrize(("path", "text"), OTHERS.values(), ids=OTHERS)
def test_others(path: str, text: str) -> None:
    assert not OctodnsLoader().recognises(path, text.encode())


def test_utf_16() -> None:
    assert OctodnsLoader().recognises("example.com.yaml", RECORD.encode("utf-16"))


def test_a_head_that_is_cut_in_the_middle_of_an_entry() -> None:
    head = (RECORD * 2000).encode()[:65536]
    for size in range(65500, 65536):
        padded = head[:size].ljust(65536, b"\n")
        assert OctodnsLoader().recognises("shared.yaml", padded)
