from tlsrpt_lint.destination import destination
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid

_DOCUMENTATION = ("example", "example.com", "example.net", "example.org")
_PRIVATE = ("alt", "home.arpa", "internal", "invalid", "local", "localhost", "onion", "test")

_ENDINGS = tuple(f".{name}" for name in _PRIVATE + _DOCUMENTATION)


class SpecialUseDomain(Rule):
    """A destination lies in a domain that the public DNS does not have.

    ## What it finds
    Report URIs in `invalid`, `test`, `localhost`, `local`, `internal`, `onion`, `alt` and
    `home.arpa`, and in the names kept for documentation: `example`, `example.com`, `example.net`,
    `example.org`. It is silent where the record itself lies in such a domain: in documentation,
    or in a network that uses the name within.

    ## Why it matters
    Reports come from all over the Internet. A name that is kept for tests, documents or private
    networks leads nowhere from there; often it was copied from a guide.
    """

    code = "TR315"
    severity = Severity.WARNING
    since = "0.1.0"
    references = (
        "RFC 6761, section 6",
        "RFC 2606, sections 2 and 3",
        "RFC 6762, section 22.1",
        "RFC 8375, section 7",
        "IANA Special-Use Domain Names",
    )

    VALID = [
        "v=TLSRPTv1; rua=mailto:tls@example.org,https://attest/tls",
        Valid(
            '_smtp._tls.corp.internal. 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@corp.internal"\n',
            "corp.internal.zone",
        ),
    ]
    INVALID = [
        Example("v=TLSRPTv1; rua=mailto:tls@«mail.invalid»"),
        Example("v=TLSRPTv1; rua=https://«localhost»/tls"),
        Example("v=TLSRPTv1; rua=https://«reports.corp.internal»:8443/tls"),
        Example("v=TLSRPTv1; rua=mailto:tls@«printer.local»"),
    ]

    def check_policy(self, policy: Policy, record: Record) -> Findings:
        for uri in policy.usable_uris:
            where = destination(uri.text)
            name = special_use(where.host)
            if name is None or _at_home(name, ".".join(record.owner.name)):
                continue
            use = "documentation" if name in _DOCUMENTATION else "tests or private networks"
            yield self.finding(
                policy.span(uri.place(where.host_at)),
                f"Reports to '{where.host}' do not arrive: '{name}' is kept for {use}.",
                help="name a mailbox or host that can be reached from the Internet",
            )


def special_use(host: str) -> str | None:
    """The special-use domain that `host` lies in, or None."""
    host = host.removesuffix(".")
    if not f".{host}".endswith(_ENDINGS):
        return None
    return next((n for n in _PRIVATE + _DOCUMENTATION if f".{host}".endswith(f".{n}")), None)


def _at_home(name: str, own: str) -> bool:
    if name in _DOCUMENTATION:
        return special_use(own) in _DOCUMENTATION
    return special_use(own) == name
