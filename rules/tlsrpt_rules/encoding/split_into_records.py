from itertools import pairwise

from tlsrpt_lint.inventory import RecordSet
from tlsrpt_lint.records import Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import Example, Findings, Fix, Fixes, Related, Rule, Severity, Valid
from tlsrpt_lint.text import Edit

# What may stand between two pieces: the end of one quoted text and the begin of the next one; the
# mark of a list item; the owner, TTL, class and type of a zone file's record; the end of one object or
# block and the begin of the next one.
_BETWEEN = lazy(
    r"""(\\"|)(["']?)(?:,?\s+(?:[^\s;#"'(){}]+\s+)*|\s*\},?\s*\w*\s*\{\s*"?\w+"?\s*[=:]\s*)\2\1"""
)
_ZONE = '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
_YAML = "_smtp._tls:\n  type: TXT\n  values:\n    - v=TLSRPTv1\\; rua=mailto:tls@example.org\n"


class SplitIntoRecords(Rule):
    """One policy is cut into several records.

    ## What it finds
    A version without a destination in one TXT record and the destination in another one at the same
    name: a policy that was cut at its `;`, or whose strings became values of their own.

    ## Why it matters
    Records of a set have no order, and senders do not join them. They see one policy without a
    destination, and texts that are no policy.

    ## Fix
    Joins the pieces, where they follow each other with nothing else between.
    """

    code = "TR504"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 7208, section 3.3")

    VALID = [Valid.zone('_smtp._tls TXT "v=TLSRPTv1; " "rua=mailto:tls@example.org"\n')]
    INVALID = [
        Example.zone(
            '_smtp._tls TXT "«v=TLSRPTv1;»"\n TXT "rua=mailto:tls@example.org"\n', fixed=_ZONE
        ),
        Example.octodns(_YAML.replace("v=TLSRPTv1\\; ", "«v=TLSRPTv1\\;»\n    - "), fixed=_YAML),
    ]

    def check_irregular_record_set(self, records: RecordSet) -> Findings:
        if records.type == "TXT" and records.pieces:
            first, *others = records.pieces
            places = [Related(other.value_span, "another piece is here") for other in others[:10]]
            in_order = sorted(records.pieces, key=lambda piece: "v" not in piece.text.lstrip()[:1])
            edits = [_joined(one, other) for one, other in pairwise(in_order)]
            if None in edits and first.structure is not None:
                edits = [*first.structure.merged(in_order)]
            yield self.finding(
                first.value_span,
                f"The policy is cut into {len(records.pieces)} records, which senders do not join.",
                help="write it as one value",
                related=places,
                fix=Fix.of("Join the pieces", *edits),
                record=first,
            )


def _joined(one: Record, other: Record) -> Edit | None:
    """The edit that turns two pieces, one right behind the other, into one text."""
    place, start = one.value_span, other.value_span.start
    between = place._replace(start=place.end, end=max(start, place.end))
    if other.value_span.source is not place.source or not _BETWEEN.fullmatch(between.text):
        return None
    closed = one.text.rstrip().endswith((";", ","))
    end = len(one.text)
    for joint in (" ", "") if closed else ("; ", ";"):
        written = one.value.edit(end, end, joint) if one.value is not None else None
        # Outside of quotes a blank would be an escape that nobody can read.
        if written is not None and written.text[-1:] == joint[-1:]:
            return Edit(between, written.text)
    return None
