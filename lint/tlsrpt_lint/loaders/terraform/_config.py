"""Configurations in JSON (`*.tf.json`, `*.tofu.json`): objects and lists at every level."""

from collections.abc import Iterator

from tlsrpt_lint.loaders.terraform._providers import record_types
from tlsrpt_lint.loaders.terraform._records import Resource
from tlsrpt_lint.loaders.terraform._template import template
from tlsrpt_lint.loaders.terraform._values import Address, Fields, Items, Text, Value, escaped


def resources(root: Value) -> Iterator[Resource]:
    """The resources of a configuration that hold records, as far as they are told in the file."""
    for kind, pointer, resource in _labelled(root, "resource"):
        if kind not in record_types():
            continue
        for name, here, body in _named(resource, pointer):
            for at, block in _blocks(body, here):
                address = Address("", "managed", kind, name)
                yield Resource(
                    address, f"{kind}.{name}", "", _evaluated(block), stored=False, pointer=at
                )


def _labelled(root: Value, block: str) -> Iterator[tuple[str, str, Value]]:
    for pointer, top in _blocks(root, ""):
        for key, value in top.pairs:
            if key.plain == block:
                yield from _named(value, f"{pointer}/{block}")


def _named(value: Value, pointer: str) -> Iterator[tuple[str, str, Value]]:
    for here, labels in _blocks(value, pointer):
        for name, inner in labels.pairs:
            if name.plain != "//":
                yield name.plain, f"{here}/{escaped(name.plain)}", inner


def _blocks(value: Value, pointer: str) -> Iterator[tuple[str, Fields]]:
    """The objects of a block, which stands alone or in a list."""
    if isinstance(value, Fields):
        yield pointer, value
    elif isinstance(value, Items):
        for n, item in enumerate(value.values):
            yield from _blocks(item, f"{pointer}/{n}")


def _evaluated(value: Fields) -> Fields:
    pairs = [(key, _value(inner)) for key, inner in value.pairs if key.plain != "//"]
    return Fields(value.source, value.start, value.end, pairs)


def _value(value: Value) -> Value:
    if isinstance(value, Text):
        return template(value)
    if isinstance(value, Items):
        return Items(value.source, value.start, value.end, [_value(v) for v in value.values])
    if isinstance(value, Fields):
        pairs = [(key, _value(inner)) for key, inner in value.pairs]
        return Fields(value.source, value.start, value.end, pairs)
    return value
