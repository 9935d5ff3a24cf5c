from tlsrpt_lint.policy import FOREIGN_TAGS, Place, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity


class RuaNotFirstField(Rule):
    """Another field stands between the version and `rua`.

    ## What it finds
    A `rua` that is not the first field behind the version. A tag of DMARC or MTA-STS before it is
    the subject of TR213.

    ## Why it matters
    Only the version has a fixed place. But tlsrpt-reporter, which sends the reports of Postfix, takes
    the second field for `rua` and drops a record with another there (seen in 0.6.0rc2, 2026);
    rr-parser, proposed for internet.nl, does the same.

    ## Fix
    Moves `rua` behind the version.
    """

    code = "TR604"
    severity = Severity.WARNING
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = [RIGHT_POLICY + "; x=1"]
    INVALID = [
        Example(
            "v=TLSRPTv1; x=1; «rua=mailto:tls@example.org»",
            fixed=RIGHT_POLICY + "; x=1",
            also=("TR214",),
        ),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        names = [field.name for field in policy.fields]
        rua = names.index("rua") if "rua" in names else 0
        if not set(names[:rua]) - FOREIGN_TAGS:
            return
        first, before, moved = policy.fields[0], policy.fields[rua - 1], policy.fields[rua]
        yield self.finding(
            policy.span(moved),
            f"'{first.name}' stands before 'rua', for which tlsrpt-reporter (the reporter of "
            "Postfix) drops the whole record.",
            help="write 'rua' directly behind the version",
            fix=None
            if policy.faults
            else Fix.of(
                "Move 'rua' behind the version",
                policy.edit(Place(first.start, first.start), f"{policy.written(moved)}; "),
                policy.edit(Place(before.end, moved.end), ""),
            ),
        )
