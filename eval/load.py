"""How a running service bears people: ``python -m eval.load --url http://127.0.0.1:7860 --people 1 4 16 32``.

Each person asks the next question as soon as the last is answered, and waits as told when refused (429, 503).
Times are those of answers alone. Start the service with ``HOIDAP_QUOTA=`` to measure it and not its quota.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from eval.questions import OWN_QUESTIONS, load_questions

PATIENCE = 60.0  # seconds for one answer


@dataclass
class Round:
    """What one number of people met.

    Attributes:
        people: Asking at a time.
        seconds: That the round took.
        statuses: HTTP status → how often; 0 stands for a connection that broke.
        answered_ms: Of each answer, in milliseconds.
        memory_mb: Resident memory of the service when the round ended; None where it is not known.
    """

    people: int
    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    answered_ms: list[float] = field(default_factory=list)
    memory_mb: float | None = None

    def row(self) -> str:
        """Return the round as a row of a Markdown table."""
        p50, p95 = np.percentile(self.answered_ms, [50, 95]) if self.answered_ms else (float("nan"),) * 2
        broken = sum(
            n for status, n in self.statuses.items() if (status >= 500 and status != 503) or status == 0
        )
        memory = "" if self.memory_mb is None else f"{self.memory_mb:.0f} MB"
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
            await asyncio.sleep(
                min(float(answer.headers.get("retry-after", 1)), until - time.monotonic(), 10)
            )


async def ask_for(url: str, people: int, seconds: float, questions: Sequence[str]) -> Round:
    """Let some people ask for a time."""
    met, began = Round(people), time.monotonic()
    limits = httpx.Limits(max_connections=people)
    async with httpx.AsyncClient(base_url=url, limits=limits, trust_env=False) as client:
        asked = itertools.cycle(questions)
        await asyncio.gather(*(person(client, asked, began + seconds, met) for _ in range(people)))
    met.seconds = time.monotonic() - began
    return met


def memory_gb(pid: int, field: str = "VmRSS") -> float:
    """Return the resident memory of a process in GB (10⁹ bytes): now ("VmRSS"), or its highest ("VmHWM")."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    return int(fields[field].split()[0]) * 1024 / 1e9


def main() -> None:
    """Measure from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--url", default="http://127.0.0.1:7860")
    arguments.add_argument("--people", type=int, nargs="+", default=[1, 4, 16, 32])
    arguments.add_argument("--seconds", type=float, default=120)
    arguments.add_argument("--pid", type=int, help="of the service, for its memory")
    given = arguments.parse_args()
    questions = [question.question for question in load_questions(OWN_QUESTIONS) if not question.history]
    print("| people | answers | a second | median, 95th percentile | 429, 503 | other errors | memory |")
    print("|---|---|---|---|---|---|---|")
    for people in given.people:
        met = asyncio.run(ask_for(given.url, people, given.seconds, questions))
        met.memory_mb = memory_gb(given.pid) * 1000 if given.pid else None
        print(met.row(), flush=True)


if __name__ == "__main__":
    main()
