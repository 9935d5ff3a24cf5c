"""Whatever a zone holds: no rule stumbles, nothing is told twice, and every fix cures its finding."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.examples import apply, lint_file
from tlsrpt_lint.registry import rules
from tlsrpt_lint.rule import WHOLE_ZONE, Finding, Fixes

RULES = rules()
OWNERS = st.sampled_from(
    [
        "",
        "@",
        "*",
        "mx",
        "lists",
        "_smtp._tls",
        "_SMTP._TLS.lists",
        "_tls._smtp",
        "_smtp-tlsrpt.lists",
        "_smtp._tls.example.com",
        "_smtp._tls.example.com.",
        "_smtp._tls.",
        "*._tls",
        "_smtp._tls.*",
        "_mta-sts",
        "_mta-sts.lists",
        "_tls",
        "_25._tcp.mx",
        "reports",
        "_dmarc",
        "_smtp\\._tls",
    ]
)
NAMES = st.sampled_from(
    ["mx", "lists", ".", "mx.example.net.", "_smtp._tls", "reports", "_smtp._tls.example.com", "@"]
)
TEXTS = st.sampled_from(
    [
        "v=TLSRPTv1; rua=mailto:a@example.org",
        "v=TLSRPTv1; rua=mailto:b@example.org,",
        "v=TLSRPTv1; rua=https://reports.example.org/" + "a" * 230,
        "v=TLSRPTv1;",
        "v=TLSRPT1",
        "V = tlsrptv1 ;; rua= mailto://a@example.org!10m , https:x",
        "rua=mailto:a@example.org",
        "mailto:a@example.org",
        "v=STSv1; id=1",
        "v=STSv1;id=a-b",
        "v=spf1 -all",
        "",
    ]
)
DATA = st.one_of(
    st.tuples(st.sampled_from(["TXT", "SPF"]), TEXTS.map('"{}"'.format)),
    st.tuples(st.just("TXT"), TEXTS.map(lambda text: text.replace(" ", "\\032") or "x")),
    st.tuples(st.just("TXT"), TEXTS.map(lambda text: text.replace(";", "\\;") or "x")),
    st.tuples(st.just("TXT"), TEXTS.map(lambda text: text or "x")),
    st.tuples(st.just("MX"), NAMES.map("10 {}".format)),
    st.tuples(st.sampled_from(["CNAME", "NS", "DNAME"]), NAMES),
    st.just(("TLSA", "3 1 1 ab")),
)
LINES = st.builds(lambda owner, data: f"{owner} {data[0]} {data[1]}", OWNERS, DATA)
ZONES = st.lists(LINES, max_size=8).map(lambda lines: WHOLE_ZONE + "".join(f"{a}\n" for a in lines))


def told(findings: list[Finding]) -> Counter[tuple[str, int]]:
    """How often each line has a finding of each code."""
    return Counter((finding.code, finding.span.begin.line) for finding in findings)


@given(ZONES)
def test_no_rule_stumbles_and_nothing_is_told_twice(text: str) -> None:
    found = lint_file("example.com.zone", text, RULES)
    places = Counter((f.code, f.span.start, f.span.end) for f in found)
    assert [place for place, times in places.items() if times > 1] == []
    for finding in found:
        assert finding.message.endswith(".")
        assert 0 <= finding.span.start <= finding.span.end <= len(text.encode())


@given(ZONES)
def test_every_safe_fix_cures_its_finding(text: str) -> None:
    found = lint_file("example.com.zone", text, RULES)
    for finding in found:
        if finding.fix and finding.fix.applicability is Fixes.SAFE:
            cured = apply(text.encode(), finding.fix.edits).decode()
            left = told(lint_file("example.com.zone", cured, RULES))
            place = finding.code, finding.span.begin.line
            assert left[place] < told(found)[place], finding.fix
