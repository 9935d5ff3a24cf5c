"""The oracle: what RFC 8460, section 3, accepts, written down from the RFCs and nothing else.

The grammar is the ABNF of RFC 8460, section 3, over that of RFC 3986, appendix A, one production an
expression. What the prose adds stands in `refusal`: a rua is required and must be usable, so its URIs
are mailto or https (section 3), a mailto URI names one address (RFC 6068, section 2; RFC 5321,
sections 4.1.2 and 4.5.3.1), and an https URI a host (RFC 9110, section 4.2.2). The grammar derives
`rua=garbage` as an extension too; the prose wants URIs there, so that reading is left out.
"""

import ipaddress
import re
from urllib.parse import unquote_to_bytes

import idna

# RFC 3986, appendix A. RFC 8460 takes three characters out: "!", "," and ";" must be encoded.
UNRESERVED = r"A-Za-z0-9\-._~"
SUB_DELIMS = r"$&'()*+="
PCT_ENCODED = r"%[0-9A-Fa-f]{2}"
PCHAR = rf"(?:[{UNRESERVED}{SUB_DELIMS}:@]|{PCT_ENCODED})"
SEGMENT = rf"{PCHAR}*"
PATH_ABEMPTY = rf"(?:/{SEGMENT})*"
PATH_ABSOLUTE = rf"/(?:{PCHAR}+(?:/{SEGMENT})*)?"
PATH_ROOTLESS = rf"{PCHAR}+(?:/{SEGMENT})*"
DEC_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
IPV4 = rf"(?:{DEC_OCTET}\.){{3}}{DEC_OCTET}"
H16 = r"[0-9A-Fa-f]{1,4}"
LS32 = rf"(?:{H16}:{H16}|{IPV4})"
IPV6 = "|".join(
    (
        rf"(?:{H16}:){{6}}{LS32}",
        rf"::(?:{H16}:){{5}}{LS32}",
        rf"(?:{H16})?::(?:{H16}:){{4}}{LS32}",
        rf"(?:(?:{H16}:){{0,1}}{H16})?::(?:{H16}:){{3}}{LS32}",
        rf"(?:(?:{H16}:){{0,2}}{H16})?::(?:{H16}:){{2}}{LS32}",
        rf"(?:(?:{H16}:){{0,3}}{H16})?::{H16}:{LS32}",
        rf"(?:(?:{H16}:){{0,4}}{H16})?::{LS32}",
        rf"(?:(?:{H16}:){{0,5}}{H16})?::{H16}",
        rf"(?:(?:{H16}:){{0,6}}{H16})?::",
    )
)
IPV_FUTURE = rf"[vV][0-9A-Fa-f]+\.[{UNRESERVED}{SUB_DELIMS}:]+"
REG_NAME = rf"(?:[{UNRESERVED}{SUB_DELIMS}]|{PCT_ENCODED})*"
HOST = rf"(?:\[(?:{IPV6}|{IPV_FUTURE})\]|{REG_NAME})"
USERINFO = rf"(?:[{UNRESERVED}{SUB_DELIMS}:]|{PCT_ENCODED})*"
AUTHORITY = rf"(?:{USERINFO}@)?{HOST}(?::[0-9]*)?"
HIER_PART = rf"(?://{AUTHORITY}{PATH_ABEMPTY}|{PATH_ABSOLUTE}|{PATH_ROOTLESS}|)"
QUERY = rf"(?:{PCHAR}|[/?])*"
URI = rf"[A-Za-z][A-Za-z0-9+\-.]*:{HIER_PART}(?:\?{QUERY})?(?:\#{QUERY})?"

# RFC 8460, section 3.
WSP = r"[ \t]"
VERSION = r"v=TLSRPTv1"
FIELD_DELIM = rf"{WSP}*;{WSP}*"
RUA = rf"rua={URI}(?:{WSP}*,{WSP}*{URI})*"
EXT_NAME = r"(?!rua=)[A-Za-z0-9][A-Za-z0-9_.\-]{0,31}"
EXTENSION = rf"{EXT_NAME}=[\x21-\x3a\x3c\x3e-\x7e]+"
FIELD = rf"(?:{RUA}|{EXTENSION})"
RECORD = re.compile(rf"{VERSION}(?:{FIELD_DELIM}{FIELD})+(?:{FIELD_DELIM})?")

# RFC 5321, section 4.1.2, the local part also as RFC 6531, section 3.3, has it.
ATEXT = r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\U0010ffff]"
DOT_STRING = rf"{ATEXT}+(?:\.{ATEXT}+)*"
QUOTED_STRING = r'"(?:[ !#-\[\]-~\u0080-\U0010ffff]|\\[ -~])*"'
LOCAL_PART = re.compile(rf"{DOT_STRING}|{QUOTED_STRING}")
SUB_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
DOMAIN = re.compile(rf"{SUB_DOMAIN}(?:\.{SUB_DOMAIN})*")


def refusal(text: str) -> str | None:
    """Why a record is refused; None if grammar and prose accept it."""
    if not RECORD.fullmatch(text):
        return "grammar"
    fields = [field.strip(" \t") for field in text.split(";")]
    lists = [field.removeprefix("rua=") for field in fields if field.startswith("rua=")]
    if not lists:
        return "no rua"
    uris = [uri.strip(" \t") for items in lists for uri in items.split(",")]
    return next(filter(None, map(uri_refusal, uris)), None)


def uri_refusal(uri: str) -> str | None:
    """Why a well-formed URI is no destination."""
    scheme, _, rest = uri.partition(":")
    if scheme.lower() == "mailto":
        return "authority" if rest.startswith("//") else address_refusal(recipient(rest))
    if scheme.lower() != "https":
        return "scheme"
    authority = re.split(r"[/?#]", rest[2:])[0] if rest.startswith("//") else ""
    host = re.sub(r":[0-9]*\Z", "", authority.rpartition("@")[2])
    return None if host else "no host"


def recipient(rest: str) -> str:
    """The address of a mailto URI, still percent-encoded: its path, else its `to` header field."""
    path, _, query = rest.partition("#")[0].partition("?")
    if path:
        return path
    fields = [field.partition("=") for field in query.split("&")]
    return next((value for name, equals, value in fields if name.lower() == "to" and equals), "")


def address_refusal(encoded: str) -> str | None:
    """Why a percent-encoded text is no mail address."""
    try:
        address = unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError:
        return "address is not UTF-8"
    local, at, domain = address.rpartition("@")
    if not at or not LOCAL_PART.fullmatch(local):
        return "local part"
    if len(local.encode()) > 64 or len(address.encode()) > 254:
        return "length"
    return None if is_domain(domain) else "domain"


def is_domain(domain: str) -> bool:
    """True for a domain, an internationalised one, or an address literal."""
    if domain.startswith("[") and domain.endswith("]"):
        literal = domain[1:-1]
        tagged = literal[:5].lower() == "ipv6:"
        try:
            (ipaddress.IPv6Address(literal[5:]) if tagged else ipaddress.IPv4Address(literal))
        except ValueError:
            return False
        return "%" not in literal
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode()
        except idna.IDNAError:
            return False
    return DOMAIN.fullmatch(domain) is not None
