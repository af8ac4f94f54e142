"""Blocking work from the event loop: results, failures, streams, streams that nobody listens to any more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator, Iterator

import pytest

from assistant.workers import Workers

LONG = 30.0  # seconds, never waited out


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers(2)
    yield workers
    workers.close()


def test_returns_and_raises(workers: Workers) -> None:
    def fail() -> None:
        raise LookupError("nothing")

    async def both() -> int:
        with pytest.raises(LookupError, match="nothing"):
            await workers.run(fail)
        return await workers.run(lambda: 7)

    assert asyncio.run(both()) == 7


def test_stream_keeps_the_order_and_ends(workers: Workers) -> None:
    def count() -> Generator[int]:
        yield from range(100)

    async def read() -> list[int | None]:
        return [item async for item in workers.stream(count, LONG)]

    assert asyncio.run(read()) == list(range(100))


def test_stream_says_when_nothing_comes(workers: Workers) -> None:
    go_on = threading.Event()

    def wait() -> Generator[str]:
        yield "first"
        assert go_on.wait(LONG)
        yield "last"

    async def read() -> list[str | None]:
        seen: list[str | None] = []
        async for item in workers.stream(wait, 0.01):
            seen.append(item)
            if item is None and "first" in seen:
                go_on.set()
        return seen

    seen = asyncio.run(read())
    assert [item for item in seen if item] == ["first", "last"]
    assert seen[seen.index("first") + 1] is None


def test_stream_raises_what_the_generator_raises_after_what_came_before(workers: Workers) -> None:
    def fail() -> Generator[str]:
        yield "before"
        raise LookupError("nothing")

    async def read() -> list[str | None]:
        seen = []
        with pytest.raises(LookupError):
            async for item in workers.stream(fail, LONG):
                seen.append(item)
        return seen

    assert asyncio.run(read()) == ["before"]


def test_stream_that_is_left_closes_the_generator(workers: Workers) -> None:
    left, closed = threading.Event(), threading.Event()
    yielded = []

    def forever() -> Generator[int]:
        try:
            yield 0
            assert left.wait(LONG)
            for number in range(1, 1000):
                yielded.append(number)
                yield number
        finally:
            closed.set()

    async def read() -> None:
        stream = workers.stream(forever, LONG)
        assert await anext(stream) == 0
        await stream.aclose()  # type: ignore[attr-defined]
        left.set()

    asyncio.run(read())
    assert closed.wait(LONG)
    assert yielded == [1]
