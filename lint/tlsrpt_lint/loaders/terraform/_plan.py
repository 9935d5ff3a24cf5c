"""Plans (`terraform show -json PLANFILE`): what will be there after the apply.

The truth is `resource_changes[].change.after`. `planned_values` repeats it and also shows what is
only forgotten; `prior_state` and `configuration` serve to find the names of zones.
"""

from tlsrpt_lint.loaders.terraform._changes import change_at
from tlsrpt_lint.loaders.terraform._outline import PlanOutline
from tlsrpt_lint.loaders.terraform._records import Resource
from tlsrpt_lint.loaders.terraform._references import References
from tlsrpt_lint.loaders.terraform._state import address_of
from tlsrpt_lint.loaders.terraform._values import Fields
from tlsrpt_lint.loaders.terraform._zones import Zones


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
    for piece in plan.changes():
        attributes = plan.table.attributes_of(piece.type)
        change = change_at(plan.source, piece.start, piece.text, attributes)
        if change is None or change.after is None:
            continue
        if change.address.type in plan.table.zone_types:
            zones.add(change.address, change.after)
        elif change.address.mode != "data":
            found.append(
                Resource(
                    change.address,
                    change.label,
                    change.provider,
                    change.after,
                    stored=change.actions <= {"no-op", "read"},
                    pointer=f"/resource_changes/{piece.number}/change/after",
                )
            )
    references.know(zones.addresses())
    return found, zones
