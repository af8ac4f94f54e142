"""What comes over the wire that no browser would send: refused soon, and in the contract's words."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant import protocol, security
from assistant.api import create_app
from ingest.settings import Settings
from tests.fakes import FakeAssistant
from tests.web import exchange, running

pytestmark = pytest.mark.real

SOON = 1.0  # seconds
HEALTHY = 0.2  # seconds
MB = 1024 * 1024


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    settings = Settings(_env_file=None, index=tmp_path_factory.mktemp("index"), quota="")  # type: ignore[call-arg]
    with running(create_app(FakeAssistant(), settings)) as port:  # type: ignore[arg-type]
        exchange(port, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        yield port


def post(path: str, kind: str, length: int | None) -> bytes:
    body = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    return f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n{body}\r\n\r\n".encode()


def gigabyte() -> Iterator[bytes]:
    return (b"x" * MB for _ in range(1024))


def gigabyte_in_chunks() -> Iterator[bytes]:
    return (b"%x\r\n" % MB + b"x" * MB + b"\r\n" for _ in range(1024))


def head(lines: bytes) -> bytes:
    return b"GET /public/page.css HTTP/1.1\r\nHost: 127.0.0.1\r\n" + lines + b"\r\n"


FORM = "&".join(f"f{number}=" for number in range(10_000)).encode()
JSON, URLENCODED = "application/json", "application/x-www-form-urlencoded"
BOMBS: dict[str, tuple[int, str, Callable[[], tuple[bytes, Any]]]] = {
    "a body of 1 GB": (413, "body_too_large", lambda: (post("/api/ask", JSON, 2**30), gigabyte())),
    "a body of 1 GB in chunks": (
        413,
        "body_too_large",
        lambda: (post("/api/ask", JSON, None), gigabyte_in_chunks()),
    ),
    "a body of 1 GB where none is wanted": (
        413,
        "body_too_large",
        lambda: (post("/documents", JSON, None), gigabyte_in_chunks()),
    ),
    "a Range of 5 MB": (
        431,
        "headers_too_large",
        lambda: (head(b"Range: bytes=" + b"0-1," * (5 * MB // 4) + b"0-1\r\n"), ()),
    ),
    "a Range of 20 kB": (
        431,
        "headers_too_large",
        lambda: (head(b"Range: bytes=" + b"0-1," * 5000 + b"0-1\r\n"), ()),
    ),
    "10,000 headers": (431, "headers_too_large", lambda: (head(b"a: b\r\n" * 10_000), ())),
    "10,000 form fields": (
        422,
        "bad_request",
        lambda: (post("/api/ask", URLENCODED, len(FORM[:60_000])), (FORM[:60_000],)),
    ),
    "a form of more than 64 kB": (
        413,
        "body_too_large",
        lambda: (post("/api/feedback", URLENCODED, len(FORM)), (FORM,)),
    ),
    "brackets in brackets": (400, "bad_request", lambda: (post("/api/ask", JSON, 60_000), (b"[" * 60_000,))),
    "a number of 60,000 digits": (
        400,
        "bad_request",
        lambda: (post("/api/ask", JSON, 60_000), (b"9" * 60_000,)),
    ),
    "no HTTP": (400, "bad_request", lambda: (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", ())),
    "a method of nothing": (400, "bad_request", lambda: (b" / HTTP/1.1\r\nHost: a\r\n\r\n", ())),
    "a space in a header's name": (400, "bad_request", lambda: (head(b"X Y: z\r\n"), ())),
    "two lengths": (
        400,
        "bad_request",
        lambda: (head(b"Content-Length: 1\r\nContent-Length: 2\r\n"), ()),
    ),
    "no Host": (400, "bad_request", lambda: (b"GET / HTTP/1.1\r\n\r\n", ())),
    "an upgrade to a WebSocket": (
        404,
        "not_found",
        lambda: (
            b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
            (),
        ),
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_refused_soon_while_the_service_stays_healthy(port: int, name: str) -> None:
    status, code, make = BOMBS[name]
    times: list[float] = []
    finished = threading.Event()

    def watch() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while not finished.is_set():
            began = time.perf_counter()
            connection.request("GET", "/healthz")
            assert connection.getresponse().read() == b'{"status":"ok"}'
            times.append(time.perf_counter() - began)
        connection.close()

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        while len(times) < 3:
            time.sleep(0.001)
        times.clear()
        answered, body, seconds = exchange(port, *make())
        while len(times) < 3:
            time.sleep(0.001)
    finally:
        finished.set()
        watching.join(30)
    error = json.loads(body)["error"]
    assert (answered, error["code"]) == (status, code)
    assert error["message"] == security.web_message(code)
    assert seconds < SOON
    assert max(times) < HEALTHY


def test_a_range_is_not_heeded(port: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as web:
        whole = web.get("/public/page.css")
        for value in ("0-1", "0-1," * 1000 + "0-1", "-1", "9999999-"):
            part = web.get("/public/page.css", headers={"range": f"bytes={value}"})
            assert (part.status_code, part.content) == (200, whole.content)


def closed_after(connection: socket.socket, limit: float) -> tuple[bytes, float]:
    """What still came, and the seconds until the other side closed."""
    connection.settimeout(limit)
    began, seen = time.perf_counter(), b""
    while received := connection.recv(65536):
        seen += received
    return seen, time.perf_counter() - began


@pytest.fixture
def hurried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A service that waits half a second where it otherwise waits twenty."""
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr(security, "BODY_SECONDS", 0.5)
    settings = Settings(_env_file=None, index=tmp_path)  # type: ignore[call-arg]
    with running(create_app(FakeAssistant(), settings)) as port:  # type: ignore[arg-type]
        yield port


def test_who_says_nothing_or_never_ends_is_left(hurried: int) -> None:
    opened = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
    for first in (b"", opened):
        with socket.create_connection(("127.0.0.1", hurried)) as connection:
            connection.sendall(first)
            seen, seconds = closed_after(connection, 10)
        assert seen == b"" and seconds < 5

    with socket.create_connection(("127.0.0.1", hurried)) as connection:  # slow the second time only
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        seen = b""
        while not seen.endswith(b'{"status":"ok"}'):
            seen += connection.recv(65536)
        connection.sendall(opened)
        seen, seconds = closed_after(connection, 10)
    assert seen == b"" and seconds < 5

    with socket.create_connection(("127.0.0.1", hurried)) as connection:
        connection.sendall(post("/api/ask", JSON, 100) + b'{"question')
        seen, seconds = closed_after(connection, 10)
    assert seen.startswith(b"HTTP/1.1 408") and b"body_too_slow" in seen and seconds < 5


def test_a_slow_answer_is_waited_for(hurried: int) -> None:
    """The clock that runs for a request's head does not run for its answer."""
    with httpx.Client(base_url=f"http://127.0.0.1:{hurried}") as web:
        for _ in range(3):
            assert web.get("/healthz").status_code == 200
            time.sleep(0.4)
