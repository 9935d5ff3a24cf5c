"""Fingerprints: the same finding is known again after its record has moved.

A fingerprint is made of the rule, the path, the owner and the text of the record, never of a line
number. So it survives records moving about in their file, other records coming and going, and a new
wording of the message; it changes with the record itself, since a record that was edited is to be
looked at again. What is equal in all four is told apart by its turn in the file.

A finding without a record (a file that cannot be read) has the text at fault, or its line, in place
of the record's.
"""

from collections import Counter
from collections.abc import Iterable

from tlsrpt_lint.rule import Finding
from tlsrpt_lint.source import Span

_VERSION = "1"
_LONGEST = 1000  # bytes of text that are looked at where there is no record


def marked(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with their identities; no two of one run are equal.

    The findings are all of a run, in their order and before any is hidden: the identity of a
    finding depends on its turn among those that are otherwise equal.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    done = []
    for finding in findings:
        of = identity(finding)
        seen[of] += 1
        done.append(finding._replace(identity=(_VERSION, *of, str(seen[of]))))
    return done


def identity(finding: Finding) -> tuple[str, str, str, str]:
    """Rule, path, owner and record text: what stays the same when the record moves in its file."""
    record = finding.record
    path = finding.span.source.path
    if record is None:
        return finding.code, path, "", _text_at(finding.span)
    owner = finding.owners[0] if finding.owners else ""
    # The decoded value: requoting or splitting a record leaves what it says.
    text = record.value.text if record.value else " ".join(record.rdata.text.split())
    return finding.code, path, owner, f"{record.type} {text}"


def _text_at(span: Span) -> str:
    source, start, end = span
    if start == end:
        start = source.line_start(start)
        end = source.line_end(start)
    return " ".join(source.text(start, min(end, start + _LONGEST)).split())
