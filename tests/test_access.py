"""Who may do what, over HTTP: the table of every route, every kind of person, every way of signing in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import gradio
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from assistant.gate import Gate
from assistant.tries import Tries
from tests.access_table import ADMINISTRATION, GRADIO, GRADIO_CLOSED, OURS, WAYS, rows
from tests.people import (
    ADMIN_SECRET,
    HTML,
    LAN,
    OWN,
    PAGE,
    PROXY,
    QUESTION,
    STRANGER,
    app_of,
    client_of,
    code_of,
    fresh_ticket,
    session_of,
    sign_in,
    sign_in_admin,
    users_in,
)

_TURN = {"question": "?", "standalone_question": "?", "status": "not_found", "text": "Không có."}
# What the routes of the table are asked for, where a bare request would not do.
REQUESTS: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/api/ask"): {"json": {"question": QUESTION}},
    ("POST", "/api/search"): {"json": {"question": QUESTION}},
    ("POST", "/api/feedback"): {"json": {"id": "none", "verdict": "up"}},
    ("POST", "/api/export"): {"json": {"format": "md", "turns": [_TURN]}},
    ("POST", "/v1/chat/completions"): {
        "json": {"model": "hoi-dap", "messages": [{"role": "user", "content": QUESTION}]}
    },
    ("GET", "/embed"): {"params": {"site": "a"}},
    ("POST", "/widget/v1/ask"): {"json": {"question": QUESTION}},
    ("POST", "/widget/v1/ticket"): {"params": {"site": "a"}, "headers": {"origin": PAGE}},
    ("OPTIONS", "/widget/v1/ticket"): {"params": {"site": "a"}, "headers": {"origin": PAGE}},
    ("POST", "/login"): {"data": {"name": LAN, "password": "một mật khẩu sai"}},
    ("POST", "/admin/login"): {"data": {"password": "một mật khẩu sai"}},
}
PLACES = {
    "{document_id}": "xa-hoa-mai",
    "/v1/models/{name}": "/v1/models/hoi-dap",
    "/widget/v1/{name}": "/widget/v1/embed.css",
    "/static/{path:path}": "/static/img/api-logo.svg",
    "{path:path}": next((Path(gradio.__file__).parent / "templates/frontend/assets").glob("*.js")).name,
}


@dataclass
class Office:
    """The service as ``way`` sets it up, and how each kind of person asks."""

    way: str
    app: FastAPI

    def person(self, kind: str) -> TestClient:
        named = kind == "user" and self.way == "header"
        client = client_of(self.app, PROXY if named else STRANGER)
        client.headers.update({**HTML, "x-forwarded-user": LAN})  # believed of the proxy alone
        if kind == "widget":
            client.headers["authorization"] = f"Bearer {session_of(client)}"
        if kind == "user" and self.way == "password":
            assert sign_in(client).status_code == 303
        if kind == "administrator":
            assert sign_in_admin(client).status_code == 303
        return client


@pytest.fixture(scope="module", params=WAYS)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp(request.param)
    users_in(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "assistant.porter.Tries", partial(Tries, "", "")
        )  # as many wrong ones as there are rows
        return Office(request.param, app_of(folder, request.param, admin_password=ADMIN_SECRET))


@pytest.fixture(scope="module")
def people(office: Office) -> dict[str, TestClient]:
    return {kind: office.person(kind) for kind in WAYS[office.way]}


def sent(client: TestClient, method: str, route: str) -> int:
    """Ask for a route of the table; return the status."""
    place = PLACES.get(route, route)
    for name, value in PLACES.items():
        place = place.replace(name, value)
    place = re.sub(r"\{[^}]*\}", "x", place)
    request = {"headers": OWN if method == "POST" else {}, **REQUESTS.get((method, route), {})}
    if route == "/widget/v1/session":
        request["json"] = fresh_ticket(client)
    before = dict(client.cookies)
    status = client.request(method, place, **request).status_code
    client.cookies.clear()
    client.cookies.update(before)
    return int(status)


def routes_of(routes: Any, below: str = "") -> list[tuple[str, str]]:
    """Every (method, path) of ours; of what is mounted, where."""
    found = []
    for route in iter_route_contexts(routes):
        if route.methods:
            found += [(method, below + str(route.path)) for method in sorted(route.methods)]
        else:
            found.append(("mounted", str(route.path)))
    return found


def gradio_of(app: FastAPI) -> list[tuple[str, str]]:
    """Every (method, path) of Gradio, without where it is mounted."""
    mounted = [route.app for route in app.routes if isinstance(route, Mount)]
    first, other = (set(routes_of(gate.app.routes)) for gate in mounted if isinstance(gate, Gate))
    assert first == other
    return sorted(first - {("mounted", "")})


def wrong(people: dict[str, TestClient], asked: Any, expected: Any) -> list[str]:
    """Ask as everybody for one route; return who got another status than expected."""
    found = []
    for kind, client in people.items():
        if expected[kind] != "·" and (status := sent(client, *asked)) != int(expected[kind]):
            found.append(f"{' '.join(asked)} as {kind}: {status}, not {expected[kind]}")
    return found


def untold(app: FastAPI) -> set[tuple[str, str]]:
    """Routes that the table does not know."""
    below = tuple(path for _, path in rows(ADMINISTRATION))
    ours = {route for route in routes_of(app.routes) if route[0] != "mounted"}
    return {route for route in ours - set(rows(OURS)) if not route[1].startswith(below)}


class TestTable:
    def test_every_route_stands_in_it(self, office: Office) -> None:
        told = set(rows(OURS))
        ours = {route for route in routes_of(office.app.routes) if route[0] != "mounted"}
        assert not untold(office.app)
        mounted = {path for method, path in routes_of(office.app.routes) if method == "mounted"}
        assert mounted == {"/public", "/en", ""}
        gone = {route for route in told - ours if rows(OURS)[route][office.way]["administrator"] != "404"}
        assert gone == {("GET", "/public/page.css")}

    def test_ours(self, office: Office, people: dict[str, TestClient]) -> None:
        assert not [
            fault
            for asked, expected in rows(OURS).items()
            for fault in wrong(
                # leaving ends a session for good, so somebody else does it
                {kind: office.person(kind) for kind in people} if asked[1].endswith("logout") else people,
                asked,
                expected[office.way],
            )
        ]

    def test_administration(self, office: Office, people: dict[str, TestClient]) -> None:
        table, told = rows(ADMINISTRATION), rows(OURS)
        ours = [route for route in routes_of(office.app.routes) if route not in told]
        asked = [(method, path + more) for method, path in table for more in ("", "/", "/x/../y")]
        asked += [(method, path) for method, path in ours if path.startswith(("/admin", "/api/admin"))]
        for method, path in asked:
            prefix = "/api/admin" if path.startswith("/api") else "/admin"
            reading = "GET" if method in ("GET", "HEAD") else "POST"
            assert not wrong(people, (method, path), table[reading, prefix][office.way])

    @pytest.mark.parametrize("at", ["", "/en"])
    def test_gradio(self, office: Office, people: dict[str, TestClient], at: str) -> None:
        opened, closed = rows(GRADIO), rows(GRADIO_CLOSED)
        hidden = {"/login", "/login/", "/logout"} if not at else set()  # ours stand before them
        faults = []
        for method, path in gradio_of(office.app):
            prefix = "/gradio_api" if path.startswith("/gradio_api") else "/"
            expected = opened.get((method, path)) or closed[method, prefix]
            if path not in hidden:
                faults += wrong(people, (method, at + path), expected[office.way])
        assert not faults
        assert not set(opened) - set(gradio_of(office.app))

    def test_a_route_without_a_line_is_found_and_closed(self, tmp_path: Path) -> None:
        users_in(tmp_path)
        app = app_of(tmp_path, "password")
        app.router.routes.insert(0, Route("/new", lambda _: PlainTextResponse("x"), methods=["GET"]))

        assert untold(app) == {("GET", "/new"), ("HEAD", "/new")}
        assert code_of(client_of(app).get("/new")) == (401, "sign_in_needed")
