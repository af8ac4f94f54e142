"""The guards of conftest.py hold: run with ``pytest tests/test_conftest.py``."""

from __future__ import annotations

import os
import socket

import pytest
from pytest_socket import SocketBlockedError, SocketConnectBlockedError

pytestmark = pytest.mark.filterwarnings("ignore:A test tried")


def test_unit_tests_open_no_socket() -> None:
    with pytest.raises(SocketBlockedError):
        socket.create_connection(("127.0.0.1", 9), timeout=1)


def test_the_event_loop_of_a_test_client_works() -> None:
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    app = FastAPI()

    @app.get("/")
    def home() -> str:
        return "xin chào"

    with TestClient(app) as client:
        assert client.get("/").json() == "xin chào"


@pytest.mark.real
def test_real_tests_reach_this_machine() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        with socket.create_connection(server.getsockname(), timeout=1) as client:
            assert client.getpeername() == server.getsockname()


@pytest.mark.real
def test_real_tests_reach_no_other_machine() -> None:
    with socket.socket() as client, pytest.raises(SocketConnectBlockedError):
        client.connect(("192.0.2.1", 80))
    with pytest.raises(SocketBlockedError):
        socket.getaddrinfo("huggingface.co", 443)


def test_settings_of_the_shell_are_not_seen() -> None:
    assert [name for name in os.environ if name.startswith("HOIDAP_")] == []
