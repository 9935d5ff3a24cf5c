"""States: as `terraform show -json` writes them, and state files of version 4."""

from collections.abc import Iterator
from typing import NamedTuple

from tlsrpt_lint.loaders.terraform._masks import mark_all, mark_sensitive
from tlsrpt_lint.loaders.terraform._providers import record_types, zone_types
from tlsrpt_lint.loaders.terraform._records import Resource
from tlsrpt_lint.loaders.terraform._values import Address, Fields, Items, Scalar, Value
from tlsrpt_lint.loaders.terraform._zones import Zones, id_text


class Shown(NamedTuple):
    """A resource of a `values` tree, and the pointer to its attributes."""

    pointer: str
    address: Address
    resource: Fields
    body: Fields


def shown_resources(values: Value | None, pointer: str = "") -> Iterator[Shown]:
    """All resources below a `values`, modules included."""
    root = values.get("root_module") if isinstance(values, Fields) else None
    waiting = [(root, f"{pointer}/root_module")]
    while waiting:
        module, here = waiting.pop(0)
        if not isinstance(module, Fields):
            continue
        for n, resource in enumerate(_items(module.get("resources"))):
            if isinstance(resource, Fields) and isinstance(body := resource.get("values"), Fields):
                address = address_of(resource)._replace(module=module.text("address") or "")
                yield Shown(f"{here}/resources/{n}/values", address, resource, body)
        children = enumerate(_items(module.get("child_modules")))
        waiting += [(child, f"{here}/child_modules/{n}") for n, child in children]


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


def shown(state: Fields) -> tuple[list[Resource], Zones]:
    """What a state holds that `terraform show -json` wrote."""
    zones = Zones()
    found = []
    for pointer, address, resource, body in shown_resources(state.get("values"), "/values"):
        if address.type in zone_types():
            zones.add(address, body)
        elif (
            address.type in record_types()
            and address.mode != "data"
            and resource.get("deposed_key") is None
        ):
            sensitive = resource.get("sensitive_values")
            if sensitive is not None:
                mark_sensitive(body, sensitive)
            label = resource.text("address") or ""
            provider = provider_of(resource.text("provider_name"))
            found.append(Resource(address, label, provider, body, stored=True, pointer=pointer))
    return found, zones


def raw(state: Fields) -> tuple[list[Resource], Zones]:
    """What a state file of version 4 holds."""
    zones = Zones()
    found = []
    for n, resource in enumerate(_items(state.get("resources"))):
        if not isinstance(resource, Fields):
            continue
        kind = resource.text("type") or ""
        if kind not in zone_types() and kind not in record_types():
            continue
        for m, instance in enumerate(_items(resource.get("instances"))):
            body = instance.get("attributes") if isinstance(instance, Fields) else None
            if not isinstance(instance, Fields) or not isinstance(body, Fields):
                continue
            if instance.get("deposed") is not None:
                continue
            key = instance.get("index_key")
            index = None if key is None else id_text(key)
            module, mode = resource.text("module") or "", resource.text("mode") or "managed"
            address = Address(module, mode, kind, resource.text("name") or "", index)
            if kind in zone_types():
                zones.add(address, body)
            elif mode != "data":
                _mark(body, instance.get("sensitive_attributes"))
                label = _label(address, quoted=not isinstance(key, Scalar))
                provider = _raw_provider(resource.text("provider"))
                pointer = f"/resources/{n}/instances/{m}/attributes"
                found.append(Resource(address, label, provider, body, stored=True, pointer=pointer))
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
