"""How much one caller may ask: counting, and the ASGI layer that counts by address."""

from __future__ import annotations

import ipaddress
import math
import re
import time

import limits
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api_errors import error_response
from ingest.errors import BadSettings, TooManyRequests

_FREE = frozenset({"GET", "HEAD"})
_PAGE = re.compile(r"(/en)?/gradio_api/")
_PAGE_RULE = "1200/minute"


class Quota:
    """Counts per key within sliding windows; in memory, so a restart forgets.

    Args:
        rule: ``120/minute``, several joined by ``;``; empty: no limit.
        name: Of the setting that the rule comes from.

    Attributes:
        limited: Whether there is a limit at all.

    Raises:
        BadSettings: The rule is not written like that.
    """

    def __init__(self, rule: str, name: str = "HOIDAP_QUOTA") -> None:
        try:
            self._limits = limits.parse_many(rule) if rule.strip() else []
        except ValueError as error:
            raise BadSettings(str(error), name=name, reason="cần có dạng 120/minute;2000/hour") from error
        self.limited = bool(self._limits)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, key: str) -> None:
        """Count one request of a caller.

        Raises:
            TooManyRequests: It is over the quota; ``retry_after`` in ``details`` is in seconds.
        """
        for limit in self._limits:
            if not self._limiter.hit(limit, key):
                raise self._over(limit, key)

    def check(self, key: str) -> None:
        """See, without counting, whether a caller has a request left.

        Raises:
            TooManyRequests: As ``take``.
        """
        for limit in self._limits:
            if not self._limiter.test(limit, key):
                raise self._over(limit, key)

    def _over(self, limit: limits.RateLimitItem, key: str) -> TooManyRequests:
        reset = self._limiter.get_window_stats(limit, key).reset_time
        return TooManyRequests(f"over {limit}", retry_after=max(1, math.ceil(reset - time.time())))


class QuotaByAddress:
    """Sends callers over the quota away. Reading is free; whatever has an effect or costs time is a POST.

    The chat page's own requests are counted apart and loosely, since opening it alone takes several: its
    questions are counted where they are asked (``Desk.admit``), so that the page can say what is wrong.

    Args:
        app: The application behind.
        quota: Counts by ``caller``.
    """

    def __init__(self, app: ASGIApp, quota: Quota) -> None:
        self.app = app
        self.quota = quota
        self.pages = Quota(_PAGE_RULE if quota.limited else "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _FREE:
            quota = self.pages if _PAGE.match(scope["path"]) else self.quota
            try:
                quota.take(caller(scope["client"][0] if scope.get("client") else ""))
            except TooManyRequests as error:
                await error_response(error)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def caller(host: str) -> str:
    """Return what an address is counted as: of IPv6 its network (/64), since one caller has all of it."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:  # a Unix socket, or a test
        return host
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False))
