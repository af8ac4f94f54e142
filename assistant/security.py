"""What stands in front of every route: known host, own origin, small headers and body, strict headers back.

Pure ASGI, so that streamed answers pass through untouched.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.messages import web_message
from assistant.notes import note

BODY_LIMIT = 64 * 1024  # bytes
BODY_SECONDS = 20.0  # for all of it to arrive
HEADER_LIMIT = 16 * 1024  # bytes, names and values together

# The widget's doors for pages of other origins, which are judged behind them (assistant.widget_routes).
WIDGET, TICKET, EMBED = "/widget/v1/widget.js", "/widget/v1/ticket", "/embed"
_FOR_OTHERS = frozenset({WIDGET, TICKET, EMBED})

# Files that the administrator uploads are read where they are judged (assistant.api_admin).
UPLOADS = "/api/admin/files"

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

# The administrator's pages stand in no frame, not even in one of ours.
_UNFRAMED = re.compile(r"/(api/)?admin(/.*)?", re.DOTALL)
ADMIN_POLICY = PAGE_POLICY.replace("frame-ancestors 'self'", "frame-ancestors 'none'")

_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class Guard:
    """Refuses what no page of ours sends, and gives every response the security headers.

    A response that brings its own ``content-security-policy`` keeps it; all others get the strict one.

    Args:
        app: The application behind.
        host: Address or name that the server listens on; it may be used as ``Host``, as may this
            machine's name, ``localhost`` and any IP address.
        public: Origin under which a reverse proxy passes requests on, their ``Host`` unchanged; "" for
            none. It may speak https with the browser and http with this server.
    """

    def __init__(self, app: ASGIApp, host: str, public: str = "") -> None:
        self.app = app
        self.public = public
        self.names = {"localhost", host.lower(), socket.gethostname().lower()}
        if public:
            self.names.add(str(urlsplit(public).hostname))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no page of ours opens a WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        unframed = _UNFRAMED.fullmatch(scope["path"]) is not None
        send = with_headers(send, scope["path"] in _FOR_OTHERS, unframed)
        hosts = headers.getlist("host")
        if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADER_LIMIT:
            await refuse(send, 431, "headers_too_large")
        elif len(hosts) != 1 or not self._knows(hosts[0]):
            await refuse(send, 400, "foreign_host")
        elif scope["path"] not in (WIDGET, TICKET) and _is_foreign(
            headers, scope, self._origin(scope, hosts[0])
        ):
            await refuse(send, 403, "foreign_origin")
        else:
            # Parts of files are worth nothing here, and lists of a thousand parts have brought servers down.
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"range"]
            if "content-length" not in headers and "transfer-encoding" not in headers:
                await self.app(scope, receive, send)
            elif scope["path"] == UPLOADS and scope["method"] == "PUT":
                await self.app(scope, receive, _closing(send))
            else:
                await self._read_body(scope, receive, send, headers)

    async def _read_body(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        """Read at most BODY_LIMIT bytes, then hand them on as one message."""
        stated = headers.get("content-length", "0")
        if not stated.isdecimal():
            await refuse(send, 400, "bad_request")
            return
        if len(stated) >= 12 or int(stated) > BODY_LIMIT:
            await refuse(send, 413, "body_too_large")
            return
        body, more = bytearray(), True
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while more and len(body) <= BODY_LIMIT:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return
                    body += message.get("body", b"")
                    more = message.get("more_body", False)
        except TimeoutError:
            await refuse(send, 408, "body_too_slow")
            return
        if more or len(body) > BODY_LIMIT:
            await refuse(send, 413, "body_too_large")
            return
        await self.app(scope, _replay(bytes(body), receive), send)

    def _origin(self, scope: Scope, host: str) -> str:
        """The origin of our own pages, as the browser that sent this knows them."""
        if self.public and urlsplit(self.public).netloc == host.lower():
            return self.public
        return f"{scope['scheme']}://{host}"

    def _knows(self, host: str) -> bool:
        """A name rebound to this machine by a foreign DNS server is a name; an IP address cannot be."""
        name = host.lower().rsplit(":", 1)[0] if not host.endswith("]") else host.lower()
        if name in self.names:
            return True
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return True


async def refuse(send: Send, status: int, code: str, extra: Iterable[tuple[str, str]] = ()) -> None:
    """Send the error JSON of the contract for one of the web codes of ``assistant.messages``."""
    note(code=code)
    body = json.dumps({"error": {"code": code, "message": web_message(code)}}, ensure_ascii=False).encode()
    headers = [("content-type", "application/json"), ("content-length", str(len(body))), *extra]
    if status in (408, 413):
        headers.append(("connection", "close"))  # the rest of the body is not read
    raw = [(name.encode(), value.encode()) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _closing(send: Send) -> Send:
    """Give the connection up after a refusal: what is still being sent on it is not read."""

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] >= 400:
            MutableHeaders(scope=message)["connection"] = "close"
        await send(message)

    return wrapped


def _is_foreign(headers: Headers, scope: Scope, own: str) -> bool:
    """Whether a page of another origin sent this. ``null`` and a second Origin header count as foreign."""
    origins = headers.getlist("origin")
    if origins and origins != [own]:
        return True
    elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    return elsewhere and scope["method"] not in ("GET", "HEAD")


def with_headers(send: Send, for_others: bool = False, unframed: bool = False) -> Send:
    """Give the response the security headers.

    Args:
        for_others: Whether the response says itself which other origins may use it; from all others
            what opens them is taken away.
        unframed: Whether nobody may put it into a frame.
    """

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            framed = for_others and "content-security-policy" in headers  # which names who may frame it
            for name, value in _HEADERS.items():
                if for_others:
                    headers.setdefault(name, value)
                else:
                    headers[name] = value
            if framed:
                del headers["x-frame-options"]
            headers.setdefault("content-security-policy", ADMIN_POLICY if unframed else PAGE_POLICY)
            if unframed:
                headers["x-frame-options"] = "DENY"
            for name in [name for name in headers if name.startswith("access-control-") and not for_others]:
                del headers[name]  # Gradio reflects origins; nothing here is meant for other origins
        await send(message)

    return wrapped


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed
