import re

from tlsrpt_lint.inventory import ZoneInstance, cut_by_comment
from tlsrpt_lint.records import Quirk, Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Rule, Severity, Valid
from tlsrpt_lint.source import Span
from tlsrpt_lint.text import Edit, MappedText

# What is meant for quotes and is none, and a quote that has lost its twin.
_NO_QUOTES = "“”„‟‘’'\""
# Fields with the blanks that people put into them, up to the end or to a comment of their own: of
# anything else nobody knows whether it is a part of the policy.
_FIELDS = lazy(
    r"(?:;\s*+[A-Za-z0-9_.-]++\s*+=\s*+(?:[^;\s]|(?<=[:,@])\s++|\s++(?=[,@]))*+)++"
    r"(?:;(?=\s*\Z))?(?=\s*(?:;|\Z))"
)


class CommentCut(Rule):
    """An unquoted semicolon cuts the policy.

    ## What it finds
    A policy without quotes in a format where `;` begins a comment: a zone file, or a service that
    reads values as a zone file does. What follows the `;` is not part of the record.

    ## Why it matters
    Only `v=TLSRPTv1` is published, which no sender takes for a policy. Servers and zone checkers
    have nothing to complain of: to them it is a record with a comment.

    ## Fix
    Puts quotes around the whole policy, where what was cut off reads like its fields; in place of
    typographic or single ones.
    """

    code = "TR501"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 1035, section 5.1", "RFC 8460, section 3")

    VALID = [Valid.zone("_smtp._tls TXT v=TLSRPTv1\\;rua=mailto:tls@example.org ; reports\n")]
    INVALID = [
        Example.zone(
            "_smtp._tls TXT v=TLSRPTv1«; rua=mailto:tls@example.org»\n",
            fixed='_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n',
        ),
        Example.zone(
            "_smtp._tls TXT “v=TLSRPTv1«; rua=mailto:tls@example.org”»\n",
            fixed='_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n',
            also=("TR210",),
        ),
        Example.zone("_smtp._tls TXT v=TLSRPTv1 «; to do»\n"),
        Example.zone("_smtp._tls TXT v=TLSRPTv1«; rua=mailto:tls@example.org for mail»\n"),
    ]

    def check_quirk(self, quirk: Quirk, record: Record, zone: ZoneInstance) -> Findings:
        comment = quirk.text if quirk is cut_by_comment(record) else None
        if comment is not None and comment.text.startswith(";"):
            yield self.finding(
                comment.span(),
                f"The ';' begins a comment, so the record ends at '{record.text}'.",
                help="put the whole policy in double quotes",
                fix=Fix.of("Put the policy in quotes", _quoted(record, comment)),
            )


def _quoted(record: Record, comment: MappedText) -> Edit | None:
    fields = _FIELDS.match(comment.text)
    quote = comment.edit(0, 0, '"')
    writable = record.value is not None and record.value.edit(0, 0, "") is not None
    if fields is None or quote is None or not writable:
        return None
    span = Span(comment.span().source, record.value_span.start, comment.span(0, fields.end()).end)
    text = span.text.strip(_NO_QUOTES)
    if re.search(r'["\\\n]', text):
        return None
    return Edit(span, quote.text + text + quote.text)
