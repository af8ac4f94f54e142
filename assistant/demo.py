"""`hoidap demo`: the service, and on another origin a web page that embeds its widget."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from string import Template

import uvicorn
from rich.console import Console
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from assistant.filters import EVERYTHING
from assistant.serve import listen, run_serve, url_of
from ingest.settings import Settings

HERE = "127.0.0.1"
SITE = "trang-thu"
_FILES = Path(__file__).parent / "widget"
_LAST_PORT = 65535
# What a page with a strict policy must allow for the widget: its script, its tickets, its frame.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self' {service}; connect-src {service}; "
    "frame-src {service}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def run_demo(settings: Settings, console: Console) -> None:
    """Serve as ``hoidap serve`` does, on this machine alone, plus the page on the next port, until stopped.

    The page may ask every indexed document; other sites of ``HOIDAP_SITES`` are left out meanwhile.

    Raises:
        HoiDapError: As ``run_serve``.
    """
    port = settings.port + 1 if settings.port < _LAST_PORT else settings.port - 1
    with listen(HERE, port) as listener, _serving(host_page(f"http://{HERE}:{settings.port}"), listener):
        site = {SITE: {"origins": [url_of(listener)], "collections": [EVERYTHING]}}
        console.print(f"Trang web thử: {url_of(listener)}", highlight=False, soft_wrap=True)
        run_serve(settings.model_copy(update={"host": HERE, "sites": json.dumps(site)}), console)


def host_page(service: str, site: str = SITE) -> Starlette:
    """A web site of two pages, one with a launcher and one with the box inline.

    Args:
        service: Origin of the service.
        site: Name under which the service knows this web site.
    """
    policy = {"content-security-policy": _POLICY.format(service=service)}

    def page(request: Request) -> HTMLResponse:
        inline = request.url.path == "/inline"
        values = {"service": service, "site": site, "mode": "inline" if inline else "launcher"}
        text = Template((_FILES / "host.html").read_text(encoding="utf-8"))
        return HTMLResponse(text.substitute({k: escape(v) for k, v in values.items()}), headers=policy)

    def style(_: Request) -> Response:
        return Response((_FILES / "host.css").read_bytes(), media_type="text/css")

    def script(_: Request) -> Response:
        return Response((_FILES / "host.js").read_bytes(), media_type="text/javascript")

    pages = [Route("/", page), Route("/inline", page)]
    return Starlette(routes=[*pages, Route("/host.css", style), Route("/host.js", script)])


@contextmanager
def _serving(app: Starlette, listener: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(5)
