"""Tests talk to this machine and to nothing else, whatever they try."""

import socket

import pytest


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(RuntimeError, match="this machine only"):
        socket.getaddrinfo("example.org", 443)


def test_a_connection_is_not_made() -> None:
    with pytest.warns(UserWarning, match="192.0.2.1"), pytest.raises(RuntimeError), socket.socket() as plug:
        plug.connect(("192.0.2.1", 9))


def test_nothing_is_sent_without_a_connection() -> None:
    with (
        pytest.raises(RuntimeError, match="this machine only"),
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug,
    ):
        plug.sendto(b"x", ("192.0.2.1", 9))


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as plug:
        assert plug.getpeername() == server.getsockname()
