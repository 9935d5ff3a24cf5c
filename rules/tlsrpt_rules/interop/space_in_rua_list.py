from itertools import pairwise

from tlsrpt_lint.policy import Place, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Related, Rule, Severity


class SpaceInRuaList(Rule):
    """A blank stands beside a comma of the `rua` list.

    ## What it finds
    A blank or tab before or after a comma between two report URIs.

    ## Why it matters
    The grammar allows it. But tlsrpt-reporter, which sends the reports of Postfix, compares each
    item with `mailto:` and `https:` as it stands, and drops the whole record for a blank (seen in
    0.6.0rc2, 2026).

    ## Fix
    Takes the blanks out.
    """

    code = "TR602"
    severity = Severity.WARNING
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = ["v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org"]
    INVALID = [
        Example(
            "v=TLSRPTv1; rua=mailto:a@example.org«, »mailto:b@example.org , mailto:c@example.net",
            fixed="v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org,mailto:c@example.net",
            also=("TR608",),
        ),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        text = policy.text.text
        between = [Place(one.end, other.start) for one, other in pairwise(policy.uris)]
        spaced = [p for p in between if text[p.start : p.end] != "," and _is_comma(text, p)]
        if spaced:
            yield self.finding(
                policy.span(spaced[0]),
                "A blank stands beside a ',' of the list, for which tlsrpt-reporter (the reporter "
                "of Postfix) drops the whole record.",
                help="write ',' without blanks",
                related=[Related(policy.span(place), "and here") for place in spaced[1:11]],
                fix=Fix.of("Take out the blanks", *(policy.edit(place, ",") for place in spaced)),
            )


def _is_comma(text: str, place: Place) -> bool:
    return text[place.start : place.end].strip(" \t") == ","
