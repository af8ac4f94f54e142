"""Debian's Chromium and the chat page, for the tests that drive them.

A watched page fails its test when it asked another host for anything, or when its console said anything
that is not known.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from assistant.api import create_app
from ingest.settings import Settings
from tests.fakes import FakeAssistant

playwright = pytest.importorskip("playwright.sync_api")

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Gradio focuses the question box, then the browser finds it focused when it handles `autofocus`.
EXPECTED_CONSOLE = ("Autofocus processing was blocked",)
# What Gradio complains of when a page is left or loaded again: its own stream, cut off.
EXPECTED_WHEN_LEFT = ("AbortError: signal is aborted", "Unexpected error Connection errored out")
PATIENCE = 30_000  # milliseconds

BOX = "#question textarea"
QUESTION = "Xã Hoa Mai giảm được bao nhiêu thôn?"
QUOTE = "Sau sắp xếp, xã Hoa Mai giảm được 12 thôn; chi bộ thôn còn 31."


class Site:
    """A running service; each has its own assistant and its own folder, and settings if it needs others."""

    def __init__(self, assistant: FakeAssistant, index: Path, **more: Any) -> None:
        self.assistant = assistant
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        values = {"index": index, "quota": "", "log_requests": False, **more}
        settings = Settings(_env_file=None, **values)  # type: ignore[call-arg]
        app = create_app(assistant, settings)  # type: ignore[arg-type]
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [listener]}, daemon=True)

    def __enter__(self) -> Site:
        self.thread.start()
        until = time.monotonic() + PATIENCE / 1000
        while not self.server.started:
            assert time.monotonic() < until, "the service did not start"
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(15)


def until(page: Any, done: Callable[[], bool]) -> None:
    """Wait for it; playwright's own way would need ``unsafe-eval``, which our policy forbids."""
    for _ in range(PATIENCE // 100):
        if done():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come")


@contextmanager
def running_chromium(profile: Path) -> Iterator[Any]:
    """Start the browser with an empty profile; gives playwright's context."""
    with playwright.sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(
            profile, executable_path=shutil.which("chromium"), args=FLAGS, locale="vi-VN"
        )
        yield context
        context.close()


@contextmanager
def watched_page(chromium: Any, *expected: str) -> Iterator[Any]:
    """Open a page, desktop size; it keeps nothing for the next one.

    Args:
        expected: What its console may say besides.
    """
    page = chromium.new_page()
    page.set_viewport_size(DESKTOP)
    page.set_default_timeout(PATIENCE)
    requests: list[str] = []
    said: list[str] = []
    visits: Counter[Any] = Counter()
    page.on("request", lambda request: requests.append(request.url))
    page.on("framenavigated", lambda frame: visits.update([frame]))
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"exception: {error}"))
    page.on("dialog", lambda dialog: (said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    yield page
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear()")
    page.close()
    foreign = [url for url in requests if not url.startswith(("http://127.0.0.1:", "data:", "blob:"))]
    left = any(times > 1 for times in visits.values())
    known = (*EXPECTED_CONSOLE, *expected, *(EXPECTED_WHEN_LEFT if left else ()))
    unknown = [line for line in said if not any(part in line for part in known)]
    assert requests and not foreign, f"asked another host: {foreign}"
    assert not unknown, f"the console said: {unknown}"


@contextmanager
def visited(page: Any, assistant: FakeAssistant, folder: Path) -> Iterator[Site]:
    """Serve a site for one page alone, which leaves it before it is gone."""
    with Site(assistant, folder) as site:
        yield site
        page.goto("about:blank")


def open_chat(page: Any, site: Site, path: str = "/") -> None:
    """Open the chat page and wait until it can be used."""
    page.goto(site.url + path)
    page.wait_for_selector(BOX)
    page.wait_for_selector("#source article")


def ask(page: Any, question: str) -> Any:
    """Type, send with Enter, and give the new answer."""
    before = page.locator(".answer, .notice").count()
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    answer = page.locator(".answer, .notice").nth(before)
    answer.wait_for()
    return answer


def in_sight(locator: Any) -> bool:
    """Whether the element's middle is on the screen and not covered by anything else."""
    return bool(
        locator.evaluate(
            """element => {
                const box = element.getClientRects()[0];
                const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return seen !== null && (element.contains(seen) || seen.contains(element));
            }"""
        )
    )


def assert_harmless(page: Any) -> None:
    """No payload ran, none became an element, and every link leads to our own pages."""
    assert page.evaluate("window.hacked") is None
    strays = (
        ":is(#window, #panel, main > article, dialog) "
        ":is(img, iframe, script, base, object, embed, meta, link, svg[onload], [onerror], [style*=fixed])"
    )
    assert page.locator(strays).count() == 0
    addresses = page.evaluate("[...document.links].map(link => link.href)")
    assert addresses and all(address.startswith("http://127.0.0.1:") for address in addresses)
