from tlsrpt_lint.policy import Fault, FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Rule, Severity


class WrongListSeparator(Rule):
    """Report URIs are separated by something else than a comma.

    ## What it finds
    A `;`, a blank or a `|` between two report URIs, and `rua=` written again inside the list.

    ## Why it matters
    `;` ends the list, and a URI is no field; a blank or `|` makes two URIs into one that nobody can
    use. Either way the record is malformed, and strict senders drop it.

    ## Fix
    Writes `,` instead. A repeated `rua=` is taken out.
    """

    code = "TR311"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = [
        "v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org",
        "v=TLSRPTv1; rua=mailto:a@example.org; rua=mailto:b@example.org",
    ]
    INVALID = [
        Example(
            "v=TLSRPTv1; rua=mailto:a@example.org«;»mailto:b@example.org",
            fixed="v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org",
        ),
        Example(
            "v=TLSRPTv1; rua=mailto:a@example.org« »mailto:b@example.org",
            fixed="v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org",
        ),
        Example(
            "v=TLSRPTv1; rua=mailto:a@example.org«|»https://reports.example.org/tls",
            fixed="v=TLSRPTv1; rua=mailto:a@example.org,https://reports.example.org/tls",
        ),
        Example(
            "v=TLSRPTv1; rua=mailto:a@example.org,«rua=»mailto:b@example.org",
            fixed="v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org",
        ),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        for fault in policy.faults_of(FaultKind.WRONG_LIST_SEPARATOR):
            written = policy.written(fault)
            if "=" in written:
                message = (
                    f"'{written}' stands inside the list, where each item must be a report URI; "
                    "strict senders drop the record."
                )
                help_text = f"take out '{written}'"
            else:
                what = f"'{written}'" if written.strip() else "A blank"
                message = f"{what} separates two report URIs; for senders only ',' does."
                help_text = "separate report URIs with ','"
            yield self.finding(policy.span(fault), message, help=help_text, fix=_fix(policy, fault))


def _fix(policy: Policy, fault: Fault) -> Fix | None:
    if "=" in policy.written(fault):
        return Fix.of("Take out the repeated tag", policy.edit(policy.with_blanks(fault), ""))
    edit = policy.edit(policy.with_blanks(fault), ",")
    return Fix.of("Write ',' between the report URIs", edit)
