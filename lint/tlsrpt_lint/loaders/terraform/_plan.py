"""Plans (`terraform show -json PLANFILE`): what will be there after the apply.

The truth is `resource_changes[].change.after`. `planned_values` repeats it and also shows what is
only forgotten; `prior_state` and `configuration` serve to find the names of zones.
"""

from tlsrpt_lint.loaders.terraform._masks import mark_sensitive, with_unknown
from tlsrpt_lint.loaders.terraform._outline import PlanOutline
from tlsrpt_lint.loaders.terraform._records import Resource
from tlsrpt_lint.loaders.terraform._references import References
from tlsrpt_lint.loaders.terraform._state import address_of, provider_of
from tlsrpt_lint.loaders.terraform._values import Fields, Items
from tlsrpt_lint.loaders.terraform._zones import Zones, id_text

_GONE = ({"delete"}, {"forget"})


def read(plan: PlanOutline) -> tuple[list[Resource], Zones]:
    """The resources that hold records, as they will be, and the zones that the plan knows of."""
    references = References(plan.configuration, plan.table)
    zones = Zones(plan.table, references.zone_of)
    for part in plan.prior():
        body = part.value.get("values")
        address = address_of(part.value)._replace(module=part.module)
        if address.type in plan.table.zone_types and isinstance(body, Fields):
            zones.add(address, body)
    found = []
    for part in plan.parts():
        if part.value.text("type") in plan.table.zone_types:
            after = _after(part.value)
            if after is not None:
                zones.add(address_of(part.value), after)
        else:
            resource = _resource(part.value, f"{part.pointer}/{part.number}/change/after")
            if resource is not None:
                found.append(resource)
    references.know(zones.addresses())
    return found, zones


def _resource(change: Fields, pointer: str) -> Resource | None:
    if change.text("mode") == "data":
        return None
    after = _after(change)
    if after is None:
        return None
    return Resource(
        address_of(change),
        change.text("address") or "",
        provider_of(change.text("provider_name")),
        after,
        stored=_actions(change) <= {"no-op", "read"},
        pointer=pointer,
    )


def _after(change: Fields) -> Fields | None:
    """What the object will be; None for one that goes away, or that a replacement left over."""
    if change.get("deposed") is not None:
        return None
    what = change.get("change")
    if not isinstance(what, Fields) or _actions(change) in _GONE:
        return None
    after = what.get("after")
    if not isinstance(after, Fields):
        return None
    unknown, sensitive = what.get("after_unknown"), what.get("after_sensitive")
    merged = with_unknown(after, unknown) if unknown is not None else after
    if sensitive is not None:
        mark_sensitive(merged, sensitive)
    return merged if isinstance(merged, Fields) else None


def _actions(change: Fields) -> set[str]:
    what = change.get("change")
    actions = what.get("actions") if isinstance(what, Fields) else None
    if not isinstance(actions, Items):
        return set()
    return {text for action in actions.values if (text := id_text(action)) is not None}
