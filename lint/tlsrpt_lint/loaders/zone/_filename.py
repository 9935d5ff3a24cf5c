"""The zone that the name of a file names, as administrators and panels name them."""

from tlsrpt_lint.names import BadNameError, Name, parse_name
from tlsrpt_lint.regex import lazy

_PREFIXES = ("db.", "pri.", "sec.", "master.", "slave.", "named.", "zone.")
# What may follow the zone's name; the templates' endings stand behind the others.
_ENDINGS = (
    "zone db hosts txt signed dns bind tpl tmpl template j2 jinja jinja2 erb in bak orig old new"
)
_SUFFIXES = frozenset(_ENDINGS.split())
# Files that look like a name and hold root hints or a part of a zone.
_NO_ZONE = lazy(
    r"(?:named|db|root)\.(?:root|ca|cache|hints?|local|localhost|empty|zero|conf\w*)"
    r"|.*\.(?:inc|include|conf|cfg|hints?|key|rev|reverse|ptr|arpa|zones?|data|rr|part|frag|fragment)"
)
_LABEL = lazy(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?")
_TOP = lazy(r"[a-z]{2,63}|xn--[a-z0-9-]+")


def zone_of_file(path: str) -> Name | None:
    """The zone named by the last part of `path` ('/'-separated), None if it names none.

    `example.com.zone`, `db.example.com`, `example.com.db`, `example.com.zone.signed`,
    `pri.example.com`, `example.com` and the like. Reverse zones hold no mail domains: None.
    """
    name = path.rpartition("/")[2].removesuffix(".").lower()
    while True:
        stem, _, ending = name.rpartition(".")
        if not stem or ending not in _SUFFIXES:
            break
        name = stem
    for prefix in _PREFIXES:
        if name.startswith(prefix) and "." in name[len(prefix) :]:
            name = name[len(prefix) :]
            break
    labels = name.split(".")
    if len(labels) < 2 or _NO_ZONE.fullmatch(name) or not _TOP.fullmatch(labels[-1]):
        return None
    if not all(_LABEL.fullmatch(label) for label in labels):
        return None
    try:
        return parse_name(name)[0]
    except BadNameError:
        return None
