"""How much of Gradio the network sees: what the chat page needs, and nothing else.

Gradio brings upload, file, proxy, monitoring and code-editing routes and a page that names foreign
hosts. This gate, put around the mounted application, lets only the page's own requests through and
rewrites the page: Vietnamese, no foreign address, our files, scripts allowed one by one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.frame import SITE_NAME, head_links
from assistant.security import refuse

_OPEN = {
    "GET": re.compile(
        r"/|/theme\.css|/favicon\.ico|/gradio_api/(startup-events|queue/data|heartbeat/[\w-]+)"
        r"|/(assets|static)/[\w./-]{1,200}"
    ),
    "POST": re.compile(r"/gradio_api/(queue/join|cancel|reset)/?"),
}
_OPEN["HEAD"] = _OPEN["GET"]
_TRICK = re.compile(r"//|/\.|\.\.")
_METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")

INTRODUCTION = "Hỏi về văn bản của cơ quan bằng tiếng Việt; mỗi câu trả lời kèm đoạn trích làm chứng."

# Gradio's page holds the configuration as an inline script, hence the nonce, and styles elements inline.
_CHAT_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'"
)
_FOREIGN_META = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')
_BAND = (
    f'<header class="top"><h1 class="home">{SITE_NAME}</h1><p>{INTRODUCTION}</p>'
    '<a class="documents-link" href="/documents">Tài liệu</a></header>'
)
_PANEL = (
    '<aside id="panel" aria-labelledby="panel-title"><div id="panel-head"><div class="bar">'
    '<button type="button" id="to-answer" hidden>↑ Câu trả lời</button>'
    '<button type="button" id="all-documents" hidden>← Tài liệu</button>'
    '<a id="full-text" href="/documents" target="_blank" rel="noopener" hidden>Mở toàn văn</a>'
    '</div><h2 id="panel-title">Tài liệu</h2><p id="panel-about"></p></div>'
    '<div id="source" tabindex="-1"></div></aside>'
)


class Gate:
    """ASGI wrapper of the Gradio application mounted at ``/``.

    Args:
        app: The Gradio application.
        routes: Routes of the outer application, asked whether a wrong method was used on one of them.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self.app = app
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        allowed = _OPEN.get(scope["method"])
        if allowed is None or not allowed.fullmatch(scope["path"]) or _TRICK.search(scope["path"]):
            methods = self._methods(scope)
            if methods:
                await refuse(send, 405, "method_not_allowed", [("allow", ", ".join(methods))])
            else:
                await refuse(send, 404, "not_found")
        elif scope["path"] == "/" and scope["method"] == "GET":
            # Without its query: ?deep_link= makes Gradio read a saved state from disk.
            await self.app({**scope, "query_string": b""}, receive, _Rewriter(send).send)
        else:
            await self.app(scope, receive, _Reworder(send).send)

    def _methods(self, scope: Scope) -> list[str]:
        """Return the methods by which this path may be asked for outside of Gradio."""
        return [name for name in _METHODS if self._has_route({**scope, "method": name})]

    def _has_route(self, scope: Scope) -> bool:
        return any(route.matches(scope)[0] is Match.FULL for route in self.routes)


class _Reworder:
    """Tells Gradio's failures in the words of the contract."""

    def __init__(self, send: Send) -> None:
        self.forward = send
        self.failed = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] >= 400:
            self.failed = message["status"]
        elif not self.failed:
            await self.forward(message)
        elif not message.get("more_body", False):
            fallback = "internal" if self.failed >= 500 else "bad_request"
            await refuse(self.forward, self.failed, "not_found" if self.failed == 404 else fallback)


class _Rewriter:
    """Holds the page back until it is whole, then sends it rewritten."""

    def __init__(self, send: Send) -> None:
        self.forward = send
        self.start: Message = {}
        self.body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            self.start = message
        elif message["type"] == "http.response.body" and self.start:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish()
        else:  # a failure is no page
            await self.forward(message)

    async def _finish(self) -> None:
        nonce = secrets.token_urlsafe(16)
        page = rewrite_page(self.body.decode("utf-8"), nonce).encode("utf-8")
        headers = MutableHeaders(raw=self.start["headers"])
        headers["content-length"] = str(len(page))
        headers["content-security-policy"] = _CHAT_POLICY.format(nonce=nonce)
        headers["cache-control"] = "no-store"
        await self.forward(self.start)
        await self.forward({"type": "http.response.body", "body": page})


def rewrite_page(page: str, nonce: str) -> str:
    """Gradio's page as ours.

    Text of documents reaches the page only inside Gradio's JSON, where ``<`` is escaped, so every
    ``<script`` found here is one of Gradio's own.
    """
    page = _FOREIGN_META.sub("", page)
    page = page.replace('<link rel="manifest" href="/manifest.json" />', "")
    page = page.replace("<script", f'<script nonce="{nonce}"')
    page = page.replace('lang="en"', 'lang="vi"', 1)
    head = f"<title>{SITE_NAME}</title>" + head_links(("page.css", "chat.css"), ("chat.js",))
    page = page.replace("</head>", f"{head}</head>", 1)
    page = page.replace("<gradio-app", f"{_BAND}<gradio-app", 1)
    return page.replace("</gradio-app>", f"</gradio-app>{_PANEL}", 1)
