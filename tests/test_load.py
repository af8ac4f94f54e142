"""Counting what people meet, against a service whose answers are known."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from pathlib import Path

import httpx
import pytest

from eval import load
from eval.load import Round, ask_for, memory_gb


def test_a_row_by_hand() -> None:
    met = Round(
        4, 2.0, Counter({200: 3, 429: 2, 503: 1, 500: 1, 0: 1}), [10.0, 20.0, 30.0], 0, [480.0, 512.4]
    )
    assert met.row() == "| 4 | 3 | 1.5 | 20, 29 ms | 2, 1 | 2 | 512 MB |"


def test_growth_by_hand() -> None:
    rounds = [Round(1, memory_mb=[400.0, 500.0]), Round(4), Round(16, memory_mb=[505.0, 515.0])]
    assert load.growth(rounds) == (
        "Memory: 500 MB after the first round, 515 MB after the last (+3.0%); within the last +2.0%."
    )
    assert load.growth([Round(1)]) == "", "nothing is made up of a service whose memory nobody saw"


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
    assert met.seconds >= 0.2 and met.untold == 0 and met.memory_mb == []


def test_a_refusal_that_does_not_say_when_to_come_again_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = httpx.AsyncClient
    transport = httpx.MockTransport(lambda _: httpx.Response(429))
    monkeypatch.setattr(
        load.httpx, "AsyncClient", lambda **given: plain(base_url=given["base_url"], transport=transport)
    )
    met = asyncio.run(ask_for("http://office", 3, 0.1, ["Có mấy thôn?"]))
    assert met.untold == met.statuses[429] == 3


def test_memory_is_looked_at_meanwhile_and_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = httpx.AsyncClient

    async def slow(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.05)
        return httpx.Response(200)

    monkeypatch.setattr(load, "LOOK_EVERY", 0.06)
    monkeypatch.setattr(
        load.httpx,
        "AsyncClient",
        lambda **given: plain(base_url=given["base_url"], transport=httpx.MockTransport(slow)),
    )
    met = asyncio.run(ask_for("http://office", 1, 0.3, ["Có mấy thôn?"], os.getpid()))
    assert len(met.memory_mb) >= 2 and all(10 < seen < 20_000 for seen in met.memory_mb)


def test_memory_of_this_process() -> None:
    assert 0.01 < memory_gb(os.getpid()) <= memory_gb(os.getpid(), "VmHWM") < 20


@pytest.mark.real
@pytest.mark.slow
def test_people_past_the_quota_are_sent_away(corpus_index: Path) -> None:
    with load.served(corpus_index, quota="5/minute") as (url, pid):
        met = asyncio.run(ask_for(url, 2, 3.0, ["Bắc Giang giảm bao nhiêu đơn vị sự nghiệp?"], pid))
    assert met.statuses.keys() == {200, 429} and met.statuses[200] == 5
    assert met.untold == 0 and met.memory_mb[-1] > 100
    with pytest.raises(RuntimeError, match="exit code 1"), load.served(corpus_index, quota="often"):
        pass
