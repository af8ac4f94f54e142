"""``/v1``: the assistant as OpenAI's chat clients know a model, with citations as an extra field."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from pydantic import BaseModel, ConfigDict, Field

from assistant.api_ask import BEAT, HISTORY_LIMIT, Text, event_stream
from assistant.api_errors import error_body
from assistant.desk import Desk
from assistant.notes import note
from assistant.records import Answer
from assistant.workers import Workers
from ingest.errors import HoiDapError, ModelUnknown, QuestionEmpty

MODEL = "hoi-dap"
_EXAMPLE: dict[str, Any] = {
    "model": MODEL,
    "messages": [{"role": "user", "content": "Kế hoạch này do ai ban hành?"}],
}
_DONE = format_sse_event(data_str="[DONE]")


class Part(BaseModel):
    """One part of a message; pictures and sound are refused."""

    type: Literal["text"]
    text: Text


class Message(BaseModel):
    """One message of the conversation. What others than the user said is not read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[Part] | None = None

    def said(self) -> str:
        """Return the message's text."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """Options of a streamed answer."""

    include_usage: bool = Field(default=False, description="Gửi thêm số từ ở cuối.")


class ChatBody(BaseModel):
    """Body of ``POST /v1/chat/completions``.

    Clients send many settings of models that write freely (temperature, tools, …): nothing here heeds them.
    """

    model_config = ConfigDict(extra="ignore", json_schema_extra={"examples": [_EXAMPLE]})
    model: Annotated[Text, Field(max_length=200)] = Field(default=MODEL, description=f"`{MODEL}`.")
    messages: Annotated[list[Message], Field(min_length=1, max_length=500)] = Field(
        description="Câu cuối của `user` là câu hỏi, các câu trước của `user` là ngữ cảnh."
    )
    stream: bool | None = Field(default=False, description="Gửi dần từng câu.")
    stream_options: StreamOptions | None = Field(default=None, description="Chỉ dùng khi `stream`.")
    n: Annotated[int, Field(ge=1, le=1)] | None = Field(default=1, description="Chỉ nhận 1.")

    def asked(self) -> tuple[str, list[str]]:
        """Return the question, and the earlier ones, oldest first.

        Raises:
            QuestionEmpty: The user says nothing.
        """
        said = [message.said() for message in self.messages if message.role == "user"]
        if not said:
            raise QuestionEmpty("no message of the user")
        return said[-1], [earlier for earlier in said[:-1] if earlier.strip()][-HISTORY_LIMIT:]


def openai_routes(desk: Desk, workers: Workers) -> APIRouter:
    """Return the OpenAI-compatible routes."""
    router = APIRouter(prefix="/v1", tags=["Tương thích OpenAI"])
    created = int(time.time())
    model = {"id": MODEL, "object": "model", "created": created, "owned_by": MODEL}

    @router.get("/models", summary="Các mô hình có thể gọi")
    async def models() -> dict[str, Any]:
        return {"object": "list", "data": [model]}

    @router.get("/models/{name}", summary="Một mô hình")
    async def one_model(name: str) -> dict[str, Any]:
        _check(name)
        return model

    @router.post("/chat/completions", summary="Hỏi như hỏi một mô hình của OpenAI")
    async def complete(body: ChatBody) -> Response:
        """Như `/api/ask`; ngoài các trường của OpenAI còn có `citations` và `hoi_dap` (`status`, `short`,
        `confidence`, `review_reasons`, …). `id` dùng được cho `/api/feedback`."""
        _check(body.model)
        question, history = body.asked()
        if body.stream:
            with_usage = body.stream_options is not None and body.stream_options.include_usage
            name = uuid4().hex
            events = workers.stream(lambda: desk.ask_stream(question, history, answer_id=name), BEAT)
            return await event_stream(events, lambda events: _chunks(events, name, with_usage))
        answer = await workers.run(lambda: desk.ask(question, history))
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": answer.text, "refusal": None},
            "logprobs": None,
            "finish_reason": "stop",
        }
        told = {**_head(answer.id, "chat.completion"), "choices": [choice], "usage": _usage(answer)}
        return JSONResponse({**told, **_proof(answer)})

    return router


def _check(name: str) -> None:
    if name != MODEL:
        raise ModelUnknown(f"no model {name!r}", name=name[:80], known=MODEL)


async def _chunks(
    events: AsyncIterator[str | Answer | None], name: str, with_usage: bool
) -> AsyncIterator[bytes]:
    """Word the pieces of an answer as chunks; the last one carries the proof and, if wanted, the usage."""
    head = _head(name, "chat.completion.chunk")
    sent = ""

    def chunk(delta: dict[str, str], finish: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _line({**head, "choices": [choice], **more})

    yield chunk({"role": "assistant", "content": ""})
    try:
        async for event in events:
            if event is None:
                yield KEEPALIVE_COMMENT
            elif isinstance(event, str):
                sent += event
                yield chunk({"content": event})
            else:
                # Whoever reads chunks cannot take any back: an answer other than its pieces follows them.
                missing = event.text[len(sent) :] if event.text.startswith(sent) else f"\n\n{event.text}"
                if missing:
                    yield chunk({"content": missing})
                yield chunk({}, "stop", **_proof(event))
                if with_usage:
                    yield _line({**head, "choices": [], "usage": _usage(event)})
    except HoiDapError as error:
        note(code=error.code)
        yield _line(error_body(error))
    yield _DONE


def _line(data: dict[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(data, ensure_ascii=False))


def _head(name: str, kind: str) -> dict[str, Any]:
    return {"id": name, "object": kind, "created": int(time.time()), "model": MODEL}


def _proof(answer: Answer) -> dict[str, Any]:
    """What OpenAI has no field for: the citations, and the rest of the answer but for text and passages."""
    whole = asdict(answer)
    citations = whole.pop("citations")
    del whole["contexts"], whole["text"]
    return {"citations": citations, "hoi_dap": whole}


def _usage(answer: Answer) -> dict[str, int]:
    """Count words, there being no model whose tokens could be counted."""
    asked, written = len(answer.standalone_question.split()), len(answer.text.split())
    return {"prompt_tokens": asked, "completion_tokens": written, "total_tokens": asked + written}
