"""Whom `--nameserver`, `--port` and resolv.conf name."""

import sys
from pathlib import Path

import pytest

from tlsrpt_lint.errors import UsageError
from tlsrpt_lint.live.nameservers import nameservers, shown

FORMS = "an address such as '192.0.2.1', 'tls://192.0.2.1' or 'https://dns.example/dns-query'"


@pytest.mark.parametrize(
    ("given", "port", "expected"),
    [
        ("192.0.2.1", None, "192.0.2.1#53"),
        ("192.0.2.1", 5399, "192.0.2.1#5399"),
        ("2001:db8::1", 5399, "2001:db8::1#5399"),
        ("[2001:db8::1]", None, "2001:db8::1#53"),
        ("fe80::1%lo", None, "fe80::1%lo#53"),
        ("localhost", 5399, "127.0.0.1#5399"),
        ("tls://192.0.2.1", None, "tls://192.0.2.1#853"),
        ("tls://192.0.2.1:8853", None, "tls://192.0.2.1#8853"),
        ("tls://2001:db8::1", None, "tls://2001:db8::1#853"),
        ("tls://[2001:db8::1]:8853#dns.example", None, "tls://2001:db8::1#8853"),
        ("https://dns.example/dns-query", None, "https://dns.example/dns-query"),
        ("https://192.0.2.1:8443/q", None, "https://192.0.2.1:8443/q"),
    ],
)
def test_a_nameserver_is_what_is_written(given: str, port: int | None, expected: str) -> None:
    assert expected in [shown(server) for server in nameservers([given], port)]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("tls://192.0.2.1", "192.0.2.1"),
        ("tls://192.0.2.1#dns.example", "dns.example"),
        ("tls://localhost", "localhost"),
    ],
)
def test_the_certificate_is_to_be_for_what_is_named(given: str, name: str) -> None:
    assert vars(nameservers([given], None)[0])["hostname"] == name


def test_order_is_kept() -> None:
    given = ["192.0.2.2", "tls://192.0.2.3", "192.0.2.1"]
    expected = ["192.0.2.2#54", "tls://192.0.2.3#853", "192.0.2.1#54"]
    assert [shown(server) for server in nameservers(given, 54)] == expected


@pytest.mark.parametrize(
    ("given", "port", "message"),
    [
        ("", None, f"the nameserver '' is no address; write {FORMS}"),
        ("192.0.2", None, f"the nameserver '192.0.2' is no address; write {FORMS}"),
        ("192.0.2.300", None, f"the nameserver '192.0.2.300' is no address; write {FORMS}"),
        ("2001:db8::g", None, f"the nameserver '2001:db8::g' is no address; write {FORMS}"),
        ("[192.0.2.1", None, f"the nameserver '[192.0.2.1' is no address; write {FORMS}"),
        (
            "192.0.2.1:5399",
            None,
            "the nameserver '192.0.2.1:5399' is given with a port; use --port 5399 for it",
        ),
        (
            "a" * 64,
            None,
            (
                f"the nameserver '{'a' * 64}' has no address (it is no host name); "
                "give its address instead"
            ),
        ),
        (
            "tls://192.0.2.1:0",
            None,
            "the nameserver 'tls://192.0.2.1:0' has no port '0'; a port is a number up to 65535",
        ),
        (
            "tls://192.0.2.1:dot",
            None,
            (
                "the nameserver 'tls://192.0.2.1:dot' has no port 'dot'; "
                "a port is a number up to 65535"
            ),
        ),
        ("tls://", None, f"the nameserver 'tls://' is no address; write {FORMS}"),
        (
            "udp://192.0.2.1",
            None,
            f"the nameserver 'udp://192.0.2.1' is of no known kind; write {FORMS}",
        ),
        (
            "https://",
            None,
            "the nameserver 'https://' is no URL; write 'https://dns.example/dns-query'",
        ),
        (
            "https://dns.example:x/",
            None,
            (
                "the nameserver 'https://dns.example:x/' is no URL; "
                "write 'https://dns.example/dns-query'"
            ),
        ),
        (
            "tls://192.0.2.1",
            8853,
            (
                "--port 8853 has nothing to say where every --nameserver is a URL; "
                "write the port into it: 'tls://192.0.2.1:8853'"
            ),
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(given: str, port: int | None, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        nameservers([given], port)
    assert str(raised.value) == message


@pytest.mark.skipif(sys.platform == "win32", reason="the registry is asked there")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nameserver 192.0.2.1\n", ["192.0.2.1#53"]),
        (
            (
                "# comment\nsearch example.com\noptions ndots:5\n"
                "nameserver 192.0.2.2\nnameserver 2001:db8::2\n"
            ),
            ["192.0.2.2#53", "2001:db8::2#53"],
        ),
    ],
)
def test_the_system_names_them(tmp_path: Path, text: str, expected: list[str]) -> None:
    file = tmp_path / "resolv.conf"
    file.write_text(text)
    assert [shown(server) for server in nameservers((), None, str(file))] == expected


@pytest.mark.skipif(sys.platform == "win32", reason="the registry is asked there")
def test_the_port_is_for_those_of_the_system_as_well(tmp_path: Path) -> None:
    file = tmp_path / "resolv.conf"
    file.write_text("nameserver 192.0.2.1\n")
    assert [shown(server) for server in nameservers((), 5399, str(file))] == ["192.0.2.1#5399"]


@pytest.mark.skipif(sys.platform == "win32", reason="the registry is asked there")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "the system names no nameserver"),
        ("", "the system names no nameserver"),
        ("search example.com\n", "the system names no nameserver"),
        ("nameserver dns.example\n", "the system names a nameserver that is none ("),
    ],
)
def test_a_system_that_names_none(tmp_path: Path, text: str | None, message: str) -> None:
    file = tmp_path / "resolv.conf"
    if text is not None:
        file.write_text(text)
    with pytest.raises(UsageError) as raised:
        nameservers((), None, str(file))
    assert str(raised.value).startswith(message)
    assert raised.value.hint == f"give one with --nameserver, {FORMS}"
