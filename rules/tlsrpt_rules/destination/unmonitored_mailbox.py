import re

from tlsrpt_lint.destination import destination
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import Example, Findings, Rule, Severity

_UNMONITORED = lazy(
    r"(?:no|do[._-]?not|dont)[._-]?reply|dev[._-]?null|null|mailer[._-]?daemon|black[._-]?hole"
    r"|nobody|bounces?",
    re.IGNORECASE,
)


class UnmonitoredMailbox(Rule):
    """Reports go to a mailbox that nobody reads.

    ## What it finds
    Mailboxes such as `noreply`, `donotreply`, `devnull`, `mailer-daemon`, `blackhole`, `nobody` and
    `bounces`, with or without a `+tag`.

    ## Why it matters
    By their names, these mailboxes refuse or drop what arrives. A record that points at one asks the
    world for reports and throws them away.
    """

    code = "TR316"
    severity = Severity.WARNING
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = ["v=TLSRPTv1; rua=mailto:noreply-tls@example.org,https://noreply.example.org/"]
    INVALID = [
        Example("v=TLSRPTv1; rua=mailto:«noreply»@example.org"),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org,mailto:«Do-Not-Reply»@example.org"),
        Example("v=TLSRPTv1; rua=mailto:«devnull+tls»@example.org"),
    ]

    def check_policy_text(self, policy: Policy) -> Findings:
        for uri in policy.usable_uris:
            where = destination(uri.text)
            if _UNMONITORED.fullmatch(where.local.partition("+")[0]):
                yield self.finding(
                    policy.span(uri.place(where.local_at)),
                    f"By its name, nobody reads the mailbox '{where.local}', so reports are lost.",
                    help="name a mailbox that a person or a report processor reads",
                )
