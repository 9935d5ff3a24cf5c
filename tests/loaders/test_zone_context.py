"""What stands around policies is found when it is asked for, as if all of it had been read at once."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zone_files import HEAD, RUA, load

from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.loaders.zone import _context, _reader
from tlsrpt_lint.loaders.zone._context import CONTEXT_TYPES
from tlsrpt_lint.names import Name, parse_name
from tlsrpt_lint.records import Loaded, Record, ZonePart

DATA = Path(__file__).parent.parent / "data"
POLICY = f'_smtp._tls TXT "v=TLSRPTv1; {RUA}"'


_NOTHING = re.compile(rb"(?!)")


@contextmanager
def word_by_word() -> Iterator[None]:
    """Nothing is passed over, and no record is read by one pattern."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_reader, "BORING", _NOTHING)
        patch.setattr(_reader, "PLAIN_RECORD", _NOTHING)
        patch.setattr(_reader, "PLAIN_DIRECTIVE", _NOTHING)
        patch.setattr(_reader, "LARGE", 1 << 40)
        yield


@contextmanager
def large_from(size: int, few: int = _context._FEW) -> Iterator[None]:
    """Files of `size` bytes or more are read as large ones; `few` names are looked up without a table."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_reader, "LARGE", size)
        patch.setattr(_context, "_FEW", few)
        yield


def described(record: Record) -> tuple[object, ...]:
    """All that can be known of a record."""
    owner = record.owner
    return (owner.name, owner.absolute, owner.written.span()[1:], record.type, record.ttl, record.target,
            record.preference, record.span[1:], record.rdata[1:], record.text, record.alternative,
            record.type_span and record.type_span[1:],
            [(q.kind, q.span[1:]) for q in record.quirks])  # fmt: skip


def answers(part: ZonePart) -> object:
    """What the context of a part says to every question."""
    targets = {rtype: list(part.context.targets(rtype).items()) for rtype in sorted(CONTEXT_TYPES)}
    names = {name for found in targets.values() for name, _ in found}
    there = {
        (name, rtype): [described(record) for record in part.context.at(name, rtype)]
        for name in names
        for rtype in CONTEXT_TYPES
    }
    return targets, there, set(part.context.names())


def serials(part: ZonePart) -> list[tuple[int, int]]:
    return [serial.span()[1:] for serial in part.serials or ()]


def known(loaded: Loaded) -> object:
    """All that a loaded file says."""
    problems = [(p.kind, p.span[1:], p.message) for p in loaded.problems]
    parts = [
        (part.apex, part.whole, list(map(described, part.records)), answers(part), serials(part))
        for part in loaded.parts
    ]
    return problems, parts


def assert_read_alike(text: bytes, folder: Path | None = None) -> None:
    """Large or not, and whatever is passed over, the file says the same."""
    with word_by_word():
        exactly = known(load(text, folder=folder))
    with large_from(1 << 40):
        at_once = known(load(text, folder=folder))
    assert at_once == exactly
    with large_from(0):
        when_asked = known(load(text, folder=folder))
    assert when_asked == at_once
    with large_from(0, few=0):
        from_a_table = known(load(text, folder=folder))
    assert from_a_table == at_once


_OWNERS = st.sampled_from(
    ["@", "a", "A-1", "b.c", "", "", "", "example.com.", "x.example.com.", "outside.example.net.", "*",
     "_smtp._tls", "_25._tcp.a", "a..b", "l" * 64, "@X@", "\\097", "3600", "MX", "_mta-sts", "é", "9.@Z"]
)  # fmt: skip
_HEADS = st.sampled_from(
    ["", "", "300 ", "IN ", "in 1h ", "1h30m\tIN\t", "CH ", "7 (\n", "60 IN 60 ", "IN 60 ", "60\tIN\t"]
)  # fmt: skip
_DATA = st.sampled_from(
    ["A 192.0.2.1", "AAAA 2001:db8::1", "MX 10 mail", "MX 0 .", "mx\t20  m.example.net. ; x", "MX 10",
     "MX ten mail", "MX 10 @", "MX 1 a b", "MX 10 x..y", "CNAME a", "CNAME b.example.org.", "CNAME a b",
     "CNAME @", "TLSA 3 1 1 ab", "TLSA 3 1 1 ( ab\n cd )", "TLSA", 'TXT "v=spf1 -all"', "TXT v=x",
     "MX \\# 2 0001", "NS ns1.sub", "DNAME example.org.", f'TXT "v=TLSRPTv1; {RUA}"', "MX 10 {{ x }}",
     f'txt  "v=TLSRPTv1; {RUA}" \r', f'TXT "v=TLSRPTv1; {RUA}" ; x', 'TXT ""', 'TXT "v=TLSRPTv1; @X@"',
     'TXT "rua=é"', f'TXT "{"rua" * 86}"', 'TXT "v=TLSRPTv1\\; x"', 'TXT "v=TLSRPTv1; %d%"',
     "soa\ta. b.example. 1 1h 3 4 5 \r", "SOA a b 1 2 3 4", "SOA a b 1 2 3 4 5 6", "SOA a b ( 1 2 3 4 5 )",
     "NS 10 a", "NS @", "MX 99999999999 a", "ns a.b.example.org. ; x",
     "SOA a b 1 2 3 4 5", 'TXT "open', "CNAME a )", "MX 10 a\r"]
)  # fmt: skip
_OTHER_LINES = st.sampled_from(
    ["", "; comment", "   ; indented", "$ORIGIN sub", "$ORIGIN example.com.", "$ORIGIN .", "$TTL 60",
     "$ttl 1h", "$TTL\t60 ; x", "$ORIGIN  sub.example.com. \r", "$ORIGIN a..b", "$ORIGIN @", "$TTL",
     "$ORIGIN _tls", "$GENERATE 1-3 g$ MX 10 m$", "$GENERATE 1-2 c$ CNAME d$", "{% if x %}",
     "$INCLUDE part", "zone2.example. SOA a b 1 2 3 4 5", "\r", ")"]
)  # fmt: skip
_LINES = st.one_of(
    st.tuples(_OWNERS, _HEADS, _DATA).map(
        lambda parts: f"{parts[0]}\t{parts[1]}{parts[2]}" + (" )" if "(\n" in parts[1] else "")
    ),
    _OTHER_LINES,
)


@given(st.lists(_LINES, max_size=14), st.booleans())
def test_generated_zones(lines: list[str], with_head: bool) -> None:
    text = "\n".join(lines).encode() + b"\n"
    assert_read_alike((HEAD if with_head else b"") + text)


@pytest.mark.parametrize(
    "path", sorted(p for p in DATA.rglob("*") if p.suffix in (".zone", ".db", ".txt")), ids=lambda p: p.name
)  # fmt: skip
def test_sample_zones(path: Path) -> None:
    assert_read_alike(path.read_bytes(), folder=path.parent)


@given(st.data())
def test_mutated_zone(data: st.DataObject) -> None:
    text = bytearray(
        HEAD + b"a MX 10 a\n  MX 20 b.example.net.\nb 300 IN CNAME a\n_25._tcp.a TLSA 3 1 1 ab\n"
        b"$ORIGIN sub\nc MX 10 c\n$INCLUDE x\n  A 192.0.2.1\n" + POLICY.encode() + b"\n"
    )
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text)))
        text[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.sampled_from(
                [b"\n", b" ", b"(", b")", b'"', b";", b"MX 1 a", b"\\", b"_", b"@", b"."]
            )
        )
    assert_read_alike(bytes(text))


def test_blank_owners_belong_to_the_last_one_written() -> None:
    with large_from(0):
        [part] = load(
            HEAD + b"a A 192.0.2.1\n\n ; x\n MX 10 m\n MX 20 .\nb A 192.0.2.1\n MX 5 m\n"
        ).parts
    a, b = (Name((label, "example", "com")) for label in "ab")
    mail = parse_name("m.example.com")[0]
    assert part.context.targets("MX") == {a: [mail, Name()], b: [mail]}
    assert [record.span.begin.line for record in part.context.at(a)] == [9, 10]
    assert part.records == () or all(record.type != "MX" for record in part.records)


def test_a_record_is_the_same_each_time_it_is_asked_for() -> None:
    with large_from(0):
        loaded = load(HEAD + b"a MX 10 mail\n")
    inventory = Inventory([loaded])
    [zone] = inventory.zones
    name = Name(("a", "example", "com"))
    [record] = zone.at(name, "MX")
    assert zone.at(name)[0] is record
    assert inventory.zone_of(record) is zone


def test_names_are_those_of_all_records() -> None:
    with large_from(0):
        [part] = load(HEAD + b"a A 192.0.2.1\nb.c (\n AAAA ::1 )\nd TXT x\n").parts
    assert {str(name) for name in part.context.names()} >= {
        "a.example.com", "b.c.example.com", "d.example.com", "ns1.example.com"
    }  # fmt: skip


_SHAPES = {
    "owners": b"a MX 10 b\n",
    "blank owners": b" MX 10 b\n",
    "other types": b"a A 192.0.2.1\n",
    "blank other types": b" A 192.0.2.1\n",
    "comments": b"; MX 10 a\n",
    "blanks": b" \t",
    "different targets": b"",
}


@pytest.mark.parametrize("shape", _SHAPES)
def test_time_to_answer_grows_with_the_length(shape: str) -> None:
    """Twice the size takes about twice the time; a generous factor allows for a busy machine."""

    def seconds(count: int) -> float:
        body = _SHAPES[shape] * count or b"".join(b"a%d MX 10 b%d\n" % (n, n) for n in range(count))
        text = HEAD + b"first MX 10 m\n" + body + b"\nlast MX 10 m\n"
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            [part] = load(text).parts
            for name in list(part.context.targets("MX"))[-2:]:
                part.context.at(name)
            list(part.context.names())
            best = min(best, time.process_time() - start)
        return best

    with large_from(0):
        small = seconds(1_000)
        assert seconds(4_000) < 12 * max(small, 0.002)


def test_time_to_ask_for_every_name_grows_with_the_length() -> None:
    """Also where each record is a run of its own, as between policies."""

    def seconds(count: int) -> float:
        body = b"".join(
            b"a%d MX 10 b\n_smtp._tls.a%d %s\n" % (n, n, POLICY.partition(" ")[2].encode())
            for n in range(count)
        )
        [part] = load(HEAD + body).parts
        start = time.process_time()
        for name in part.context.targets("MX"):
            assert len(part.context.at(name)) == 1
        return time.process_time() - start

    with large_from(0):
        small = seconds(500)
        assert seconds(4_000) < 24 * max(small, 0.01)


@pytest.mark.parametrize(
    "text",
    [
        "@ A 192.0.2.1\n$ORIGIN example.com.\n* SOA a b 1 2 3 4 5\n",
        "@ CH SOA a b 1 2 3 4 5\n@ A 192.0.2.1\n@ IN A 192.0.2.1\n",
        "  A 192.0.2.1\n  A 192.0.2.1\nzone2.example. SOA a b 1 2 3 4 5\n",
        "a 60 IN 60 A 192.0.2.1\nb IN 60 A 192.0.2.1\n",
        "example.com. A 192.0.2.1\n$ORIGIN example.com.\nb.example. SOA a b 1 2 3 4 5\n9.@Z A 192.0.2.1\n",
    ],
    ids=["at a wildcard", "another class", "no owner", "two TTLs", "the zone of gdnsd"],
)
def test_ways_that_once_differed(text: str) -> None:
    assert_read_alike(text.encode())


def test_two_ttls_are_an_error() -> None:
    loaded = load(HEAD + b"a 60 IN 60 A 192.0.2.1\n")
    assert [p.message for p in loaded.problems] == [
        "'60' is no record type, class or TTL, so name servers refuse the zone."
    ]


@pytest.mark.parametrize("size", [0, 1 << 40], ids=["large", "small"])
@pytest.mark.parametrize(
    ("line", "speaks"),
    [
        ("a A 192.0.2.1", False),
        ("a A 192.0.2.1 ; ordinary", False),
        ("a A 192.0.2.1 ; tlsrpt-lint: ignore[TR1] why", True),
        ("; first ; tlsrpt-lint: ignore-file[TR1] why", True),
        ('a TXT "v=spf1 -all" ; tlsrpt-lint: ignore[TR1]', True),
        ("a MX 10 b ;tlsrpt-lint: ignore[TR1]", True),
        ("a SRV 1 2 3 b. (\n ) ; tlsrpt-lint: ignore[TR1]", True),
    ],
)
def test_comments_to_this_tool_are_not_passed_over(line: str, speaks: bool, size: int) -> None:
    with large_from(size):
        loaded = load(HEAD + line.encode() + b"\nb A 192.0.2.1\n")
    assert loaded.speaks is speaks
