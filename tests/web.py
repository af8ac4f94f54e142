"""The HTTP service in a thread of the test, on a port of its own, as ``hoidap serve`` runs it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from assistant.protocol import HEAD_BYTES, Protocol

_START = 30.0  # seconds


@contextmanager
def running(app: FastAPI) -> Iterator[int]:
    """Serve an application while inside; yields the port on 127.0.0.1."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        http=Protocol,
        h11_max_incomplete_event_size=HEAD_BYTES,
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + _START
    while not server.started:
        assert time.monotonic() < until, "the service did not start"
        time.sleep(0.02)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(15)


def exchange(port: int, sent: bytes, more: Iterable[bytes] = ()) -> tuple[int, bytes, float]:
    """Send bytes over a fresh connection, however the other side likes it, and read one response.

    Returns:
        Status, body, and seconds from the connection to the end of the body.
    """
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        try:
            connection.sendall(sent)
            for chunk in more:
                connection.sendall(chunk)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before all was sent; the answer is there all the same
        head, _, body = _until(connection, b"", lambda seen: b"\r\n\r\n" in seen).partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(fields[b"content-length"])
        body = _until(connection, body, lambda seen: len(seen) >= length)
    return int(head.split()[1]), body, time.perf_counter() - began


def _until(connection: socket.socket, seen: bytes, enough: Callable[[bytes], bool]) -> bytes:
    while not enough(seen):
        received = connection.recv(65536)
        assert received, f"the connection ended after {seen!r}"
        seen += received
    return seen
