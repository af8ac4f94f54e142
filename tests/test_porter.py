"""Who somebody is: programs with passwords, proxies with headers, those who guess, and wrong settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.messages import message_for
from assistant.serve import exposure
from assistant.users import Users
from ingest.errors import BadSettings, UsersDamaged
from ingest.settings import Settings, load_settings
from tests.people import (
    ADMIN_SECRET,
    BASE,
    HTML,
    LAN,
    OWN,
    PROXY,
    QUESTION,
    SECRET,
    STRANGER,
    app_of,
    basic,
    client_of,
    code_of,
    session_of,
    sign_in,
    sign_in_admin,
    users_in,
)
from tests.web import exchange, running


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


@pytest.mark.real
def test_over_a_real_connection(tmp_path: Path) -> None:
    def status(port: int, *headers: bytes) -> int:
        lines = [b"GET /api/documents HTTP/1.1", b"Host: 127.0.0.1", b"Connection: close", *headers]
        return exchange(port, b"\r\n".join(lines) + b"\r\n\r\n")[0]

    name = "Nguyễn Văn A".encode()
    with running(app_of(tmp_path, "header", proxies="127.0.0.1")) as port:
        assert status(port, b"X-Forwarded-User: " + name) == 200
        assert status(port, b"X-Forwarded-User: " + name, b"X-Forwarded-For: 10.1.1.1") == 200
        for wrong in ([b"\xff"], [], [name, name]):
            assert status(port, *(b"X-Forwarded-User: " + one for one in wrong)) == 401
    with running(app_of(tmp_path, "header", proxies=PROXY)) as port:
        assert status(port, b"X-Forwarded-User: " + name, f"X-Forwarded-For: {PROXY}".encode()) == 401


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

    @pytest.mark.parametrize(
        ("values", "part"),
        [
            ({}, ""),
            ({"host": "::1"}, ""),
            ({"host": "localhost"}, ""),
            ({"host": "0.0.0.0"}, "ai trong mạng cũng hỏi được"),
            ({"host": "192.168.1.7"}, "ai trong mạng cũng hỏi được"),
            ({"host": "0.0.0.0", "auth": "password"}, "không được mã hóa"),
            ({"host": "0.0.0.0", "auth": "password", "public_url": "http://hoidap.vn"}, "không được mã hóa"),
            ({"host": "0.0.0.0", "auth": "password", "public_url": "https://hoidap.vn"}, ""),
            ({"host": "0.0.0.0", "auth": "header"}, ""),
            ({"host": "0.0.0.0", "auth": "header", "admin_password": ADMIN_SECRET}, "không được mã hóa"),
        ],
    )  # fmt: skip
    def test_what_is_open_to_the_network_is_told(self, values: dict[str, str], part: str) -> None:
        told = exposure(Settings(_env_file=None, **values))  # type: ignore[arg-type, call-arg]
        assert part in told and bool(part) == bool(told)
