"""The owner that a policy was meant to have: how people miss `_smtp._tls`, and how it is put right."""

from tlsrpt_lint.inventory import ZoneInstance
from tlsrpt_lint.names import Name
from tlsrpt_lint.policytext import within_one_edit
from tlsrpt_lint.records import Record
from tlsrpt_lint.text import Edit

RIGHT = "_smtp._tls"

# Names from drafts of the RFC, names of neighbours (DANE, MTA-STS, DMARC) and frequent guesses.
_WRONG = frozenset(
    {
        "_tls._smtp", "_smtp-tls", "_smtp_tls", "_smtp-tlsrpt", "_smtp_tlsrpt", "_tlsrpt",
        "_tls-rpt", "smtp._tls", "_smtp.tls", "_smtp._tcp", "_https._tcp", "_smtps._tls",
        "_mta-sts", "_dmarc",
    }
)  # fmt: skip


def misspelled_labels(name: Name) -> int:
    """How many of the leading labels of `name` are a known or near miss of `_smtp._tls`; 0 if none."""
    for count in (2, 1):
        if len(name) < count:
            continue
        lead = ".".join(name[:count])
        if lead in _WRONG or within_one_edit(lead, RIGHT):
            return count
    return 0


def underscored_labels(name: Name) -> int:
    """How many of the leading labels of `name` begin with an underscore."""
    count = 0
    while count < len(name) and name[count].startswith("_"):
        count += 1
    return count


def meant_domain(record: Record) -> Name:
    """The domain that a policy at a wrong owner was meant for."""
    name = record.owner.name
    return Name(name[misspelled_labels(name) or underscored_labels(name) :])


def owner_edit(
    record: Record, zone: ZoneInstance, start: int, end: int, replacement: str
) -> Edit | None:
    """The edit that puts `replacement` for characters `start` to `end` of the owner as written.

    None where the owner cannot be written, is left blank, or is the owner of other records too.
    """
    owner = record.owner
    span = owner.written.span()
    shared = any(
        other is not record and other.owner.written.span() == span for other in zone.at(owner.name)
    )
    return None if owner.blank or shared else owner.written.edit(start, end, replacement)
