"""What each address asks for: a layer that lets nobody past who may not; what it does not know, users may.

Pages send people to sign in; everything else answers 401 by the error contract.
"""

from __future__ import annotations

import asyncio
import logging
import re
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api_errors import error_response
from assistant.messages import message_for
from assistant.porter import Porter, credentials
from assistant.security import EMBED, refuse
from assistant.viewer import error_page
from assistant.who import NOBODY, Role, Who, recognise
from ingest.errors import AdminNeeded, HoiDapError, SignInNeeded

logger = logging.getLogger("hoidap.access")

LOGIN, ADMIN_LOGIN = "/login", "/admin/login"
_OPEN = frozenset({"/healthz", "/readyz", LOGIN, ADMIN_LOGIN, EMBED})
_OPEN_FOLDERS = ("/public/", "/widget/")  # the widget's own doors judge its visitors
_ADMIN = re.compile(r"/(api/)?admin(/.*)?", re.DOTALL)
_FOR_PROGRAMS = re.compile(r"/(api|v1|metrics|(en/)?gradio_api)(/.*)?", re.DOTALL)
_CHALLENGE = 'Basic realm="hoidap", charset="UTF-8"'
_NEXT_LIMIT = 2000  # characters


class Access:
    """ASGI layer behind ``assistant.security.Guard``, which has refused what pages of others sent.

    Args:
        app: What is guarded.
        porter: Knows who somebody is.
    """

    def __init__(self, app: ASGIApp, porter: Porter) -> None:
        self.app = app
        self.porter = porter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        needed = needed_role(path)
        if _ADMIN.fullmatch(path) and not self.porter.has_admin:
            await refuse(send, 404, "not_found")
            return
        request = HTTPConnection(scope)
        try:
            who = await self._who(request, needed)
            if who.role < needed:
                raise self._lacking(needed)
        except HoiDapError as error:
            await self._turn_away(error, request)(scope, receive, send)
            return
        recognise(scope, who)
        closed = needed is Role.ADMIN or (needed is Role.USER and self.porter.way != "none")
        await self.app(scope, receive, _unkept(send) if closed else send)

    async def _who(self, request: HTTPConnection, needed: Role) -> Who:
        try:
            who = self.porter.knows(request)
        except HoiDapError:
            if needed > Role.ANONYMOUS:
                raise
            return NOBODY  # what is open to everybody stays open
        if who.role < needed and self.porter.way == "password" and credentials(request):
            return await asyncio.to_thread(self.porter.believes, request)
        return who

    def _lacking(self, needed: Role) -> HoiDapError:
        if needed is Role.ADMIN:
            return AdminNeeded("no administrator")
        if self.porter.way == "header":
            return SignInNeeded("not from the proxy", way="cổng đăng nhập của cơ quan")
        return SignInNeeded("nobody has signed in")

    def _turn_away(self, error: HoiDapError, request: HTTPConnection) -> Response:
        response = error_response(error)
        if response.status_code >= 500:
            logger.error("nobody can be recognised: %s", error)
        if _navigates(request):
            if isinstance(error, AdminNeeded):
                return _to(ADMIN_LOGIN, request)
            if isinstance(error, SignInNeeded) and self.porter.way == "password":
                return _to(LOGIN, request)
            return HTMLResponse(error_page(message_for(error), public=True), response.status_code)
        if response.status_code == 401 and self.porter.way == "password" and not _from_page(request):
            response.headers["www-authenticate"] = _CHALLENGE
        return response


def needed_role(path: str) -> Role:
    """Return the least that somebody must be to ask for a path."""
    if path in _OPEN or path.startswith(_OPEN_FOLDERS):
        return Role.ANONYMOUS
    return Role.ADMIN if _ADMIN.fullmatch(path) else Role.USER


def _navigates(request: HTTPConnection) -> bool:
    """Whether somebody opens a page, rather than a program, or a script of a page, fetching something."""
    reads = request.scope["method"] in ("GET", "HEAD")
    wants_page = "text/html" in request.headers.get("accept", "")
    return reads and wants_page and not _FOR_PROGRAMS.fullmatch(request.url.path)


def _to(page: str, request: HTTPConnection) -> Response:
    """Send to a page where one signs in, and from there back."""
    path, query = request.url.path, request.url.query
    wanted = path + (f"?{query}" if query else "")
    asked = {"next": wanted} if wanted != "/" and len(wanted) <= _NEXT_LIMIT else {}
    if request.query_params.get("lang") == "en" or path.startswith("/en/"):
        asked["lang"] = "en"
    return RedirectResponse(
        f"{page}?{urlencode(asked)}" if asked else page, 303, {"cache-control": "no-store"}
    )


def _from_page(request: HTTPConnection) -> bool:
    """Whether a script of a page asks: the browser would then ask for a password itself."""
    return bool({"sec-fetch-mode", "origin", "referer"} & set(request.headers.keys()))


def _unkept(send: Send) -> Send:
    """Nobody may keep what only some may see; the browser itself keeps what has an ETag: Gradio's files."""

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("cache-control", "private" if "etag" in headers else "no-store")
        await send(message)

    return wrapped
