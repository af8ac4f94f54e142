"""``/api/documents`` and the viewer's pages: what is indexed, as data and to read."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.messages import message_for
from assistant.viewer import document_page, documents_page, error_page
from assistant.words import Lang
from ingest.errors import DocumentUnknown
from ingest.records import Document

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def document_routes(assistant: Assistant) -> APIRouter:
    """Return the routes that show documents."""
    router = APIRouter(tags=["Tài liệu"])

    @router.get("/api/documents", summary="Danh sách tài liệu")
    def documents() -> dict[str, Any]:
        """Những gì biết về từng tài liệu, không có nội dung."""
        listed = [_public(document) for document in assistant.documents.values()]
        return {"documents": listed, "index_version": assistant.version}

    @router.get("/api/documents/{document_id}", summary="Một tài liệu, kèm toàn văn")
    def document(document_id: str) -> dict[str, Any]:
        """`start` và `end` của trích dẫn là vị trí ký tự trong `text`."""
        found = _find(assistant, document_id)
        return {**_public(found), "text": found.text, "index_version": assistant.version}

    @router.get("/documents", response_class=HTMLResponse, include_in_schema=False)
    def documents_view(request: Request) -> str:
        return documents_page(assistant.documents, _lang(request))

    @router.get("/documents/{document_id}", response_class=HTMLResponse, include_in_schema=False)
    def document_view(request: Request, document_id: str) -> HTMLResponse:
        try:
            found = _find(assistant, document_id)
        except DocumentUnknown as error:
            return HTMLResponse(error_page(message_for(error), _lang(request)), 404)
        start, end, mark = (request.query_params.get(name) for name in ("start", "end", "mark"))
        return HTMLResponse(document_page(found, start, end, mark, _lang(request)))

    return router


def _lang(request: Request) -> Lang:
    return "en" if request.query_params.get("lang") == "en" else "vi"


def _find(assistant: Assistant, document_id: str) -> Document:
    found = assistant.documents.get(document_id)
    if found is None:
        raise DocumentUnknown(f"no document {document_id!r}", id=document_id[:80])
    return found


def _public(document: Document) -> dict[str, Any]:
    """Metadata for programs; where the file lies on this machine is nobody's business."""
    shown = asdict(document)
    del shown["text"], shown["source"]
    return {**shown, "length": len(document.text)}
