"""Names on their way into DNS and out of it."""

import dns.exception
import dns.name
import idna

from tlsrpt_lint.errors import UsageError
from tlsrpt_lint.inventory import tlsrpt_domain
from tlsrpt_lint.names import BadNameError, Name, parse_name


def to_dns(name: Name) -> dns.name.Name:
    """The absolute name that DNS is asked for. Raises BadNameError for a name that it cannot carry.

    A label with characters beyond ASCII becomes an A-label (RFC 5890, 2.3.2.1) as UTS 46 maps it;
    where IDNA has none, its octets stand as they are, since DNS carries any octet (RFC 2181, 11).
    """
    try:
        return dns.name.Name((*map(_octets, name), b""))
    except dns.name.LabelTooLong:
        long = next(label for label in name if len(_octets(label)) > 63)
        raise BadNameError(f"the label '{long[:20]}…' is over 63 octets long", 0) from None
    except dns.name.NameTooLong:
        raise BadNameError("it is over 255 octets long", 0) from None
    except dns.exception.DNSException:
        raise BadNameError("it has an empty label", 0) from None


def from_dns(name: dns.name.Name) -> Name:
    """An absolute name as the rest of the tool knows it: in lower case, A-labels left as they are."""
    # The last label is the empty one of the root.
    return Name(
        [str(label, "utf-8", "surrogateescape") for label in name.canonicalize().labels[:-1]]
    )


def _octets(label: str) -> bytes:
    if label.isascii():
        return label.encode()
    try:
        return idna.encode(label, uts46=True)
    except (idna.IDNAError, UnicodeError):
        return label.encode("utf-8", "surrogateescape")


def domain_of(text: str) -> Name:
    """The mail domain that somebody names, also by the name of its policy, in A-labels.

    Raises UsageError for what is none.
    """
    try:
        name = parse_name(text)[0]
        found = from_dns(to_dns(name))
    except BadNameError as error:
        raise UsageError(f"'{text}' is no domain: {error.reason}", _hint(text)) from error
    if not found or "@" in text or "/" in text:
        raise UsageError(f"'{text}' is no domain", _hint(text))
    return tlsrpt_domain(found) or found


def _hint(text: str) -> str:
    if "@" in text:
        return f"give what stands behind the '@': '{text.rpartition('@')[2]}'"
    if "://" in text:
        return f"give the host alone: '{text.partition('://')[2].partition('/')[0]}'"
    return "write it like 'example.com'"
