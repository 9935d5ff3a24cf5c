import re

from tlsrpt_lint.policy import FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity


class FieldName(Rule):
    """A field's name breaks the rules for names, or is `rua` in another case.

    ## What it finds
    A name that does not begin with a letter or digit, goes on with something else than letters,
    digits, `_`, `-` and `.`, or has more than 32 characters; and `RUA=` or `Rua=`. Where a `rua` in
    lower case stands beside it, that is a note: `RUA` is then an extension that senders ignore.

    ## Why it matters
    A name out of bounds makes the record malformed. `rua` is compared in lower case only, so that
    `RUA` is an unknown extension and the record has no destination.

    ## Fix
    Writes `rua` in lower case. Other names get no fix.
    """

    code = "TR208"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 7405, section 2.1")

    VALID = [
        "v=TLSRPTv1; rua=mailto:tls@example.org; a1234567890123456789012345678901=1",
        "v=TLSRPTv1; rua=mailto:tls@example.org; 0x-y.z_=1",
    ]
    INVALID = [
        Example("v=TLSRPTv1; «RUA»=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example(
            "v=TLSRPTv1; rua=mailto:tls@example.org; «Rua»=mailto:b@example.org",
            severity=Severity.NOTE,
        ),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org; «-x»=1"),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org; «x:y»=1"),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org; «a12345678901234567890123456789012»=1"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        beside = any(field.is_rua for field in policy.fields)
        for fault in policy.faults_of(FaultKind.RUA_CASE):
            written = policy.written(fault)
            if beside:
                yield self.finding(
                    policy.span(fault),
                    f"The field '{written}' is not 'rua': senders take it for an unknown extension "
                    "and ignore it.",
                    help="move its report URIs into the rua list",
                    severity=Severity.NOTE,
                )
                continue
            yield self.finding(
                policy.span(fault),
                f"'{written}' is not 'rua' in lower case, so senders see no report URI.",
                help="write 'rua'",
                fix=Fix.of("Write 'rua'", policy.edit(fault, "rua")),
            )
        for fault in policy.faults_of(FaultKind.FIELD_NAME):
            written = policy.written(fault)
            yield self.finding(
                policy.span(fault),
                f"The field name '{written}' {_slip(written)}, so strict senders drop the record.",
                help="use letters, digits, '_', '-' and '.', a letter or digit first, 32 in all",
            )


def _slip(name: str) -> str:
    if not re.match(r"[A-Za-z0-9]", name):
        return f"begins with '{name[0]}'"
    if bad := re.search(r"[^A-Za-z0-9_.-]", name):
        return f"holds a '{bad[0]}'"
    return f"has {len(name)} characters, over 32"
