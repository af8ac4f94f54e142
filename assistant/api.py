"""The HTTP service: JSON routes, document pages and the chat page, in one FastAPI application."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from assistant.messages import message_for, web_message
from assistant.records import Answer, Context
from assistant.security import Guard
from assistant.ui import mount_chat
from assistant.viewer import STATIC, document_page, documents_page, error_page
from ingest.errors import DocumentUnknown, HoiDapError
from ingest.records import Document
from ingest.settings import Settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant

_STATUS = {
    "question_empty": 422,
    "question_too_long": 422,
    "bad_input": 422,
    "document_unknown": 404,
    "index_missing": 503,
    "index_mismatch": 503,
    "index_busy": 503,
    "embedding_unavailable": 503,
}
_WEB_CODE = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


def _writable(text: str) -> str:
    """JSON can smuggle in half a character (a lone surrogate), which no answer could repeat."""
    text.encode("utf-8")  # UnicodeEncodeError is a ValueError: pydantic reports it as bad input
    return text


Text = Annotated[str, AfterValidator(_writable)]
Filters = Annotated[dict[Text, Text], Field(max_length=10)]


class AskBody(BaseModel):
    """Body of ``POST /api/ask``; ``history`` are the earlier questions, oldest first."""

    model_config = ConfigDict(extra="forbid")
    question: Text
    history: Annotated[list[Text], Field(max_length=50)] = []
    filters: Filters = {}


class SearchBody(BaseModel):
    """Body of ``POST /api/search``."""

    model_config = ConfigDict(extra="forbid")
    question: Text
    limit: Annotated[int, Field(ge=1, le=50)] = 10
    filters: Filters = {}


def create_app(assistant: Assistant, settings: Settings) -> FastAPI:
    """Build the service around an open assistant.

    Args:
        assistant: Open for as long as the application runs; the caller closes it. Its methods are
            called from several threads.
        settings: ``host`` (which names the server answers to) and ``question_limit`` are used.

    Returns:
        An ASGI application. Every failure of a JSON route is ``{"error": {"code", "message"}}`` with
        a Vietnamese message.
    """
    app = FastAPI(title="Hỏi Đáp", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.add_middleware(Guard, host=settings.host)
    _add_error_handlers(app)
    _add_json_routes(app, assistant)
    _add_health_routes(app, assistant)
    _add_pages(app, assistant)
    app.mount("/public", StaticFiles(directory=STATIC))
    mount_chat(app, assistant, settings)
    return app


def _add_json_routes(app: FastAPI, assistant: Assistant) -> None:
    # Plain functions: FastAPI runs them in its thread pool, so a slow answer holds up nobody else.
    @app.post("/api/ask")
    def ask(body: AskBody) -> Answer:
        return assistant.ask(body.question, body.history, body.filters)

    @app.post("/api/search")
    def search(body: SearchBody) -> dict[str, Any]:
        contexts: tuple[Context, ...] = assistant.search(body.question, body.limit, body.filters)
        found = [asdict(context) for context in contexts]
        return {"question": body.question, "contexts": found, "index_version": assistant.version}

    @app.get("/api/documents")
    def documents() -> dict[str, Any]:
        listed = [_public(document) for document in assistant.documents.values()]
        return {"documents": listed, "index_version": assistant.version}

    @app.get("/api/documents/{document_id}")
    def document(document_id: str) -> dict[str, Any]:
        found = _find(assistant, document_id)
        return {**_public(found), "text": found.text, "index_version": assistant.version}


def _add_health_routes(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", response_model=None)
    def readyz() -> dict[str, Any] | JSONResponse:
        count = len(assistant.documents)
        if count == 0:
            return _error(503, "not_ready", web_message("not_ready"))
        return {"status": "ready", "documents": count, "index_version": assistant.version}


def _add_pages(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/documents", response_class=HTMLResponse, include_in_schema=False)
    def documents_view() -> str:
        return documents_page(assistant.documents)

    @app.get("/documents/{document_id}", response_class=HTMLResponse, include_in_schema=False)
    def document_view(request: Request, document_id: str) -> HTMLResponse:
        try:
            found = _find(assistant, document_id)
        except DocumentUnknown as error:
            return HTMLResponse(error_page(message_for(error)), 404)
        query = request.query_params
        return HTMLResponse(document_page(found, query.get("start"), query.get("end")))


def _add_error_handlers(app: FastAPI) -> None:
    @app.exception_handler(HoiDapError)
    def expected(_: Request, error: HoiDapError) -> JSONResponse:
        return _error(_STATUS.get(error.code, 500), error.code, message_for(error))

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        code = "bad_json" if error.errors()[0]["type"] == "json_invalid" else "bad_request"
        return _error(422, code, web_message(code))

    @app.exception_handler(HTTPException)
    def http(_: Request, error: HTTPException) -> JSONResponse:
        code = _WEB_CODE.get(error.status_code, "bad_request")
        return _error(error.status_code, code, web_message(code), error.headers)

    @app.exception_handler(Exception)  # uvicorn still logs the traceback; the client sees none
    def unexpected(_: Request, __: Exception) -> JSONResponse:
        return _error(500, "internal", message_for(HoiDapError("unexpected")))


def _error(status: int, code: str, message: str, headers: Any = None) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers)


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
