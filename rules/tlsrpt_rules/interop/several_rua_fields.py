from itertools import pairwise

from tlsrpt_lint.policy import Field, Place, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Related, Rule, Severity


class SeveralRuaFields(Rule):
    """A policy has more than one `rua` field.

    ## What it finds
    A second and further `rua` fields.

    ## Why it matters
    The grammar allows it, but senders may use only one; Stalwart's mail-auth and tlsrpt-reporter (the
    reporter of Postfix) use the first alone (seen in 2026). In one list, each sees all of them.

    ## Fix
    Puts all report URIs into the first field.
    """

    code = "TR605"
    severity = Severity.WARNING
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = ["v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org"]
    INVALID = [
        Example(
            "v=TLSRPTv1; rua=mailto:a@example.org; «rua=mailto:b@example.org»; x=1",
            fixed="v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org; x=1",
            also=("TR214",),
        ),
        Example(
            "v=TLSRPTv1; rua=mailto:a@example.org; x=1; «rua=mailto:b@example.org»;",
            fixed="v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org; x=1;",
            also=("TR214",),
        ),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        ruas = [field for field in policy.fields if field.is_rua]
        if len(ruas) > 1:
            yield self.finding(
                policy.span(ruas[1]),
                "A second 'rua': mail-auth and tlsrpt-reporter use the first one only.",
                help="list all report URIs in one rua, separated by ','",
                related=[Related(policy.span(field), "and here") for field in ruas[2:12]],
                fix=None if policy.faults else _merge(policy, ruas),
            )


def _merge(policy: Policy, ruas: list[Field]) -> Fix | None:
    merged = "".join(f",{field.value}" for field in ruas[1:])
    place = Place(ruas[0].end, ruas[-1].end)
    for before, field in pairwise(policy.fields):
        if place.start < field.end <= place.end and not field.is_rua:
            merged += policy.written(Place(before.end, field.end))
    return Fix.of("List all report URIs in one rua", policy.edit(place, merged))
