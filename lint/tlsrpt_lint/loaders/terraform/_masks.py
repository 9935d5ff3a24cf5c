"""Masks: the shapes by which plans and states tell which values are unknown or sensitive."""

from tlsrpt_lint.loaders.terraform._values import Fields, Items, Scalar, Text, Unknown, Value


def with_unknown(value: Value, mask: Value) -> Value:
    """The value with `Unknown` where the mask says so. Unknown values stand where it says it."""
    if isinstance(mask, Scalar):
        return Unknown(mask.source, mask.start, mask.end) if mask.value is True else value
    if isinstance(value, Fields) and isinstance(mask, Fields):
        pairs = []
        for key, inner in value.pairs:
            over = mask.get(key.plain)
            pairs.append((key, inner if over is None else with_unknown(inner, over)))
        have = {key.plain for key, _ in value.pairs}
        pairs += [
            (key, Unknown(over.source, over.start, over.end))
            for key, over in mask.pairs
            if key.plain not in have and isinstance(over, Scalar) and over.value is True
        ]
        return Fields(value.source, value.start, value.end, pairs)
    if isinstance(value, Items) and isinstance(mask, Items):
        masks: list[Value | None] = [*mask.values]
        masks += [None] * (len(value.values) - len(masks))
        values = [
            inner if over is None else with_unknown(inner, over)
            for inner, over in zip(value.values, masks, strict=False)
        ]
        return Items(value.source, value.start, value.end, values)
    return value


def mark_sensitive(value: Value, mask: Value) -> None:
    """Mark the strings that the mask says are sensitive."""
    if isinstance(mask, Scalar):
        if mask.value is True:
            mark_all(value)
    elif isinstance(value, Fields) and isinstance(mask, Fields):
        for key, over in mask.pairs:
            inner = value.get(key.plain)
            if inner is not None:
                mark_sensitive(inner, over)
    elif isinstance(value, Items) and isinstance(mask, Items):
        for inner, over in zip(value.values, mask.values, strict=False):
            mark_sensitive(inner, over)


def mark_all(value: Value) -> None:
    """Mark all strings in a value as sensitive."""
    if isinstance(value, Text):
        value.sensitive = True
    elif isinstance(value, Fields):
        for _, inner in value.pairs:
            mark_all(inner)
    elif isinstance(value, Items):
        for inner in value.values:
            mark_all(inner)
