"""The owner that a policy was meant to have: how people miss `_smtp._tls`, and how it is put right."""

from collections.abc import Iterator, Sequence

from tlsrpt_lint.inventory import TLSRPT_LABELS, Inventory, ZoneInstance
from tlsrpt_lint.names import ROOT, Name
from tlsrpt_lint.policytext import within_one_edit
from tlsrpt_lint.records import Record
from tlsrpt_lint.text import Edit

RIGHT = "_smtp._tls"

# Names from drafts of the RFC, names of neighbours (DANE, MTA-STS, DMARC) and frequent guesses.
NEAR_MISSES = frozenset(
    {
        "_tls._smtp", "_smtp-tls", "_smtp_tls", "_smtp-tlsrpt", "_smtp_tlsrpt", "_tlsrpt",
        "_tls-rpt", "smtp._tls", "_smtp.tls", "_smtp._tcp", "_https._tcp", "_smtps._tls",
        "_mta-sts", "_dmarc",
    }
)  # fmt: skip


def strays(inventory: Inventory) -> Iterator[tuple[Record, ZoneInstance]]:
    """The TXT policies that stand elsewhere than at `_smtp._tls`, at a wildcard or behind a CNAME."""
    for zone in inventory.zones:
        for record in zone.policies:
            name = record.owner.name
            if record.type != "TXT" or name[:2] == TLSRPT_LABELS or "*" in name:
                continue
            if name not in inventory.cname_targets:
                yield record, zone


def is_mail_domain(name: Name, zone: ZoneInstance) -> bool:
    """True for the zone's apex and for names with an MX, but not for names made for a service."""
    if name and name[0].startswith("_"):
        return False
    return name == (zone.apex if zone.apex is not None else ROOT) or name in zone.targets("MX")


def misspelled_labels(name: Name) -> int:
    """How many of the leading labels of `name` are a known or near miss of `_smtp._tls`; 0 if none."""
    for count in (2, 1):
        if len(name) < count:
            continue
        lead = ".".join(name[:count])
        if lead in NEAR_MISSES or within_one_edit(lead, RIGHT):
            return count
    return 0


def meant_owner(name: Name) -> Name:
    """The owner that a policy at `name` was meant for: `_smtp._tls` for its leading service labels."""
    count = misspelled_labels(name)
    if not count:
        while name[count : count + 1] and name[count].startswith("_"):
            count += 1
    return Name((*TLSRPT_LABELS, *name[count:]))


def doubled_origin(name: Name, zone: ZoneInstance) -> Name | None:
    """The zone's name, or one below it, that stands twice at the end of `name`; None if none does.

    Names of one label say nothing, and a doubled name that takes mail is a domain of its own.
    """
    for size in range(len(name) // 2, 1, -1):
        origin = Name(name[-size:])
        if name[-2 * size : -size] == origin:
            known = zone.apex is not None and origin.is_at_or_below(zone.apex)
            return origin if known and Name(name[2:]) not in zone.targets("MX") else None
    return None


def misplaced_domains(zone: ZoneInstance) -> set[Name]:
    """The domains whose policy stands in the zone at a wrong owner, which is a finding already."""
    domains = {Name(meant_owner(record.owner.name)[2:]) for record in zone.policies}
    for record in zone.tlsrpt_records:
        if origin := doubled_origin(record.owner.name, zone):
            domains.add(Name(record.owner.name[2 : -len(origin)]))
    return domains


def owner_edits(
    record: Record, zone: ZoneInstance, start: int, end: int, replacement: str
) -> Sequence[Edit | None]:
    """The edits that put `replacement` for characters `start` to `end` of the owner as written.

    No edits or None where the owner cannot be written, is left blank, or is the owner of records of
    another kind too and they cannot be kept apart.
    """
    written = record.owner.written
    if record.structure is not None:
        owner = written.text[:start] + replacement + written.text[end:]
        return record.structure.moved(zone.policies_named_with(record) or [record], owner)
    if record.owner_span != written.span() or zone.shares_owner(record):
        return ()
    return (written.edit(start, end, replacement),)
