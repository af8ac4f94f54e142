"""Threads in which questions are worked on, and the way from them into the event loop."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncIterator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

T = TypeVar("T")
_SPARE = 8  # threads for those who are sent away because all places are taken


@dataclass(frozen=True, slots=True)
class _End:
    failure: BaseException | None


class Workers:
    """Runs blocking work without blocking the event loop.

    The threads are its own: however many questions wait, the rest of the service has threads left.

    Args:
        places: How many may block at the same time (``Desk.places``).
    """

    def __init__(self, places: int) -> None:
        self._pool = ThreadPoolExecutor(places + _SPARE, thread_name_prefix="ask")

    async def run(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, or raise what it raises."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(context.run, work))

    async def stream(self, start: Callable[[], Generator[T]], beat: float) -> AsyncIterator[T | None]:
        """Yield what the generator yields, and None whenever nothing came for ``beat`` seconds.

        When this iterator is closed early, the generator is closed as soon as it yields again.
        """
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[T | _End] = asyncio.Queue()
        left = threading.Event()

        def work() -> None:
            generator = start()
            try:
                for item in generator:
                    if left.is_set():
                        return
                    loop.call_soon_threadsafe(arrived.put_nowait, item)
            finally:
                generator.close()

        def end(done: asyncio.Future[None]) -> None:
            failure = None if done.cancelled() else done.exception()
            arrived.put_nowait(_End(failure))

        asyncio.ensure_future(self.run(work)).add_done_callback(end)
        try:
            while True:
                try:
                    async with asyncio.timeout(beat):
                        item = await arrived.get()
                except TimeoutError:
                    yield None
                    continue
                if not isinstance(item, _End):
                    yield item
                elif item.failure is not None:
                    raise item.failure
                else:
                    return
        finally:
            left.set()

    def close(self) -> None:
        """Wait for the work at hand and forget the rest."""
        self._pool.shutdown(wait=True, cancel_futures=True)
