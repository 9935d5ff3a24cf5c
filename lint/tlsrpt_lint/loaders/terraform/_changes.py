"""The changes of a plan, each with the places of what it will be and of nothing else.

Of a resource only the attributes have a place that anybody asks for, and of the masks only what they
say of those that records are made of. The rest msgspec reads, which knows no places.
"""

from typing import Any, NamedTuple

import msgspec

from tlsrpt_lint.loaders.terraform._json import read
from tlsrpt_lint.loaders.terraform._masks import mark_sensitive, with_unknown
from tlsrpt_lint.loaders.terraform._sift import UNREADABLE
from tlsrpt_lint.loaders.terraform._state import address_of, provider_of
from tlsrpt_lint.loaders.terraform._values import Address, Fields, Items, Value
from tlsrpt_lint.loaders.terraform._zones import id_text
from tlsrpt_lint.source import SourceFile

_GONE = ({"delete"}, {"forget"})
_NULL = msgspec.Raw(b"null")


class Change(NamedTuple):
    """One resource of a plan. `after` is what it will be, with what is unknown or sensitive told.

    `label` is the address as Terraform writes it. `after` is None for a resource that goes away, or
    that a replacement left over.
    """

    address: Address
    label: str
    provider: str
    actions: frozenset[str]
    after: Fields | None


class _What(msgspec.Struct, gc=False):
    actions: Any = None
    after: msgspec.Raw = _NULL
    after_unknown: msgspec.Raw = _NULL
    after_sensitive: msgspec.Raw = _NULL


class _Head(msgspec.Struct, gc=False):
    change: _What
    address: str = ""
    module_address: str = ""
    mode: str = ""
    type: str = ""
    name: str = ""
    index: Any = None
    provider_name: str = ""
    deposed: Any = msgspec.UNSET


_HEAD = msgspec.json.Decoder(_Head)


def change_at(
    source: SourceFile, start: int, text: bytes, attributes: frozenset[str]
) -> Change | None:
    """The resource whose `text` begins at byte `start`; None if what stands there is none.

    `attributes` are those that records and zones are made of. Raises JsonError for what is nested
    too deeply.
    """
    return quick(source, start, text, attributes) or whole(source, start)


def whole(source: SourceFile, start: int) -> Change | None:
    """The same, all of it read with its places."""
    value = read(source, start=start)
    if not isinstance(value, Fields):
        return None
    what = value.get("change")
    actions = _actions(what)
    after = what.get("after") if isinstance(what, Fields) else None
    if actions in _GONE or value.get("deposed") is not None or not isinstance(after, Fields):
        after = None
    elif isinstance(what, Fields):
        after = _masked(after, what.get("after_unknown"), what.get("after_sensitive"))
    return Change(
        address_of(value),
        value.text("address") or "",
        provider_of(value.text("provider_name")),
        actions,
        after,
    )


def quick(source: SourceFile, start: int, text: bytes, attributes: frozenset[str]) -> Change | None:
    """The same where nothing is unusual, else None: then only `whole` tells what is there."""
    try:
        head = _HEAD.decode(text)
        what = head.change
        unknown = _speaks_of(attributes, what.after_unknown)
        sensitive = _speaks_of(attributes, what.after_sensitive)
    except UNREADABLE:
        return None
    actions, index = what.actions, head.index
    if type(actions) is not list or any(type(action) is not str for action in actions):
        return None
    if index is not None and type(index) is not str and type(index) is not int:
        return None
    address = Address(
        head.module_address,
        head.mode or "managed",
        head.type,
        head.name,
        None if index is None else str(index),
    )
    after = None
    if set(actions) not in _GONE and head.deposed is msgspec.UNSET:
        body = _placed(source, start, text, b"after", what.after)
        if not isinstance(body, Fields):
            return None
        masks: list[Value | None] = [None, None]
        if unknown:
            masks[0] = _placed(source, start, text, b"after_unknown", what.after_unknown)
        if sensitive:
            masks[1] = _placed(source, start, text, b"after_sensitive", what.after_sensitive)
        if [mask is not None for mask in masks] != [unknown, sensitive]:
            return None
        after = _masked(body, *masks)
    provider = provider_of(head.provider_name)
    return Change(address, head.address, provider, frozenset(actions), after)


def _placed(
    source: SourceFile, start: int, text: bytes, key: bytes, value: msgspec.Raw
) -> Value | None:
    """The value of a key, read where it stands; None if that may be in more than one place."""
    wanted = b'"%b":%b' % (key, value)
    at = text.find(wanted)
    if at < 0 or text.find(wanted, at + 1) >= 0:
        return None
    return read(source, start=start + at + len(wanted) - len(value))


def _speaks_of(attributes: frozenset[str], mask: msgspec.Raw) -> bool:
    """True if a mask says something of one of the attributes."""
    if b"true" not in bytes(mask):
        return False
    found = msgspec.json.decode(mask)
    if isinstance(found, dict):
        return any(_holds_true(inner) for key, inner in found.items() if key in attributes)
    return True


def _holds_true(mask: Any) -> bool:
    if isinstance(mask, dict):
        mask = mask.values()
    elif not isinstance(mask, list):
        return mask is True
    return any(map(_holds_true, mask))


def _masked(after: Fields, unknown: Value | None, sensitive: Value | None) -> Fields | None:
    merged = with_unknown(after, unknown) if unknown is not None else after
    if sensitive is not None:
        mark_sensitive(merged, sensitive)
    return merged if isinstance(merged, Fields) else None


def _actions(what: Value | None) -> frozenset[str]:
    actions = what.get("actions") if isinstance(what, Fields) else None
    if not isinstance(actions, Items):
        return frozenset()
    return frozenset(text for action in actions.values if (text := id_text(action)) is not None)
