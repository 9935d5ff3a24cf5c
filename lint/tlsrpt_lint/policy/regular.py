"""The form that nearly all published policies have, told by one pattern.

A repository holds the same few right policies many times over. What has this form has no fault that
the parser names, and nothing that a known sender stumbles over, so that most rules need not look.
"""

from tlsrpt_lint.policy.tree import VERSION, Field, Place, Reading, Uri
from tlsrpt_lint.regex import lazy

# One of these is in every placeholder that can stand in such a text (see the reader).
_PLACEHOLDER_SIGNS = (
    *("address", "change", "domain.tld", "fixme", "here"),
    *("replac", "todo", "uri", "xxx", "you"),
)

_LOCAL = r"[A-Za-z0-9](?:[A-Za-z0-9_+-]|\.(?=[A-Za-z0-9])){0,62}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"(?=[A-Za-z0-9.-]{{4,200}}(?:[/,; ]|\Z))(?:{_LABEL}\.)+[A-Za-z]{{2,20}}"
_PATH = r"(?:/[A-Za-z0-9._~-]{0,100}){0,8}"
# What follows a URI is looked at, not taken, so that the pattern holds a URI only once.
_URI = rf"(?:mailto:{_LOCAL}@{_HOST}|https://{_HOST}{_PATH})(?:,(?=[mh])|(?=;|\Z))"
_REGULAR = lazy(rf"v=TLSRPTv1;[ ]?rua=((?:{_URI}){{1,2}})(?:;[ ]?)?")


def is_regular(text: str) -> bool:
    """True if `text` is the version and one rua of one or two plain mail addresses or https URIs.

    No query, no port, no percent encoding, no blank but behind a ';', no upper-case scheme, nothing that
    may be a placeholder, and not the same mailbox or host twice; what they are is another matter.
    """
    found = _REGULAR.fullmatch(text)
    if found is None:
        return False
    rua = found[1].lower()
    if any(sign in rua for sign in _PLACEHOLDER_SIGNS):
        return False
    first, _, second = rua.partition(",")
    return first.split("/")[:3] != second.split("/")[:3]


def read_regular(text: str) -> Reading:
    """What the reader makes of a text of this form."""
    start = text.index("rua=")
    at = start + len("rua=")
    end = len(text.rstrip("; "))
    field = Field("rua", text[at:end], start, end, at, spoiled=False)
    uris = []
    for item in field.value.split(","):
        uris.append(Uri(item, item.partition(":")[0], at, at + len(item), spoiled=False))
        at += len(item) + 1
    return Reading(Place(0, len(VERSION)), [field], uris, [], rua_meant=True)
