"""People of an office and the service that they ask, for the tests of who may do what."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import argon2
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.users import Users
from ingest.settings import Settings

BASE = "http://127.0.0.1:7860"
PAGE = "https://ok.vn"
PROXY, STRANGER = "10.0.0.5", "10.0.0.6"
LAN, SECRET, ADMIN_SECRET = "lan", "mật khẩu của Lan", "mật khẩu quản trị"
QUESTION = "Xã Hoa Mai giảm được bao nhiêu thôn?"
SITES = json.dumps({"a": {"origins": [PAGE], "collections": ["hoa-mai.txt"]}})
HTML = {"accept": "text/html,*/*;q=0.8"}
OWN = {"origin": BASE}
# Hashes that cost nothing; how much they should cost is told in ``test_users``.
CHEAP = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def app_of(folder: Path, way: str = "none", **more: Any) -> FastAPI:
    from assistant.api import create_app  # with all that it needs: tests of the users file alone do not
    from tests.fakes import FakeAssistant

    values = {"auth": way, "sites": SITES, "quota": "", "log_requests": False, "proxies": PROXY, **more}
    settings = Settings(_env_file=None, index=folder, **values)  # type: ignore[call-arg]
    return create_app(FakeAssistant(), settings)  # type: ignore[arg-type]


def client_of(app: FastAPI, host: str = "10.9.9.9", base: str = BASE) -> TestClient:
    return TestClient(
        app, base_url=base, client=(host, 50000), follow_redirects=False, raise_server_exceptions=False
    )


def users_in(folder: Path) -> Users:
    users = Users(folder / "users.json", CHEAP)
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


def basic(name: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}
