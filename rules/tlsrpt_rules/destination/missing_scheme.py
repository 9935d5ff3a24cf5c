from tlsrpt_lint.destination import destination
from tlsrpt_lint.policy import FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity

_FALSE_START = lazy(r"[=:/;<\s]*(?:mailto)?[;:/=.,\s]*")


class MissingScheme(Rule):
    """A report URI has no scheme.

    ## What it finds
    An item of the `rua` list that does not begin with `mailto:` or `https:`: a bare mail address,
    a bare host name, or a scheme whose colon is lost (`mailto;`, `mailto//`).

    ## Why it matters
    `rua` holds URIs, and senders know two kinds: mail and HTTPS. What has no scheme is no
    destination, and some senders drop the whole record for it, so that no report arrives at all.

    ## Fix
    Puts `mailto:` before a mail address. A bare host gets no fix: the path is anyone's guess.
    """

    code = "TR303"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 3986, section 3")

    VALID = [RIGHT_POLICY]
    INVALID = [
        Example("v=TLSRPTv1; rua=«tls@example.org»", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1; rua=«reports.example.org/tls»"),
        Example("v=TLSRPTv1; rua=«mailto;tls@example.org»", fixed=RIGHT_POLICY),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.MISSING_SCHEME):
            written = policy.written(fault)
            address = _FALSE_START.sub("", written, count=1).rstrip(">")
            fix, cure = None, "write the full URI, with 'https://' or 'mailto:' in front"
            if "@" in address and destination(f"mailto:{''.join(address.split())}").flaw is None:
                cure = f"write 'mailto:{address}'"
                fix = Fix.of("Write 'mailto:' first", policy.edit(fault, f"mailto:{address}"))
            message = f"The report URI '{written}' has no scheme, so no sender can use it."
            yield self.finding(policy.span(fault), message, help=cure, fix=fix)
