from tlsrpt_lint.policy import Fault, FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity
from tlsrpt_lint.text import Edit


class MissingSemicolon(Rule):
    """Two fields have no `;` between them.

    ## What it finds
    Fields that are separated by a blank, a comma, a colon, a line end or nothing. The character-strings
    of a TXT record are joined with nothing between them, so a `;` lost at their border ends up here
    as well.

    ## Why it matters
    Only `;` ends a field. Without it the next one is read as a part of the field before, and a record
    that does not begin with `v=TLSRPTv1;` is not counted at all.

    ## Fix
    Writes `; ` between the fields.
    """

    code = "TR203"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 7208, section 3.3")

    VALID = [
        RIGHT_POLICY,
        "v=TLSRPTv1;rua=mailto:tls@example.org;",
        "v=TLSRPTv1;\t rua=mailto:tls@example.org ; x=1",
    ]
    INVALID = [
        Example("v=TLSRPTv1« »rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1«, »rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1«»rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1« »rua=mailto:tls@example.org« »x=1", fixed=RIGHT_POLICY + "; x=1"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.MISSING_SEMICOLON):
            yield self.finding(
                policy.span(fault),
                f"{_shown(policy.written(fault))} separates two fields, but for senders a field "
                "ends at ';' only.",
                help="separate the fields with ';'",
                fix=Fix.of("Write ';' between the fields", _separated(policy, fault)),
            )


def _separated(policy: Policy, fault: Fault) -> Edit | None:
    with_blank = policy.edit(fault, "; ")
    # Outside of quotes a blank would be an escape that nobody can read.
    if with_blank is not None and not with_blank.text.endswith(" "):
        return policy.edit(fault, ";")
    return with_blank


def _shown(separator: str) -> str:
    if mark := separator.strip():
        return f"'{mark}'"
    if separator.strip(" \t"):
        return "A line end"
    return "A blank" if separator else "Nothing"
