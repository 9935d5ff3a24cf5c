from tlsrpt_lint.inventory import ZoneInstance, holds_policy, is_cut
from tlsrpt_lint.records import Quirk, QuirkKind, Record
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid


class UnquotedStrings(Rule):
    """Words without quotes become strings of their own.

    ## What it finds
    A policy in a zone file, or in a service that reads values as a zone file does, whose blanks are
    not inside quotes.

    ## Why it matters
    Each word is published as a string, and strings are joined with nothing between: the blanks are
    lost. That does no harm behind a `;`, but it is seldom meant, and one `;` without its backslash
    would cut the record.
    """

    code = "TR506"
    severity = Severity.NOTE
    since = "0.1.0"
    references = ("RFC 1035, section 5.1", "RFC 7208, section 3.3")

    VALID = [Valid.zone("_smtp._tls TXT v=TLSRPTv1\\;rua=mailto:tls@example.org\n")]
    INVALID = [Example.zone("_smtp._tls TXT «v=TLSRPTv1\\; rua=mailto:tls@example.org»\n")]

    def check_quirk(self, quirk: Quirk, record: Record, zone: ZoneInstance) -> Findings:
        unquoted = quirk.kind is QuirkKind.UNQUOTED_STRINGS
        if unquoted and holds_policy(record) and not is_cut(record):
            count = len(record.strings)
            yield self.finding(
                record.value_span,
                f"Without quotes the text becomes {count} strings, joined without their blanks.",
                help="put the whole policy in double quotes",
            )
