"""Every request gets an id, a line in the log and its place in the figures; a crash becomes a plain 500."""

from __future__ import annotations

import logging
import re
import time
from typing import Any, Protocol
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.notes import notes_of
from assistant.security import refuse, with_headers

logger = logging.getLogger("hoidap.requests")

_GIVEN_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_PATH_SHOWN = 200  # characters
_GONE = 499  # counted when the other side left before anything was sent
# What a page loads and what watchers poll would drown the rest; failures of these are logged too.
_QUIET = re.compile(
    r"(/en)?/((assets|static|public|gradio_api|healthz|readyz|metrics|theme\.css|favicon\.ico)\b.*)?"
)


class Figures(Protocol):
    """What the journal tells about each request."""

    def request(self, method: str, route: str, status: int, seconds: float, code: str | None) -> None:
        """Count one request; ``code`` is its error's, None when it succeeded."""


class Journal:
    """Outermost ASGI layer.

    ``X-Request-ID`` of a request is taken over when it is at most 64 plain characters, else made; every
    response carries it.

    Args:
        app: Everything else.
        figures: Told about each request.
        log: Whether requests are logged; failures of the server always are.
    """

    def __init__(self, app: ASGIApp, figures: Figures, log: bool = True) -> None:
        self.app = app
        self.figures = figures
        self.log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        with notes_of(given if _GIVEN_ID.fullmatch(given) else uuid4().hex) as notes:
            began = time.perf_counter()
            answer = _Answer(send, notes["request_id"])
            try:
                await self.app(scope, receive, answer.send)
            except Exception as error:
                logger.exception("request failed", exc_info=error)
                if answer.status is not None:  # too late for another answer: the connection breaks off
                    raise
                await refuse(with_headers(answer.send), 500, "internal")
            finally:
                self._write(scope, answer.status, time.perf_counter() - began, notes)

    def _write(self, scope: Scope, status: int | None, seconds: float, notes: dict[str, Any]) -> None:
        route = getattr(scope.get("route"), "path", None) or "other"
        self.figures.request(scope["method"], route, status or _GONE, seconds, notes.get("code"))
        failed = status is not None and status >= 500
        quiet = status is not None and status < 400 and _QUIET.fullmatch(scope["path"])
        if not failed and (quiet or not self.log):
            return
        client = scope.get("client")
        facts = {
            "method": scope["method"],
            "path": scope["path"][:_PATH_SHOWN],
            "status": status,
            "ms": round(seconds * 1000, 1),
            "client": client[0] if client else None,
            **notes,
        }
        logger.log(logging.ERROR if failed else logging.INFO, "request", extra={"facts": facts})


class _Answer:
    """Passes a response on, with its id, and remembers the status (None: nothing was sent)."""

    def __init__(self, send: Send, name: str) -> None:
        self.forward = send
        self.name = name
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)["x-request-id"] = self.name
        await self.forward(message)
