"""How much one caller may ask: counting by hand within one window, and who counts as one caller."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from assistant.quota import Quota, QuotaByAddress
from ingest.errors import BadSettings, TooManyRequests


def test_third_of_two_an_hour_is_sent_away() -> None:
    quota = Quota("2/hour")
    quota.take("a")
    quota.take("a")
    with pytest.raises(TooManyRequests) as refused:
        quota.take("a")
    assert 1 <= refused.value.details["retry_after"] <= 3600  # type: ignore[operator]
    quota.take("b")  # another caller


def test_the_narrowest_of_several_limits_counts() -> None:
    quota = Quota("10/minute;3/hour")
    for _ in range(3):
        quota.take("a")
    with pytest.raises(TooManyRequests, match="3 per 1 hour"):
        quota.take("a")


def test_empty_rule_limits_nothing() -> None:
    quota = Quota(" ")
    for _ in range(1000):
        quota.take("a")


@pytest.mark.parametrize("rule", ["x", "10", "10/fortnight", "-1/minute"])
def test_what_is_no_rule(rule: str) -> None:
    with pytest.raises(BadSettings) as refused:
        Quota(rule)
    assert refused.value.details["name"] == "HOIDAP_QUOTA"


def statuses(quota: Quota, requests: list[tuple[str, str | None]], path: str = "/api/ask") -> list[int]:
    """Statuses of requests, each a method and the address that it comes from."""

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def ask_all() -> None:
        layer = QuotaByAddress(app, quota)
        for method, address in requests:
            client = (address, 5000) if address is not None else None
            scope = {"type": "http", "method": method, "path": path, "client": client, "headers": []}
            await layer(scope, None, send)  # type: ignore[arg-type]

    asyncio.run(ask_all())
    for message in sent:
        if message.get("status") == 429:
            assert int(dict(message["headers"])[b"retry-after"]) >= 1
        elif message.get("body"):
            assert json.loads(message["body"])["error"]["code"] == "too_many_requests"
    return [message["status"] for message in sent if "status" in message]


def test_addresses_are_counted_apart_and_reading_is_free() -> None:
    asked = [("POST", "10.0.0.1")] * 2 + [("GET", "10.0.0.1"), ("HEAD", "10.0.0.1"), ("DELETE", "10.0.0.1")]
    assert statuses(Quota("2/hour"), [*asked, ("POST", "10.0.0.2")]) == [200, 200, 200, 200, 429, 200]


def test_an_ipv6_network_is_one_caller() -> None:
    asked = [("POST", "2001:db8:1:2::1"), ("POST", "2001:db8:1:2:ffff::9"), ("POST", "2001:db8:1:3::1")]
    assert statuses(Quota("1/hour"), asked) == [200, 429, 200]


def test_callers_without_an_address_are_one_caller() -> None:
    assert statuses(Quota("1/hour"), [("POST", None), ("POST", None)]) == [200, 429]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/gradio_api/queue/join", [200] * 4),
        ("/en/gradio_api/queue/join", [200] * 4),
        ("/api/gradio_api/queue/join", [200, 200, 429, 429]),
    ],
)
def test_the_chat_pages_own_requests_are_counted_apart(path: str, expected: list[int]) -> None:
    assert statuses(Quota("2/hour"), [("POST", "10.0.0.1")] * 4, path) == expected


def test_the_chat_page_is_not_without_limit() -> None:
    many = statuses(Quota("2/hour"), [("POST", "10.0.0.1")] * 1201, "/gradio_api/queue/join")
    assert many == [200] * 1200 + [429]
