"""A taken port is passed over and said so."""

import socket

import pytest

from networkgroup.local import ports


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind((ports.HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_free_port_is_taken_silently():
    said = []
    port = ports.any_free()
    assert ports.next_free(port, "the site", said.append) == port
    assert said == []


def test_a_taken_port_gives_the_next_free_one_and_says_so(taken):
    said = []
    port = ports.next_free(taken, "the site", said.append)
    assert port > taken
    assert said == [f"Port {taken} is taken, so the site listens on {port}."]


def test_no_port_is_never_free():
    assert not ports.is_free(0)
