"""The HTTP service: JSON routes, document pages and the chat page, in one FastAPI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI

from assistant.access import Access
from assistant.admin import Administration
from assistant.admin_page import admin_page_routes
from assistant.api_admin import admin_routes
from assistant.api_ask import ask_routes
from assistant.api_docs import FAILURES, add_docs
from assistant.api_documents import document_routes
from assistant.api_errors import add_error_handlers
from assistant.api_health import health_routes
from assistant.api_openai import openai_routes
from assistant.desk import Desk
from assistant.export import export_routes
from assistant.files import PlainFiles
from assistant.frame import STATIC
from assistant.journal import Journal
from assistant.meeting_page import meeting_routes
from assistant.metrics import Metrics
from assistant.porter import Porter
from assistant.proxies import Proxies
from assistant.quota import QuotaByAddress
from assistant.security import Guard
from assistant.signin_page import signin_routes
from assistant.sites import load_sites, public_origin
from assistant.store import FeedbackStore
from assistant.ui import mount_chat
from assistant.visits import Visits
from assistant.widget_routes import widget_routes
from assistant.workers import Workers
from ingest.settings import Settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.jobs import Owner


def create_app(assistant: Assistant, settings: Settings, owner: Owner | None = None) -> FastAPI:
    """Build the service around an open assistant.

    Args:
        assistant: Open for as long as the application runs; the caller closes it. Its methods are
            called from several threads.
        settings: Who is let in, how much may be asked, where feedback is kept.
        owner: Does what an administrator asks of the index; None: there is no administration.

    Returns:
        An ASGI application. Every failure of a JSON route is ``{"error": {"code", "message"}}`` with
        a Vietnamese message.

    Raises:
        BadSettings: ``quota`` is no rule, ``public_url`` no origin, or ``sites`` are malformed; or one
            of the settings of ``assistant.porter``.
        UsersDamaged: See ``assistant.porter``.
    """
    porter = Porter(settings)
    metrics = Metrics(assistant)
    desk = Desk(assistant, settings, metrics)
    workers = Workers(desk.places)
    app = FastAPI(
        title="Hỏi Đáp",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        responses=FAILURES,
        lifespan=_closing(workers),
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    # The layer added last is the outermost.
    app.add_middleware(Access, porter=porter)
    app.add_middleware(QuotaByAddress, quota=desk.quota)
    app.add_middleware(Guard, host=settings.host, public=public_origin(settings.public_url))
    app.add_middleware(Journal, figures=metrics, log=settings.log_requests)
    app.add_middleware(Proxies, trusted=porter.proxies)
    add_error_handlers(app)
    app.include_router(ask_routes(desk, workers, FeedbackStore(settings.index), metrics))
    app.include_router(openai_routes(desk, workers))
    app.include_router(document_routes(assistant))
    app.include_router(meeting_routes(assistant))
    app.include_router(export_routes(assistant))
    app.include_router(health_routes(assistant, metrics))
    sites = load_sites(settings.sites)
    visits = Visits(assistant, sites)
    porter.holds_ticket = visits.knows
    app.include_router(widget_routes(desk, workers, sites, visits))
    app.include_router(signin_routes(porter))
    if porter.has_admin and owner is not None:
        app.include_router(admin_routes(Administration(settings, owner)))
        app.include_router(admin_page_routes())
    add_docs(app)
    app.mount("/public", PlainFiles(directory=STATIC))
    mount_chat(app, desk, settings)
    return app


def _closing(workers: Workers) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(workers.close)

    return lifespan
