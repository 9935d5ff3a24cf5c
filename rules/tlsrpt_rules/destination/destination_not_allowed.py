from typing import NamedTuple

from tlsrpt_lint.destination import destination
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Rule, Severity


class AllowedDestinations(NamedTuple):
    """Mail addresses, and domains that stand for themselves and all names below; none: no check."""

    allow: tuple[str, ...] = ()


class DestinationNotAllowed(Rule):
    """Reports go to a place that the configuration does not allow.

    ## What it finds
    A destination that is not in the option `allow`: a list of mail addresses and of domains, each of
    which stands for itself and for all names below it. As long as the list is empty, nothing is found.

    ## Why it matters
    Reports tell who mails whom and how it fails. A mistyped domain, or one left behind by a former
    service provider, hands them to a stranger.
    """

    code = "TR317"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 8",)
    Options = AllowedDestinations

    VALID = [RIGHT_POLICY]
    INVALID = [
        Example(
            "v=TLSRPTv1; rua=mailto:tls@mx.example.com,mailto:tls@«example.org»",
            options=(AllowedDestinations(("example.com", "tls@example.net")),),
        ),
        Example(
            "v=TLSRPTv1; rua=mailto:TLS@«example.net»,https://«reports-example.com»/",
            options=(AllowedDestinations(("example.com", "tls@example.net")),),
        ),
    ]

    def check_policy_text(self, policy: Policy) -> Findings:
        for uri in policy.usable_uris if self.options.allow else ():
            where = destination(uri.text)
            if not where.host or self._allows(where.local, where.host):
                continue
            yield self.finding(
                policy.span(uri.place(where.host_at)),
                f"Reports to '{uri.text}' leave the places that the configuration allows.",
                help="name an allowed destination, or add this one to the rule's option 'allow'",
            )

    def _allows(self, local: str, host: str) -> bool:
        host = host.removesuffix(".")
        for entry in self.options.allow:
            mailbox, at, domain = entry.rpartition("@")
            name = domain.lower().removesuffix(".")
            if (mailbox, name) == (local, host) if at else f".{host}".endswith(f".{name}"):
                return True
        return False
