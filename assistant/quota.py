"""How much one caller may ask: counting, and the ASGI layer that counts by address."""

from __future__ import annotations

import ipaddress
import math
import time

import limits
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api_errors import error_response
from ingest.errors import BadSettings, TooManyRequests

_FREE = frozenset({"GET", "HEAD"})


class Quota:
    """Counts per key within sliding windows; in memory, so a restart forgets.

    Args:
        rule: ``120/minute``, several joined by ``;``; empty: no limit.
        name: Of the setting that the rule comes from.

    Raises:
        BadSettings: The rule is not written like that.
    """

    def __init__(self, rule: str, name: str = "HOIDAP_QUOTA") -> None:
        try:
            self._limits = limits.parse_many(rule) if rule.strip() else []
        except ValueError as error:
            raise BadSettings(str(error), name=name, reason="cần có dạng 120/minute;2000/hour") from error
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, key: str) -> None:
        """Count one request of a caller.

        Raises:
            TooManyRequests: It is over the quota; ``retry_after`` in ``details`` is in seconds.
        """
        for limit in self._limits:
            if not self._limiter.hit(limit, key):
                reset = self._limiter.get_window_stats(limit, key).reset_time
                wait = max(1, math.ceil(reset - time.time()))
                raise TooManyRequests(f"over {limit}", retry_after=wait)


class QuotaByAddress:
    """Sends callers over the quota away. Reading is free; whatever has an effect or costs time is a POST.

    Args:
        app: The application behind.
        quota: Counts by IP address, of IPv6 by network (/64), since one caller has all of it.
    """

    def __init__(self, app: ASGIApp, quota: Quota) -> None:
        self.app = app
        self.quota = quota

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _FREE:
            try:
                self.quota.take(_caller(scope))
            except TooManyRequests as error:
                await error_response(error)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _caller(scope: Scope) -> str:
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:  # a Unix socket, or a test
        return host
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False))
