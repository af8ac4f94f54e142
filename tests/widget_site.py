"""A running service with one site configured, and that site's own web server, for tests in a browser."""

from __future__ import annotations

import json
import socket
import threading
import time
from types import TracebackType
from typing import Any

import uvicorn

from assistant.api import create_app
from assistant.demo import host_page
from ingest.settings import Settings
from tests.fakes import FakeAssistant

SITE = "cong-thong-tin"


class Server:
    """An ASGI application on a port of its own."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self._server: uvicorn.Server | None = None

    def start(self, app: Any) -> None:
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        run = {"sockets": [self.listener]}
        self._thread = threading.Thread(target=self._server.run, kwargs=run, daemon=True)
        self._thread.start()
        until = time.monotonic() + 30
        while not self._server.started:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)

    def stop(self) -> None:
        if self._server is None:
            self.listener.close()
            return
        self._server.should_exit = True
        self._thread.join(15)


class WidgetSite:
    """Service and web site; the service allows exactly this site's origin.

    Args:
        assistant: What answers.
        site: Further fields of the site's configuration.
    """

    def __init__(self, assistant: FakeAssistant, **site: Any) -> None:
        self.assistant = assistant
        self.service, self.host, self.stranger = Server(), Server(), Server()
        self.sites = {SITE: {"origins": [self.host.url], "collections": ["*"], **site}}

    def __enter__(self) -> WidgetSite:
        settings = Settings(_env_file=None, sites=json.dumps(self.sites), quota="", log_requests=False)  # type: ignore[call-arg]
        self.service.start(create_app(self.assistant, settings))  # type: ignore[arg-type]
        self.host.start(host_page(self.service.url, SITE))
        self.stranger.start(host_page(self.service.url, SITE))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in (self.host, self.stranger, self.service):
            server.stop()
