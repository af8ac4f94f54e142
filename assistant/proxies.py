"""Reverse proxies: what is believed of what they say, and that nothing is of what others say."""

from __future__ import annotations

import ipaddress
import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ingest.errors import BadSettings

_TRUSTED = "from a trusted proxy"
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,60}", re.ASCII)
_TAKEN = frozenset({"authorization", "connection", "content-length", "cookie", "host", "origin"})
_LONGEST_NAME = 200  # characters

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Proxies:
    """Outermost ASGI layer: tells requests of our proxies from all others.

    Of a proxy's request, ``X-Forwarded-For`` and ``X-Forwarded-Proto`` become address and scheme.

    Args:
        app: Everything else.
        trusted: From ``trusted_networks``; empty: nobody is believed.
    """

    def __init__(self, app: ASGIApp, trusted: tuple[Network, ...]) -> None:
        self.app = app
        self.trusted = trusted
        # uvicorn's own types of an application are narrower than starlette's
        self._told: ASGIApp = ProxyHeadersMiddleware(app, [str(network) for network in trusted])  # type: ignore[arg-type, assignment]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        if client:
            scope["client"] = (_plain(client[0]), *client[1:])
        believed = self._believes(scope.get("client"))
        scope.setdefault("state", {})[_TRUSTED] = believed
        await (self._told if believed else self.app)(scope, receive, send)

    def _believes(self, client: tuple[str, int] | None) -> bool:
        try:
            address = ipaddress.ip_address(client[0] if client else "")
        except ValueError:
            return False
        return any(address in network for network in self.trusted)


def named_by_proxy(scope: Scope, header: str) -> str | None:
    """Return whom a trusted proxy names; None for a request of anybody else, or without exactly one name."""
    if not scope.get("state", {}).get(_TRUSTED):
        return None
    given = Headers(scope=scope).getlist(header)
    if len(given) != 1:
        return None
    try:
        name = given[0].encode("latin-1").decode("utf-8").strip()
    except UnicodeDecodeError:
        return None
    return name if name.isprintable() and 0 < len(name) <= _LONGEST_NAME else None


def trusted_networks(text: str) -> tuple[Network, ...]:
    """Read ``HOIDAP_PROXIES``.

    Raises:
        BadSettings: An entry is no address and no network, or is everybody.
    """
    try:
        networks = tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise _bad("cần địa chỉ hoặc mạng, cách nhau bằng dấu phẩy, ví dụ 10.0.0.5,10.1.0.0/16") from error
    if any(network.prefixlen == 0 for network in networks):
        raise _bad("mạng này gồm mọi địa chỉ, nên ai cũng tự xưng tên được")
    return networks


def header_name(text: str) -> str:
    """Read ``HOIDAP_AUTH_HEADER``.

    Raises:
        BadSettings: It is no name of a header, or one that means something else.
    """
    if not _HEADER_NAME.fullmatch(text) or text.lower() in _TAKEN:
        raise BadSettings(
            f"no header name: {text!r}",
            name="HOIDAP_AUTH_HEADER",
            reason="cần tên một tiêu đề HTTP riêng, ví dụ X-Forwarded-User",
        )
    return text


def _plain(host: str) -> str:
    """An IPv4 address as IPv4, also when the socket is an IPv6 one."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    mapped = address.ipv4_mapped if address.version == 6 else None
    return str(mapped) if mapped else host


def _bad(reason: str) -> BadSettings:
    return BadSettings(f"HOIDAP_PROXIES: {reason}", name="HOIDAP_PROXIES", reason=reason)
