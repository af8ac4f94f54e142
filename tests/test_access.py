"""Who may do what, over HTTP: the table of every route, and the doors one by one."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import argon2
import gradio
import pytest
from fastapi import Depends, FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from assistant.api import create_app
from assistant.api_errors import add_error_handlers
from assistant.gate import Gate
from assistant.messages import message_for
from assistant.porter import Porter
from assistant.tries import Tries
from assistant.users import Users
from assistant.who import Role, Who, needs_admin, recognise
from ingest.errors import BadSettings, UsersDamaged
from ingest.settings import Settings, load_settings
from tests.access_table import ADMINISTRATION, GRADIO, GRADIO_CLOSED, OURS, WAYS, rows
from tests.fakes import FakeAssistant
from tests.test_tickets import Clock

BASE = "http://127.0.0.1:7860"
PAGE = "https://ok.vn"
PROXY, STRANGER = "10.0.0.5", "10.0.0.6"
LAN, SECRET, ADMIN_SECRET = "lan", "mật khẩu của Lan", "mật khẩu quản trị"
QUESTION = "Xã Hoa Mai giảm được bao nhiêu thôn?"
SITES = json.dumps({"a": {"origins": [PAGE], "collections": ["hoa-mai.txt"]}})
HTML = {"accept": "text/html,*/*;q=0.8"}
OWN = {"origin": BASE}

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


@pytest.fixture(scope="module", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Hashes that cost nothing; how much they should cost is told in ``test_users``."""
    cheap = partial(argon2.PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.users.argon2.PasswordHasher", cheap)
        yield


def app_of(folder: Path, way: str = "none", **more: Any) -> FastAPI:
    values = {"auth": way, "sites": SITES, "quota": "", "log_requests": False, "proxies": PROXY, **more}
    settings = Settings(_env_file=None, index=folder, **values)  # type: ignore[call-arg]
    return create_app(FakeAssistant(), settings)  # type: ignore[arg-type]


def client_of(app: FastAPI, host: str = "10.9.9.9", base: str = BASE) -> TestClient:
    return TestClient(
        app, base_url=base, client=(host, 50000), follow_redirects=False, raise_server_exceptions=False
    )


def users_in(folder: Path) -> Users:
    users = Users(folder / "users.json")
    users.add(LAN, SECRET)
    return users


def sign_in(client: TestClient, password: str = SECRET, name: str = LAN, **fields: str) -> Any:
    return client.post("/login", data={"name": name, "password": password, **fields}, headers=OWN)


def sign_in_admin(client: TestClient, password: str = ADMIN_SECRET) -> Any:
    return client.post("/admin/login", data={"password": password}, headers=OWN)


def session_of(client: TestClient) -> str:
    response = client.post("/widget/v1/session", json=fresh_ticket(client), headers=OWN)
    return str(response.json()["session"])


def fresh_ticket(client: TestClient) -> dict[str, str]:
    given = client.post("/widget/v1/ticket", params={"site": "a"}, headers={"origin": PAGE}).json()
    return {"site": "a", "origin": PAGE, "ticket": given["ticket"]}


def code_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("password")
    users_in(folder)
    return folder


@pytest.fixture(scope="module")
def app(folder: Path) -> FastAPI:
    return app_of(folder, "password", admin_password=ADMIN_SECRET)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return client_of(app)


def basic(name: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


class TestSigningIn:
    def test_leads_back_to_the_page_that_was_asked_for(self, client: TestClient) -> None:
        address = "/documents/xa-hoa-mai?start=3&end=9"
        sent_away = client.get(address, headers=HTML)
        assert sent_away.status_code == 303
        assert sent_away.headers["location"] == "/login?next=%2Fdocuments%2Fxa-hoa-mai%3Fstart%3D3%26end%3D9"
        form = client.get(sent_away.headers["location"])
        assert f'name="next" value="{escape(address)}"' in form.text

        back = sign_in(client, next=address)

        assert (back.status_code, back.headers["location"]) == (303, address)
        assert client.get(address, headers=HTML).status_code == 200

    def test_page_is_in_the_language_of_the_one_asked_for(self, client: TestClient) -> None:
        assert client.get("/en/", headers=HTML).headers["location"] == "/login?next=%2Fen%2F&lang=en"
        assert "<h1>Sign in</h1>" in client.get("/login?lang=en").text
        assert "<h1>Đăng nhập</h1>" in client.get("/login").text

    def test_cookie_is_for_this_server_alone_and_out_of_reach_of_scripts(self, client: TestClient) -> None:
        cookie = sign_in(client).headers["set-cookie"]
        name, *flags = cookie.split("; ")
        assert name.startswith("hoidap_user=")
        assert set(flags) == {"HttpOnly", "Max-Age=43200", "Path=/", "SameSite=lax"}
        admin = sign_in_admin(client).headers["set-cookie"]
        assert admin.startswith("hoidap_admin=")
        assert set(admin.split("; ")[1:]) == {"HttpOnly", "Max-Age=3600", "Path=/", "SameSite=strict"}

    @pytest.mark.parametrize("how", ["proxy", "public"])
    def test_cookie_over_https_never_travels_without(self, folder: Path, how: str) -> None:
        origin = "https://hoidap.example.vn"
        app = app_of(folder, "password", public_url=origin, admin_password=ADMIN_SECRET)
        client = client_of(app, PROXY if how == "proxy" else STRANGER, "http://hoidap.example.vn")
        headers = {"origin": origin} | ({"x-forwarded-proto": "https"} if how == "proxy" else {})
        for path, fields in (
            ("/login", {"name": LAN, "password": SECRET}),
            ("/admin/login", {"password": ADMIN_SECRET}),
        ):
            response = client.post(path, data=fields, headers=headers)
            assert response.status_code == 303 and "Secure" in response.headers["set-cookie"].split("; ")

    def test_wrong_ones_are_told_without_saying_which(self, client: TestClient) -> None:
        texts = set()
        for name, password in ((LAN, "một mật khẩu sai"), ("nobody", SECRET), ("", ""), (LAN, "x" * 5000)):
            response = sign_in(client, password, name)
            assert response.status_code == 401 and "set-cookie" not in response.headers
            (message,) = re.findall(r'role="alert">([^<]*)<', response.text)
            texts.add(message)
        assert texts == {"Tên hoặc mật khẩu chưa đúng. Hãy kiểm tra rồi nhập lại."}

    def test_name_comes_back_as_text(self, client: TestClient) -> None:
        page = sign_in(client, "sai rồi nhé", '"><script>alert(1)</script>', next='/"><img src=x>').text
        assert "<script>alert" not in page and "<img" not in page
        assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page

    def test_name_in_capitals_and_letters_in_parts(self, client: TestClient) -> None:
        assert sign_in(client, unicodedata.normalize("NFD", SECRET), " LAN ").status_code == 303

    @pytest.mark.parametrize(
        "address",
        [
            "https://evil.vn/",
            "//evil.vn",
            "/\\evil.vn",
            "\\evil.vn",
            "javascript:alert(1)",
            "/\tx",
            "x",
            "",
            "/é",
            "//[",
            "/x\r\ny: z",
        ],
    )
    def test_leads_nowhere_else(self, client: TestClient, address: str) -> None:
        assert sign_in(client, next=address).headers["location"] == "/"
        assert client.get("/login", params={"next": address}).headers["location"] == "/"

    def test_page_may_not_be_framed_and_holds_no_inline_code(self, client: TestClient) -> None:
        for address in ("/login", "/admin/login"):
            response = client.get(address)
            policy = response.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy and "unsafe" not in policy
            assert "form-action 'self'" in policy and response.headers["cache-control"] == "no-store"
            assert not re.search(r"<script(?![^>]*src=)|<style|style=|\son\w+=", response.text)

    @pytest.mark.parametrize(
        "body", [b"\xff\xfe", b"&".join(b"a%d=1" % n for n in range(5_000)), b"name=%ff"]
    )
    def test_strange_forms(self, client: TestClient, body: bytes) -> None:
        kind = "application/x-www-form-urlencoded"
        response = client.post("/login", content=body, headers={**OWN, "content-type": kind})
        assert code_of(response) == (422, "bad_request")

    def test_what_is_shown_is_not_kept_by_anybody_between(self, client: TestClient) -> None:
        sign_in(client)
        for path in ("/documents", "/api/documents", "/digest"):
            assert client.get(path).headers["cache-control"] == "no-store"
        assert "cache-control" not in client.get("/public/page.css").headers

    def test_pages_lead_to_the_account(self, client: TestClient) -> None:
        sign_in(client)
        assert '<a href="/account">Tài khoản</a>' in client.get("/documents").text
        account = client.get("/account").text
        assert f"<strong>{LAN}</strong>" in account and 'action="/logout"' in account
        assert "/account" not in client_of(client.app).get("/login").text  # type: ignore[arg-type]


class TestSessions:
    def test_sign_out_ends_copies_of_the_cookie_too(self, client: TestClient) -> None:
        sign_in(client)
        copy = dict(client.cookies)
        assert client.get("/api/documents").status_code == 200

        left = client.post("/logout", headers=OWN)

        assert (left.status_code, left.headers["location"]) == (303, "/login")
        assert not client.cookies
        client.cookies.update(copy)
        assert code_of(client.get("/api/documents")) == (401, "sign_in_needed")

    def test_each_kind_has_its_own_cookie_and_end(self, client: TestClient) -> None:
        sign_in(client)
        assert code_of(client.get("/admin")) == (401, "admin_needed")
        user = client.cookies["hoidap_user"]
        client.cookies.set("hoidap_admin", user)
        assert client.get("/admin").status_code == 401
        client.cookies.clear()
        sign_in_admin(client)
        admin = client.cookies["hoidap_admin"]
        assert client.get("/api/documents").status_code == 200
        assert client.get("/admin").status_code != 401
        client.cookies.clear()
        client.cookies.set("hoidap_user", admin)
        assert client.get("/api/documents").status_code == 401

    def test_another_servers_cookie_is_worth_nothing(self, folder: Path, client: TestClient) -> None:
        other = client_of(app_of(folder, "password", admin_password=ADMIN_SECRET))
        sign_in(other)
        sign_in_admin(other)
        client.cookies.update(other.cookies)
        assert client.get("/api/documents").status_code == 401

    def test_ends_with_the_day_and_the_administrators_with_the_hour(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = Clock()
        monkeypatch.setattr("assistant.api.Porter", partial(Porter, clock=clock))
        client = client_of(app_of(folder, "password", admin_password=ADMIN_SECRET))
        sign_in(client)
        sign_in_admin(client)
        for later, admin, user in ((3598, 404, 200), (2, 401, 200), (11 * 3600 - 2, 401, 200), (2, 401, 401)):
            clock.now += later
            for cookie in client.cookies.jar:
                cookie.expires = None  # a browser that keeps them
            assert client.get("/admin").status_code == admin
            assert client.get("/api/documents").status_code == user

    @pytest.mark.parametrize("change", ["remove", "change"])
    def test_ends_when_the_user_goes_or_gets_another_password(self, tmp_path: Path, change: str) -> None:
        users = users_in(tmp_path)
        client = client_of(app_of(tmp_path, "password"))
        assert client.get("/api/documents", headers=basic(LAN, SECRET)).status_code == 200
        sign_in(client)
        if change == "remove":
            users.add("binh", "một mật khẩu khác")
            users.remove(LAN)
        else:
            users.change(LAN, "một mật khẩu khác")
        assert code_of(client.get("/api/documents")) == (401, "sign_in_needed")
        assert code_of(client.get("/api/documents", headers=basic(LAN, SECRET))) == (401, "wrong_password")

    def test_users_file_that_breaks_meanwhile_closes_everything_but_says_so(self, tmp_path: Path) -> None:
        users = users_in(tmp_path)
        client = client_of(app_of(tmp_path, "password"))
        sign_in(client)
        users.path.write_text("{")
        assert code_of(client.get("/api/documents")) == (503, "users_damaged")
        assert sign_in(client).status_code == 503
        assert client.get("/healthz").status_code == 200


class TestForeignPages:
    @pytest.mark.parametrize(
        "path", ["/login", "/logout", "/admin/login", "/admin/logout", "/api/ask", "/api/export", "/admin"]
    )
    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.vn"},
            {"origin": "null"},
            {"origin": "http://127.0.0.1:7861"},
            {"origin": "https://127.0.0.1:7860"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": BASE, "sec-fetch-site": "cross-site"},
        ],
    )
    def test_change_nothing(self, client: TestClient, path: str, headers: dict[str, str]) -> None:
        sign_in(client)
        sign_in_admin(client)
        assert code_of(client.post(path, headers=headers, data={"name": LAN})) == (403, "foreign_origin")
        assert client.get("/api/documents").status_code == 200, "still signed in"

    @pytest.mark.parametrize("path", ["/login", "/logout", "/admin/login", "/admin/logout"])
    def test_forms_come_from_our_own_pages(self, client: TestClient, path: str) -> None:
        sign_in(client)
        sign_in_admin(client)
        assert code_of(client.post(path)) == (403, "foreign_origin")
        assert client.post(path, headers={"sec-fetch-site": "same-origin"}).status_code in (303, 401)

    def test_administration_wants_to_know_where_a_change_comes_from(self) -> None:
        app = FastAPI()
        add_error_handlers(app)
        app.add_api_route("/x", lambda: "done", methods=["GET", "POST"], dependencies=[Depends(needs_admin)])

        class Knowing:
            async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
                recognise(scope, Who(Role.ADMIN))
                await app(scope, receive, send)

        client = TestClient(Knowing())
        assert client.get("/x").status_code == 200
        assert code_of(client.post("/x")) == (403, "foreign_origin")
        assert client.post("/x", headers={"origin": "http://testserver"}).status_code == 200
        assert code_of(TestClient(app).get("/x")) == (401, "admin_needed"), (
            "without the layer nobody is let in"
        )


class TestPrograms:
    def test_bring_name_and_password(self, client: TestClient) -> None:
        assert client.get("/api/documents", headers=basic(LAN, SECRET)).status_code == 200
        assert (
            client.post("/api/ask", headers=basic("Lan", SECRET), json={"question": QUESTION}).status_code
            == 200
        )
        assert "set-cookie" not in client.get("/api/documents", headers=basic(LAN, SECRET)).headers

    def test_those_who_know_only_a_key_bring_both_in_it(self, client: TestClient) -> None:
        key = f"{LAN}:{SECRET}".encode().decode("latin-1")
        headers = {b"authorization": f"Bearer {key}".encode("latin-1")}
        assert client.get("/v1/models", headers=headers).status_code == 200
        assert code_of(client.get("/v1/models", headers={"authorization": "Bearer sk-1"})) == (
            401,
            "sign_in_needed",
        )

    @pytest.mark.parametrize(
        "given",
        ["Basic", "Basic %%%", "Basic " + "A" * 4000, "Basic /w==", "Bearer :", "Digest x", "Basic Og=="],
    )
    def test_what_is_no_name_and_password(self, client: TestClient, given: str) -> None:
        status, code = code_of(client.get("/api/documents", headers={"authorization": given}))
        assert status == 401 and code in ("sign_in_needed", "wrong_password")

    def test_are_told_how_and_pages_are_not(self, client: TestClient) -> None:
        asked = client.get("/api/documents")
        assert asked.headers["www-authenticate"] == 'Basic realm="hoidap", charset="UTF-8"'
        by_script = client.get("/api/documents", headers={"referer": f"{BASE}/"})
        assert by_script.status_code == 401 and "www-authenticate" not in by_script.headers

    def test_a_password_once_right_is_not_hashed_at_each_request(
        self, client: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert client.get("/api/documents", headers=basic(LAN, SECRET)).status_code == 200
        monkeypatch.setattr(Users, "right", lambda *_: False)
        assert client.get("/api/documents", headers=basic(LAN, SECRET)).status_code == 200
        assert client.get("/api/documents", headers=basic(LAN, SECRET + "x")).status_code == 401


class TestWrongPasswords:
    @pytest.fixture
    def client(self, folder: Path) -> TestClient:
        return client_of(app_of(folder, "password", admin_password=ADMIN_SECRET))

    def test_after_ten_one_waits_even_with_the_right_one(self, client: TestClient) -> None:
        assert [sign_in(client, f"sai lần thứ {n}").status_code for n in range(10)] == [401] * 10

        late = sign_in(client)

        assert late.status_code == 429 and 1 <= int(late.headers["retry-after"]) <= 60
        assert "quá nhiều yêu cầu" in late.text and "set-cookie" not in late.headers
        asked = client.get("/api/documents", headers=basic(LAN, SECRET))
        assert code_of(asked) == (429, "too_many_requests") and "retry-after" in asked.headers
        assert sign_in_admin(client).status_code == 429
        assert sign_in(client_of(client.app, "10.9.9.10")).status_code == 303, "others are not kept waiting"  # type: ignore[arg-type]

    def test_right_ones_are_not_counted(self, client: TestClient) -> None:
        assert {sign_in(client).status_code for _ in range(12)} == {303}

    def test_the_administrators_are_counted_from_everywhere(self, client: TestClient) -> None:
        addresses = [client_of(client.app, f"10.8.{n}.1") for n in range(61)]  # type: ignore[arg-type]
        statuses = [sign_in_admin(one, "sai mật khẩu").status_code for one in addresses]
        assert statuses == [401] * 60 + [429]

    def test_behind_a_proxy_each_visitor_is_counted_alone(self, folder: Path) -> None:
        client = client_of(app_of(folder, "password"), PROXY)

        def attempt(visitor: str, password: str) -> int:
            fields = {"name": LAN, "password": password}
            return client.post("/login", data=fields, headers={**OWN, "x-forwarded-for": visitor}).status_code

        assert [attempt(f"1.2.3.4, 172.16.0.{n % 1}", f"sai lần {n} nhé") for n in range(11)] == [
            401
        ] * 10 + [429]
        assert attempt("172.16.0.9", SECRET) == 303

    def test_others_cannot_pretend_to_be_somebody_else(self, client: TestClient) -> None:
        fields = {"name": LAN, "password": "sai rồi nhé"}
        statuses = [
            client.post(
                "/login", data=fields, headers={**OWN, "x-forwarded-for": f"172.16.0.{n}"}
            ).status_code
            for n in range(11)
        ]
        assert statuses == [401] * 10 + [429]


class TestProxyHeader:
    @pytest.fixture(scope="class")
    def app(self, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
        proxies = f"{PROXY}, 10.1.0.0/16, fd00::/64"
        return app_of(tmp_path_factory.mktemp("header"), "header", auth_header="Remote-User", proxies=proxies)

    @pytest.mark.parametrize("host", [PROXY, "10.1.200.3", "::ffff:10.0.0.5", "fd00::7"])
    def test_the_proxy_is_believed(self, app: FastAPI, host: str) -> None:
        client = client_of(app, host)
        page = client.get("/account", headers={**HTML, "remote-user": "Nguyễn Văn A".encode()})
        assert page.status_code == 200 and "<strong>Nguyễn Văn A</strong>" in page.text
        assert "/logout" not in page.text

    @pytest.mark.parametrize(
        "host", [STRANGER, "127.0.0.1", "10.2.0.1", "::1", "fd00:0:0:1::7", "testclient", ""]
    )
    def test_nobody_else_is(self, app: FastAPI, host: str) -> None:
        client = client_of(app, host)
        forged = {
            "remote-user": LAN,
            "x-forwarded-for": PROXY,
            "forwarded": f"for={PROXY}",
            "x-real-ip": PROXY,
        }
        assert code_of(client.get("/api/documents", headers=forged)) == (401, "sign_in_needed")

    def test_a_visitor_behind_the_proxy_stays_one(self, app: FastAPI) -> None:
        told = {"x-forwarded-for": STRANGER, "remote-user": LAN}
        assert client_of(app, PROXY).get("/api/documents", headers=told).status_code == 200
        assert (
            client_of(app, PROXY).get("/api/documents", headers={"x-forwarded-for": STRANGER}).status_code
            == 401
        )

    @pytest.mark.parametrize("given", [[], [b""], [b" "], [b"a", b"b"], [b"a\tb"], [b"a" * 201]])
    def test_exactly_one_name(self, app: FastAPI, given: list[bytes]) -> None:
        headers = [(b"remote-user", name) for name in given]
        assert client_of(app, PROXY).get("/api/documents", headers=headers).status_code == 401

    def test_another_header_says_nothing(self, app: FastAPI) -> None:
        for name in ("x-forwarded-user", "remote_user", "x-remote-user"):
            assert client_of(app, PROXY).get("/api/documents", headers={name: LAN}).status_code == 401

    def test_passwords_do_not_count(self, app: FastAPI) -> None:
        assert client_of(app, PROXY).get("/api/documents", headers=basic(LAN, SECRET)).status_code == 401

    def test_page_says_where_to_sign_in(self, app: FastAPI) -> None:
        page = client_of(app).get("/documents", headers=HTML)
        assert page.status_code == 401 and "qua cổng đăng nhập của cơ quan" in page.text

    def test_without_header_the_proxy_header_makes_nobody_an_administrator(self, app: FastAPI) -> None:
        told = {"remote-user": "admin", **HTML}
        assert client_of(app, PROXY).get("/admin", headers=told).status_code == 404


class TestAdministrator:
    def test_is_nobody_without_a_password(self, tmp_path: Path) -> None:
        client = client_of(app_of(tmp_path))
        for method in ("GET", "POST"):
            for path in ("/admin", "/admin/", "/admin/login", "/admin/x", "/api/admin", "/api/admin/x"):
                assert code_of(client.request(method, path, headers=OWN)) == (404, "not_found")
        assert code_of(sign_in_admin(client, "")) == (404, "not_found")

    @pytest.mark.parametrize("path", ["/admin", "/admin/", "/admin/%2e%2e/x", "/admin//x", "/api/admin/x"])
    def test_paths(self, client: TestClient, path: str) -> None:
        assert client.get(path).status_code == 401
        assert client.post(path, headers=OWN).status_code == 401


class TestWidget:
    def test_works_as_ever_and_opens_nothing_else(self, client: TestClient) -> None:
        headers = {"authorization": f"Bearer {session_of(client)}"}
        answer = client.post("/widget/v1/ask", json={"question": QUESTION}, headers=headers)
        assert answer.status_code == 200 and answer.json()["short"] == "12"
        for path in ("/", "/documents/xa-hoa-mai", "/api/documents", "/digest", "/metrics", "/admin"):
            assert client.get(path, headers=headers).status_code == 401
        assert client.get("/widget/v1/documents/xa-hoa-mai").status_code == 200
        assert client.get("/widget/v1/documents/thu-vien-suoi-trong").status_code == 404

    def test_a_users_cookie_shows_no_more_of_it(self, client: TestClient) -> None:
        sign_in(client)
        assert client.get("/widget/v1/documents/thu-vien-suoi-trong").status_code == 404
        assert client.post("/widget/v1/ask", json={"question": QUESTION}).status_code == 401


class TestSettings:
    @pytest.mark.parametrize(
        ("values", "name", "part"),
        [
            ({"auth": "header", "proxies": ""}, "HOIDAP_PROXIES", "máy chủ ủy quyền"),
            ({"proxies": "10.0.0.300"}, "HOIDAP_PROXIES", "10.0.0.5,10.1.0.0/16"),
            ({"proxies": "10.0.0.5/8"}, "HOIDAP_PROXIES", "10.0.0.5,10.1.0.0/16"),
            ({"proxies": "*"}, "HOIDAP_PROXIES", "10.0.0.5,10.1.0.0/16"),
            ({"proxies": "::/0"}, "HOIDAP_PROXIES", "mọi địa chỉ"),
            ({"auth_header": "Cookie"}, "HOIDAP_AUTH_HEADER", "X-Forwarded-User"),
            ({"auth_header": "a b"}, "HOIDAP_AUTH_HEADER", "X-Forwarded-User"),
            ({"auth_header": ""}, "HOIDAP_AUTH_HEADER", "X-Forwarded-User"),
            ({"admin_password": "ngắn"}, "HOIDAP_ADMIN_PASSWORD", "10 ký tự"),
        ],
    )  # fmt: skip
    def test_wrong_ones_are_one_sentence(
        self, tmp_path: Path, values: dict[str, str], name: str, part: str
    ) -> None:
        with pytest.raises(BadSettings) as caught:
            app_of(tmp_path, **{"way": values.get("auth", "none"), **values})
        sentence = message_for(caught.value)
        assert sentence.startswith(f"Thiết lập {name} không dùng được: ") and part in sentence

    def test_unknown_way(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOIDAP_AUTH", "ldap")
        with pytest.raises(BadSettings) as caught:
            load_settings()
        assert "'none', 'password' hoặc 'header'" in message_for(caught.value)

    def test_password_without_users(self, tmp_path: Path) -> None:
        with pytest.raises(UsersDamaged) as caught:
            app_of(tmp_path, "password")
        assert "hoidap user add" in message_for(caught.value)
        users_in(tmp_path).remove(LAN)
        with pytest.raises(UsersDamaged) as caught:
            app_of(tmp_path, "password")
        assert "chưa có ai" in message_for(caught.value)

    def test_file_elsewhere(self, tmp_path: Path) -> None:
        users_in(tmp_path)
        app = app_of(tmp_path / "index", "password", users=str(tmp_path / "users.json"))
        assert sign_in(client_of(app)).status_code == 303
