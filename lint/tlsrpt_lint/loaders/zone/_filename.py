"""The zone that the name of a file names, as administrators and panels name them."""

from tlsrpt_lint.names import BadNameError, Name, parse_name

_PREFIXES = ("db.", "pri.", "sec.", "master.", "slave.", "named.", "zone.")
# What may follow the zone's name; the templates' endings stand behind the others.
_ENDINGS = (
    "zone db hosts txt signed dns bind tpl tmpl template j2 jinja jinja2 erb in bak orig old new"
)
_SUFFIXES = frozenset(_ENDINGS.split())
# Files that look like a name and hold root hints or a part of a zone: by their ending, or whole.
_PARTS = (
    "arpa cfg conf data frag fragment hint hints inc include key part ptr rev reverse rr zone zones"
)
_PART_ENDINGS = frozenset(_PARTS.split())
_SERVER_STEMS = frozenset({"db", "named", "root"})
_FILES = "ca cache empty hint hints local localhost root zero"
_SERVER_FILES = frozenset(_FILES.split())


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
    if len(labels) < 2 or _is_other(labels) or not _is_top(labels[-1]):
        return None
    if not all(map(_is_label, labels)):
        return None
    try:
        return parse_name(name)[0]
    except BadNameError:
        return None


def _is_other(labels: list[str]) -> bool:
    if labels[-1] in _PART_ENDINGS:
        return True
    if len(labels) > 2 or labels[0] not in _SERVER_STEMS:
        return False
    return labels[1] in _SERVER_FILES or labels[1].startswith("conf")


def _is_top(label: str) -> bool:
    return label.isascii() and (label.startswith("xn--") or (label.isalpha() and len(label) > 1))


def _is_label(label: str) -> bool:
    """Letters, digits, '-' and '_', the last two neither in front (but for '_') nor at the end."""
    plain = label.isascii() and f"a{label}".replace("-", "_").isidentifier()
    return plain and label[:1] not in ("", "-") and (len(label) == 1 or label[-1] not in "-_")
