from tlsrpt_lint.destination import destination
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity
from tlsrpt_rules.destination.special_use_domain import special_use


class UnreachableHost(Rule):
    """A destination names a host that senders can hardly reach.

    ## What it finds
    An IP address instead of a name, a name of one label, a name that cannot exist in the DNS (an
    empty label, one of over 63 octets, over 253 in all) and a port above 65535.

    ## Why it matters
    Certificates are issued for names; few senders mail to an address in brackets; a single label is
    completed by each network in its own way. The URI is well-formed, but reports will not arrive.
    """

    code = "TR314"
    severity = Severity.WARNING
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 1035, section 2.3.4", "RFC 7085, section 1")

    VALID = ["v=TLSRPTv1; rua=https://reports.example.org:8443/,mailto:tls@example.org"]
    INVALID = [
        Example("v=TLSRPTv1; rua=https://«192.0.2.1»/tls"),
        Example("v=TLSRPTv1; rua=https://«[2001:db8::1]»/tls"),
        Example("v=TLSRPTv1; rua=mailto:tls@«%5B192.0.2.1%5D»"),
        Example("v=TLSRPTv1; rua=https://«reports»/tls,mailto:tls@«mailhost»"),
        Example("v=TLSRPTv1; rua=https://«reports..example.org»/tls"),
        Example("v=TLSRPTv1; rua=https://reports.example.org:«84433»/tls"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for uri in policy.usable_uris:
            where = destination(uri.text)
            place, reason = where.host_at, _host_reason(where.host)
            if where.port and not _is_port(where.port.text.lstrip("0")):
                place, reason = where.port, f"there is no port {where.port.text}"
            if reason:
                yield self.finding(
                    policy.span(uri.place(place)),
                    f"Reports to '{uri.text}' will hardly arrive: {reason}.",
                    help="name a host and port that can be reached from the Internet",
                )


def _is_port(digits: str) -> bool:
    return len(digits) < 5 or (len(digits) == 5 and digits <= "65535")


def _host_reason(host: str) -> str | None:
    labels = host.removesuffix(".").split(".")
    if host.startswith("[") or (host and all(map(str.isdigit, labels))):
        return f"'{host}' is {_kind_of_address(host)}"
    if host and ("" in labels or max(map(len, labels)) > 63 or len(host) > 254):
        return f"'{host}' cannot exist in the DNS"
    if host and len(labels) == 1 and not special_use(host):
        return f"'{host}' is a single label"
    return None


def _kind_of_address(host: str) -> str:
    import ipaddress

    try:
        address = ipaddress.ip_address(host.strip("[]").removeprefix("ipv6:"))
    except ValueError:
        return "no name, and no IP address in common use"
    return "an IP address, not a name" if address.is_global else "an IP address of no public host"
