from tlsrpt_lint.destination import destination
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Rule, Severity
from tlsrpt_lint.uri import decoded


class IdnNotALabel(Rule):
    """An internationalised domain name is percent-encoded.

    ## What it finds
    A host or mail domain with letters outside ASCII, written as percent-encoded UTF-8.

    ## Why it matters
    The standards allow it, but many senders look the name up as it is written, percent signs
    included. As A-labels (`xn--…`) every one of them finds it.

    ## Fix
    Writes the A-labels. It is unsafe, because not all software converts a name in the same way.
    """

    code = "TR319"
    severity = Severity.WARNING
    fixes = Fixes.UNSAFE
    since = "0.1.0"
    references = ("RFC 6068, section 2", "RFC 3986, section 3.2.2", "RFC 5890, section 2.3.2.1")

    VALID = ["v=TLSRPTv1; rua=mailto:tls@xn--bcher-kva.example.org"]
    INVALID = [
        Example(
            "v=TLSRPTv1; rua=mailto:tls@«b%C3%BCcher.example.org»",
            fixed="v=TLSRPTv1; rua=mailto:tls@xn--bcher-kva.example.org",
        ),
        Example(
            "v=TLSRPTv1; rua=https://«b%C3%BCcher.example.org»/tls",
            fixed="v=TLSRPTv1; rua=https://xn--bcher-kva.example.org/tls",
        ),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for uri in policy.usable_uris:
            written = destination(uri.text).host_at
            name = decoded(written.text)
            if name.isascii():
                continue
            place = uri.place(written)
            labels = _a_labels(name)
            yield self.finding(
                policy.span(place),
                f"The name '{name}' is percent-encoded; many senders do not decode it.",
                help=f"write '{labels}'" if labels else "write it as A-labels ('xn--…')",
                fix=Fix.of(f"Write '{labels}'", policy.edit(place, labels), unsafe=True)
                if labels
                else None,
            )


def _a_labels(name: str) -> str | None:
    import idna

    try:
        return idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        return None
