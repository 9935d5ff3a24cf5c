"""Plans (`terraform show -json PLANFILE`): what will be there after the apply.

The truth is `resource_changes[].change.after`. `planned_values` repeats it and also shows what is
only forgotten; `prior_state` and `configuration` serve to find the names of zones.
"""

from collections.abc import Iterator

from tlsrpt_lint.loaders.terraform._masks import mark_sensitive, with_unknown
from tlsrpt_lint.loaders.terraform._providers import record_types, zone_types
from tlsrpt_lint.loaders.terraform._records import Resource
from tlsrpt_lint.loaders.terraform._references import References
from tlsrpt_lint.loaders.terraform._state import address_of, provider_of, shown_resources
from tlsrpt_lint.loaders.terraform._values import Fields, Items
from tlsrpt_lint.loaders.terraform._zones import Zones, id_text

_GONE = ({"delete"}, {"forget"})


def resources(plan: Fields) -> Iterator[Resource]:
    """The resources that hold records, as they will be."""
    changes = plan.get("resource_changes")
    if not isinstance(changes, Items):
        return
    for n, change in enumerate(changes.values):
        if isinstance(change, Fields) and change.text("type") in record_types():
            resource = _resource(change, f"/resource_changes/{n}/change/after")
            if resource is not None:
                yield resource


def zones(plan: Fields) -> Zones:
    """The zones that the plan makes, changes or has read."""
    references = References(plan)
    found = Zones(references.zone_of)
    prior = plan.get("prior_state")
    values = prior.get("values") if isinstance(prior, Fields) else None
    for resource in shown_resources(values):
        if resource.address.type in zone_types():
            found.add(resource.address, resource.body)
    changes = plan.get("resource_changes")
    for change in changes.values if isinstance(changes, Items) else ():
        if isinstance(change, Fields) and change.text("type") in zone_types():
            after = _after(change)
            if after is not None:
                found.add(address_of(change), after)
    references.know(found.addresses())
    return found


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
