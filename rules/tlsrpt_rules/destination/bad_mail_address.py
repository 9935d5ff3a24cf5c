import re

from tlsrpt_lint.destination import Destination, FlawKind, destination
from tlsrpt_lint.policy import Policy, Uri
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity


class BadMailAddress(Rule):
    """A `mailto` URI names no valid mail address.

    ## What it finds
    No address at all, one without `@` or with two of them, a domain that ends in a dot, characters
    that an address may not hold, parts that are too long. `%2C` is a comma inside one address, not a
    separator: several addresses are several URIs. Where the address is right but must be written
    with percent-encoding (`/`, `&`, `=`), or needs senders that know SMTPUTF8, that is a warning.

    ## Why it matters
    Senders put the address into an SMTP command. What is no address there is refused, or never tried.
    """

    code = "TR305"
    severity = Severity.ERROR
    since = "0.1.0"
    references = (
        "RFC 8460, section 3",
        "RFC 6068, section 2",
        "RFC 5321, sections 4.1.2 and 4.5.3.1",
    )

    VALID = [
        "v=TLSRPTv1; rua=mailto:tls+reports@example.org",
        "v=TLSRPTv1; rua=mailto:%22a%3Bb%22@example.org",
        "v=TLSRPTv1; rua=mailto:?to=tls@example.org",
    ]
    INVALID = [
        Example("v=TLSRPTv1; rua=«mailto:»"),
        Example("v=TLSRPTv1; rua=mailto:«example.org»"),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org«.»"),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org«@»example.net"),
        Example("v=TLSRPTv1; rua=mailto:tls«%2C»ops@example.org"),
        Example("v=TLSRPTv1; rua=mailto:mailto«:»tls@example.org"),
        Example("v=TLSRPTv1; rua=mailto:tls@«-x».example.org"),
        Example("v=TLSRPTv1; rua=mailto:a«/»b@example.org", severity=Severity.WARNING),
        Example("v=TLSRPTv1; rua=mailto:«caf%C3%A9»@example.org", severity=Severity.WARNING),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for uri in policy.usable_uris:
            where = destination(uri.text)
            if where.kind is FlawKind.ADDRESS and where.flaw:
                glued = re.search(r"mailto:|https:", uri.text[8:], re.IGNORECASE)
                yield self.finding(
                    policy.span(uri.place(where.flaw)),
                    f"The mail address in '{uri.text}' {where.flaw.reason}, so no report can be delivered.",
                    help="separate report URIs with ','"
                    if glued
                    else "write 'mailto:' and one address, such as 'mailto:tls@example.org'",
                )
            elif where.local:
                yield from self._doubtful(policy, uri, where)

    def _doubtful(self, policy: Policy, uri: Uri, where: Destination) -> Findings:
        local = where.local_at
        if bad := re.search(r"[/&=]", local.text):
            at = uri.start + local.start + bad.start()
            yield self.finding(
                policy.text.span(at, at + 1),
                f"A raw '{bad[0]}' in a mail address must be percent-encoded in a mailto URI; "
                "some senders read it otherwise.",
                help=f"write it as '%{ord(bad[0]):02X}'",
                severity=Severity.WARNING,
            )
        elif not where.local.isascii():
            yield self.finding(
                policy.span(uri.place(local)),
                f"The mailbox '{where.local}' is not ASCII: only senders and relays that know "
                "SMTPUTF8 can deliver to it.",
                help="use an address that is ASCII before its '@'",
                severity=Severity.WARNING,
            )
