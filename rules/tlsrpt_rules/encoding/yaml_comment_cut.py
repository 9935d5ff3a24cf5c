from tlsrpt_lint.inventory import ZoneInstance, holds_policy
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.records import Quirk, QuirkKind, Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid

_VERSION = "_smtp._tls:\n  type: TXT\n  value: v=TLSRPTv1\\; "


class YamlCommentCut(Rule):
    """A YAML comment cuts the policy.

    ## What it finds
    A blank and `#` inside a plain YAML value, where what stands before is no complete policy.

    ## Why it matters
    To YAML what follows is a comment and no part of the value, so that the record is published
    without it.
    """

    code = "TR505"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 8460, section 3", "YAML 1.2, section 6.6")

    VALID = [Valid.octodns(_VERSION + "rua=mailto:tls@example.org # ours\n")]
    INVALID = [Example.octodns(_VERSION + "«#rua=mailto:tls@example.org»\n")]

    def check_quirk(self, quirk: Quirk, record: Record, zone: ZoneInstance) -> Findings:
        comment = quirk.text if quirk.kind is QuirkKind.COMMENT_CUT else None
        cuts = comment is not None and comment.text.startswith("#") and holds_policy(record)
        if comment is not None and cuts and not _is_complete(record):
            yield self.finding(
                comment.span(),
                f"The '#' begins a YAML comment, so the record ends at '{record.text}'.",
                help="put the value in single quotes",
            )


def _is_complete(record: Record) -> bool:
    assert record.value is not None
    policy = Policy(record.value)
    last = policy.uris[-1] if policy.uris and not policy.faults else None
    return last is not None and (last.scheme != "mailto" or "@" in last.text)
