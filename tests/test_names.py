"""Domain names, with dnspython as the oracle."""

import dns.exception
import dns.name
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.names import ROOT, BadNameError, Name, parse_name

presented = st.text(st.sampled_from('aB-_*.\\0129;"@$() \x7f'), max_size=12) | st.text(
    st.sampled_from("ab."), max_size=300
)
labels = st.text(st.characters(codec="utf-8"), min_size=1, max_size=15) | st.binary(
    min_size=1, max_size=63
).map(lambda octets: octets.decode("utf-8", "surrogateescape"))
plain_names = st.lists(st.text(st.sampled_from("ab_*"), min_size=1, max_size=3), max_size=5).map(
    Name
)


def octets(name: Name) -> tuple[bytes, ...]:
    return tuple(label.encode("utf-8", "surrogateescape") for label in name)


@given(presented.filter(lambda text: text != "@"))
def test_a_name_is_read_as_dnspython_reads_it(text: str) -> None:
    try:
        expected = dns.name.from_text(text, origin=None)
    except dns.exception.DNSException:
        with pytest.raises(BadNameError):
            parse_name(text)
        return
    name, absolute = parse_name(text)
    lowered = tuple(label.lower() for label in expected.labels)
    assert octets(name) == (lowered[:-1] if absolute else lowered)
    assert absolute == expected.is_absolute()


@given(st.lists(labels, max_size=5).map(Name))
def test_what_is_written_is_read_back_as_the_same_name(name: Name) -> None:
    try:
        expected, _ = parse_name(str(name))
    except BadNameError:
        assert len(b"".join(octets(name))) > 60
        return
    assert octets(expected) == tuple(label.lower() for label in octets(name))


@pytest.mark.parametrize(
    ("text", "name", "absolute"),
    [
        ("", (), False),
        (".", (), True),
        ("_SMTP._TLS", ("_smtp", "_tls"), False),
        ("_smtp._tls.Example.COM.", ("_smtp", "_tls", "example", "com"), True),
        (r"a\.b.c", ("a.b", "c"), False),
        (r"a\046b.c.", ("a.b", "c"), True),
        (r"a\.", ("a.",), False),
        (r"\065b", ("ab",), False),
        ("bücher.example", ("bücher", "example"), False),
        (r"b\195\188cher.example", ("bücher", "example"), False),
        ("ÀB", ("Àb",), False),
    ],
)
def test_reading(text: str, name: tuple[str, ...], absolute: bool) -> None:
    assert parse_name(text) == (Name(name), absolute)


@pytest.mark.parametrize(
    ("text", "reason", "index"),
    [
        ("..", "empty label", 1),
        (".example", "empty label", 0),
        ("_smtp._tls..example.com", "empty label", 11),
        ("x." + "a" * 64 + ".com", "64 octets, over 63", 2),
        (r"a\256", r"'\256' is no octet", 1),
        (r"a\12", r"'\12' is no octet", 1),
        (r"a\1x2", r"'\1x2' is no octet", 1),
        ("a\\", "lone backslash", 1),
        (".".join(["a" * 63] * 4), "257 octets, over 255", 0),
    ],
)
def test_refusing(text: str, reason: str, index: int) -> None:
    with pytest.raises(BadNameError, match=reason.replace("\\", r"\\")) as raised:
        parse_name(text)
    assert raised.value.index == index


def test_the_longest_label_is_counted_in_octets() -> None:
    assert parse_name(r"\200" * 63)[0] == Name(["\udcc8" * 63])
    assert parse_name("é" * 31)[0] == Name(["é" * 31])
    with pytest.raises(BadNameError):
        parse_name("é" * 32)


def test_the_longest_name() -> None:
    longest = ".".join(["a" * 63] * 3 + ["a" * 61]) + "."
    assert str(parse_name(longest)[0]) + "." == longest
    with pytest.raises(BadNameError):
        parse_name("a" + longest)


@given(plain_names, plain_names)
def test_relations_between_names_are_those_of_dnspython(one: Name, other: Name) -> None:
    first, second = (dns.name.Name((*octets(name), b"")) for name in (one, other))
    assert one.is_at_or_below(other) == first.is_subdomain(second)
    assert one.is_below(other) == (first.is_subdomain(second) and first != second)
    joined = one.below(other)
    assert joined.is_at_or_below(other)
    assert joined.relative_to(other) == one


def test_the_way_up_ends_at_the_root() -> None:
    name = Name(("_smtp", "_tls", "example"))
    assert name.ancestors() == [("_tls", "example"), ("example",), ()]
    assert name.parent == ("_tls", "example")
    assert ROOT.ancestors() == []
    assert ROOT.parent == ROOT
