"""``/healthz``, ``/readyz`` and ``/metrics``: for the programs that watch over the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from assistant.api_errors import web_error
from assistant.metrics import CONTENT_TYPE, Metrics

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def health_routes(assistant: Assistant, metrics: Metrics) -> APIRouter:
    """Return the routes; all of them answer from the event loop, so a queue of questions delays none."""
    router = APIRouter(tags=["Vận hành"])

    @router.get("/healthz", summary="Máy chủ còn chạy")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz", response_model=None, summary="Đã có tài liệu để hỏi")
    async def readyz() -> dict[str, Any] | JSONResponse:
        count = len(assistant.documents)
        if count == 0:
            return web_error(503, "not_ready")
        return {"status": "ready", "documents": count, "index_version": assistant.version}

    @router.get("/metrics", response_class=Response, summary="Số liệu cho Prometheus")
    async def figures() -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    return router
