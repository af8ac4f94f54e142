"""Signing in and out on our pages: where it leads, what the cookies are, how sessions end, who may not."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from assistant.api_errors import add_error_handlers
from assistant.porter import Porter
from assistant.who import Role, Who, needs_admin, recognise
from tests.people import (
    ADMIN_SECRET,
    BASE,
    HTML,
    LAN,
    OWN,
    PROXY,
    SECRET,
    STRANGER,
    app_of,
    basic,
    client_of,
    code_of,
    sign_in,
    sign_in_admin,
    users_in,
)
from tests.test_tickets import Clock


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
        assert client.get("/static/img/api-logo.svg").headers["cache-control"] == "private"
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
