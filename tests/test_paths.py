"""Tricks with paths, sent byte for byte, on every route that takes a name: refused like any unknown name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import assistant.api
from assistant.api import create_app
from ingest.settings import Settings
from tests.fakes import FakeAssistant
from tests.web import exchange, running

pytestmark = pytest.mark.real

SECRET = "root:x:0:0"
ROUTES = ("/public/", "/documents/", "/api/documents/", "/v1/models/", "/widget/v1/", "/assets/", "/static/")
TRICKS = (
    "nothing-of-this-name",
    "../secret.txt",
    "../../../../../../etc/passwd",
    "%2e%2e/secret.txt",
    "%2e%2e%2fsecret.txt",
    "..%2f..%2f..%2fetc%2fpasswd",
    "..%5c..%5csecret.txt",
    "..\\secret.txt",
    "....//secret.txt",
    "..;/secret.txt",
    "%252e%252e%252fsecret.txt",
    "%c0%ae%c0%ae/secret.txt",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "/evil.example/",
    "/127.0.0.1/secret.txt",
    "file:///etc/passwd",
    "http://127.0.0.1/",
    ".env",
    ".hidden.css",
    "%2eenv",
    "folder/inner.css",
    "folder",
    "link.css",
    "folder-link/secret.txt",
    "page.css%00.txt",
    "page.css%0d%0aX-Header:%201",
    "page.css/",
    "page.css/.",
    "./page.css",
    "~root/.ssh/id_rsa",
    "CON",
    "page.css::$DATA",
    "*",
    "%",
    "%zz",
    "x" * 3000,
)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A service whose folder of files holds everything that a trick could reach for."""
    outside = tmp_path_factory.mktemp("office")
    (outside / "secret.txt").write_text(SECRET)
    files = outside / "static"
    (files / "folder").mkdir(parents=True)
    for name in ("page.css", ".env", ".hidden.css", "folder/inner.css"):
        (files / name).write_text("p {}" if name == "page.css" else SECRET)
    (files / "link.css").symlink_to(outside / "secret.txt")
    (files / "folder-link").symlink_to(outside)
    settings = Settings(_env_file=None, index=outside / "index", quota="")  # type: ignore[call-arg]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assistant.api, "STATIC", files)
        app: Any = create_app(FakeAssistant(), settings)  # type: ignore[arg-type]
    with running(app) as port:
        yield port


def get(port: int, path: str) -> tuple[int, str]:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode("latin-1")
    status, body, _ = exchange(port, request)
    return status, body.decode()


def test_the_folder_is_the_one_that_is_served(port: int) -> None:
    assert get(port, "/public/page.css") == (200, "p {}")


@pytest.mark.parametrize("route", ROUTES)
def test_every_trick_is_refused_like_an_unknown_name(port: int, route: str) -> None:
    for trick in TRICKS:
        status, body = get(port, route + trick)
        assert status == 404, trick
        assert SECRET not in body and "Traceback" not in body, trick
        if body.startswith("<!doctype html>"):
            assert route == "/documents/" and "Không mở được trang" in body, trick
        else:
            error = json.loads(body)["error"]
            assert error["code"] in ("not_found", "document_unknown", "model_unknown"), trick
            assert error["message"].startswith("Không có"), trick


@pytest.mark.parametrize(
    "target",
    ["/../secret.txt", "//evil.example/", "/%2e%2e/secret.txt", "/.env", "/public", "/public/", "/static"],
)
def test_at_the_root(port: int, target: str) -> None:
    status, body = get(port, target)
    assert status == 404 and json.loads(body)["error"]["code"] == "not_found"


def test_nothing_redirects(port: int) -> None:
    """A redirect to ``//host`` would leave the office."""
    for target in ("/documents/", "/api/documents/", "/docs/", "//evil.example", "/public//evil.example"):
        assert get(port, target)[0] == 404
