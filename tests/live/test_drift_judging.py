"""What differs, as a function of the files and of what DNS said, without a server."""

from collections.abc import Mapping

from tlsrpt_lint import registry
from tlsrpt_lint.discovery import Input
from tlsrpt_lint.drift.asking import questions, questions_on
from tlsrpt_lint.drift.expected import expectations
from tlsrpt_lint.drift.judging import compare, judgements
from tlsrpt_lint.drift.terms import Comparison, Datum, Observation, Question
from tlsrpt_lint.live.answer import Status
from tlsrpt_lint.names import Name, parse_name
from tlsrpt_lint.run import Plan, lint

HEAD = "$ORIGIN example.com.\n@ 60 IN SOA ns1.example.net. h.example.net. 1 2 3 4 5\n"
ZONE = HEAD + '@ 60 NS ns1.example.net.\n@ 60 MX 1 mx\n_smtp._tls 60 TXT "a"\n'
NOTHING = Observation(Status.NXDOMAIN, zone=parse_name("example.com")[0])


def name(text: str) -> Name:
    return parse_name(text)[0]


def question(owner: str, rtype: str) -> Question:
    return Question(name(owner), rtype)


def said(rtype: str, *data: str, ttl: int = 60) -> Observation:
    return Observation(Status.ANSWERED, frozenset(Datum(rtype, one) for one in data), ttl, True)


MX = (question("example.com", "MX"), said("MX", "1 mx.example.com."))
TLS = question("_smtp._tls.example.com", "TXT")
STS = (question("_mta-sts.example.com", "TXT"), NOTHING)


def compared(seen: Mapping[Question, Observation], *texts: str, asked: bool = True) -> Comparison:
    """The comparison of zone files; `asked`: that all questions have answers is part of the test."""
    plan = Plan(
        rules=(),
        every_rule=(),
        loaders=registry.loaders(),
        working=".",
        severities={},
        options={},
        loader_options={},
        declared_whole=frozenset(),
        origin_of=lambda _: None,
    )
    inputs = [
        Input(f"{number}.zone", None, ".", "zone", forced=True, data=text.encode())
        for number, text in enumerate(texts)
    ]
    inventory = lint(inputs, plan).inventory
    wanted = expectations(inventory)
    if asked:
        assert set(questions(wanted.instances)) <= set(seen)
    found = judgements(wanted.instances, seen)
    return compare(wanted, found, seen, files=len(texts), zones=len(inventory.zones))


def told(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [(one.kind.value, str(one.owner), one.type) for one in comparison.drifts]


def test_what_is_asked() -> None:
    wanted = expectations(
        lint(
            [Input("a.zone", None, ".", "zone", forced=True, data=ZONE.encode())],
            Plan((), (), registry.loaders(), ".", {}, {}, {}, frozenset(), lambda _: None),
        ).inventory
    )
    assert questions(wanted.instances) == [TLS, STS[0], MX[0]]
    seen = dict((MX, STS, (TLS, said("TXT", '"b"'))))
    assert questions_on(judgements(wanted.instances, seen)) == [
        question("example.com", "NS"),
        question("_smtp._tls.example.com", "SOA"),
    ]


def test_what_was_not_asked_is_not_judged() -> None:
    comparison = compared(dict([MX]), ZONE, asked=False)
    assert (comparison.drifts, comparison.compared, comparison.unasked) == ((), 1, 2)


def test_a_ttl_of_a_cache() -> None:
    for ttl, drifts in ((1, []), (60, []), (61, [("ttl", "_smtp._tls.example.com", "TXT")])):
        cached = said("TXT", '"a"', ttl=ttl)._replace(authoritative=False)
        assert told(compared(dict([MX, STS, (TLS, cached)]), ZONE)) == drifts


def test_a_ttl_that_the_files_tell_in_two_ways_may_be_either() -> None:
    zone = ZONE + '_smtp._tls 90 TXT "b"\n'
    for ttl, drifts in ((60, 0), (90, 0), (70, 1)):
        seen = dict([MX, STS, (TLS, said("TXT", '"a"', '"b"', ttl=ttl))])
        assert len(told(compared(seen, zone))) == drifts


def test_other_servers_explain_all() -> None:
    seen = dict([MX, STS, (TLS, said("TXT", '"b"'))])
    seen[question("example.com", "NS")] = said("NS", "ns.example.org.")
    (drift,) = compared(seen, ZONE).drifts
    assert (drift.kind.value, str(drift.owner), drift.type, drift.explains) == (
        "delegated",
        "example.com",
        "NS",
        1,
    )
    assert drift.place.begin == (3, 1)


def test_a_server_in_common_explains_nothing() -> None:
    seen = dict([MX, STS, (TLS, said("TXT", '"b"'))])
    seen[question("example.com", "NS")] = said("NS", "ns.example.org.", "ns1.example.net.")
    assert told(compared(seen, ZONE)) == [("text", "_smtp._tls.example.com", "TXT")]


def test_silence_of_some_is_told_beside_what_differs() -> None:
    refused = Observation(Status.REFUSED, detail="127.0.0.1#53 refused")
    seen = dict([MX, (STS[0], refused), (TLS, said("TXT", '"b"'))])
    comparison = compared(seen, ZONE)
    assert sorted(told(comparison)) == [
        ("text", "_smtp._tls.example.com", "TXT"),
        ("unanswered", "_mta-sts.example.com", "TXT"),
    ]
    assert comparison.compared == 2


def test_a_referral_up_or_aside_proves_nothing() -> None:
    for zone in ("com", "example.com", "example.net"):
        referral = Observation(Status.REFERRAL, zone=name(zone))
        assert told(compared(dict([MX, STS, (TLS, referral)]), ZONE)) == [
            ("unanswered", "_smtp._tls.example.com", "TXT")
        ]


def test_the_order_of_files_and_answers_is_no_matter() -> None:
    other = ZONE.replace('"a"', '"c"')
    seen = dict([MX, STS, (TLS, said("TXT", '"c"'))])
    for texts in ((ZONE, other), (other, ZONE)):
        comparison = compared(dict(reversed(seen.items())), *texts)
        assert (comparison.drifts, comparison.compared) == ((), 3)


def test_a_wildcard_of_the_files_answers_for_a_domain() -> None:
    zone = HEAD + '@ 60 MX 1 mx\n* 60 TXT "a"\n'
    wildcard = question("*.example.com", "TXT")
    everywhere = said("TXT", '"b"')
    seen = dict([MX, (TLS, everywhere), (STS[0], everywhere), (wildcard, everywhere)])
    assert told(compared(seen, zone)) == [("text", "*.example.com", "TXT")]
    seen[TLS] = said("TXT", '"c"')
    assert told(compared(seen, zone)) == [
        ("text", "*.example.com", "TXT"),
        ("text", "_smtp._tls.example.com", "TXT"),
    ]
