"""From resources to DNS records."""

import re
from collections.abc import Iterable, Iterator
from operator import contains
from typing import NamedTuple

from tlsrpt_lint.loaders.terraform._providers import Entry, Scope, Table, type_word
from tlsrpt_lint.loaders.terraform._txt import Reading, strings
from tlsrpt_lint.loaders.terraform._values import (
    Address,
    Fields,
    Found,
    Items,
    Scalar,
    Text,
    Unknown,
    Value,
)
from tlsrpt_lint.loaders.terraform._zones import Zone, Zones, id_text
from tlsrpt_lint.names import BadNameError, Name, Owner, Spelled, parse_name
from tlsrpt_lint.records import (
    CharacterString,
    Problem,
    ProblemKind,
    Quirk,
    Record,
    Reference,
    ZonePart,
)
from tlsrpt_lint.text import MappedText

_TEXTUAL = frozenset({"TXT", "SPF"})
_POINTING = frozenset({"MX", "CNAME", "NS", "DNAME"})
_OF_INTEREST = _TEXTUAL | _POINTING | {"SOA", "TLSA"}
_MX = re.compile(r"\s*(\d+)\s+(\S+)\s*")

# A private-use character holds the place of each template part while a name is taken apart.
_HOLE = 0xF0000

_TLSRPT = ("_smtp", "_tls")


class Resource(NamedTuple):
    """One instance of a resource that holds records.

    `label` is the address as Terraform writes it, `provider` its namespace and name or "".
    `stored`: the values are as the provider keeps them, not as somebody wrote them. `pointer`
    leads to `body`, None where the file is no JSON. `condition` names what decides whether the
    instance is made at all, where that is not known (`count = var.x ? 1 : 0`).
    """

    address: Address
    label: str
    provider: str
    body: Fields
    stored: bool
    pointer: str | None
    condition: str | None = None


class _Candidate(NamedTuple):
    """A record before its zone's name is settled."""

    resource: Resource
    entry: Entry
    zone: Zone
    type: str
    name: Text | None
    place: MappedText
    full: bool
    value: Found
    ttl: int | None
    preference: int | None
    alternative: str | None


class Outcome(NamedTuple):
    """The zones and problems of one file."""

    parts: tuple[ZonePart, ...]
    problems: tuple[Problem, ...]


def assemble(root: str, resources: Iterable[Resource], zones: Zones, why: str) -> Outcome:
    """The records of the resources, by zone.

    Zones of equal identity below one `root` (a plan, a state, the folder of a configuration) are
    one. `why` tells why a value may be unknown (a clause).
    """
    candidates: list[_Candidate] = []
    parts: list[ZonePart] = []
    problems: list[Problem] = []
    for resource in resources:
        candidates += _candidates(resource, zones)
        problems += _zone_text(resource, zones.table)
    by_zone: dict[int, list[_Candidate]] = {}
    for candidate in candidates:
        by_zone.setdefault(id(candidate.zone), []).append(candidate)
    for group in by_zone.values():
        zone = group[0].zone
        apex = zone.apex
        if apex is None and (apex := _named_by_its_records(group)) is not None:
            # The relative names make this zone; the whole ones turn out to be the same.
            group.sort(key=lambda candidate: _is_whole(candidate, apex))
        records = []
        for candidate in group:
            record, problem = _record(candidate, apex, why)
            if record is not None:
                records.append(record)
            if problem is not None:
                problems.append(problem)
        parts.append(ZonePart(apex, (root, zone.identity), tuple(records), whole=False))
    return Outcome(tuple(parts), tuple(problems))


def _zone_text(resource: Resource, table: Table) -> Iterator[Problem]:
    """Say that the text of a zone file inside a resource is not read, if it looks like ours."""
    attribute = table.zone_files.get(resource.address.type)
    text = resource.body.get(attribute) if attribute is not None else None
    if isinstance(text, Text) and "_tls" in text.plain.lower():
        message = (
            f"'{attribute}' holds a whole zone file, which is not read inside of a resource, so its"
            " records were not checked."
        )
        cure = "keep the zone in a file of its own, hand it over with file(), and lint that file"
        place = text.mapped.span()
        yield Problem(ProblemKind.UNKNOWN_VALUE, place, message, cure)


def _candidates(resource: Resource, zones: Zones) -> Iterator[_Candidate]:
    for entry in zones.table.entries(resource.address.type, resource.provider):
        for scope in entry.scopes(resource.body):
            rtype = _record_type(entry, scope)
            if rtype not in _OF_INTEREST or _is_off(entry, scope):
                continue
            name, full = _owner(entry, scope)
            if name is not None and _is_hole(name):
                continue
            zone = zones.of(entry, scope, resource.address)
            start = resource.body.span._replace(end=resource.body.start)
            place = name.mapped if name is not None else MappedText.opaque("", start)
            if not contains(resource.body.span, place.span()):
                place = place.protected()  # a local value, an argument: others may be named by it
            for value in _values(entry, scope):
                yield _Candidate(
                    resource,
                    entry,
                    zone,
                    rtype,
                    name,
                    place,
                    full,
                    value,
                    _ttl(entry, scope),
                    _number(scope.first(entry.preference)),
                    _alternative(entry, scope),
                )


def _record_type(entry: Entry, scope: Scope) -> str | None:
    if entry.fixed is not None:
        return entry.fixed
    found = scope.first(entry.rtype)
    text = id_text(found.value) if found else None
    if text is None:
        return None
    return type_word(text)


def _is_off(entry: Entry, scope: Scope) -> bool:
    for where, off in entry.off:
        for found in scope.all(where):
            value = found.value
            if isinstance(value, Scalar) and isinstance(value.value, bool):
                if str(value.value).lower() == off:
                    return True
            elif id_text(value) == off:
                return True
    return False


def _owner(entry: Entry, scope: Scope) -> tuple[Text | None, bool]:
    """The owner as written, None if it is left out; and whether it is the whole name."""
    found = scope.first(entry.owner)
    if found is not None and isinstance(found.value, Text):
        return found.value, entry.form == "absolute"
    whole = scope.first(entry.fqdn)
    if whole is not None and isinstance(whole.value, Text):
        return whole.value, True
    if found is not None:
        place = found.value.span
        told = found.value.spelling if isinstance(found.value, Unknown) else ""
        mapped = MappedText.opaque(told or "?", place)
        return Text(mapped, ((0, len(mapped)),)), False
    return None, False


def _is_hole(name: Text) -> bool:
    return name.holes == ((0, len(name.plain)),)


def _values(entry: Entry, scope: Scope) -> Iterator[Found]:
    if entry.strings:
        pieces = scope.all(entry.strings[0])
        if pieces:
            first, last = pieces[0].value, pieces[-1].value
            yield Found(
                Items(first.source, first.start, last.end, [piece.value for piece in pieces]),
                pieces[0].pointer,
            )
        return
    # Where one attribute replaced another, the one that nobody wrote is known only after apply.
    choices = [found for where in entry.values if (found := scope.all(where))]
    known = [c for c in choices if not any(isinstance(f.value, Unknown) for f in c)]
    for chosen in (known or choices)[:1]:
        yield from chosen


def _ttl(entry: Entry, scope: Scope) -> int | None:
    found = scope.first(entry.ttl)
    text = id_text(found.value) if found else None
    if text is None or not text.isascii() or not text.isdigit() or text == entry.ttl_auto:
        return None
    return int(text) if len(text) < 12 else None


def _number(found: Found | None) -> int | None:
    text = id_text(found.value) if found else None
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else None


def _alternative(entry: Entry, scope: Scope) -> str | None:
    for where in entry.alternative:
        for found in scope.all(where):
            text = id_text(found.value)
            if text is None:
                return found.value.span.text
            if text not in ("", entry.alternative_default):
                return text
    return None


def _named_by_its_records(group: list[_Candidate]) -> Name | None:
    """The zone's name, told by a whole owner beside one that is relative in the same zone.

    Where a provider takes both, `_smtp._tls` and `_smtp._tls.example.com` under one opaque id are
    the same name. Only asked where it joins something, and only told if nothing speaks against it.
    """
    owners = [
        parsed
        for candidate in group
        if candidate.entry.form == "either"
        and candidate.name is not None
        and not candidate.name.holes
        and (parsed := _parsed(candidate.name.plain)) is not None
    ]
    bare = any(name[:2] == _TLSRPT and len(name) == 2 for name in owners)
    if not bare:
        return None
    told = {Name(n[2:]) for n in owners if n[:2] == _TLSRPT and len(n) >= 4}
    shortest = min(told, key=len, default=None)
    if shortest is None or not all(name.is_at_or_below(shortest) for name in told):
        return None
    strangers = (n for n in owners if n[-1:] == shortest[-1:] and not n.is_at_or_below(shortest))
    return None if any(strangers) else shortest


def _is_whole(candidate: _Candidate, apex: Name) -> bool:
    name = _parsed(candidate.name.plain) if candidate.name is not None else None
    return name is not None and name.is_at_or_below(apex)


def _parsed(text: str) -> Name | None:
    try:
        return parse_name(text)[0]
    except BadNameError:
        return None


def _record(
    candidate: _Candidate, apex: Name | None, why: str
) -> tuple[Record | None, Problem | None]:
    resource, found = candidate.resource, candidate.value
    try:
        owner = _placed(candidate, apex)
    except BadNameError as error:
        return None, _bad_owner(candidate, error)
    rdata = _Rdata.of(candidate)
    place = found.value.mapped.span() if isinstance(found.value, Text) else found.value.span
    record = Record(
        owner,
        candidate.type,
        place,
        place,
        ttl=candidate.ttl,
        strings=rdata.strings,
        target=rdata.target,
        preference=rdata.preference,
        resource=resource.label,
        pointer=None if resource.pointer is None else resource.pointer + found.pointer,
        alternative=candidate.alternative or resource.condition,
        quirks=rdata.quirks,
        references=rdata.references,
        sensitive=rdata.sensitive,
    )
    if candidate.type in _TEXTUAL and record.value is None and owner.name[:2] == _TLSRPT:
        message = f"The value of '{owner}' {why}, so it was not checked."
        problem = Problem(
            ProblemKind.UNKNOWN_VALUE, place, message, record=record, owner=str(owner)
        )
        return record, problem
    return record, None


def _placed(candidate: _Candidate, apex: Name | None) -> Owner:
    """The owner of a candidate in a zone of this name. Raises BadNameError."""
    written, entry = candidate.name, candidate.entry
    text = written.plain if written is not None else ""
    if not text or text in entry.apex:
        return Owner(apex or Name(), absolute=apex is not None, written=candidate.place)
    assert written is not None
    name, dotted = _name_with_holes(written)
    if dotted and entry.final_dot == "forbidden":
        raise BadNameError("it ends in a dot, which the provider refuses", len(text) - 1)
    if candidate.full or (dotted and (entry.form != "relative" or entry.final_dot)):
        # What a template part stands for may be the whole zone, so such a name is no absolute one.
        return Owner(name, absolute=not written.holes, written=candidate.place)
    if apex is None:
        return Owner(name, absolute=False, written=candidate.place)
    whole = entry.form == "either" or dotted
    if whole and (written.holes or name.is_at_or_below(apex)):
        return Owner(name, absolute=not written.holes, written=candidate.place)
    return Owner(name.below(apex), absolute=True, written=candidate.place)


def _name_with_holes(written: Text) -> tuple[Name, bool]:
    """The labels of an owner, template parts kept as they are spelled."""
    if not written.holes:
        return parse_name(written.plain)
    text, at = "", 0
    parts: list[str] = []
    for start, end in written.holes:
        text += written.plain[at:start] + chr(_HOLE + len(parts))
        parts.append(written.plain[start:end])
        at = end
    name, dotted = parse_name(text + written.plain[at:])
    restored = []
    for label in name:
        spelled = label
        for n, part in enumerate(parts):
            spelled = spelled.replace(chr(_HOLE + n), part)
        restored.append(label if spelled == label else Spelled(spelled))
    return Name(restored), dotted


def _bad_owner(candidate: _Candidate, error: BadNameError) -> Problem | None:
    text = candidate.place.text
    if "_tls" not in text.lower():
        return None
    message = f"The owner '{text}' is no domain name: {error.reason}."
    return Problem(ProblemKind.BAD_OWNER, candidate.place.span(), message, owner=text)


class _Rdata(NamedTuple):
    """What the value of a record says."""

    strings: tuple[CharacterString, ...] = ()
    quirks: tuple[Quirk, ...] = ()
    target: Name | None = None
    preference: int | None = None
    references: tuple[Reference, ...] = ()
    sensitive: bool = False

    @classmethod
    def of(cls, candidate: _Candidate) -> "_Rdata":
        value = candidate.value.value
        texts = [_as_text(v) for v in (value.values if isinstance(value, Items) else [value])]
        known = [text for text in texts if text is not None and not text.holes]
        if len(known) < len(texts):
            return cls(preference=candidate.preference)
        sensitive = any(text.sensitive for text in known)
        if candidate.type in _TEXTUAL:
            return cls._textual(candidate, known, sensitive=sensitive)
        if candidate.type in _POINTING and len(known) == 1:
            text, preference = known[0].plain.strip(), candidate.preference
            if candidate.type == "MX" and (both := _MX.fullmatch(text)):
                preference, text = int(both[1]), both[2]
            return cls(target=_parsed(text), preference=preference, sensitive=sensitive)
        return cls(sensitive=sensitive)

    @classmethod
    def _textual(cls, candidate: _Candidate, texts: list[Text], *, sensitive: bool) -> "_Rdata":
        entry = candidate.entry
        usual = entry.stored if candidate.resource.stored else entry.written
        found: list[CharacterString] = []
        quirks: list[Quirk] = []
        references: list[Reference] = []
        for text in texts:
            references += text.references
            reading = Reading.RAW if text.ready else usual
            read = strings(text.mapped, reading, refuses_long=entry.refuses_long)
            found += read[0]
            quirks += read[1]
        return cls(tuple(found), tuple(quirks), references=tuple(references), sensitive=sensitive)


def _as_text(value: Value) -> Text | None:
    """A value as the string that Terraform turns it into."""
    if isinstance(value, Text):
        return value
    if isinstance(value, Scalar) and value.value is not None:
        word = value.value if isinstance(value.value, str) else str(value.value).lower()
        return Text(MappedText.opaque(word, value.span))
    return None
