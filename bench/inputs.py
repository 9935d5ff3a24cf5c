"""The inputs that speed is measured on, made anew where they are needed; the same bytes each time."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

_SOA = "@ 3600 IN SOA ns1 hostmaster 2026010101 7200 3600 1209600 3600\n@ 3600 IN NS ns1\n"


def zone(path: Path, records: int) -> None:
    """A zone file: half A, a fifth AAAA, a tenth each CNAME, MX and TXT; a policy in 100 TXT."""
    with path.open("w", encoding="ascii") as file:
        file.write("$ORIGIN bench.example.\n$TTL 3600\n" + _SOA)
        file.writelines(_zone_lines(records, random.Random(8460)))


def _zone_lines(records: int, chance: random.Random) -> Iterator[str]:
    for n in range(records):
        kind = n % 10
        name = f"host{n:07d}"
        if kind < 5:
            yield f"{name}\t3600\tIN\tA\t192.0.2.{chance.randrange(1, 255)}\n"
        elif kind < 7:
            yield f"{name}\t3600\tIN\tAAAA\t2001:db8::{chance.randrange(1, 65536):x}\n"
        elif kind == 7:
            yield f"{name}\t3600\tIN\tCNAME\thost{n - 7:07d}\n"
        elif kind == 8:
            yield f"{name}\t3600\tIN\tMX\t10 mail.example.net.\n"
        elif n % 1000 == 9:
            yield f'_smtp._tls.host{n - 1:07d} IN TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
        else:
            yield f'{name}\t3600\tIN\tTXT\t"v=spf1 mx -all"\n'


def zones(folder: Path, count: int, records: int) -> None:
    """A folder of small zone files, each whole and right."""
    folder.mkdir(exist_ok=True)
    for n in range(count):
        hosts = "".join(f"h{h} 3600 IN A 192.0.2.{h + 1}\n" for h in range(records - 4))
        (folder / f"d{n:05d}.example.zone").write_text(
            f"$ORIGIN d{n:05d}.example.\n$TTL 3600\n"
            + _SOA
            + "@ IN MX 10 mail.example.net.\n"
            + '_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:tls@reports.example.net"\n'
            + hosts,
            encoding="ascii",
        )


def octodns(folder: Path, records: int) -> None:
    """An octoDNS zone of the same mix as `zone`, and its configuration; addresses come in pairs."""
    _octodns_zone(folder, _octodns_entries(records, random.Random(8460)))


def octodns_policies(folder: Path, records: int) -> None:
    """An octoDNS zone with a policy in five records, beside as many A, CNAME, MX and other TXT."""
    policy = r"v=TLSRPTv1\; rua=mailto:tls-reports@example.org"
    head = "  ttl: 3600\n  type: "
    mail = "    exchange: mail.example.net.\n    preference: 10\n"
    shapes = (
        f"_smtp._tls.host%07d:\n{head}TXT\n  value: {policy}\n",
        f"address%07d:\n{head}A\n  value: 192.0.2.1\n",
        f"alias%07d:\n{head}CNAME\n  value: address0000000.bench.example.\n",
        f"mail%07d:\n{head}MX\n  value:\n{mail}",
        f"text%07d:\n{head}TXT\n  value: v=spf1 include:spf.example.net -all\n",
    )
    each = records // len(shapes)
    _octodns_zone(folder, (shape % n for shape in shapes for n in range(each)))


def _octodns_zone(folder: Path, entries: Iterator[str]) -> None:
    (folder / "zones").mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(
        "providers:\n  files:\n    class: octodns.provider.yaml.YamlProvider\n"
        f"    directory: {folder / 'zones'}\n    escaped_semicolons: true\n"
        "    enforce_order: false\n"
        "zones:\n  bench.example.:\n    sources: [files]\n    targets: [files]\n",
        encoding="utf-8",
    )
    with (folder / "zones" / "bench.example.yaml").open("w", encoding="ascii") as file:
        file.write("---\n")
        file.writelines(entries)


def _octodns_entries(records: int, chance: random.Random) -> Iterator[str]:
    for n in range(records):
        kind = n % 10
        head = f"host{n:07d}:\n  ttl: 3600\n  type: "
        if kind < 5:
            pair = (f"  - 192.0.2.{chance.randrange(1, 255)}\n" for _ in range(2))
            yield f"{head}A\n  values:\n{''.join(pair)}"
        elif kind < 7:
            pair = (f"  - 2001:db8::{chance.randrange(1, 65536):x}\n" for _ in range(2))
            yield f"{head}AAAA\n  values:\n{''.join(pair)}"
        elif kind == 7:
            yield f"{head}CNAME\n  value: host{n - 7:07d}.bench.example.\n"
        elif kind == 8:
            exchange = "    exchange: mail.example.net.\n    preference: 10\n"
            yield f"{head}MX\n  value:\n{exchange}"
        elif n % 1000 == 9:
            policy = r"v=TLSRPTv1\; rua=mailto:tls@example.org"
            yield f"_smtp._tls.host{n - 1:07d}:\n  type: TXT\n  value: {policy}\n"
        else:
            yield f"{head}TXT\n  value: v=spf1 mx -all\n"


def plan(path: Path, changes: int) -> None:
    """A Terraform plan on one line: half DNS records of three providers, a policy in a hundred.

    What Terraform 1.11 writes for these types, the masks of unknown and sensitive values included.
    """
    with path.open("w", encoding="ascii") as file:
        file.write('{"format_version":"1.2","terraform_version":"1.11.4","planned_values":')
        file.write('{"root_module":{"resources":[]}},"resource_changes":[')
        for n in range(changes):
            file.write("," if n else "")
            json.dump(_change(n), file, separators=(",", ":"))
        file.write('],"configuration":{"root_module":{}},"complete":true,"errored":false}\n')


def _change(n: int) -> object:
    if n % 2 == 0:
        return _created("aws_iam_role_policy_attachment", "hashicorp/aws", n, _attachment(n), {})
    owner, kind, text = f"h{n}.bench.example", "A", f"192.0.2.{n % 250 + 1}"
    if n % 100 == 1:
        owner, kind = f"_smtp._tls.d{n}.bench.example", "TXT"
        text = "v=TLSRPTv1; rua=mailto:tls@example.org"
    elif n % 8 == 3:
        kind, text = "TXT", "v=spf1 mx -all"
    elif n % 8 == 5:
        owner, kind = f"s{n}._domainkey.bench.example", "TXT"
        text = f"v=DKIM1; k=rsa; p=MCowBQYDK2VwAyEA{n:06d}"
    shape = (_google, _cloudflare, _route53, _google, _google)[(n // 2 + n // 100) % 5]
    return shape(n, owner, kind, text)


def _attachment(n: int) -> dict[str, object]:
    return {"policy_arn": f"arn:aws:iam::123456789012:policy/p{n}", "role": f"role{n}"}


def _route53(n: int, owner: str, kind: str, text: str) -> object:
    blocks: dict[str, object] = {
        "alias": [],
        "cidr_routing_policy": [],
        "failover_routing_policy": [],
        "geolocation_routing_policy": [],
        "latency_routing_policy": [],
        "weighted_routing_policy": [],
    }
    after: dict[str, object] = blocks | {
        "health_check_id": None,
        "multivalue_answer_routing_policy": None,
        "name": owner,
        "records": [text],
        "set_identifier": None,
        "ttl": 300,
        "type": kind,
        "zone_id": "Z0123456789ABCDEFGHIJ",
    }
    unknown = {"allow_overwrite": True, "fqdn": True, "records": [False]}
    shown: dict[str, object] = {**blocks, "records": [False]}
    return _created(
        "aws_route53_record", "hashicorp/aws", n, after, {**blocks, **unknown}, masks=shown
    )


def _cloudflare(n: int, owner: str, kind: str, text: str) -> object:
    after: dict[str, object] = {
        "comment": None,
        "content": f'"{text}"' if kind == "TXT" else text,
        "data": None,
        "name": owner,
        "priority": None,
        "ttl": 300,
        "type": kind,
        "zone_id": "023e105f4ecef8ad9ca31a8372d0c353",
    }
    unknown = (
        "comment_modified_on",
        "created_on",
        "meta",
        "modified_on",
        "proxiable",
        "proxied",
        "settings",
        "tags",
        "tags_modified_on",
    )
    masks: dict[str, object] = {"settings": {}, "tags": []}
    return _created(
        "cloudflare_dns_record",
        "cloudflare/cloudflare",
        n,
        after,
        dict.fromkeys(unknown, True),
        masks=masks,
    )


def _google(n: int, owner: str, kind: str, text: str) -> object:
    after: dict[str, object] = {
        "managed_zone": "bench-example",
        "name": f"{owner}.",
        "routing_policy": [],
        "rrdatas": [f'"{text}"' if kind == "TXT" else text],
        "ttl": 300,
        "type": kind,
    }
    masks: dict[str, object] = {"routing_policy": [], "rrdatas": [False]}
    return _created(
        "google_dns_record_set",
        "hashicorp/google",
        n,
        after,
        {"project": True, **masks},
        masks=masks,
    )


def _created(
    kind: str,
    provider: str,
    n: int,
    after: dict[str, object],
    unknown: dict[str, object],
    *,
    masks: dict[str, object] | None = None,
) -> object:
    """A resource that is made; keys in the order of Terraform, which sorts those of the values."""
    return {
        "address": f"{kind}.r{n}",
        "mode": "managed",
        "type": kind,
        "name": f"r{n}",
        "provider_name": f"registry.terraform.io/{provider}",
        "change": {
            "actions": ["create"],
            "before": None,
            "after": dict(sorted(after.items())),
            "after_unknown": dict(sorted({"id": True, **unknown}.items())),
            "before_sensitive": False,
            "after_sensitive": masks or {},
        },
    }
