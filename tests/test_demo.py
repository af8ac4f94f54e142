"""The demonstration: the service told of one site, and that site's page on the next port."""

from __future__ import annotations

import socket
import urllib.request
from typing import Any

import pytest
from rich.console import Console

from assistant import demo
from assistant.demo import SITE, host_page, run_demo
from assistant.sites import load_sites
from ingest.errors import PortInUse
from ingest.settings import Settings
from tests.fakes import invented_documents

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port() -> int:
    """A port whose successor is free too."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as one:
            port = int(one.getsockname()[1])
            try:
                socket.create_server(("127.0.0.1", port + 1)).close()
            except OSError:
                continue
            return port


@pytest.mark.real
def test_page_and_service_know_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    port, seen = free_port(), {}

    def serve(settings: Settings, _: Console) -> None:
        seen["settings"] = settings
        for path in ("/", "/inline", "/host.css", "/host.js"):
            response = _direct.open(f"http://127.0.0.1:{port + 1}{path}", timeout=20)
            seen[path] = (response.read().decode(), response.headers)

    monkeypatch.setattr(demo, "run_serve", serve)
    given = Settings(_env_file=None, port=port, host="0.0.0.0", sites='{"x": {}}')  # type: ignore[call-arg]

    run_demo(given, Console(quiet=True))

    settings: Any = seen["settings"]
    assert (settings.host, settings.port) == ("127.0.0.1", port), "for this machine alone"
    sites = load_sites(settings.sites)
    assert [name for name, _ in sites] == [SITE]
    assert sites.allows(SITE, f"http://127.0.0.1:{port + 1}")
    assert not sites.allows(SITE, f"http://127.0.0.1:{port}")
    assert sites.publishes(invented_documents()["xa-hoa-mai"])
    service = f"http://127.0.0.1:{port}"
    page, headers = seen["/"]
    assert f'<script src="{service}/widget/v1/widget.js" defer></script>' in page
    assert f'<hoi-dap site="{SITE}"' in page and 'mode="launcher"' in page
    assert 'mode="inline"' in seen["/inline"][0]
    assert f"frame-src {service}" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    with socket.create_server(("127.0.0.1", port + 1)):
        pass  # given back


@pytest.mark.real
def test_its_port_may_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "run_serve", lambda *_: pytest.fail("must not serve"))
    port = free_port()
    with socket.create_server(("127.0.0.1", port + 1)), pytest.raises(PortInUse) as refused:
        run_demo(Settings(_env_file=None, port=port), Console(quiet=True))  # type: ignore[call-arg]
    assert refused.value.details == {"host": "127.0.0.1", "port": port + 1}


def test_page_shows_the_snippet_and_runs_nothing_inline() -> None:
    from fastapi.testclient import TestClient

    text = TestClient(host_page("https://hoidap.coquan.vn", "cong")).get("/").text
    assert "&lt;hoi-dap site=&quot;cong&quot;" in text.replace('"', "&quot;")
    assert "<style" not in text and "<script>" not in text and "style=" not in text
