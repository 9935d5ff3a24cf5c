"""URIs and mail addresses: the verdicts of two libraries, and the places of what is wrong."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint import mailbox, uri
from tlsrpt_lint.destination import FlawKind, destination

NEVER = re.compile("(?!)")
EVERYDAY = st.from_regex(uri._EVERYDAY.pattern, fullmatch=True) | st.from_regex(
    mailbox._EVERYDAY.pattern, fullmatch=True
).map("mailto:{}".format)

FLAWS = [
    # a URI, what is wrong with it, and the characters that are
    ("mailto:", FlawKind.ADDRESS, "mailto:", "is missing"),
    ("mailto:?subject=x", FlawKind.ADDRESS, "mailto:?subject=x", "is missing"),
    ("mailto:?to=a", FlawKind.ADDRESS, "a", "has no '@'"),
    ("mailto:a(at)b.example", FlawKind.ADDRESS, "a(at)b.example", "has no '@'"),
    ("mailto:@b.example", FlawKind.ADDRESS, "@b.example", "has nothing before its '@'"),
    ("mailto:a@", FlawKind.ADDRESS, "a@", "has nothing behind its '@'"),
    ("mailto:a@b@c", FlawKind.ADDRESS, "@", "has a second '@'"),
    ("mailto:a%40b@c", FlawKind.ADDRESS, "@", "has a second '@'"),
    ("mailto:a@b.example.", FlawKind.ADDRESS, ".", "ends in a '.'"),
    ("mailto:a%2Cb@c.example", FlawKind.ADDRESS, "%2C", "has a ',' before its '@'"),
    ("mailto:mailto:a@b.example", FlawKind.ADDRESS, ":", "has a ':' before its '@'"),
    ("mailto:a%00@b.example", FlawKind.ADDRESS, "%00", "has U+0000 before its '@'"),
    ("mailto:%22a@b.example", FlawKind.ADDRESS, "%22", "has a '\"' before its '@'"),
    ("mailto:.a@b", FlawKind.ADDRESS, ".a", "has a '.' with nothing beside it"),
    ("mailto:a..b@c", FlawKind.ADDRESS, "..", "has a '.' with nothing beside it"),
    ("mailto:a.@c", FlawKind.ADDRESS, ".@", "has a '.' with nothing beside it"),
    ("mailto:a@b..c", FlawKind.ADDRESS, "..", "has a '.' with nothing beside it"),
    ("mailto:a@b_c.example", FlawKind.ADDRESS, "_", "has a '_' in its domain"),
    ("mailto:a@-b.example", FlawKind.ADDRESS, "-b", "has the label '-b' in its domain"),
    ("mailto:a@b-.example", FlawKind.ADDRESS, "b-", "has the label 'b-' in its domain"),
    ("mailto:a@%5Bx%5D", FlawKind.ADDRESS, "%5Bx%5D", "names a malformed IP address"),
    (f"mailto:{'a' * 65}@b", FlawKind.ADDRESS, "a" * 65, "has 65 octets before its '@', over 64"),
    (f"mailto:a@{'b' * 64}", FlawKind.ADDRESS, "b" * 64, "has a label of over 63 octets in its domain"),
    ("mailto:a@%FF", FlawKind.ADDRESS, "a@%FF", "is none that mail can be sent to"),
    ("mailto:a@[192.0.2.1]", FlawKind.SYNTAX, "[", "holds a raw '['"),
    ("https:r.example/t", FlawKind.HOST, "https:r.example/t", "names no host: '//' must follow the ':'"),
    ("https:/r.example/t", FlawKind.HOST, "https:/r.example/t", "names no host: '//' must follow the ':'"),
    ("https:///t", FlawKind.HOST, "https:///t", "names no host"),
    ("https://:443/", FlawKind.HOST, "https://:443/", "names no host"),
    ("https://u@/", FlawKind.HOST, "https://u@/", "names no host"),
    ("https://h:port/", FlawKind.HOST, "h:port", "has the malformed host 'h:port'"),
    ("https://u@h@i/", FlawKind.HOST, "u@h@i", "has the malformed host 'u@h@i'"),
    ("https://[::::]/", FlawKind.HOST, "[::::]", "names a malformed IP address"),
    ("https://[fe80::1%25eth0]/", FlawKind.HOST, "[fe80::1%25eth0]", "names a malformed IP address"),
    ("https://h/a|b", FlawKind.SYNTAX, "|", "holds a raw '|', which no URI may hold"),
    ("https://h/\x7f", FlawKind.SYNTAX, "\x7f", "holds U+007F, which no URI may hold"),
    ("https://h/%zz", FlawKind.SYNTAX, "%zz", "holds '%zz', which is no percent-encoding"),
    ("https://h%/", FlawKind.SYNTAX, "%/", "holds '%/', which is no percent-encoding"),
    ("https://h/[x]", FlawKind.SYNTAX, "[", "holds a raw '['"),
    ("https://h/?a]", FlawKind.SYNTAX, "]", "holds a raw ']'"),
    ("https://h/#a#b", FlawKind.SYNTAX, "#", "holds a second '#'"),
    ("http://bad/%", FlawKind.SYNTAX, "%", "holds '%', which is no percent-encoding"),
]  # fmt: skip

GOOD = [
    # a URI, the mailbox before the '@', the host
    ("mailto:a@B.example", "a", "b.example"),
    ("mailto:%22a%3Bb%22@b.example", '"a;b"', "b.example"),
    ("mailto:%22a@c%22@b.example", '"a@c"', "b.example"),
    ("mailto:%22%22@b.example", '""', "b.example"),
    ("mailto:a%40b.example", "a", "b.example"),
    ("mailto:?x=y&TO=a@b.example", "a", "b.example"),
    ("mailto:a@b%C3%BCcher.example", "a", "xn--bcher-kva.example"),
    ("mailto:a@%5B192.0.2.1%5D?x", "a", "[192.0.2.1]"),
    ("mailto:a@%5BIPv6:2001:db8::1%5D", "a", "[ipv6:2001:db8::1]"),
    ("mailto:a@ab--c.example", "a", "ab--c.example"),
    ("mailto:a@xn--i-7iq.example", "a", "xn--i-7iq.example"),
    ("mailto:a@localhost", "a", "localhost"),
    ("mailto:a@sub.test", "a", "sub.test"),
    ("mailto:caf%C3%A9@b.example", "caf\u00e9", "b.example"),
    ("MAILTO:a@b#c", "a", "b"),
    ("https://H.example", "", "h.example"),
    ("https://h.example.:443/a%2Fb?c=d/?#e?f", "", "h.example."),
    ("https://u:p@h.example:/", "", "h.example"),
    ("https://@h.example", "", "h.example"),
    ("https://[2001:DB8::1]:8/", "", "[2001:db8::1]"),
    ("https://[v1.x]/", "", "[v1.x]"),
    ("https://h%2Eexample/", "", "h.example"),
    ("https://b%C3%BCcher.example/", "", "b\u00fccher.example"),
    ("tel:1", "", ""),
]


@pytest.mark.parametrize(("text", "kind", "at", "reason"), FLAWS)
def test_what_is_wrong_and_where(text: str, kind: FlawKind, at: str, reason: str) -> None:
    found = destination(text)
    assert found.flaw is not None
    assert (found.kind, text[found.flaw.start : found.flaw.end], found.flaw.reason) == (
        kind,
        at,
        reason,
    )
    assert (found.host, found.local) == ("", "")


@pytest.mark.parametrize(("text", "local", "host"), GOOD)
def test_where_a_uri_leads(text: str, local: str, host: str) -> None:
    found = destination(text)
    assert (found.flaw, found.local, found.host) == (None, local, host)
    for part in (found.host_at, found.local_at, found.port, found.userinfo):
        assert part is None or text[part.start : part.end] == part.text


@given(EVERYDAY)
def test_the_libraries_agree_with_the_short_way(text: str) -> None:
    short = destination.__wrapped__(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uri, "_EVERYDAY", NEVER)
        patch.setattr(mailbox, "_EVERYDAY", NEVER)
        assert destination.__wrapped__(text) == short


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTPS://Example.org", "https://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:/a", "https://example.org/a"),
        ("https://example.org/%61%2f", "https://example.org/a%2F"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("mailto:a@Example.ORG", "MAILTO:a@example.org"),
        ("mailto:%61%40example.org", "mailto:a@example.org"),
    ],
)
def test_uris_that_are_equivalent(one: str, other: str) -> None:
    assert uri.equivalent(one) == uri.equivalent(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://example.org/a/"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/a?b", "https://example.org/a?B"),
        ("https://example.org:8443/", "https://example.org/"),
        ("https://u@example.org/", "https://example.org/"),
        ("mailto:a@example.org", "mailto:A@example.org"),
        ("mailto:a@example.org", "mailto:a@example.org?subject=x"),
    ],
)
def test_uris_that_are_not(one: str, other: str) -> None:
    assert uri.equivalent(one) != uri.equivalent(other)
