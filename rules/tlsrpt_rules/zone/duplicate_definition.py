from tlsrpt_lint.inventory import RecordSet, holds_policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import MARKED, RIGHT_TXT, Example, Findings, Related, Rule, Severity, Valid


class DuplicateDefinition(Rule):
    """The same record is written twice.

    ## What it finds
    A policy, or a CNAME at `_smtp._tls`, that stands a second time at the same name of the same
    zone, word for word. Alternatives of a DNS service (a set identifier each) are no duplicates.

    ## Why it matters
    Servers publish it once, and other tools refuse the pair. The harm comes later: who changes one
    of the two makes two different records of them, and senders then use neither.
    """

    code = "TR406"
    severity = Severity.WARNING
    since = "0.1.0"
    references = ("RFC 2181, section 5", "RFC 8460, section 3")

    VALID = [Valid.zone("_smtp._tls " + RIGHT_TXT)]
    INVALID = [Example.zone("_smtp._tls " + RIGHT_TXT + "_smtp._tls " + MARKED)]

    def check_irregular_record_set(self, records: RecordSet) -> Findings:
        firsts: dict[tuple[object, ...], Record] = {}
        for record in records.records:
            delegates = record.type == "CNAME" and records.domain is not None
            if not delegates and not holds_policy(record):
                continue
            key = (record.alternative, record.text, record.target)
            first = firsts.setdefault(key, record)
            if first.value_span != record.value_span:
                yield self.finding(
                    record.value_span,
                    f"'{records.name}' has the same record twice: change one, and senders use neither.",
                    help="delete one of the two",
                    related=[Related(first.value_span, "the same record is here")],
                    record=record,
                )
