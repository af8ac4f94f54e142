"""Counting what people meet, against a service whose answers are known."""

from __future__ import annotations

import asyncio
import os
from collections import Counter

import httpx
import pytest

from eval import load
from eval.load import Round, ask_for, memory_gb


def test_a_row_by_hand() -> None:
    met = Round(4, 2.0, Counter({200: 3, 429: 2, 503: 1, 500: 1, 0: 1}), [10.0, 20.0, 30.0], 512.4)
    assert met.row() == "| 4 | 3 | 1.5 | 20, 29 ms | 2, 1 | 2 | 512 MB |"


def test_nobody_answered() -> None:
    assert Round(1, 1.0, Counter({0: 2})).row() == "| 1 | 0 | 0.0 | nan, nan ms | 0, 0 | 2 |  |"


def test_answers_refusals_and_breaks_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def service(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if len(asked) % 3 == 0:
            raise httpx.ReadError("gone")
        return (
            httpx.Response(200)
            if len(asked) % 3 == 1
            else httpx.Response(429, headers={"retry-after": "0.001"})
        )

    plain = httpx.AsyncClient
    monkeypatch.setattr(
        load.httpx,
        "AsyncClient",
        lambda **given: plain(base_url=given["base_url"], transport=httpx.MockTransport(service)),
    )
    met = asyncio.run(ask_for("http://office", 2, 0.2, ["Có mấy thôn?"]))

    assert set(asked) == {"/api/ask"} and sum(met.statuses.values()) == len(asked) >= 6
    assert met.statuses.keys() == {200, 429, 0} and len(met.answered_ms) == met.statuses[200]
    assert met.seconds >= 0.2


def test_memory_of_this_process() -> None:
    assert 0.01 < memory_gb(os.getpid()) <= memory_gb(os.getpid(), "VmHWM") < 20
