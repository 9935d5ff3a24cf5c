"""The guards of the test suite itself."""

import socket

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 443), ("dns.example.com", 53)])
def test_no_socket_leaves_the_machine(address: tuple[str, int]) -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as client,
        pytest.raises(AssertionError, match="reached for the network"),
    ):
        client.connect(address)


def test_a_datagram_does_not_leave_either() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client,
        pytest.raises(AssertionError, match="reached for the network"),
    ):
        client.sendto(b"", ("192.0.2.1", 53))


def test_loopback_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
