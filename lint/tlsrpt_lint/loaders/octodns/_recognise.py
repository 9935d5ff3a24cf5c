"""Is a YAML file octoDNS's? Told from its first lines, before YAML is imported."""

import re

from tlsrpt_lint.loaders.octodns import _zones
from tlsrpt_lint.regex import lazy

_TYPE = lazy(
    r"(?:A|AAAA|ALIAS|CAA|CNAME|DNAME|DNSKEY|DS|HTTPS|LOC|MX|NAPTR|NS|OPENPGPKEY|PTR|SOA|SPF|SRV|SSHFP"
    r"|SVCB|TLSA|TXT|URI|URLFWD|\w+Provider/\w+)\Z",
    re.IGNORECASE,
)
# What records of other tools say beside their type; octoDNS has the name in the key above.
_FOREIGN = frozenset(
    {"apiversion", "class", "content", "data", "dns", "domain", "fqdn", "host", "hostname", "kind"}
    | {"name", "record", "records", "zone", "zone_name"}
)
_OWN = frozenset({"dynamic", "geo", "octodns", "ttl", "type", "value", "values"})
_ENTRY = lazy(
    r"""(?P<key>'(?:[^']|'')*'|"[^"]*"|[^\s#'"\-][^\n]*?|-[^\s][^\n]*?):(?:\s+(?P<rest>\S.*))?\s*\Z"""
)
_FIELD = lazy(
    r"""\s*(?:[-:]\s+)*(?P<quote>['"]?)(?P<key>[\w./-]+)(?P=quote)\s*:(?:\s+(?P<rest>.*))?\Z"""
)
# As much of a file as a loader is shown.
_HEAD = 65536
_FLOW_TYPE = lazy(r"""['"]?\btype['"]?\s*:\s*['"]?(?P<type>[\w/]+)""")


def is_standard_type(text: str) -> bool:
    """True for a record type that octoDNS itself defines, in any case of letters."""
    return "/" not in text and bool(_TYPE.match(text))


def is_octodns(path: str, head: bytes) -> bool:
    """True if the YAML file at `path` whose first bytes are `head` is a zone of octoDNS.

    Every entry of the top level must look like a record, a list of records, an alias or an include,
    and at least one must have a record type. In a file that is named as a zone a few odd entries,
    such as broken YAML leaves, do no harm; in any other file not even an odd key in a record is had.
    """
    if b"type" not in head.replace(b"\0", b""):
        return False
    named = _zones.zone_file(path).zone is not None
    records, others = _count(_text(head).splitlines(), named=named, cut=len(head) >= _HEAD)
    return records > others if named else records > 0 and not others


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")


def _count(lines: list[str], *, named: bool, cut: bool) -> tuple[int, int]:
    """How many entries of the top level look like records of octoDNS, and how many do not.

    `cut`: the last entry may go on behind the last line.
    """
    records = others = 0
    entries = _entries(lines)
    for number, (rest, body) in enumerate(entries):
        verdict = _looks_like_record(rest, body, named=named)
        if verdict:
            records += 1
        elif verdict is False and not (cut and number == len(entries) - 1):
            others += 1
    return records, others


def _entries(lines: list[str]) -> list[tuple[str, list[str]]]:
    """The entries of the top level: what stands behind the key, and the lines below it."""
    entries: list[tuple[str, list[str]]] = []
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#") or line in ("---", "..."):
            continue
        if line.startswith("? "):
            entries.append(("", []))
        elif line[0] in " \t:" or line.startswith(("- ", "-\t")) or line == "-":
            if not entries:
                entries.append((line, []))  # no mapping at the top
            entries[-1][1].append(line)
        elif line.startswith(("{", "[")):
            entries.append((line, []))
        elif found := _ENTRY.match(line):
            entries.append(((found["rest"] or ""), []))
        elif entries:
            entries[-1][1].append(line)
        else:
            entries.append((line, []))
    return entries


def _looks_like_record(rest: str, body: list[str], *, named: bool) -> bool | None:
    """True for a record, False for anything else, None for what may be either."""
    rest = re.sub(r"(?:\A|\s)#.*", "", rest)
    rest = re.sub(r"\A(?:[!&](?!include)\S*\s*)+", "", rest)
    if rest.startswith(("*", "!include")):
        return None
    if rest.startswith(("{", "[")):
        types = [found["type"] for found in _FLOW_TYPE.finditer("\n".join([rest, *body]))]
        return any(map(_TYPE.match, types))
    if rest or not body:
        return False
    return _records_in(body, named=named)


def _records_in(body: list[str], *, named: bool) -> bool | None:
    """Look at the keys of the first level below a name."""
    level = _column(body[0])
    typed = False
    included = False
    for line in body:
        included = included or "!include" in line or "<<:" in line or "*" in line
        field = _FIELD.match(line)
        if not field or _column(line) != level:
            if "{" in line and (inline := _FLOW_TYPE.search(line)):
                typed = typed or bool(_TYPE.match(inline["type"]))
            continue
        key = field["key"].lower()
        if key in _FOREIGN or not (named or key in _OWN):
            return False
        if field["key"] == "type":
            value = re.sub(r"\s#.*", "", field["rest"] or "").strip().strip("'\"")
            if not _TYPE.match(value):
                return False
            typed = True
    return typed or (None if included else False)


def _column(line: str) -> int:
    """The column at which the key of a line begins, behind the dashes of a list."""
    found = re.match(r"\s*(?:[-:]\s+)*", line)
    return found.end() if found else 0
