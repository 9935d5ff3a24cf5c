"""Transcripts, read and judged: what is said of each kind of answer, and exactly where."""

import dns.rdataclass
import dns.rdatatype
import dns.rdtypes.ANY.TXT
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.engine import judge
from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.live.answers import Answers
from tlsrpt_lint.live.transcript import Transcript, quoted
from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.names import Name
from tlsrpt_lint.records import Loaded
from tlsrpt_lint.registry import rules
from tlsrpt_lint.source import SourceFile

RIGHT = '_smtp._tls.example.com. 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
MX = "example.com. 3600 IN MX 10 mail.example.net.\n"
NO_POLICY = "; _smtp._tls.example.com. IN TXT NXDOMAIN: the name does not exist\n"
NO_MTA_STS = "; _mta-sts.example.com. IN TXT NODATA: the name has no record of this type\n"
NO_TLSA = "; _25._tcp.mail.example.net. IN TLSA NXDOMAIN: the name does not exist\n"
MTA_STS = '_mta-sts.example.com. 3600 IN TXT "v=STSv1; id=1"\n'


def loaded(text: str, domain: str = "example.com") -> Loaded:
    source = SourceFile(f"dns:{domain}", text.encode("utf-8", "surrogateescape"))
    return Answers().load(source, Surroundings("/nonexistent", "/nonexistent"))


def found(text: str, *ignored: str) -> list[str]:
    """Each finding as `severity code line:column–end_column message`, those on example.org left out."""
    findings = judge(Inventory([loaded(text)]), [rule() for rule in rules()])
    return [
        f"{one.severity.value} {one.code} {one.span.begin.line}:{one.span.begin.column}"
        f"-{one.span.finish.column} {one.message}"
        for one in findings
        if one.code not in ("TR315", *ignored)
    ]


def test_a_record_without_fault_and_nothing_else_known() -> None:
    assert found(RIGHT) == []


def test_the_text_at_fault_is_pointed_at() -> None:
    text = RIGHT.replace("mailto:", "")
    assert found(text) == [
        "error TR303 1:54-69 The report URI 'tls@example.org' has no scheme, so no sender can use it."
    ]


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (MX, "senders tell nobody when TLS with 'example.com' fails"),
        (
            MX + MTA_STS,
            "senders tell nobody when TLS with 'example.com' fails, although MTA-STS asks them for it",
        ),
        (
            MX + NO_MTA_STS + "_25._tcp.mail.example.net. 300 IN TLSA 3 1 1 00\n",
            "senders tell nobody when TLS with 'example.com' fails, although DANE asks them for it",
        ),
        (
            "; example.com. IN MX NODATA: the name has no record of this type\n",
            "'example.com' has no MX",
        ),
        (
            "; example.com. IN MX NXDOMAIN: the name does not exist\n",
            "'example.com' itself does not exist",
        ),
    ],
)
def test_no_record(rest: str, said: str) -> None:
    assert found(NO_POLICY + rest) == [
        (
            "warning TR402 1:1-67 There is no TLS-RPT record at '_smtp._tls.example.com': "
            f"the name does not exist (NXDOMAIN), and {said}."
        )
    ]


def test_no_record_and_an_mx_that_is_not_known() -> None:
    mx = "; example.com. IN MX SERVFAIL: 192.0.2.1#53 failed (SERVFAIL)\n"
    missing, unanswered = found(NO_POLICY + mx)
    assert missing.endswith("(NXDOMAIN), and its MX is not known.")
    assert unanswered == (
        "note TR009 2:1-62 The question for MX at 'example.com' has no answer: "
        "192.0.2.1#53 failed (SERVFAIL), so what depends on it was not checked."
    )


def test_a_domain_that_accepts_no_mail_needs_no_record() -> None:
    assert found(NO_POLICY + "example.com. 3600 IN MX 0 .\n") == []


def test_nothing_is_known_where_the_policy_is_not_answered() -> None:
    text = (
        "; _smtp._tls.example.com. IN TXT TIMEOUT: no answer from 192.0.2.1#53 within 10 s (7 tries)\n"
        "; example.com. IN MX TIMEOUT: no answer from 192.0.2.1#53 within 10 s (7 tries)\n"
    )
    assert found(text) == [
        (
            "error TR009 1:1-92 The question for TXT at '_smtp._tls.example.com' has no answer: no answer "
            "from 192.0.2.1#53 within 10 s (7 tries), so nothing is known of the TLS-RPT record of "
            "'example.com'."
        )
    ]


def test_a_policy_behind_a_cname_is_judged_as_senders_see_it() -> None:
    text = (
        "_smtp._tls.example.com. 3600 IN CNAME reports.example.net.\n"
        'reports.example.net. 60 IN TXT "v=TLSRPTv1; rua=mailto:a@example.org"\n'
        'reports.example.net. 60 IN TXT "v=TLSRPTv1; rua=mailto:b@example.org"\n'
    )
    codes = [line.split(" ", 3)[:3] for line in found(text)]
    assert codes == [["note", "TR405", "2:33-69"], ["error", "TR401", "3:33-69"]]


def test_a_cname_that_leads_nowhere() -> None:
    text = (
        "_smtp._tls.example.com. 3600 IN CNAME a.example.net.\n"
        "a.example.net. 3600 IN CNAME b.example.net.\n"
        "; b.example.net. IN TXT NXDOMAIN: the name does not exist\n"
    )
    assert found(text + MX) == [
        (
            "error TR110 1:1-24 The CNAME to 'a.example.net' leads to no TLS-RPT policy, so senders find "
            "nothing."
        )
    ]


def test_a_wildcard_that_answers_with_a_policy() -> None:
    text = RIGHT.replace("_smtp._tls", "*._tls")
    assert found(text + MX) == [
        (
            "warning TR105 1:1-20 The policy at '*._tls.example.com' answers only where no other record "
            "stands in the way."
        )
    ]


def test_a_wildcard_that_answers_with_something_else() -> None:
    text = '*.example.com. 3600 IN TXT "v=spf1 -all"\n'
    assert found(text + MX) == [
        (
            "warning TR402 1:1-41 There is no TLS-RPT record at '_smtp._tls.example.com': the wildcard "
            "'*.example.com' answers there with something else, so senders tell nobody when TLS with "
            "'example.com' fails."
        )
    ]


def test_a_wildcard_cname_for_other_names() -> None:
    text = (
        "*.example.com. 3600 IN CNAME www.example.com.\n"
        "; www.example.com. IN TXT NODATA: the name has no record of this type\n"
    )
    (line,) = found(text + MX)
    assert line == (
        "warning TR402 1:1-46 There is no TLS-RPT record at '_smtp._tls.example.com': the wildcard "
        "'*.example.com' answers there with something else, so senders tell nobody when TLS with "
        "'example.com' fails."
    )
    # Nor is anything made of the end of the CNAME, at which others may have records.
    assert [part.apex for part in loaded(text).parts] == [Name(("example", "com"))]


def test_policies_at_wrong_names_take_the_place_of_the_missing_record() -> None:
    wrong = RIGHT.replace("_smtp._tls", "_smtp-tls")
    assert found(NO_POLICY + MX + wrong) == [
        (
            "error TR102 3:1-23 '_smtp-tls.example.com' holds a TLS-RPT policy, but senders ask for "
            "'_smtp._tls.example.com' only."
        )
    ]


def test_nothing_is_enforced_where_all_of_it_was_asked() -> None:
    assert [line[:15] for line in found(RIGHT + MX + NO_MTA_STS + NO_TLSA)] == ["note TR403 1:38"]
    assert found(RIGHT + MX + NO_MTA_STS) == []  # TLSA was not asked for
    assert found(RIGHT + MX + MTA_STS + NO_TLSA) == []


def test_a_cached_ttl_says_nothing() -> None:
    short = RIGHT.replace("3600", "7")
    assert [line[:10] for line in found(short)] == ["note TR405"]
    assert found(short + "; from a cache, so each TTL is what is left of it\n") == []


@pytest.mark.parametrize(
    ("uri", "rest", "said"),
    [
        (
            "mailto:t@r.example",
            "r.example. 60 IN MX 0 .\n",
            "'r.example' has a Null MX, so it accepts no mail",
        ),
        (
            "mailto:t@r.example",
            "; r.example. IN MX NODATA: -\n; r.example. IN A NODATA: -\n; r.example. IN AAAA NODATA: -\n",
            "'r.example' has neither MX nor address (NODATA)",
        ),
        (
            "mailto:t@r.example",
            (
                "; r.example. IN MX NXDOMAIN: -\n; r.example. IN A NXDOMAIN: -\n"
                "; r.example. IN AAAA NXDOMAIN: -\n"
            ),
            "'r.example' does not exist (NXDOMAIN)",
        ),
        (
            "https://r.example/x",
            "; r.example. IN A NODATA: -\n; r.example. IN AAAA NODATA: -\n",
            "'r.example' has no address (NODATA)",
        ),
        (
            "https://r.example:8443/x",
            "r.example. 60 IN A 192.0.2.9\n; r.example:8443 UNUSABLE: 192.0.2.9 takes no TLS connection\n",
            "192.0.2.9 takes no TLS connection",
        ),
    ],
)
def test_destinations_that_nothing_reaches(uri: str, rest: str, said: str) -> None:
    text = f'_smtp._tls.example.com. 3600 IN TXT "v=TLSRPTv1; rua={uri}"\n{rest}'
    start = text.index("r.example") + 1
    (line,) = found(text)
    assert line == f"warning TR318 1:{start}-{start + 9} No report can reach '{uri}': {said}."


@pytest.mark.parametrize(
    "rest",
    [
        "r.example. 60 IN MX 10 m.example.\n",
        "; r.example. IN MX NODATA: -\nr.example. 60 IN A 192.0.2.9\n; r.example. IN AAAA NODATA: -\n",
        "; r.example. IN MX NODATA: -\n; r.example. IN A NODATA: -\n; r.example. IN AAAA TIMEOUT: -\n",
        "r.example. 60 IN CNAME s.example.\ns.example. 60 IN MX 10 m.example.\n",
        "",
    ],
)
def test_destinations_that_may_be_reached(rest: str) -> None:
    text = RIGHT.replace("tls@example.org", "t@r.example")
    assert found(text + rest, "TR009") == []


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=4))
def test_any_octets_survive_and_stand_where_they_are_pointed_at(strings: list[bytes]) -> None:
    rdata = dns.rdtypes.ANY.TXT.TXT(dns.rdataclass.IN, dns.rdatatype.TXT, tuple(strings))
    line = f"_smtp._tls.example.com. 60 IN TXT {quoted(rdata.strings)}\n"
    assert line.count("\n") == 1
    (record,) = loaded(line).parts[0].records
    assert [s.text.text.encode("utf-8", "surrogateescape") for s in record.strings] == strings
    assert [s.octets for s in record.strings] == list(map(len, strings))
    assert record.value is not None
    for index, character in enumerate(record.text):
        written = record.value.span(index, index + 1).text
        assert (
            written in (character, f"\\{character}") or written == f"\\{ord(character) & 0xFF:03d}"
        )


@given(st.binary(max_size=200))
def test_any_text_is_read(data: bytes) -> None:
    Transcript(SourceFile("dns:example.com", data))
    Answers().load(SourceFile("dns:example.com", data), Surroundings("/x", "/x"))


def test_the_owner_of_a_finding_is_the_name_that_senders_ask_for() -> None:
    text = '_smtp._tls.example.com. 60 IN CNAME r.example.net.\nr.example.net. 60 IN TXT "v=TLSRPTv1"\n'
    records = loaded(text).parts[0].records
    assert [record.owner.name for record in records] == [Name(("_smtp", "_tls", "example", "com"))]
