"""Paths as URIs (RFC 3986)."""

import re

_DRIVE = re.compile(r"[A-Za-z]:/")


def uri_of(path: str) -> str:
    """The path as a relative reference, or as a `file:` URI if it is absolute."""
    from urllib.parse import quote

    try:
        octets = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, as Windows allows it in names
        octets = path.encode("utf-8", "surrogatepass")
    encoded = quote(octets)
    if path.startswith("/"):
        return f"file://{encoded}"
    if _DRIVE.match(path):
        return f"file:///{path[:2]}{encoded[4:]}"
    return encoded
