"""The assistant of a running server: it follows the index from generation to generation, without a restart.

A new generation gets a new ``Assistant``, swapped in whole when it is ready. Who is in the middle of
something ends on the old one, which is closed when the last of them has left.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast

from starlette.types import ASGIApp, Receive, Scope, Send

from ingest.embed import Encoder, load_encoder
from ingest.errors import HoiDapError
from ingest.index import current_version, open_index
from ingest.settings import Settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.reader import Reader
    from assistant.records import Answer
    from ingest.records import Document

LOOK_EVERY = 1.0  # seconds; reads one small file
_TRY_AGAIN = 60.0  # seconds until a generation that could not be opened is tried again
_RECENT = 2  # generations whose documents are kept for answers that are being shown
_ENDLESS = "/gradio_api/"  # streams that stay open as long as a page does

_FAILURES = (HoiDapError, OSError, ValueError, LookupError, RuntimeError, TypeError)

logger = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Held:
    """An open assistant and how many are using it; closed when it is out of date and nobody is."""

    assistant: Assistant
    pending: Mapping[str, int]
    users: int = 0
    retired: bool = False


_pinned: ContextVar[_Held | None] = ContextVar("pinned", default=None)


class Following:
    """Stands for the assistant of the newest generation; what it lacks of its own it has of that one.

    Safe to use from several threads. One call is answered from one generation; ``pinned`` keeps several
    calls together.
    """

    def __init__(self, settings: Settings, encoder: Encoder, reader: Reader | None = None) -> None:
        """Open the current generation.

        Args:
            settings: Of the service.
            encoder: Stays the same from generation to generation.
            reader: Likewise; without one each answer says so (see ``Assistant``).

        Raises:
            IndexMissing, IndexMismatch: See ``ingest.index.open_index``.
        """
        self.encoder = encoder
        self._reader = reader
        self._settings = settings
        self._lock = threading.Lock()
        self._turning = threading.Lock()
        self._refused: tuple[str, float] = ("", 0.0)  # version, and when it was tried
        self._end = threading.Event()
        self._recent: tuple[Assistant, ...] = ()  # closed or about to be; their documents can still be read
        self._current = self._opened()
        self._thread = threading.Thread(target=self._follow, name="follow", daemon=True)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Load encoder and reader, open the current generation and follow it from now on.

        Raises:
            EmbeddingUnavailable: The encoder cannot be loaded.
            IndexMissing, IndexMismatch: See ``ingest.index.open_index``.
        """
        from assistant.assistant import reader_if_any

        reader = reader_if_any(settings)
        if reader is not None:
            reader.warm_up()
        following = cls(settings, load_encoder(settings), reader)
        following._thread.start()
        return following

    @contextmanager
    def pinned(self) -> Iterator[Assistant]:
        """Stay on one generation inside: the one that this context is pinned to already, else the newest."""
        held = self._enter()
        token = _pinned.set(held)
        try:
            yield held.assistant
        finally:
            _pinned.reset(token)
            self._leave(held)

    def ask_stream(
        self, question: str, history: Sequence[str] = (), filters: Mapping[str, str] | None = None
    ) -> Iterator[str | Answer]:
        """See ``Assistant.ask_stream``; the generation is kept until the last piece."""
        held = self._enter()
        try:
            pieces = held.assistant.ask_stream(question, history, filters)
        except BaseException:
            self._leave(held)
            raise
        return self._to_the_end(held, pieces)

    @property
    def pending(self) -> Mapping[str, int]:
        """How many chunks are found by their words alone, by document id; see ``Index.pending``."""
        return self._current.pending

    def documents_of(self, version: str) -> Mapping[str, Document]:
        """Return the documents that an answer of this generation was made from; of one long gone today's."""
        for assistant in (self._current.assistant, *self._recent):
            if assistant.version == version:
                return assistant.documents
        return self._current.assistant.documents

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        held = _pinned.get()
        value = getattr((held or self._current).assistant, name)
        if not callable(value):
            return value

        def kept_meanwhile(*arguments: Any, **named: Any) -> Any:
            with self.pinned() as assistant:
                return getattr(assistant, name)(*arguments, **named)

        return kept_meanwhile

    def refresh(self) -> bool:
        """Swap to the published generation if it is another one; tell whether that was done.

        One that cannot be opened is logged, and the old one stays.
        """
        with self._turning:
            try:
                version = current_version(self._settings.index)
                refused, at = self._refused
                tried = version == refused and time.monotonic() - at < _TRY_AGAIN
                if version is None or version == self._current.assistant.version or tried:
                    return False
                self._refused = (version, time.monotonic())
                fresh = self._opened()
            except _FAILURES as error:
                logger.warning("the new generation cannot be used, the old one stays: %s", error)
                return False
            with self._lock:
                old, self._current = self._current, fresh
                self._recent = (old.assistant, *self._recent)[:_RECENT]
                old.users += 1
                old.retired = True
            self._leave(old)
            return True

    def close(self) -> None:
        """Stop following and release the index."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()
        self._current.assistant.close()

    def _opened(self) -> _Held:
        from assistant.assistant import Assistant

        index = open_index(self._settings.index, self._settings, self.encoder.name)
        try:
            return _Held(Assistant(index, self.encoder, self._settings, self._reader), index.pending)
        except BaseException:
            index.close()
            raise

    def _enter(self) -> _Held:
        held = _pinned.get()
        with self._lock:
            if held is None or held.users == 0:
                held = self._current
            held.users += 1
        return held

    def _leave(self, held: _Held) -> None:
        with self._lock:
            held.users -= 1
            over = held.retired and held.users == 0
        if over:
            held.assistant.close()

    def _to_the_end(self, held: _Held, pieces: Iterator[str | Answer]) -> Iterator[str | Answer]:
        try:
            yield from pieces
        finally:
            self._leave(held)

    def _follow(self) -> None:
        while not self._end.wait(LOOK_EVERY):
            self.refresh()


class OneGeneration:
    """ASGI layer: all that one request asks of the assistant is answered from one generation."""

    def __init__(self, app: ASGIApp, following: Following) -> None:
        self._app = app
        self._following = following

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"].startswith(_ENDLESS):
            await self._app(scope, receive, send)
            return
        with self._following.pinned():
            await self._app(scope, receive, send)


def one_generation(assistant: Assistant) -> AbstractContextManager[Assistant]:
    """Stay on one generation for several calls, where the assistant follows the index."""
    given: object = assistant
    return given.pinned() if isinstance(given, Following) else nullcontext(assistant)


def documents_of(assistant: Assistant, answer: Answer) -> Mapping[str, Document]:
    """Return the documents that an answer was made from, also when the assistant has moved on since."""
    given: object = assistant
    return given.documents_of(answer.index_version) if isinstance(given, Following) else assistant.documents


def as_assistant(following: Following) -> Assistant:
    """Return it under the type that the service is built around."""
    return cast("Assistant", following)
