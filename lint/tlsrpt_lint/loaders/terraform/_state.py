"""States: as `terraform show -json` writes them, and state files of version 4."""

from tlsrpt_lint.loaders.terraform._masks import mark_all, mark_sensitive
from tlsrpt_lint.loaders.terraform._outline import RawOutline, ShownOutline
from tlsrpt_lint.loaders.terraform._records import Resource
from tlsrpt_lint.loaders.terraform._values import Address, Fields, Items, Scalar, Value
from tlsrpt_lint.loaders.terraform._zones import Zones, id_text


def address_of(resource: Fields) -> Address:
    """The address of a resource of a plan; in a state the module is named by the module alone."""
    index = resource.get("index")
    return Address(
        resource.text("module_address") or "",
        resource.text("mode") or "managed",
        resource.text("type") or "",
        resource.text("name") or "",
        None if index is None else id_text(index),
    )


def provider_of(name: str | None) -> str:
    """Namespace and name of a provider, of a source such as `registry.terraform.io/hashicorp/aws`."""
    parts = (name or "").split("/")
    return "/".join(parts[-2:]) if len(parts) >= 2 else ""


def shown(state: ShownOutline) -> tuple[list[Resource], Zones]:
    """What a state holds that `terraform show -json` wrote."""
    zones = Zones(state.table)
    found = []
    for part in state.parts():
        resource, body = part.value, part.value.get("values")
        address = address_of(resource)._replace(module=part.module)
        if not isinstance(body, Fields):
            continue
        if address.type in state.table.zone_types:
            zones.add(address, body)
        elif address.mode != "data" and resource.get("deposed_key") is None:
            sensitive = resource.get("sensitive_values")
            if sensitive is not None:
                mark_sensitive(body, sensitive)
            label = resource.text("address") or ""
            provider = provider_of(resource.text("provider_name"))
            pointer = f"{part.pointer}/{part.number}/values"
            found.append(Resource(address, label, provider, body, stored=True, pointer=pointer))
    return found, zones


def raw(state: RawOutline) -> tuple[list[Resource], Zones]:
    """What a state file of version 4 holds."""
    zones = Zones(state.table)
    found: list[Resource] = []
    for part in state.parts():
        resource = part.value
        for n, instance in enumerate(_items(resource.get("instances"))):
            body = instance.get("attributes") if isinstance(instance, Fields) else None
            if not isinstance(instance, Fields) or not isinstance(body, Fields):
                continue
            if instance.get("deposed") is None:
                key = instance.get("index_key")
                address = address_of(resource)._replace(
                    module=resource.text("module") or "",
                    key=None if key is None else id_text(key),
                )
                if address.type in state.table.zone_types:
                    zones.add(address, body)
                elif address.mode != "data":
                    _mark(body, instance.get("sensitive_attributes"))
                    label = _label(address, quoted=not isinstance(key, Scalar))
                    provider = _raw_provider(resource.text("provider"))
                    pointer = f"{part.pointer}/{part.number}/instances/{n}/attributes"
                    found.append(
                        Resource(address, label, provider, body, stored=True, pointer=pointer)
                    )
    return found, zones


def _label(address: Address, *, quoted: bool) -> str:
    label = ".".join(part for part in (address.module, address.type, address.name) if part)
    if address.key is None:
        return label
    if not quoted:
        return f"{label}[{address.key}]"
    escaped = address.key.replace("\\", "\\\\").replace('"', '\\"')
    return f'{label}["{escaped}"]'


def _raw_provider(text: str | None) -> str:
    """Of `module.m.provider["registry.terraform.io/hashicorp/aws"].alias`: hashicorp/aws."""
    inner = (text or "").partition('provider["')[2].partition('"]')[0]
    return provider_of(inner)


def _mark(body: Fields, paths: Value | None) -> None:
    """Mark what the paths of `sensitive_attributes` lead to; the first step is enough to be safe."""
    for path in _items(paths):
        step = next(iter(_items(path)), path)
        key = step.text("value") if isinstance(step, Fields) else None
        value = body.get(key) if key is not None else None
        if value is not None:
            mark_all(value)


def _items(value: Value | None) -> list[Value]:
    return value.values if isinstance(value, Items) else []
