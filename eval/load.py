"""How the service bears people: ``python -m eval.load --index .hoidap --people 1 4 16 32``.

Starts a service of its own without a quota, lets people ask, and tells what its memory did; then one with
the usual quota, to see callers past it sent away. ``--url`` measures a service that runs already.

Each person asks the next question as soon as the last is answered, and waits as told when refused (429, 503).
Times are those of answers alone.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from eval.questions import OWN_QUESTIONS, load_questions

PATIENCE = 60.0  # seconds for one answer
LOOK_EVERY = 10.0  # seconds between two looks at the memory
_START = 120.0  # seconds for a service to be ready
_PAST, _PAST_SECONDS = 4, 20.0  # people who ask past the quota, and for how long


@dataclass
class Round:
    """What one number of people met.

    Attributes:
        people: Asking at a time.
        seconds: That the round took.
        statuses: HTTP status → how often; 0 stands for a connection that broke.
        answered_ms: Of each answer, in milliseconds.
        untold: Refusals (429, 503) that did not say when to come again.
        memory_mb: Resident memory of the service every ``LOOK_EVERY`` seconds and when the round ended;
            empty where it is not known.
    """

    people: int
    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    answered_ms: list[float] = field(default_factory=list)
    untold: int = 0
    memory_mb: list[float] = field(default_factory=list)

    def row(self) -> str:
        """Return the round as a row of a Markdown table."""
        p50, p95 = np.percentile(self.answered_ms, [50, 95]) if self.answered_ms else (float("nan"),) * 2
        broken = sum(
            n for status, n in self.statuses.items() if (status >= 500 and status != 503) or status == 0
        )
        memory = f"{self.memory_mb[-1]:.0f} MB" if self.memory_mb else ""
        return (
            f"| {self.people} | {self.statuses[200]} | {self.statuses[200] / self.seconds:.1f} "
            f"| {p50:.0f}, {p95:.0f} ms | {self.statuses[429]}, {self.statuses[503]} | {broken} | {memory} |"
        )


async def person(client: httpx.AsyncClient, questions: Iterator[str], until: float, met: Round) -> None:
    """Ask one question after the other until a moment of ``time.monotonic``."""
    while time.monotonic() < until:
        began = time.perf_counter()
        try:
            answer = await client.post("/api/ask", json={"question": next(questions)}, timeout=PATIENCE)
        except httpx.TransportError:
            met.statuses[0] += 1
            continue
        met.statuses[answer.status_code] += 1
        if answer.status_code == httpx.codes.OK:
            met.answered_ms.append((time.perf_counter() - began) * 1000)
        elif answer.status_code in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
            met.untold += "retry-after" not in answer.headers
            await asyncio.sleep(
                min(float(answer.headers.get("retry-after", 1)), until - time.monotonic(), 10)
            )


async def watch_memory(pid: int, met: Round) -> None:
    """Look at the memory of a process again and again, until cancelled."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        met.memory_mb.append(memory_gb(pid) * 1000)


async def ask_for(url: str, people: int, seconds: float, questions: Sequence[str], pid: int = 0) -> Round:
    """Let some people ask for a time.

    Args:
        pid: Of the service, for its memory; 0: it is not looked at.
    """
    met, began = Round(people), time.monotonic()
    limits = httpx.Limits(max_connections=people)
    async with httpx.AsyncClient(base_url=url, limits=limits, trust_env=False) as client:
        asked = itertools.cycle(questions)
        watching = asyncio.ensure_future(watch_memory(pid, met)) if pid else None
        await asyncio.gather(*(person(client, asked, began + seconds, met) for _ in range(people)))
        if watching:
            watching.cancel()
            met.memory_mb.append(memory_gb(pid) * 1000)
    met.seconds = time.monotonic() - began
    return met


def growth(rounds: Sequence[Round]) -> str:
    """Tell how the memory grew from the first round's end, and within the last: what grows there leaks."""
    known = [met for met in rounds if met.memory_mb]
    if not known:
        return ""
    first, last = known[0].memory_mb[-1], known[-1].memory_mb
    return (
        f"Memory: {first:.0f} MB after the first round, {last[-1]:.0f} MB after the last "
        f"({last[-1] / first - 1:+.1%}); within the last {last[-1] / last[0] - 1:+.1%}."
    )


@contextlib.contextmanager
def served(index: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """Run ``hoidap serve`` on a free port, ready when entered; yields its address and process id.

    Args:
        settings: By name without ``HOIDAP_``, in lower case; others come from the environment.

    Raises:
        RuntimeError: It ended, or was not ready in time.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("hoidap")),
        "serve",
        "--port",
        str(port),
        "--index",
        str(index),
    ]
    named = {f"HOIDAP_{name.upper()}": value for name, value in settings.items()}
    process = subprocess.Popen(
        command, env={**os.environ, **named}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(process, url)
        yield url, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_START)


def _wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/readyz", trust_env=False).status_code == httpx.codes.OK:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the service is not ready at {url} (exit code {process.poll()})")


def memory_gb(pid: int, field: str = "VmRSS") -> float:
    """Return the resident memory of a process in GB (10⁹ bytes): now ("VmRSS"), or its highest ("VmHWM")."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    return int(fields[field].split()[0]) * 1024 / 1e9


def measure(url: str, people: Sequence[int], seconds: float, questions: Sequence[str], pid: int = 0) -> None:
    """Print one row for each number of people, then what the memory did."""
    print("| people | answers | a second | median, 95th percentile | 429, 503 | other errors | memory |")
    print("|---|---|---|---|---|---|---|")
    rounds = []
    for number in people:
        rounds.append(asyncio.run(ask_for(url, number, seconds, questions, pid)))
        print(rounds[-1].row(), flush=True)
    if told := growth(rounds):
        print(f"\n{told}")


def past_the_quota(url: str, rule: str, questions: Sequence[str]) -> None:
    """Print what people meet who ask for more than the quota allows."""
    met = asyncio.run(ask_for(url, _PAST, _PAST_SECONDS, questions))
    print(
        f"With HOIDAP_QUOTA={rule}, {_PAST} people from one address in {met.seconds:.0f} s: "
        f"{met.statuses[200]} answered, {met.statuses[429]} refused with 429, {met.untold} of them without "
        f"Retry-After; statuses {dict(sorted(met.statuses.items()))}"
    )


def main() -> None:
    """Measure from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--index", type=Path, default=Path(".hoidap"), help="that a service is started on")
    arguments.add_argument("--url", help="of a service that runs already; it should have no quota")
    arguments.add_argument("--pid", type=int, default=0, help="of that service, for its memory")
    arguments.add_argument("--people", type=int, nargs="+", default=[1, 4, 16, 32])
    arguments.add_argument("--seconds", type=float, default=120)
    arguments.add_argument("--quota", default="10/minute", help="that people then ask past")
    given = arguments.parse_args()
    questions = [question.question for question in load_questions(OWN_QUESTIONS) if not question.history]
    if given.url:
        measure(given.url, given.people, given.seconds, questions, given.pid)
        return
    with served(given.index, quota="") as (url, pid):
        measure(url, given.people, given.seconds, questions, pid)
    with served(given.index, quota=given.quota) as (url, _):
        past_the_quota(url, given.quota, questions)


if __name__ == "__main__":
    main()
