"""Ingesting, asking and serving contact nobody: every connection that the programs try is watched.

strace sees what no patch of Python's socket module can: native code, child processes, DNS look-ups.
"""

from __future__ import annotations

import ipaddress
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.office import write_office
from tests.service import HOIDAP, PATIENCE, plain_environment, serving

pytestmark = [pytest.mark.real, pytest.mark.slow]

CALLS = "connect,sendto,sendmsg,sendmmsg"
DNS = 53
_CALL = re.compile(rf"^\d+\s+(?:{CALLS.replace(',', '|')})\(")
_ADDRESS = re.compile(r'sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')


def watched(log: Path) -> list[str]:
    """Command that runs another under strace; the calls go to ``log``."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed (Debian: apt install strace)")
    return ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "200", "-o", str(log), "-e", f"trace={CALLS}"]


def run(log: Path, command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*watched(log), *command],
        cwd=folder,
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def leaks(log: Path) -> list[str]:
    """Calls of a trace that leave the machine, or ask a resolver of this machine to."""
    return [
        line for line in log.read_text(errors="replace").splitlines() if _CALL.match(line) and _leaves(line)
    ]


def _leaves(line: str) -> bool:
    if "systemd.Resolve" in line:
        return True
    return any(
        int(port) == DNS or not ipaddress.ip_address(address).is_loopback
        for port, address in _ADDRESS.findall(line)
    )


@pytest.mark.parametrize(
    ("program", "seen"),
    [
        ("s = socket.socket(); s.settimeout(.2); s.connect_ex(('192.0.2.1', 443))", "192.0.2.1"),
        ("socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', 53))", "htons(53)"),
        ("socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).connect_ex(('2001:db8::1', 443))", "2001:db8::1"),
    ],
)
def test_the_watch_sees_a_leak(tmp_path: Path, program: str, seen: str) -> None:
    log = tmp_path / "trace"
    run(log, [sys.executable, "-c", f"import socket; {program}"], tmp_path)
    (found,) = leaks(log)
    assert seen in found


def test_the_watch_lets_loopback_pass(tmp_path: Path) -> None:
    log = tmp_path / "trace"
    program = (
        "import socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname())"
    )
    run(log, [sys.executable, "-c", program], tmp_path)
    assert "127.0.0.1" in log.read_text() and leaks(log) == []


def test_ingest_and_ask_contact_nobody(tmp_path: Path) -> None:
    write_office(tmp_path / "corpus", 2)
    told = run(tmp_path / "ingest.trace", [HOIDAP, "ingest"], tmp_path)
    assert told.returncode == 0, told.stderr
    told = run(tmp_path / "ask.trace", [HOIDAP, "ask", "Xã Hoa Mai giảm bao nhiêu đơn vị?"], tmp_path)
    assert told.returncode == 0, told.stderr
    assert leaks(tmp_path / "ingest.trace") == []
    assert leaks(tmp_path / "ask.trace") == []


def test_serving_contacts_nobody(corpus_index: Path, tmp_path: Path) -> None:
    log = tmp_path / "trace"
    with serving(corpus_index, tmp_path, under=watched(log)) as service:
        for path in (
            "/",
            "/documents",
            "/documents/ba-diem-nhan-bac-giang",
            "/api/documents",
            "/healthz",
        ):
            assert service.get(path)
        for question in ("Bắc Giang giảm bao nhiêu đơn vị sự nghiệp?", "Giá vé tàu điện ở Tokyo?"):
            assert service.post("/api/ask", {"question": question})["text"]
        assert service.post("/api/search", {"question": "đảng viên"})["contexts"]
    assert service.process.returncode == 0
    assert leaks(log) == []
