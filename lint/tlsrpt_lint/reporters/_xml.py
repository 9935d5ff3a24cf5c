"""XML of the machine formats."""

from tlsrpt_lint.terminal import visible

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"})


def escaped(text: str) -> str:
    """The text for an element or an attribute. XML has no way to write most control characters."""
    return visible(text).translate(_ENTITIES)


def tag(element: str, /, **attributes: str | int) -> str:
    """The inside of a start tag."""
    return " ".join(
        [element, *(f'{key}="{escaped(str(value))}"' for key, value in attributes.items())]
    )
