"""``hoidap`` as a program of its own: run to its end, or served and talked to over HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.load import memory_gb

HOIDAP = str(Path(sys.executable).with_name("hoidap"))
PATIENCE = 120  # seconds, far over every limit that a test states
_OURS = ("HOIDAP_", "HF_", "TRANSFORMERS_", "GRADIO_")
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def plain_environment() -> dict[str, str]:
    """The environment of a user who has set nothing, whatever the tests' own process has."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}


@dataclass
class Service:
    """A running ``hoidap serve``.

    Attributes:
        pid: Of the server itself, not of what it runs under.
        ready_after: Seconds from its start to 200 from /readyz.
    """

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    pid: int = 0
    ready_after: float = 0.0

    def get(self, path: str) -> bytes:
        body: bytes = _direct.open(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE).read()
        return body

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        data = json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data)
        request.add_header("Content-Type", "application/json")
        answer: dict[str, Any] = json.loads(_direct.open(request, timeout=PATIENCE).read())
        return answer

    def memory(self) -> dict[str, float]:
        """Resident memory now ("VmRSS") and at its highest ("VmHWM"), in GB (10⁹ bytes)."""
        return {name: memory_gb(self.pid, name) for name in ("VmRSS", "VmHWM")}


@contextmanager
def serving(
    index: Path,
    folder: Path,
    under: Sequence[str] = (),
    more: Sequence[str] = (),
    settings: Mapping[str, str] | None = None,
) -> Iterator[Service]:
    """Serve an index from an empty folder; ready when entered, ended by SIGTERM when left.

    Args:
        index: What to serve.
        folder: Working directory; the log goes there.
        under: Command that the server runs under, such as strace with its arguments.
        more: Further arguments of ``serve``.
        settings: Environment variables of the product.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = folder / "serve.log"
    command = [*under, HOIDAP, "serve", "--port", str(port), "--index", str(index), *more]
    began = time.monotonic()
    with log.open("wb") as output:
        environment = plain_environment() | dict(settings or {})
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
    service = Service(process, port, log)
    try:
        _wait_until_ready(service)
        service.ready_after = time.monotonic() - began
        service.pid = _child_of(process.pid) if under else process.pid
        yield service
    finally:
        if process.poll() is None:
            os.kill(service.pid or process.pid, signal.SIGTERM)
            process.wait(PATIENCE)


def _wait_until_ready(service: Service) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert service.process.poll() is None, service.log.read_text()
        try:
            service.get("/readyz")
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise AssertionError(f"not ready after {PATIENCE} s: {service.log.read_text()}")


def _child_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
