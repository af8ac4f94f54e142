"""The language model behind an OpenAI-compatible endpoint: one call, streamed, bounded in time and size.

What a call may take is bounded as a whole: an endpoint that hangs, drips a byte a second or never ends
is cut off at the deadline, and its connection is closed.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar

import httpx
import openai
import openai.resources.chat.completions  # else the client imports it during the first call
from llama_index.core.base.llms.types import ChatMessage, ChatResponse
from llama_index.llms.openai_like import OpenAILike

from assistant.breaker import Breaker
from assistant.prompts import Messages
from ingest.errors import BadSettings, ModelFailed
from ingest.settings import Settings

CONNECT_SECONDS = 5.0
_BYTES_A_TOKEN = 2000  # a streamed token is a line of JSON of a few hundred bytes
_BYTES_AT_LEAST = 64 * 1024
_LETTERS_A_TOKEN = 12
_CONTEXT_WINDOW = 1_000_000  # llama-index only passes it on; what is sent is bounded by the settings
# Replies that the call under way has opened. Closing them here, and not when the client's generators are
# collected, is what frees the connection of a reply that nobody reads to its end.
_opened: ContextVar[list[httpx.AsyncByteStream]] = ContextVar("opened")
# What a reply of another shape makes the client raise: it takes the fields on trust.
_MISSHAPEN = (ValueError, AttributeError, TypeError, LookupError)


class Model:
    """Asks the configured endpoint; safe to use from several threads.

    One thread runs an event loop for all calls, since only there a call can be cancelled at any moment.

    Args:
        settings: The endpoint, its model and key, and the limits.
        breaker: Decides when a failing endpoint is left alone.

    Raises:
        BadSettings: The address is none, or no model is named.
    """

    def __init__(self, settings: Settings, breaker: Breaker | None = None) -> None:
        self.seconds = settings.llm_timeout
        self._tokens = settings.llm_answer_tokens
        self._breaker = breaker or Breaker()
        self._client = _client(settings)
        self._llm = _open(settings, self._client)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="hoidap-llm", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Cancel what is under way, close the connections and end the thread."""
        if self._thread.is_alive():
            ended = asyncio.run_coroutine_threadsafe(_end_all(self._client), self._loop)
            ended.add_done_callback(lambda _: self._loop.call_soon_threadsafe(self._loop.stop))
            self._thread.join(CONNECT_SECONDS)

    def stream(self, messages: Messages, deadline: float) -> Iterator[str]:
        """Yield the reply piece by piece; closing the iterator cancels the call.

        Args:
            messages: What the model is told and asked.
            deadline: When the reply must be whole, in ``time.monotonic()`` seconds.

        Raises:
            ModelFailed: ``details["fault"]`` is one of the keys of ``assistant.messages.model_notice``.
        """
        if not self._breaker.allows():
            raise ModelFailed("the breaker is open", fault="resting")
        try:
            yield from self._pieces(messages, deadline)
        except ModelFailed:
            self._breaker.failed()
            raise
        self._breaker.succeeded()

    def complete(self, messages: Messages, deadline: float) -> str:
        """Return the whole reply (see ``stream``)."""
        return "".join(self.stream(messages, deadline))

    def _pieces(self, messages: Messages, deadline: float) -> Iterator[str]:
        arrived: queue.SimpleQueue[str | ModelFailed | None] = queue.SimpleQueue()
        call = asyncio.run_coroutine_threadsafe(self._call(messages, deadline, arrived), self._loop)
        try:
            while True:
                try:
                    piece = arrived.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty:
                    raise ModelFailed("no reply in time", fault="timeout") from None
                if isinstance(piece, ModelFailed):
                    raise piece
                if piece is None:
                    return
                yield piece
        finally:
            call.cancel()

    async def _call(
        self, messages: Messages, deadline: float, arrived: queue.SimpleQueue[str | ModelFailed | None]
    ) -> None:
        opened: list[httpx.AsyncByteStream] = []
        _opened.set(opened)
        try:
            async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                async for piece in self._deltas(messages):
                    arrived.put(piece)
        except TimeoutError:
            arrived.put(ModelFailed("no reply in time", fault="timeout"))
        except (ModelFailed, openai.OpenAIError, httpx.HTTPError, *_MISSHAPEN) as error:
            arrived.put(ModelFailed(f"{type(error).__name__}: {error}"[:500], fault=_fault(error)))
        else:
            arrived.put(None)
        finally:
            for reply in opened:
                await reply.aclose()

    async def _deltas(self, messages: Messages) -> AsyncIterator[str]:
        length, finished, any_reply = 0, False, False
        chat = [ChatMessage(role=role, content=content) for role, content in messages]
        async for reply in await self._llm.astream_chat(chat):
            any_reply = True
            finished = finished or _finished(reply)
            piece = reply.delta or ""
            length += len(piece)
            if length > self._tokens * _LETTERS_A_TOKEN:
                raise ModelFailed("more text than was asked for", fault="endless")
            if piece:
                yield piece
        if not any_reply:
            raise ModelFailed("no event in the reply", fault="bad_reply")
        if not finished:
            raise ModelFailed("the reply broke off", fault="cut")
        if not length:
            raise ModelFailed("the reply has no text", fault="empty")


def _client(settings: Settings) -> httpx.AsyncClient:
    most = _BYTES_AT_LEAST + _BYTES_A_TOKEN * settings.llm_answer_tokens
    timeout = httpx.Timeout(settings.llm_timeout, connect=min(CONNECT_SECONDS, settings.llm_timeout))
    # No redirects: documents go to the endpoint that was named, and nowhere else.
    return httpx.AsyncClient(transport=_Capped(most), timeout=timeout, follow_redirects=False)


def _open(settings: Settings, client: httpx.AsyncClient) -> OpenAILike:
    url = settings.llm_base_url.rstrip("/")
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise _bad("HOIDAP_LLM_BASE_URL", "cần có dạng http://máy:cổng/v1") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise _bad("HOIDAP_LLM_BASE_URL", "cần có dạng http://máy:cổng/v1")
    if not settings.llm_model:
        raise _bad("HOIDAP_LLM_MODEL", "cần tên mô hình khi đã khai báo HOIDAP_LLM_BASE_URL")
    try:
        return OpenAILike(
            model=settings.llm_model,
            api_base=url,
            api_key=settings.llm_api_key.get_secret_value() or "none",  # "" would send OPENAI_API_KEY
            is_chat_model=True,
            context_window=_CONTEXT_WINDOW,
            temperature=0.0,
            max_tokens=settings.llm_answer_tokens,
            max_retries=0,
            timeout=settings.llm_timeout,
            default_headers={"Accept-Encoding": "identity"},
            async_http_client=client,
        )
    except ValueError as error:  # a model of OpenAI's that has no chat route
        raise _bad("HOIDAP_LLM_MODEL", "mô hình này không trò chuyện được") from error


def _bad(name: str, reason: str) -> BadSettings:
    return BadSettings(f"{name}: {reason}", name=name, reason=reason)


async def _end_all(client: httpx.AsyncClient) -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await client.aclose()


def _finished(reply: ChatResponse) -> bool:
    choices = reply.raw.choices
    return bool(choices) and choices[0].finish_reason is not None


def _fault(error: BaseException) -> str:
    """Return which of the faults of ``assistant.messages.model_notice`` an error is."""
    cause: BaseException | None = error
    while cause is not None:  # the client wraps what the transport raises
        if isinstance(cause, ModelFailed):
            return str(cause.details["fault"])
        cause = cause.__cause__
    if isinstance(error, openai.APIStatusError):
        known = {401: "unauthorised", 403: "unauthorised", 404: "unknown_model", 429: "busy"}
        return known.get(error.status_code, "server" if error.status_code >= 500 else "rejected")
    if isinstance(error, (openai.APITimeoutError, httpx.TimeoutException)):
        return "timeout"
    if isinstance(error, openai.APIConnectionError):
        return "refused"
    if isinstance(error, httpx.HTTPError):
        return "cut"
    return "server" if isinstance(error, openai.APIError) else "bad_reply"


class _Capped(httpx.AsyncBaseTransport):
    """HTTP whose replies end at so many bytes, error pages and unfinished lines included."""

    def __init__(self, most: int) -> None:
        self._inner = httpx.AsyncHTTPTransport()
        self._most = most

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":  # might unfold without end
            await response.aclose()
            raise ModelFailed("a compressed reply", fault="bad_reply")
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Counted(response.stream, self._most)
        _opened.get().append(response.stream)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Counted(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream, most: int) -> None:
        self._inner, self._left = inner, most
        self._closing: asyncio.Future[None] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._inner:
            self._left -= len(part)
            if self._left < 0:
                raise ModelFailed("more bytes than any reply has", fault="endless")
            yield part

    async def aclose(self) -> None:
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._inner.aclose())
        await asyncio.shield(self._closing)  # a closing that is cancelled would leave the connection open
