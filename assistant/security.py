"""What stands in front of every route: known host, own origin, small body, strict headers.

Pure ASGI, so that streamed answers pass through untouched.
"""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.messages import web_message

BODY_LIMIT = 64 * 1024  # bytes

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

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
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        self.app = app
        self.names = {"localhost", host.lower(), socket.gethostname().lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no page of ours opens a WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        send = _with_headers(send)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._knows(hosts[0]):
            await refuse(send, 400, "foreign_host")
        elif _is_foreign(headers, scope, hosts[0]):
            await refuse(send, 403, "foreign_origin")
        elif "content-length" not in headers and "transfer-encoding" not in headers:
            await self.app(scope, receive, send)
        else:
            await self._read_body(scope, receive, send, headers)

    async def _read_body(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        """Read at most BODY_LIMIT bytes, then hand them on as one message."""
        stated = headers.get("content-length", "0")
        if not stated.isdecimal():
            await refuse(send, 400, "bad_request")
            return
        body, more = bytearray(), len(stated) < 12
        while more and max(int(stated), len(body)) <= BODY_LIMIT:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if more or len(body) > BODY_LIMIT or len(stated) >= 12:
            await refuse(send, 413, "body_too_large")
            return
        await self.app(scope, _replay(bytes(body), receive), send)

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
    body = json.dumps({"error": {"code": code, "message": web_message(code)}}, ensure_ascii=False).encode()
    headers = [("content-type", "application/json"), ("content-length", str(len(body))), *extra]
    if status == 413:
        headers.append(("connection", "close"))  # the rest of the body is not read
    raw = [(name.encode(), value.encode()) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _is_foreign(headers: Headers, scope: Scope, host: str) -> bool:
    """Whether a page of another origin sent this. ``null`` and a second Origin header count as foreign."""
    origins = headers.getlist("origin")
    if origins:
        return origins != [f"{scope['scheme']}://{host}"]
    elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    return elsewhere and scope["method"] not in ("GET", "HEAD")


def _with_headers(send: Send) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("content-security-policy", PAGE_POLICY)
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]  # Gradio reflects origins; nothing here is meant for other origins
        await send(message)

    return wrapped


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed
