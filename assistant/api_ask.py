"""``/api/ask``, ``/api/search`` and ``/api/feedback``: questions in, answers or events out, verdicts in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from assistant.api_errors import error_body
from assistant.desk import Desk
from assistant.metrics import Metrics
from assistant.notes import note
from assistant.records import Answer
from assistant.store import REASON_LIMIT, FeedbackStore
from assistant.workers import Workers
from ingest.errors import HoiDapError

BEAT = 5.0  # seconds without news before a stream says that it is alive
HISTORY_LIMIT = 50  # earlier questions
_STREAM_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


def _writable(text: str) -> str:
    """JSON can smuggle in half a character (a lone surrogate), which no answer could repeat."""
    text.encode("utf-8")  # UnicodeEncodeError is a ValueError: pydantic reports it as bad input
    return text


Text = Annotated[str, AfterValidator(_writable)]
Value = Annotated[Text, Field(max_length=500)]
Day = Annotated[date | None, BeforeValidator(lambda value: value or None)]  # "" chooses nothing


def _body(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class Filters(BaseModel):
    """Which documents are asked; what is left out or empty chooses nothing."""

    model_config = ConfigDict(extra="forbid")
    document_id: Value = Field(default="", description="Mã tài liệu.")
    publisher: Value = Field(default="", description="Cơ quan ban hành hoặc báo đăng.")
    kind: Value = Field(default="", description="Loại văn bản.")
    place: Value = Field(default="", description="Địa phương mà văn bản nói về.")
    number: Value = Field(default="", description="Số, ký hiệu.")
    author: Value = Field(default="", description="Tác giả hoặc người ký.")
    issued_from: Day = Field(default=None, description="Từ ngày (YYYY-MM-DD), kể cả ngày đó.")
    issued_to: Day = Field(default=None, description="Đến ngày (YYYY-MM-DD), kể cả ngày đó.")

    @model_validator(mode="after")
    def _in_order(self) -> Filters:
        if self.issued_from and self.issued_to and self.issued_from > self.issued_to:
            raise ValueError("issued_from is after issued_to")
        return self

    def chosen(self) -> dict[str, str]:
        """Return the filters as ``assistant.filters`` takes them."""
        return {name: str(value) for name, value in self if value}


class AskBody(BaseModel):
    """Body of ``POST /api/ask``; ``history`` are the earlier questions, oldest first."""

    model_config = _body({"question": "Kế hoạch này do ai ban hành?", "history": [], "filters": {}})
    question: Text = Field(description="Câu hỏi.")
    history: Annotated[list[Text], Field(max_length=HISTORY_LIMIT)] = Field(
        default=[], description="Các câu hỏi trước đó, cũ nhất đứng đầu."
    )
    filters: Filters = Field(default=Filters(), description="Chỉ hỏi trong các tài liệu này.")


class SearchBody(BaseModel):
    """Body of ``POST /api/search``."""

    model_config = _body({"question": "ban hành kế hoạch", "limit": 5})
    question: Text = Field(description="Nội dung cần tìm.")
    limit: Annotated[int, Field(ge=1, le=50)] = Field(default=10, description="Số đoạn nhiều nhất.")
    filters: Filters = Field(default=Filters(), description="Chỉ tìm trong các tài liệu này.")


class FeedbackBody(BaseModel):
    """Body of ``POST /api/feedback``."""

    model_config = _body({"id": "…", "verdict": "down", "reason": "Sai năm"})
    id: Annotated[Text, Field(max_length=64)] = Field(description="Mã (`id`) của câu trả lời.")
    verdict: Literal["up", "down"] = Field(description="`up`: hữu ích; `down`: chưa đúng.")
    reason: Annotated[Text, Field(max_length=REASON_LIMIT)] = Field(
        default="", description="Lý do, có thể bỏ trống."
    )


def ask_routes(desk: Desk, workers: Workers, store: FeedbackStore, metrics: Metrics) -> APIRouter:
    """Return the routes that ask and that judge answers."""
    router = APIRouter(tags=["Hỏi đáp"])

    @router.post("/api/ask", summary="Hỏi, nhận câu trả lời kèm trích dẫn", response_model=Answer)
    async def ask(body: AskBody, request: Request) -> Response:
        """Trả lời dạng JSON. Với `Accept: text/event-stream`: các sự kiện `token` (`{"text"}`) theo từng
        câu, rồi `answer` (toàn bộ câu trả lời); nếu hỏng giữa chừng thì `error`."""
        chosen = body.filters.chosen()
        if "text/event-stream" in request.headers.get("accept", ""):
            events = workers.stream(lambda: desk.ask_stream(body.question, body.history, chosen), BEAT)
            return await event_stream(events, _ask_events)
        answer = await workers.run(lambda: desk.ask(body.question, body.history, chosen))
        return JSONResponse(asdict(answer))

    @router.post("/api/search", summary="Chỉ tìm các đoạn văn gần nhất")
    async def search(body: SearchBody) -> dict[str, Any]:
        """Các đoạn kèm điểm (0–1, cao hơn là gần hơn), không có câu trả lời."""
        found = await workers.run(lambda: desk.search(body.question, body.limit, body.filters.chosen()))
        contexts = [asdict(context) for context in found]
        return {
            "question": body.question,
            "contexts": contexts,
            "index_version": desk.assistant.version,
        }

    @router.post("/api/feedback", summary="Góp ý về một câu trả lời")
    def feedback(body: FeedbackBody) -> dict[str, str]:
        """Góp ý lần sau thay cho lần trước. Chỉ nhận với các câu trả lời gần đây."""
        store.add(desk.recall(body.id), body.verdict, body.reason)
        metrics.feedback(body.verdict)
        return {"id": body.id, "verdict": body.verdict}

    return router


async def event_stream(events: AsyncIterator[Any], worded: Any) -> Response:
    """Send events as they come.

    Waits for the first one (or ``BEAT`` seconds), so that a question refused at once gets a real status.

    Args:
        events: Items, and None whenever nothing came for a while.
        worded: Turns an async iterator of items into one of bytes to send.

    Raises:
        HoiDapError: Nothing was sent yet.
    """
    first = await anext(events)

    async def all_events() -> AsyncIterator[Any]:
        yield first
        async for event in events:
            yield event

    return EventSourceResponse(worded(all_events()), headers=_STREAM_HEADERS)


async def _ask_events(events: AsyncIterator[str | Answer | None]) -> AsyncIterator[bytes]:
    try:
        async for event in events:
            if event is None:
                yield KEEPALIVE_COMMENT
            elif isinstance(event, Answer):
                yield _event("answer", asdict(event))
            else:
                yield _event("token", {"text": event})
    except HoiDapError as error:
        note(code=error.code)
        yield _event("error", error_body(error))


def _event(name: str, data: Any) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))
