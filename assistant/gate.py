"""How much of Gradio the network sees: what the chat page needs, and nothing else.

Gradio brings upload, file, proxy, monitoring and code-editing routes and a page that names foreign
hosts. This gate, put around the mounted application, lets only the page's own requests through and
rewrites the page: Vietnamese, no foreign address, our files, scripts allowed one by one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence

from starlette.datastructures import MutableHeaders
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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

# Gradio's page holds the configuration as an inline script, hence the nonce, and styles elements inline.
_CHAT_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'"
)

# (page, nonce) → page
Dress = Callable[[str, str], str]


class Gate:
    """ASGI wrapper of the Gradio application mounted at ``/``.

    Args:
        app: The Gradio application.
        routes: Routes of the outer application, asked whether a wrong method was used on one of them.
        dress: Makes Gradio's page ours, given a nonce that allows its scripts.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute], dress: Dress) -> None:
        self.app = app
        self.routes = routes
        self.dress = dress

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        allowed = _OPEN.get(scope["method"])
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if allowed is None or not allowed.fullmatch(path) or _TRICK.search(path):
            methods = self._methods(scope)
            if methods:
                await refuse(send, 405, "method_not_allowed", [("allow", ", ".join(methods))])
            else:
                await refuse(send, 404, "not_found")
        elif path == "/" and scope["method"] == "GET":
            # Without its query: ?deep_link= makes Gradio read a saved state from disk.
            await self.app({**scope, "query_string": b""}, receive, _Rewriter(send, self.dress).send)
        else:
            await self.app(scope, receive, _Reworder(send).send)

    def _methods(self, scope: Scope) -> list[str]:
        """Return the methods by which this path may be asked for outside of Gradio."""
        whole = {**scope, "root_path": scope.get("app_root_path", "")}  # /en/documents is no /documents
        return [name for name in _METHODS if self._has_route({**whole, "method": name})]

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

    def __init__(self, send: Send, dress: Dress) -> None:
        self.forward = send
        self.dress = dress
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
        page = self.dress(self.body.decode("utf-8"), nonce).encode("utf-8")
        headers = MutableHeaders(raw=self.start["headers"])
        headers["content-length"] = str(len(page))
        headers["content-security-policy"] = _CHAT_POLICY.format(nonce=nonce)
        headers["cache-control"] = "no-store"
        await self.forward(self.start)
        await self.forward({"type": "http.response.body", "body": page})
