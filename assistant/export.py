"""``POST /api/export``: a conversation that the browser keeps, back as a Word or Markdown file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.paper import Paper, file_name, to_docx, to_markdown
from assistant.takeaway import conversation_paper
from assistant.talks import TURNS_LIMIT, KeptTurn, Line, revived
from assistant.words import Lang

if TYPE_CHECKING:
    from assistant.assistant import Assistant

Ending = Literal["docx", "md"]
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _TYPES.values()}}
}


class ExportBody(BaseModel):
    """Body of ``POST /api/export``; the turns as the chat page keeps them."""

    model_config = ConfigDict(extra="forbid")
    format: Ending = Field(description="`docx` hoặc `md`.")
    title: Annotated[Line, AfterValidator(lambda title: " ".join(title.split()) or "Hỏi Đáp")] = Field(
        default="Hỏi Đáp", description="Tên cuộc trò chuyện."
    )
    lang: Lang = Field(default="vi", description="Ngôn ngữ của phần khung.")
    turns: Annotated[list[KeptTurn], Field(min_length=1, max_length=TURNS_LIMIT)] = Field(
        description="Các lượt hỏi đáp."
    )


def export_routes(assistant: Assistant) -> APIRouter:
    """Return the route that makes files of conversations."""
    router = APIRouter(tags=["Hỏi đáp"])

    @router.post("/api/export", summary="Tải cuộc trò chuyện về", response_class=Response, responses=_FILE)
    def export(body: ExportBody, request: Request) -> Response:
        """Trích dẫn được đọc lại từ tài liệu; đoạn không còn thì bỏ và ghi rõ."""
        documents = assistant.documents
        answers = [revived(turn, documents, body.lang) for turn in body.turns]
        paper = conversation_paper(body.title, answers, documents, str(request.base_url), body.lang)
        return attachment(paper, body.format)

    return router


def attachment(paper: Paper, ending: Ending) -> Response:
    """Send a paper as a file to save."""
    content = to_docx(paper) if ending == "docx" else to_markdown(paper).encode()
    name = file_name(paper.title, ending)
    disposition = f"attachment; filename=\"hoi-dap.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"content-disposition": disposition, "cache-control": "no-store"}
    return Response(content, media_type=_TYPES[ending], headers=headers)
