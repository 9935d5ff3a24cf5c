from tlsrpt_lint.policy import FOREIGN_TAGS, Field, Place, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Related, Rule, Severity


class DuplicateField(Rule):
    """The version or an extension field is repeated.

    ## What it finds
    A second `v` field, or a second extension field of one name. Several `rua` fields are allowed.

    ## Why it matters
    A second version is a mere extension for the grammar, so the record stands; but some readers take
    it for malformed. Which of two extensions counts is not defined.
    """

    code = "TR215"
    severity = Severity.WARNING
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = [RIGHT_POLICY, RIGHT_POLICY + "; rua=mailto:b@example.org; x=1; y=1"]
    INVALID = [
        Example("v=TLSRPTv1; rua=mailto:tls@example.org; «v=TLSRPTv1»"),
        Example("v=TLSRPTv1; «v=TLSRPTv1»; rua=mailto:tls@example.org"),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org; x=1; «x=2»"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        first: dict[str, Place | Field] = {"v": policy.version} if policy.version else {}
        for field in policy.fields:
            known = first.setdefault(field.name, field)
            if known is field or field.is_rua or field.name in FOREIGN_TAGS:
                continue
            what = "version" if field.name == "v" else f"field '{field.name}'"
            yield self.finding(
                policy.span(field),
                f"'{policy.written(field)}' is a second {what}; not all readers take the same one.",
                help="take it out",
                related=[Related(policy.span(known), "first written here")],
            )
