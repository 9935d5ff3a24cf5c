"""The fast way through a zone finds just what the slow one finds, of what is of interest."""

import gc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from octodns_helpers import DATA, NOWHERE, at

from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.loaders.octodns import _fast
from tlsrpt_lint.loaders.octodns._load import _matters as matters
from tlsrpt_lint.loaders.octodns._load import load_everything
from tlsrpt_lint.loaders.octodns._yaml import Document, Scalar
from tlsrpt_lint.loaders.octodns.loader import OctodnsLoader
from tlsrpt_lint.records import Loaded, Record
from tlsrpt_lint.source import SourceFile

AROUND = Surroundings(NOWHERE, NOWHERE)


def whole(record: Record) -> tuple[Any, ...]:
    """Everything that the rules can see of a record."""
    value = record.value
    return (
        record.owner.name,
        record.owner.absolute,
        at(record.owner.written.span()),
        record.type,
        record.ttl,
        record.target,
        record.preference,
        record.alternative,
        at(record.span),
        at(record.rdata),
        [(s.text.text, s.quoted, s.octets) for s in record.strings],
        [(s.start, s.end, at(s.span), s.exact, s.encode(";")) for s in value.segments]
        if value
        else None,
        [(q.kind, at(q.span), str(q.text), q.detail) for q in record.quirks],
    )


def seen(loaded: Loaded) -> tuple[Any, ...]:
    (part,) = loaded.parts
    problems = [(p.kind, at(p.span), p.message, p.help, p.owner) for p in loaded.problems]
    beside = [r for name in part.context.names() for r in part.context.at(name)]
    records = sorted((*part.records, *beside), key=lambda record: record.span.start)
    return part.apex, part.whole, problems, [whole(r) for r in records if matters(r)]


def assert_same(text: str) -> None:
    source = SourceFile("example.com.yaml", text.encode("utf-8", "surrogateescape"))
    assert seen(OctodnsLoader().load(source, AROUND)) == seen(load_everything(source, AROUND))


# fmt: off
KEYS = st.sampled_from((
    "www", "'www'", "a.b", "x", "y", "www2", "''", "'*'", "_dmarc", "_smtp._tls", "_SMTP._tls.x",
    "_mta-sts", "_smtp_tls", "no", "010", "8", "'8'", '"www"', "? www\n", "w w", "bücher", "@", "*", "a.",
))
POLICY = "v=TLSRPTv1\\; rua=mailto:a@example.com"
VALUES = st.sampled_from((
    POLICY, f"'{POLICY}'", "v=TLSRPTv1; rua=mailto:b@example.com", "rua=mailto:a@b", "'v= TLSRPTv1'",
    '"v=TLSRPTv1\\\\; x"', "'\"v=TL\" \"SRPTv1\\;\"'", "v=spf1 -all", "'v=DMARC1\\; p=none'", "a\\;b",
    "plain text", "'a b'", '"quoted"', "it's", "'it''s'", "x # comment", "x#y", "x: y", "a:b", "a :b",
    "x  ", "{a}", "a {zone_name}", "b.example.net.", "192.0.2.1", "::1", "2001:db8::1", "1", "yes", "é",
    "\tx", "&a x", "*a", "!include x", "|\n    text", "a\n    b", "'open", "> ", "[a, b]", "", "-", "- x",
    "`",
))
# fmt: on
TYPES = st.sampled_from(
    ["TXT", "A", "AAAA", "CNAME", "NS", "MX", "SPF", "SRV", "txt", "", "'TXT'", "PTR"]
)


TLSRPT = "_smtp._tls:\n  type: TXT\n  value: v=TLSRPTv1\\;\n"


@st.composite
def entries(draw: st.DrawFn) -> str:
    """An entry in one of the shapes that people and octoDNS write, now and then a little off."""
    rest = draw(st.sampled_from(["  ", "    ", " "]))
    first = draw(st.sampled_from([rest, rest, "- ", "  - "]))
    if "-" in first:
        rest = " " * len(first)
    lines = []
    for _ in range(draw(st.integers(1, 2)) if "-" in first else 1):
        fields = [f"type: {draw(TYPES)}"]
        if draw(st.booleans()):
            fields.insert(0, f"ttl: {draw(st.sampled_from(['60', '0', '010', '1h', '86400']))}")
        shape = draw(st.sampled_from(["value", "value", "values", "mx", "none"]))
        if shape == "value":
            fields.append(f"value: {draw(VALUES)}")
        elif shape == "values":
            deeper = draw(st.sampled_from(["", "  "]))
            items = draw(st.lists(VALUES, min_size=1, max_size=3))
            fields.append("values:" + "".join(f"\n{rest}{deeper}- {item}" for item in items))
        elif shape == "mx":
            fields.append(f"value:\n{rest}  exchange: {draw(VALUES)}\n{rest}  preference: 10")
        lines += [(first if n == 0 else rest) + field for n, field in enumerate(fields)]
    gaps = ["", "", "", "\n", "# why\n", "  # deep\n", "\n\n# a\n\n", "---\n", "junk\n"]
    gap = draw(st.sampled_from(gaps))
    return f"{draw(KEYS)}:\n" + "".join(f"{line}\n" for line in lines) + gap


@given(
    st.sampled_from(["", "---\n", "# head\n---\n", "\ufeff", "  "]), st.lists(entries(), max_size=8)
)
@example(
    "", ["www:\n  type: A\n  value: 192.0.2.1\n", "www:\n  type: TXT\n  value: v=TLSRPTv1\\;\n"]
)
@example(
    "", ["www:\n  type: TXT\n  value: v=TLSRPTv1\\;\n", "'www':\n  type: A\n  value: 192.0.2.1\n"]
)
@example(
    "",
    [
        "www:\n  type: TXT\n  value: 'open\n",
        TLSRPT,
        "'\n",
    ],
)
@example("", ["www: [\n", TLSRPT, "]\n"])
@example("", ["a: &a\n  type: A\n  value: 192.0.2.1\n", "_smtp._tls: *a\n"])
@example("", ["www:\n  type: A\n    value: 192.0.2.1\n", "_smtp._tls:\n  type: TXT\n  value: x\n"])
@example("", ["www:\n  type: A\n  value: 192.0.2.1\n", "- x\n"])
@example("", ["www:\n  type: A\n  value: 192.0.2.1\n", "  octodns: {lenient: true}\n"])
@example("", ["010:\n  type: A\n  value: 192.0.2.1\n", "8:\n  type: TXT\n  value: v=TLSRPTv1\\;\n"])
@example("", ["'*':\n  type: TXT\n  value: v=DKIM1\\; p=\n"])
@example("", ["www:\n" + "- type: AAAA\n  value: '2001:db8::1'\n" * 2])
def test_generated_zones(head: str, parts: list[str]) -> None:
    assert_same(head + "".join(parts))


@given(st.lists(entries(), max_size=5), st.data())
def test_generated_zones_with_a_slip(parts: list[str], data: st.DataObject) -> None:
    """One character more or less anywhere, and with CRLF."""
    text = "".join(parts)
    place = data.draw(st.integers(0, len(text)))
    slip = data.draw(
        st.sampled_from(["", "'", '"', "\n", " ", "{", "[", "|", "#", ":", "&", "\t", "-"])
    )
    text = text[:place] + slip + text[place + (not slip) :]
    assert_same(text.replace("\n", "\r\n") if data.draw(st.booleans()) else text)


@pytest.mark.parametrize("path", sorted(DATA.glob("*.yaml")), ids=lambda path: path.stem)
def test_samples(path: Path) -> None:
    assert_same(path.read_bytes().decode("utf-8"))


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n", " # why\n"])
def test_the_fast_way_is_taken(end: str) -> None:
    """A zone as octoDNS dumps it is read without one call of libyaml for what is boring or simple."""
    text = (
        "---\n'':\n  - type: A\n    value: 192.0.2.1\n  - type: TXT\n    values:\n      - a\n      - b\n"
        "_smtp._tls:\n  ttl: 60\n  type: TXT\n  value: v=TLSRPTv1\\; rua=mailto:a@example.com\n"
        "www:\n  type: A\n  values:\n    - 192.0.2.1\n    - 192.0.2.2\n"
        "mail:\n  type: MX\n  value:\n    exchange: mail.example.net.\n    preference: 10\n"
        "alias:\n  type: CNAME\n  value: www.example.com.\n"
    ).replace("\n", end)
    found = _fast.read(Document(SourceFile("x", text.encode())), longest=63)
    assert found is not None
    assert found.root.pairs == []
    assert [key for _, key, _, _ in found.texts] == ["_smtp._tls"]
    targets = [_fast.target_at(found.root.document, start) for start in found.targets]
    assert [(target.key, target.type, target.host) for target in targets] == [
        ("mail", "MX", "mail.example.net."),
        ("alias", "CNAME", "www.example.com."),
    ]


def test_lines_that_end_otherwise_than_most() -> None:
    """One comment sends neither its own entry nor those around it to libyaml."""
    entry = "{}:\n  type: CNAME\n  value: www.example.com.{}\n"
    text = entry.format("a", "") + entry.format("b", "  # why") + entry.format("c", "")
    found = _fast.read(Document(SourceFile("x", text.encode())), longest=63)
    assert found is not None
    assert (found.root.pairs, len(found.targets)) == ([], 3)


def test_what_is_boring_is_read_in_full_at_a_special_name() -> None:
    entry = "{}:\n  type: A\n  value: 192.0.2.1\n"
    text = "".join(map(entry.format, ("a", "_smtp._tls", "b", "'*'")))
    found = _fast.read(Document(SourceFile("x", text.encode())), longest=63)
    assert found is not None
    assert [key.value for key, _ in found.root.pairs if isinstance(key, Scalar)] == [
        "_smtp._tls",
        "*",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a: &a {type: A}\nb: *a\n",
        "a: {type: A}\n--- \nb: {type: A}\n",
        "a:\n  b: 'c\nd:\n  type: A\n  value: x\ne: f'\n",
    ],
)
def test_the_fast_way_is_not_taken(text: str) -> None:
    assert _fast.read(Document(SourceFile("x", text.encode())), longest=63) is None


def test_the_collector_goes_on_afterwards() -> None:
    assert gc.isenabled()
    OctodnsLoader().load(SourceFile("example.com.yaml", b"a:\n  type: A\n"), AROUND)
    assert gc.isenabled()
