"""The terms of the inventory, each held to what the RFCs say of it."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.inventory import (
    Inventory,
    ZoneInstance,
    begins_with_version,
    counts,
    cut_by_comment,
    holds_policy,
    is_cut,
    tlsrpt_domain,
)
from tlsrpt_lint.names import ROOT, Name, Owner, parse_name
from tlsrpt_lint.records import (
    CharacterString,
    Context,
    Loaded,
    Quirk,
    QuirkKind,
    Record,
    ZonePart,
)
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import MappedText

POLICY = "v=TLSRPTv1; rua=mailto:tls@example.org"


def name(text: str) -> Name:
    return parse_name(text)[0]


def record(line: str, **more: object) -> Record:
    """`owner type data` as a record; a final dot makes names absolute, and so do they all end here."""
    owner, rtype, data = f"{line} ".split(" ", 2)
    data = data.strip()
    source = SourceFile("records", line.encode())
    span = source.span(line.rfind(data) if data else len(line), len(line))
    strings: tuple[CharacterString, ...] = ()
    if rtype in ("TXT", "SPF"):
        strings = (CharacterString(MappedText.literal(span), quoted=True, octets=len(data)),)
    target = name(data.split()[-1]) if rtype in ("MX", "CNAME", "NS", "DNAME") else None
    where = Owner(
        name(owner), absolute=True, written=MappedText.literal(source.span(0, len(owner)))
    )
    return Record(where, rtype, span, span, strings=strings, target=target, **more)  # type: ignore[arg-type]


def part(
    *lines: str | Record,
    apex: str | None = "example.com.",
    instance: object = 1,
    whole: bool = True,
) -> ZonePart:
    records = tuple(line if isinstance(line, Record) else record(line) for line in lines)
    return ZonePart(None if apex is None else name(apex), instance, records, whole)


def inventory(*parts: ZonePart, declared: Iterable[str] = ()) -> Inventory:
    files = [
        Loaded(SourceFile(f"file{number}", b""), "test", (each,))
        for number, each in enumerate(parts)
    ]
    return Inventory(files, frozenset(map(name, declared)))


def zone(
    *lines: str | Record, apex: str | None = "example.com.", whole: bool = True
) -> ZoneInstance:
    (only,) = inventory(part(*lines, apex=apex, whole=whole)).zones
    return only


class TestTerms:
    def test_the_domain_of_an_owner(self) -> None:
        assert tlsrpt_domain(name("_smtp._tls.example.com.")) == name("example.com.")
        assert tlsrpt_domain(name("_SMTP._TLS.example.com.")) == name("example.com.")
        assert tlsrpt_domain(name("x._smtp._tls.example.com.")) is None
        assert tlsrpt_domain(name("_smtp._tls")) == ROOT

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            (f"_smtp._tls.example.com. TXT {POLICY}", True),
            ("_smtp._tls.example.com. TXT v=TLSRPTv1;", True),
            ("_smtp._tls.example.com. TXT v=TLSRPTv1", False),
            ("_smtp._tls.example.com. TXT v=TLSRPTv1 ; rua=mailto:tls@example.org", False),
            ("_smtp._tls.example.com. TXT v=tlsrptv1; rua=mailto:tls@example.org", False),
            (f"_smtp._tls.example.com. SPF {POLICY}", False),
            (f"_tlsrpt.example.com. TXT {POLICY}", False),
        ],
    )
    def test_what_senders_count(self, line: str, expected: bool) -> None:
        assert counts(record(line)) is expected

    def test_the_version_alone_does_not_ask_for_the_owner(self) -> None:
        assert begins_with_version(record(f"reports.example.com. TXT {POLICY}"))

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("a.example.com. TXT v=TSLRPTv1; rua=mailto:a@example.org", True),
            ("a.example.com. TXT rua=mailto:a@example.org", False),
            ("_smtp._tls.example.com. TXT rua=mailto:a@example.org", True),
            ("_smtp._tls.example.com. TXT v=DMARC1; p=none; rua=mailto:a@example.org", False),
            ("_smtp._tls.example.com. TXT v=STSv1; id=1", False),
        ],
    )
    def test_policy_text(self, line: str, expected: bool) -> None:
        assert holds_policy(record(line)) is expected

    @pytest.mark.parametrize(
        ("left", "comment", "expected"),
        [
            ("v=TLSRPTv1", "; rua=mailto:a@example.org", True),
            ("v=TLSRPTv1", " ; reports on TLS", True),
            (POLICY, " ; rua=mailto:old@example.org", False),
            (POLICY, ";x=1", True),
            (POLICY, "; see RFC 8460", False),
            ("v=spf1", "; rua=mailto:a@example.org", False),
        ],
    )
    def test_a_comment_that_cuts(self, left: str, comment: str, expected: bool) -> None:
        cut = record(f"_smtp._tls.example.com. TXT {left}")
        source = SourceFile("records", f"_smtp._tls.example.com. TXT {left}{comment}".encode())
        start = len(source.data) - len(comment.lstrip())
        span = source.span(start, len(source.data))
        value = MappedText.literal(source.span(28, 28 + len(left)))
        quirk = Quirk(QuirkKind.COMMENT_CUT, span, MappedText.literal(span))
        cut = Record(
            cut.owner,
            "TXT",
            span,
            span,
            strings=(CharacterString(value, quoted=False, octets=len(left)),),
            quirks=(quirk,),
        )
        assert is_cut(cut) is expected
        assert cut_by_comment(cut) == (quirk if expected else None)


class TestRecordSets:
    def test_pieces_of_one_policy(self) -> None:
        (cut,) = zone(
            "_smtp._tls.example.com. TXT v=TLSRPTv1",
            "_smtp._tls.example.com. TXT rua=mailto:tls@example.org",
        ).sets
        assert cut.pieces == cut.records
        assert cut.judged == []

    @pytest.mark.parametrize(
        "other",
        ["verification=1b2c3d", "v=spf1 -all", POLICY.replace("tls@", "b@"), ""],
    )
    def test_what_is_no_piece(self, other: str) -> None:
        (records,) = zone(
            f"_smtp._tls.example.com. TXT {POLICY}", f"_smtp._tls.example.com. TXT {other}"
        ).sets
        assert records.pieces == []

    def test_beside_a_record_that_counts_nothing_else_is_judged(self) -> None:
        (records,) = zone(
            "_smtp._tls.example.com. TXT v=TLSRPT1; rua=mailto:a@example.org",
            f"_smtp._tls.example.com. TXT {POLICY}",
        ).sets
        assert records.counting == records.judged == records.records[1:]

    def test_a_set_is_of_one_type(self) -> None:
        found = zone(
            f"_smtp._tls.example.com. TXT {POLICY}", "_smtp._tls.example.com. CNAME a.example.net."
        )
        assert [records.type for records in found.sets] == ["TXT", "CNAME"]
        assert len(found.at(name("_smtp._tls.example.com."))) == 2

    def test_a_relative_owner_is_no_absolute_one(self) -> None:
        lines = [f"a. TXT {POLICY}", f"a TXT {POLICY}", f"a. TXT {POLICY}"]
        records = list(map(record, lines))
        relative = records[1].owner._replace(absolute=False)
        records[1].owner = relative
        found = zone(*records, apex=None)
        assert [each.records for each in found.sets] == [[records[0], records[2]], [records[1]]]
        assert found.at(name("a.")) == records


class TestMail:
    def test_null_mx_and_wildcards_are_no_mail_domains(self) -> None:
        found = zone(
            "example.com. MX 10 mail.example.com.",
            "example.com. MX 20 mail.example.net.",
            "silent.example.com. MX 0 .",
            "*.example.com. MX 10 mail.example.com.",
            "lists.example.com. MX 10 mail.example.com.",
        )
        assert found.mail_domains == [name("example.com."), name("lists.example.com.")]
        assert found.mx_hosts(name("example.com.")) == [
            name("mail.example.com."),
            name("mail.example.net."),
        ]
        assert found.mx_hosts(name("silent.example.com.")) == []


class TestWildcards:
    """The examples of RFC 4592, 2.2.1."""

    EXAMPLE = zone(
        "example. SOA",
        "example. NS ns.example.com.",
        "*.example. TXT this is a wildcard",
        "*.example. MX 10 host1.example.",
        "sub.*.example. TXT this is not a wildcard",
        "host1.example. A",
        "_ssh._tcp.host1.example. SRV",
        "_ssh._tcp.host2.example. SRV",
        "subdel.example. NS ns.example.com.",
        apex="example.",
    )

    @pytest.mark.parametrize("text", ["host3.example.", "foo.bar.example."])
    def test_names_it_answers_at(self, text: str) -> None:
        assert self.EXAMPLE.wildcard_for(name(text)) == name("*.example.")
        assert len(self.EXAMPLE.answering(name(text))) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "host1.example.",
            "sub.*.example.",
            "_telnet._tcp.host1.example.",
            "ghost.*.example.",
            "_tcp.host2.example.",
        ],
    )
    def test_names_it_does_not_answer_at(self, text: str) -> None:
        assert self.EXAMPLE.wildcard_for(name(text)) is None

    def test_a_delegated_name_is_cut(self) -> None:
        cut = self.EXAMPLE.cut_above(name("host.subdel.example."))
        assert cut is not None
        assert cut.owner.name == name("subdel.example.")

    LABELS = st.sampled_from(["a", "b", "*", "_tls"])
    NAMES = st.lists(LABELS, max_size=4).map(lambda labels: Name((*labels, "example", "com")))

    @given(st.lists(NAMES, max_size=6), NAMES)
    def test_the_closest_encloser_decides(self, owners: list[Name], asked: Name) -> None:
        apex = name("example.com.")
        found = zone("example.com. SOA", *(f"{owner}. TXT x" for owner in map(escaped, owners)))
        existing = {apex} | {Name(o[n:]) for o in owners for n in range(len(o) - len(apex) + 1)}
        if asked in existing:
            expected = None
        else:
            encloser = max((n for n in existing if asked.is_at_or_below(n)), key=len)
            source = Name(("*", *encloser))
            expected = source if source in owners else None
        assert found.wildcard_for(asked) == expected


def escaped(owner: Name) -> str:
    return ".".join(owner)


class TestCuts:
    def test_the_apex_is_no_cut_and_an_ns_cuts_at_its_own_name(self) -> None:
        found = zone("example.com. NS ns.example.net.", "sub.example.com. NS ns.example.net.")
        assert found.cut_above(name("_smtp._tls.example.com.")) is None
        assert found.cut_above(name("sub.example.com.")) is not None
        assert found.cut_above(name("_smtp._tls.sub.example.com.")) is not None

    def test_a_dname_redirects_only_what_is_below(self) -> None:
        found = zone("old.example.com. DNAME example.net.")
        assert found.cut_above(name("old.example.com.")) is None
        assert found.cut_above(name("_smtp._tls.old.example.com.")) is not None

    def test_a_second_apex_in_the_zone_is_none(self) -> None:
        found = zone("sub.example.com. SOA", "sub.example.com. NS ns.example.net.")
        assert found.cut_above(name("_smtp._tls.sub.example.com.")) is None

    def test_without_an_apex_nothing_is_said(self) -> None:
        found = zone("sub.example.com. NS ns.example.net.", apex=None)
        assert found.cut_above(name("_smtp._tls.sub.example.com.")) is None


class TestInstances:
    def test_parts_of_one_instance_are_one_zone(self) -> None:
        found = inventory(
            part("example.com. MX 10 mail.example.net."),
            part(f"_smtp._tls.example.com. TXT {POLICY}"),
        )
        assert [len(each.records) for each in found.zones] == [2]

    def test_two_instances_of_one_name_are_two_zones(self) -> None:
        found = inventory(
            part("example.com. SOA", instance=1), part("example.com. SOA", instance=2)
        )
        assert len(found.zones_holding(name("www.example.com."))) == 2

    def test_one_unread_part_and_the_zone_is_not_seen_whole(self) -> None:
        found = inventory(part("example.com. SOA"), part(whole=False))
        assert not found.zones[0].seen_whole

    def test_a_file_that_is_needed_and_not_there(self) -> None:
        lone = part("example.com. SOA")._replace(needs=frozenset({"elsewhere"}))
        assert not inventory(lone).zones[0].seen_whole
        assert inventory(lone._replace(needs=frozenset({"file0"}))).zones[0].seen_whole

    def test_a_zone_declared_whole(self) -> None:
        found = inventory(part("example.com. MX 10 a.", whole=False), declared=["example.com."])
        assert found.zones[0].seen_whole

    def test_a_zone_without_a_name_is_never_seen_whole(self) -> None:
        assert not zone("example.com. SOA", apex=None).seen_whole

    def test_the_longest_apex_holds_a_name(self) -> None:
        found = inventory(
            part("example.com. SOA"),
            part("sub.example.com. SOA", apex="sub.example.com.", instance=2),
        )
        (holding,) = found.zones_holding(name("_smtp._tls.sub.example.com."))
        assert holding.apex == name("sub.example.com.")
        assert found.zones_holding(name("example.net.")) == []


class TestAbsence:
    def test_nothing_answers(self) -> None:
        asked = name("_smtp._tls.example.com.")
        assert zone("example.com. SOA").lacks_txt(asked)
        assert not zone("example.com. SOA", whole=False).lacks_txt(asked)
        assert not zone("*.example.com. CNAME a.example.net.").lacks_txt(asked)
        assert not zone("_tls.example.com. NS ns.example.net.").lacks_txt(asked)

    def test_a_wildcard_of_another_type_answers_no_txt(self) -> None:
        assert zone("*.example.com. MX 10 a.example.net.").lacks_txt(
            name("_smtp._tls.example.com.")
        )


class TestChains:
    def test_cnames_are_followed_to_the_end(self) -> None:
        found = inventory(
            part("a.example.com. CNAME b.example.com.", "b.example.com. CNAME c.example.net.")
        )
        assert found.chased(name("a.example.com.")) == name("c.example.net.")
        assert found.known_answer(name("c.example.net.")) is None
        assert found.known_answer(name("d.example.com.")) == []

    def test_a_circle_has_no_end(self) -> None:
        found = inventory(
            part("a.example.com. CNAME b.example.com.", "b.example.com. CNAME a.example.com.")
        )
        assert found.chased(name("a.example.com.")) is None

    def test_views_that_disagree_are_not_followed(self) -> None:
        found = inventory(
            part("a.example.com. CNAME b.example.com.", instance=1),
            part("a.example.com. CNAME c.example.com.", instance=2),
        )
        assert found.chased(name("a.example.com.")) == name("a.example.com.")

    def test_a_long_chain_costs_no_more_than_its_first_steps(self) -> None:
        lines = [f"n{n}.example.com. CNAME n{n + 1}.example.com." for n in range(100)]
        assert inventory(part(*lines)).chased(name("n0.example.com.")) == name("n16.example.com.")


class TestZoneOf:
    def test_a_record_of_a_context_is_looked_for_near_its_name(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mx = [record(f"d{n}.example. MX 10 mx.example.net.") for n in range(100)]
        stray = record("d1.example. MX 10 mx.example.org.")
        parts = [
            part(apex=f"d{n}.example.", instance=n)._replace(context=Context([one]))
            for n, one in enumerate(mx)
        ]
        beside = part(apex="example.net.", instance="beside")._replace(context=Context([stray]))
        found = inventory(*parts, beside)
        asked: list[ZoneInstance] = []
        at = ZoneInstance.at

        def counted(zone: ZoneInstance, *arguments: str) -> list[Record]:
            asked.append(zone)
            return at(zone, *arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(ZoneInstance, "at", counted)
        assert found.zone_of(mx[99]) is found.zones[99]
        assert len(asked) == 1
        assert found.zone_of(stray) is found.zones[100]  # it lies outside of its zone
