"""Of a regular policy, the rules that look at irregular ones only would have nothing to say."""

from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint import registry
from tlsrpt_lint.examples import OWNER, lint_policy
from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.names import Owner
from tlsrpt_lint.policy import Policy
from tlsrpt_lint.policy.reader import read
from tlsrpt_lint.policy.regular import is_regular, read_regular
from tlsrpt_lint.records import CharacterString, Loaded, Record, ZonePart
from tlsrpt_lint.rule import Rule
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import MappedText

_LETTERS = st.sampled_from("abcxyzABCXYZ0189")
_WORD = st.text(_LETTERS, min_size=1, max_size=8)
_LOCAL = st.text(st.sampled_from("abcXYZ019._+-"), min_size=1, max_size=70)
_LABEL = st.text(st.sampled_from("abcXYZ019-"), min_size=1, max_size=70)
_HOST = st.builds(
    lambda labels, top: ".".join([*labels, top]),
    st.lists(_LABEL, min_size=1, max_size=4),
    st.text(st.sampled_from("comnetORG"), min_size=2, max_size=8),
)
_PATH = st.lists(st.text(st.sampled_from("abcXYZ019._~-"), max_size=9), max_size=4)
_URI = st.one_of(
    st.builds("mailto:{}@{}".format, _LOCAL, _HOST),
    st.builds(lambda host, path: "/".join([f"https://{host}", *path]), _HOST, _PATH),
)
REGULAR = st.builds(
    "v=TLSRPTv1;{}rua={}{}".format,
    st.sampled_from(["", " "]),
    st.lists(_URI, min_size=1, max_size=3).map(",".join),
    st.sampled_from(["", ";", "; "]),
).filter(is_regular)


def _for_irregular_ones() -> list[type[Rule]]:
    return [r for r in registry.rules() if "check_irregular_policy" in vars(r)]


@given(REGULAR)
def test_they_say_nothing(text: str) -> None:
    record = _record(text)
    assert record.value is not None
    policy = Policy(record.value)
    assert policy.is_regular
    assert policy.faults == ()
    for rule in _for_irregular_ones():
        assert list(rule().check_irregular_policy(policy, record)) == [], rule.code


@given(REGULAR)
def test_nor_do_those_for_irregular_sets_of_a_record_that_counts(text: str) -> None:
    part = ZonePart(OWNER, 1, (_record(text),), whole=True)
    (zone,) = Inventory([Loaded(SourceFile("record.txt", b""), "test", (part,))]).zones
    (records,) = zone.sets
    assert records.is_regular
    assert records.counting == records.policies == records.judged == [*part.records]
    rules = [rule for rule in registry.rules() if "check_irregular_record_set" in vars(rule)]
    assert len(rules) > 1
    for rule in rules:
        assert list(rule().check_irregular_record_set(records)) == [], rule.code


def _record(text: str) -> Record:
    source = SourceFile("record.txt", text.encode())
    span = source.span(0, len(source.data))
    owner = Owner(OWNER, absolute=True, written=MappedText.opaque("", source.span(0, 0)))
    string = CharacterString(MappedText.literal(span), quoted=True, octets=len(source.data))
    return Record(owner, "TXT", span, span, strings=(string,))


_HOLES = st.sampled_from(
    [
        "you@your.example",
        "your-email",
        "yourdomain.com",
        "YOUR_ORG",
        "EMAIL_ADDRESS",
        "EMAILHERE",
        "RUA_URI",
        "mail_here",
        "MAIL_HERE",
        "REPORT_URI",
        "changeme",
        "change-me",
        "REPLACE_ME",
        "to-be-replaced",
        "ToBeReplaced",
        "TODO",
        "FIXME",
        "XXX",
        "domain.tld",
        "xxx.example",
        "there.example",
        "curie",
        "youth",
    ]
)


@given(REGULAR)
def test_they_are_read_as_the_reader_reads_them(text: str) -> None:
    assert read_regular(text) == read(text)


@given(
    st.builds(
        "{}{}{}".format, st.sampled_from(["", "a.", "a-", "x"]), _HOLES, _LETTERS | st.just("")
    )
)
def test_placeholders_in_them_are_found(hole: str) -> None:
    for uri in (f"mailto:{hole}@example.com", f"mailto:a@{hole}.example.com", f"mailto:a@{hole}"):
        text = f"v=TLSRPTv1; rua=mailto:b@example.org,{uri}"
        if is_regular(text):
            assert read_regular(text) == read(text)


def test_what_is_regular() -> None:
    regular = [
        "v=TLSRPTv1; rua=mailto:tls-reports@example.com",
        "v=TLSRPTv1;rua=mailto:tls@example.com;",
        "v=TLSRPTv1; rua=mailto:a.b+c@mail.example.com,https://reports.example.net/v1/tls",
        "v=TLSRPTv1; rua=mailto:a@example.com,mailto:b@example.com",
        "v=TLSRPTv1; rua=https://a.example.com/x,https://b.example.com/x",
    ]
    irregular = [
        "v=TLSRPTv1 ; rua=mailto:tls@example.com",
        "v=TLSRPTv1; rua=mailto:tls@example.com, mailto:b@example.com",
        "v=TLSRPTv1; rua=MAILTO:tls@example.com",
        "v=TLSRPTv1; rua=mailto:tls@example.com?subject=x",
        "v=TLSRPTv1; rua=mailto:tls.@example.com",
        "v=TLSRPTv1; rua=mailto:tls..x@example.com",
        "v=TLSRPTv1; rua=mailto:tls@example.com.",
        "v=TLSRPTv1; rua=mailto:tls@localhost",
        "v=TLSRPTv1; rua=https://192.0.2.1/x",
        "v=TLSRPTv1; rua=https://example.com:443/x",
        "v=TLSRPTv1; rua=https://a@example.com/x",
        "v=TLSRPTv1; rua=mailto:tls@example.com; x=1",
        "v=TLSRPTv1; rua=mailto:tls@example.com \n",
        "v=TLSRPTv1; rua=mailto:" + "a" * 65 + "@example.com",
        "v=TLSRPTv1; rua=mailto:tls@" + "a" * 64 + ".com",
        "v=TLSRPTv1; rua=mailto:a@example.com,mailto:a@EXAMPLE.com",
        "v=TLSRPTv1; rua=https://example.com,https://example.com/",
        "v=TLSRPTv1; rua=https://example.com/a/../b,https://example.com/b",
        "v=TLSRPTv1; rua=mailto:a@example.com,mailto:b@example.com,mailto:c@example.com",
        "v=TLSRPTv1; rua=mailto:you@yourdomain.com",
    ]
    assert [text for text in regular if not is_regular(text)] == []
    assert [text for text in irregular if is_regular(text)] == []


def test_no_policy_is_regular_that_draws_an_error() -> None:
    for rule in registry.rules():
        for example in rule.INVALID:
            if example.file is None and is_regular(example.text.replace("«", "").replace("»", "")):
                assert rule not in _for_irregular_ones(), (rule.code, example.text)


def test_the_others_still_look() -> None:
    findings = lint_policy("v=TLSRPTv1; rua=mailto:noreply@mail.test", registry.rules())
    assert {finding.code for finding in findings} == {"TR315", "TR316"}
