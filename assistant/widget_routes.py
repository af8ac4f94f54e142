"""The widget's routes: script, frame, tickets, sessions, and questions asked of a site's public documents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from pydantic import BaseModel, ConfigDict, Field

from assistant.api_ask import BEAT, HISTORY_LIMIT, Text, event_stream
from assistant.api_errors import error_body, web_error
from assistant.desk import Desk
from assistant.messages import web_message
from assistant.notes import note
from assistant.records import Answer
from assistant.security import EMBED, TICKET, WIDGET
from assistant.sites import Sites
from assistant.tickets import TICKET_SECONDS
from assistant.viewer import document_page, error_page
from assistant.visits import SessionBody, Visit, Visits
from assistant.workers import Workers
from ingest.errors import HoiDapError
from ingest.records import Document

FILES = Path(__file__).parent / "widget"
_TYPES = {"widget.js": "text/javascript", "embed.js": "text/javascript", "embed.css": "text/css"}
_HOUR, _YEAR = 3600, 365 * 24 * 3600
_FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors {origins}"
)


class QuestionBody(BaseModel):
    """Body of ``POST /widget/v1/ask``; ``history`` are the earlier questions, oldest first."""

    model_config = ConfigDict(extra="forbid")
    question: Text
    history: Annotated[list[Text], Field(max_length=HISTORY_LIMIT)] = []


def widget_routes(desk: Desk, workers: Workers, sites: Sites, visits: Visits) -> APIRouter:
    """Return the routes of the widget. Without sites only its script is served, and opens nothing."""
    router = APIRouter(include_in_schema=False)
    _add_files(router, sites)
    _add_tickets(router, sites, visits)
    _add_viewer(router, sites, desk)

    @router.post("/widget/v1/ask")
    async def ask(body: QuestionBody, request: Request) -> Response:
        visit = visits.admit(request.headers.get("authorization", ""))
        if "text/event-stream" in request.headers.get("accept", ""):
            asked = workers.stream(
                lambda: desk.ask_stream(body.question, body.history, visit.site.filters()), BEAT
            )
            return await event_stream(asked, lambda events: _told(events, visit, desk.assistant.documents))
        answer = await workers.run(lambda: desk.ask(body.question, body.history, visit.site.filters()))
        return JSONResponse(visit.shown(answer, desk.assistant.documents))

    return router


def _add_files(router: APIRouter, sites: Sites) -> None:
    @router.get(WIDGET)
    def widget(request: Request) -> Response:
        return _file("widget.js", _HOUR, _for_origin(request, sites.knows(_origin(request))))

    @router.get("/widget/v1/{name}")
    def part(name: str) -> Response:
        return _file(name, _YEAR) if name in _TYPES else web_error(404, "not_found")

    @router.get(EMBED)
    def embed(site: str = "") -> Response:
        found = sites.get(site)
        if found is None:
            policy = _FRAME_POLICY.format(origins="'none'")
            page = error_page(web_message("site_unknown"), public=True)
            return HTMLResponse(page, 404, {"content-security-policy": policy})
        headers = {
            "content-security-policy": _FRAME_POLICY.format(origins=" ".join(found.origins)),
            "cross-origin-resource-policy": "cross-origin",
            "cache-control": "no-cache",
        }
        return HTMLResponse(_frame(site, found.origins), headers=headers)


def _add_tickets(router: APIRouter, sites: Sites, visits: Visits) -> None:
    @router.post(TICKET)
    def ticket(request: Request, site: str = "") -> Response:
        origin = _origin(request)
        if origin is None or not sites.allows(site, origin):
            return web_error(403, "foreign_origin", {"vary": "Origin"})
        given = {"ticket": visits.ticket(site, origin), "expires_in": TICKET_SECONDS}
        return JSONResponse(given, headers={"cache-control": "no-store", **_for_origin(request, True)})

    @router.options(TICKET)
    def preflight(request: Request, site: str = "") -> Response:
        if not sites.allows(site, _origin(request)):
            return web_error(403, "foreign_origin", {"vary": "Origin"})
        allowed = {"access-control-allow-methods": "POST", "access-control-max-age": "600"}
        return Response(status_code=204, headers={**_for_origin(request, True), **allowed})

    @router.post("/widget/v1/session")
    def session(body: SessionBody) -> JSONResponse:
        return JSONResponse(visits.open(body), headers={"cache-control": "no-store"})


def _add_viewer(router: APIRouter, sites: Sites, desk: Desk) -> None:
    @router.get("/widget/v1/documents/{document_id}")
    def document(request: Request, document_id: str) -> HTMLResponse:
        found = desk.assistant.documents.get(document_id)
        if found is None or not sites.publishes(found):  # which of the two is nobody's business
            return HTMLResponse(error_page(web_message("not_published"), public=True), 404)
        start, end, mark = (request.query_params.get(name) for name in ("start", "end", "mark"))
        return HTMLResponse(document_page(found, start, end, mark, public=True))


def _origin(request: Request) -> str | None:
    """The page's origin as the browser wrote it; two of them are none."""
    origins = request.headers.getlist("origin")
    return origins[0] if len(origins) == 1 else None


def _for_origin(request: Request, allowed: bool) -> dict[str, str]:
    headers = {"vary": "Origin", "cross-origin-resource-policy": "cross-origin"}
    origin = _origin(request)
    return {**headers, "access-control-allow-origin": origin} if allowed and origin else headers


@cache
def _content(name: str) -> tuple[bytes, str]:
    """A file of the widget, and a digest for its address."""
    content = (FILES / name).read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


def _file(name: str, seconds: int, headers: Mapping[str, str] | None = None) -> Response:
    caching = {"cache-control": f"public, max-age={seconds}"}
    kind = f"{_TYPES[name]}; charset=utf-8"
    return Response(_content(name)[0], headers={**caching, **(headers or {})}, media_type=kind)


@cache
def _frame(site: str, origins: tuple[str, ...]) -> str:
    values = {
        "site": site,
        "origins": json.dumps(origins),
        "css": f"widget/v1/embed.css?v={_content('embed.css')[1]}",
        "js": f"widget/v1/embed.js?v={_content('embed.js')[1]}",
    }
    page = Template((FILES / "embed.html").read_text(encoding="utf-8"))
    return page.substitute({name: escape(value) for name, value in values.items()})


async def _told(
    events: AsyncIterator[str | Answer | None], visit: Visit, documents: Mapping[str, Document]
) -> AsyncIterator[bytes]:
    try:
        async for event in events:
            if event is None:
                yield KEEPALIVE_COMMENT
            elif isinstance(event, Answer):
                yield _event("answer", visit.shown(event, documents))
            else:
                yield _event("token", {"text": event})
    except HoiDapError as error:
        note(code=error.code)
        yield _event("error", error_body(error))


def _event(name: str, data: Any) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))
