from tlsrpt_lint.policy import Fault, FaultKind, Place, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity

_GAP = lazy(r"[ \t]*,[ \t,]*")


class EmptyRua(Rule):
    """A `rua` list, or an item of it, is empty.

    ## What it finds
    `rua=` with nothing behind it, and a comma that has no report URI on one of its sides.

    ## Why it matters
    Each comma separates two URIs; the grammar has no empty ones. Strict senders drop the record,
    and one with no URI at all has no destination.

    ## Fix
    Takes out the commas that are too many. An empty `rua` gets no fix.
    """

    code = "TR302"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = ["v=TLSRPTv1; rua=mailto:a@example.org , mailto:b@example.org"]
    INVALID = [
        Example("v=TLSRPTv1; «rua=»"),
        Example("v=TLSRPTv1; «rua=»; x=1"),
        Example("v=TLSRPTv1; rua=«,», ,"),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org«,»", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1; rua=«,» mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example(
            "v=TLSRPTv1; rua=mailto:a@example.org«,»,mailto:b@example.org",
            fixed="v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org",
        ),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.EMPTY_RUA):
            if not policy.written(fault).startswith(","):
                yield self.finding(
                    policy.span(fault),
                    "The 'rua' is empty, so senders have nowhere to send reports to.",
                    help="write 'rua=mailto:' and the address that takes the reports",
                )
                continue
            yield self.finding(
                policy.span(fault),
                "The ',' has no report URI on one side; strict senders drop a list with an empty "
                "item.",
                help="take out the ',' that is too many",
                related=self.repeated(policy, fault),
                fix=_fix(policy, fault),
            )


def _fix(policy: Policy, fault: Fault) -> Fix | None:
    """Leave one comma of each run of commas and blanks, or none at the ends of the list."""
    text = policy.text.text
    gaps: list[Place] = []
    for place in fault.places:
        if gaps and place.start < gaps[-1].end:
            continue
        gap = _GAP.match(text, policy.with_blanks(place).start)
        gaps += [Place(*gap.span())] if gap else []
    first = [text[gap.start - 1] == "=" for gap in gaps]
    last = [text[gap.end : gap.end + 1] in ("", ";") for gap in gaps]
    if any(one and other for one, other in zip(first, last, strict=True)):
        return None
    kept = ["" if ends else "," for ends in map(max, first, last)]
    return Fix.of("Take out the ','", *map(policy.edit, gaps, kept))
