"""Record types, classes and TTLs as they stand in zone files (RFC 1035, 5.1; RFC 3597, 5)."""

import re

from tlsrpt_lint.regex import lazy

# The mnemonics of IANA's registry of RR types, those included that no longer have a use.
_MNEMONICS = (
    "A A6 AAAA AFSDB AMTRELAY APL ATMA AVC BRID CAA CDNSKEY CDS CERT CNAME CSYNC DELEG"
    " DELEGPARAM DHCID DLV DNAME DNSKEY DOA DS DSYNC EID EUI48 EUI64 GID GPOS HHIT HINFO HIP"
    " HTTPS IPN IPSECKEY ISDN KEY KX L32 L64 LOC LP MB MD MF MG MINFO MR MX NAPTR NID NIMLOC"
    " NINFO NS NSAP NSAP-PTR NSEC NSEC3 NSEC3PARAM NULL NXT OPENPGPKEY PTR PX RESINFO RKEY RP"
    " RRSIG RT SIG SINK SMIMEA SOA SPF SRV SSHFP SVCB TA TALINK TKEY TLSA TXT UID UINFO UNSPEC"
    " URI WALLET WKS X25 ZONEMD"
)
KNOWN = frozenset(_MNEMONICS.split())

# Types of one server or one service: written like others, turned into something else when served.
DIALECTS = {
    "DYNA": "gdnsd",
    "DYNC": "gdnsd",
    "ALIAS": "PowerDNS and several services",
    "ANAME": "several services",
    "LUA": "PowerDNS",
    "ENT": "PowerDNS",
    "MBOXFW": "PowerDNS",
    "URL": "PowerDNS and several services",
    "CURL": "PowerDNS",
    "WINS": "Windows DNS",
    "WINS-R": "Windows DNS",
    "WINSR": "Windows DNS",
    "KEYDATA": "BIND",
}

# Types that may have empty rdata (RFC 3123; RFC 1035, 3.3.10).
MAY_BE_EMPTY = frozenset({"APL", "NULL", "ENT"})

_BY_NUMBER = {
    1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 33: "SRV",
    39: "DNAME", 46: "RRSIG", 47: "NSEC", 48: "DNSKEY", 52: "TLSA", 99: "SPF", 257: "CAA",
}  # fmt: skip
_CLASSES = {"IN": "IN", "CH": "CH", "CHAOS": "CH", "HS": "HS", "HESIOD": "HS"}
_CLASS_BY_NUMBER = {1: "IN", 3: "CH", 4: "HS"}

_TTL = lazy(r"(?:[0-9]++[smhdw]?+)++", re.IGNORECASE)
_TTL_PART = lazy(r"([0-9]{1,18})[0-9]*([smhdw]?)", re.IGNORECASE)
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def ttl_of(word: str) -> int | None:
    """Seconds of a TTL such as `3600` or `1h30m`; None if the word is none."""
    if word.isdigit() and word.isascii() and len(word) <= 18:
        return int(word)
    if not word[:1].isdigit() or not _TTL.fullmatch(word):
        return None
    return sum(int(number) * _UNITS[unit.lower()] for number, unit in _TTL_PART.findall(word))


def class_of(word: str) -> str | None:
    """`IN`, `CH`, `HS` or `CLASS<n>` for a class mnemonic; None if the word is none."""
    upper = word.upper()
    if upper in _CLASSES:
        return _CLASSES[upper]
    if upper.startswith("CLASS") and (number := _number(upper[5:])) is not None:
        return _CLASS_BY_NUMBER.get(number, upper)
    return None


def type_of(word: str) -> str | None:
    """The mnemonic of a type of the registry or a dialect, `TYPE<n>` included; None if it is none."""
    upper = word.upper()
    if upper in KNOWN or upper in DIALECTS:
        return upper
    if upper.startswith("TYPE") and (number := _number(upper[4:])) is not None:
        return _BY_NUMBER.get(number, upper)
    return None


def _number(digits: str) -> int | None:
    if digits.isascii() and digits.isdigit() and len(digits) <= 5 and int(digits) <= 65535:
        return int(digits)
    return None
