"""Fingerprints: what they survive and what they tell apart."""

import pytest

from tlsrpt_lint.fingerprint import marked
from tlsrpt_lint.names import Name, Owner
from tlsrpt_lint.records import CharacterString, Record
from tlsrpt_lint.rule import Finding, Rule, Severity
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import MappedText


class First(Rule):
    """One."""

    code = "TR901"
    severity = Severity.ERROR


class Second(Rule):
    """Two."""

    code = "TR902"
    severity = Severity.ERROR


def found(
    text: str,
    at: str,
    *,
    rule: type[Rule] = First,
    path: str = "a.zone",
    owner: str = "_smtp._tls.example.com",
    value: str | None = None,
    rtype: str = "TXT",
) -> Finding:
    """A finding at `at`; the record is the line that holds it, or has `value` for its text."""
    source = SourceFile(path, text.encode())
    start = source.data.index(at.encode())
    span = source.span(start, start + len(at))
    line = source.span(source.line_start(start), source.line_end(start))
    mapped = MappedText.opaque(value if value is not None else line.text, line)
    strings = (CharacterString(mapped, quoted=True, octets=0),) if rtype == "TXT" else ()
    name = Owner(Name(owner.split(".")), absolute=True, written=mapped)
    record = Record(name, rtype, line, line, strings=strings)
    return Finding(rule, Severity.ERROR, span, "A fault.", record=record, owners=(owner,))


def mark(*findings: Finding) -> list[str]:
    return [finding.fingerprint for finding in marked(findings)]


def test_it_survives_moving_the_record() -> None:
    assert mark(found("rua=x\n", "x")) == mark(found("; new\n\n\nrua=x\nother\n", "x"))


def test_it_survives_another_wording_and_another_severity() -> None:
    finding = found("rua=x", "x")
    other = finding._replace(message="Said otherwise.", severity=Severity.NOTE)
    assert mark(finding) == mark(other)


def test_it_survives_another_way_to_write_the_same_value() -> None:
    assert mark(found('"rua=x"', "x", value="rua=x")) == mark(
        found('"rua" "=x"', "x", value="rua=x")
    )


@pytest.mark.parametrize(
    "other",
    [
        found("rua=x", "x", rule=Second),
        found("rua=x", "x", path="b.zone"),
        found("rua=x", "x", owner="_smtp._tls.example.net"),
        found("rua=x,", "x"),
        found("rua=x", "x", rtype="MX"),
        found("rua=x", "x")._replace(record=None),
    ],
    ids=["rule", "path", "owner", "value", "type", "no record"],
)
def test_it_tells_apart(other: Finding) -> None:
    assert mark(found("rua=x", "x")) != mark(other)


def test_equal_findings_are_told_apart_by_their_turn() -> None:
    one, two = found("rua=x,x", "x"), found("rua=x,x", "x,x")
    first, second, third = mark(one, two, one)
    assert len({first, second, third}) == 3
    assert mark(one) == [first]


def test_without_a_record_the_line_counts() -> None:
    text, moved, changed = '"open\n', '; new\n"open\n', '"opened\n'
    [one, two, three] = [
        mark(found(t, "", value="")._replace(record=None, span=span))
        for t in (text, moved, changed)
        for source in [SourceFile("a.zone", t.encode())]
        for span in [source.span(source.data.index(b'"'), source.data.index(b'"'))]
    ]
    assert one == two != three


def test_what_is_no_unicode_has_a_fingerprint_too() -> None:
    [fingerprint] = mark(found("rua=x", "x", value="\udcff\ud800", path="\udcfe"))
    assert len(fingerprint) == 32
    assert int(fingerprint, 16)


def test_the_format_is_settled() -> None:
    """Baselines on other people's disks hold these: a change here breaks every one of them."""
    assert mark(found("rua=x", "x")) == ["b86767e1e9601433709da67f5f37cc3e"]
