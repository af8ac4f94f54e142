"""``/api/admin`` over real HTTP: who gets in, uploads byte by byte, tricks with paths, two at once."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from assistant.api import create_app
from ingest.work import Work, perform
from tests.administered import PASSWORD, SECRET, Administered, app_of
from tests.fakes import PAYLOADS, FakeAssistant
from tests.office import text_of
from tests.service import serving
from tests.test_paths import TRICKS
from tests.web import exchange, running

pytestmark = pytest.mark.real

NAME = "Nghị quyết số 12 – “ĐU”.txt"
API = "/api/admin/"


@dataclass
class Desk:
    """A served office and an administrator who has signed in."""

    office: Administered
    port: int
    client: httpx.Client

    def get(self, path: str) -> httpx.Response:
        return self.client.get(API + path)

    def upload(self, name: str, content: bytes | str, **query: str) -> httpx.Response:
        raw = content.encode() if isinstance(content, str) else content
        return self.client.put(API + "files", params={"name": name, **query}, content=raw)

    def table(self, **query: str) -> dict[str, dict[str, Any]]:
        rows = self.client.get(API + "documents", params=query).json()["documents"]
        return {row["name"]: row for row in rows}

    def done(self) -> list[dict[str, Any]]:
        """Jobs, newest first, when none is left to do."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            jobs: list[dict[str, Any]] = self.get("jobs").json()["jobs"]
            if all(job["state"] in ("done", "failed") for job in jobs):
                return jobs
            time.sleep(0.05)
        raise AssertionError("still at work")

    def key(self, name: str) -> str:
        return str(self.table()[name]["key"])


def plain(port: int) -> httpx.Client:
    """A client that nobody has signed in with; it sends the service's own origin."""
    here = f"http://127.0.0.1:{port}"
    return httpx.Client(base_url=here, headers={"origin": here}, trust_env=False, timeout=60, verify=False)


@contextmanager
def signed_in(port: int) -> Iterator[httpx.Client]:
    with plain(port) as client:
        answer = client.post("/admin/login", data={"password": PASSWORD, "next": "/admin"})
        assert answer.status_code == 303 and answer.headers["location"] == "/admin"
        yield client


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    office = Administered(tmp_path, upload_limit=1)
    with running(app_of(office)) as port, signed_in(port) as client:
        yield Desk(office, port, client)


def failed(answer: httpx.Response) -> tuple[int, str]:
    told = answer.json()["error"]
    assert told["message"].endswith(".") and "Traceback" not in told["message"]
    return answer.status_code, told["code"]


def test_without_a_password_there_is_nothing(tmp_path: Path) -> None:
    office = Administered(tmp_path)
    settings = office.settings.model_copy(update={"admin_password": type(office.settings.admin_password)("")})
    app = create_app(FakeAssistant(), settings, office.owner)  # type: ignore[arg-type]
    with running(app) as port, plain(port) as client:
        for path in ("/admin", "/admin/", API + "documents", API + "files?name=a.txt", API + "audit"):
            for method in ("GET", "PUT", "POST", "DELETE"):
                assert failed(client.request(method, path)) == (404, "not_found"), (method, path)


ROUTES = [
    ("GET", "documents"),
    ("GET", "jobs"),
    ("GET", "audit"),
    ("GET", "documents/0/original"),
    ("POST", "names"),
    ("PUT", "files?name=a.txt"),
    ("POST", "sync"),
    ("POST", "documents/0/reread"),
    ("POST", "documents/0/allow"),
    ("POST", "documents/0/forbid"),
    ("PATCH", "documents/0"),
    ("DELETE", "documents/0/edits"),
    ("DELETE", "documents/0"),
    ("GET", "trash"),
    ("POST", "trash/0/restore"),
    ("DELETE", "trash/0"),
    ("DELETE", "trash"),
]


def test_every_route_asks_who_one_is_and_where_from(desk: Desk) -> None:
    here = f"http://127.0.0.1:{desk.port}"
    known = {
        (method, path)
        for path, methods in desk.client.get("/api/openapi.json").json()["paths"].items()
        if path.startswith(API)
        for method in methods
    }
    assert len(known) == len(ROUTES)
    before = desk.office.files()
    with plain(desk.port) as nobody, plain(desk.port) as silent:
        silent.cookies, silent.headers = desk.client.cookies, httpx.Headers()
        for method, path in ROUTES:
            assert failed(nobody.request(method, API + path)) == (401, "admin_needed"), (method, path)
            for origin in ("http://evil.example", "null", here.replace("http", "https"), here + "1"):
                foreign = desk.client.request(method, API + path, headers={"origin": origin})
                assert failed(foreign) == (403, "foreign_origin"), (method, path, origin)
            if method != "GET":
                assert failed(silent.request(method, API + path)) == (403, "foreign_origin"), (method, path)
    assert desk.office.files() == before and desk.office.actions() == []


def test_nobody_may_frame_it_and_nothing_is_inline(desk: Desk) -> None:
    for path in ("/admin", API + "documents", API + "khong-co"):
        answer = desk.client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy and "unsafe" not in policy, path
        assert answer.headers["x-frame-options"] == "DENY" and answer.headers["cache-control"] == "no-store"
    page = desk.client.get("/admin").text
    assert "<script>" not in page and "style=" not in page and "http://" not in page


def test_an_upload_to_its_end(desk: Desk) -> None:
    answer = desk.upload(NAME, text_of(7))
    assert answer.status_code == 201 and answer.json()["job"]["names"] == [NAME]
    (job,) = desk.done()
    assert [(result["group"], result["name"]) for result in job["results"]] == [("added", NAME)]
    assert str(desk.office.root) not in json.dumps(job), "where files lie is nobody's business"
    row = desk.table()[NAME]
    assert (row["state"], row["characters"] > 0, row["chunks"] > 0) == ("ready", True, True)
    original = desk.get(f"documents/{row['key']}/original")
    assert original.content.decode() == text_of(7)
    assert original.headers["content-type"] == "application/octet-stream"
    assert original.headers["content-disposition"] == (
        f"attachment; filename=\"tai-lieu.txt\"; filename*=UTF-8''{quote(NAME, safe='')}"
    )
    log = desk.get("audit").json()
    assert [(line["action"], line["name"]) for line in log["entries"]] == [
        ("download", NAME),
        ("upload", NAME),
    ]
    assert log["entries"][0]["who"] == "quản trị viên · 127.0.0.1" and log["older"] is None


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("rỗng.txt", b"", 422, "empty_file"),
        ("ảnh.pdf", b"\x89PNG" + bytes(99), 415, "unsupported_format"),
        ("giả.docx", b"%PDF-1.7\n", 415, "wrong_type"),
        ("to.txt", "chữ ".encode() * 200_001, 413, "file_too_large"),
        ("../lên.txt", b"x", 422, "bad_file_name"),
        ("..\\lên.txt", b"x", 422, "bad_file_name"),
        ("/etc/passwd.txt", b"x", 422, "bad_file_name"),
        (".ẩn.txt", b"x", 422, "bad_file_name"),
        ("x.txt\u202e", b"x", 422, "bad_file_name"),
        ("x\x00.txt", b"x", 422, "bad_file_name"),
        ("manifest.toml", b"x", 422, "bad_file_name"),
        ("CON.txt", b"x", 422, "bad_file_name"),
        ("y" * 300 + ".txt", b"x", 422, "bad_file_name"),
        ("chạy.exe", b"MZ", 422, "bad_file_name"),
        ("bai-00.txt", b"x", 409, "file_taken"),
        ("BAI-00.TXT", b"x", 409, "file_taken"),
    ],
)
def test_uploads_that_are_refused(desk: Desk, name: str, content: bytes, status: int, code: str) -> None:
    before = desk.office.files()
    assert failed(desk.upload(name, content if code != "file_taken" else text_of(9))) == (status, code)
    assert desk.office.files() == before and desk.get("jobs").json()["jobs"] == []


def test_the_limit_is_told_in_words(desk: Desk) -> None:
    told = desk.upload("to.txt", bytes(1_000_001)).json()["error"]["message"]
    assert told == "Tệp “to.txt” lớn hơn 1 MB nên không được nhận. Hãy chia nhỏ tệp rồi tải lên lại."


def test_a_gigabyte_is_refused_at_once(desk: Desk) -> None:
    head = (
        f"PUT {API}files?name=a.txt HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\n"
        f"Origin: http://127.0.0.1:{desk.port}\r\nCookie: {cookie_of(desk)}\r\n"
    )
    status, body, seconds = exchange(desk.port, (head + "Content-Length: 1000000000\r\n\r\n").encode())
    assert status == 413 and json.loads(body)["error"]["code"] == "file_too_large" and seconds < 1
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    endless = (chunk for _ in range(16_000))
    status, body, _ = exchange(desk.port, (head + "Transfer-Encoding: chunked\r\n\r\n").encode(), endless)
    assert status == 413 and json.loads(body)["error"]["code"] == "file_too_large"
    unknown = head.replace(cookie_of(desk), "x=y") + "Content-Length: 1000000000\r\n\r\n"
    status, _, seconds = exchange(desk.port, unknown.encode())
    assert status == 401 and seconds < 1
    assert not [name for name in desk.office.files() if name.startswith(".")]


def cookie_of(desk: Desk) -> str:
    return "; ".join(f"{name}={value}" for name, value in desk.client.cookies.items())


def test_an_upload_that_breaks_off_leaves_nothing(desk: Desk) -> None:
    head = (
        f"PUT {API}files?name=a.txt HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\n"
        f"Origin: http://127.0.0.1:{desk.port}\r\nCookie: {cookie_of(desk)}\r\nContent-Length: 5000\r\n\r\n"
    )
    before = desk.office.files()
    with socket.create_connection(("127.0.0.1", desk.port)) as connection:
        connection.sendall(head.encode() + "một nửa".encode())
        time.sleep(0.3)
    until = time.monotonic() + 10
    while desk.office.files() != before:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert desk.get("jobs").json()["jobs"] == []


def test_replacing_is_asked_for(desk: Desk) -> None:
    assert desk.upload("bai-00.txt", text_of(9), replace="true").status_code == 201
    (job,) = desk.done()
    assert job["results"][0]["group"] == "changed"
    (thrown,) = desk.get("trash").json()["files"]
    assert thrown["path"] == "bai-00.txt" and thrown["documents"] == ["bai-00"]
    told = desk.client.post(API + "names", json={"names": ["bai-00.txt", "mới.txt", "x.exe"]}).json()["names"]
    assert [(one["taken"], one["problem"] is None) for one in told] == [
        (True, True),
        (False, True),
        (False, False),
    ]


def test_tricks_with_paths_are_all_refused_alike(desk: Desk) -> None:
    office = desk.office
    (office.root.parent / "secret.txt").write_text("root:x:0:0")
    (office.root / "link.txt").symlink_to(office.root.parent / "secret.txt")
    (office.root / ".env").write_text("root:x:0:0")
    perform(Work("sync", (str(office.root),)), office.settings, office.owner.encoder)
    linked = [row for row in desk.table().values() if "secret" in row["name"]]
    assert linked and not linked[0]["ours"]
    cookie = cookie_of(desk)
    tricks = [trick for trick in TRICKS if trick not in ("*",)]
    for trick in [*tricks, linked[0]["key"], "bai-00", "bai-00.txt", "link.txt", ".env"]:
        for path in (f"documents/{trick}/original", f"documents/{trick}"):
            request = f"GET {API}{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
            status, body, _ = exchange(desk.port, request.encode("latin-1"))
            assert status in (404, 405), (trick, path)
            assert b"root:x" not in body and json.loads(body)["error"]["code"] in (
                "document_unknown",
                "not_found",
                "method_not_allowed",
            )
    for trick in TRICKS:
        where = quote(trick, safe="")
        for method, path in (("POST", f"trash/{where}/restore"), ("DELETE", f"trash/{where}")):
            answer = desk.client.request(method, API + path)
            assert answer.status_code in (404, 422), (trick, answer.text)
        answer = desk.upload("x.txt", text_of(9), folder=trick)
        assert answer.status_code == 422, trick
    assert (office.root.parent / "secret.txt").exists() and "x.txt" not in str(office.files())


def test_a_file_swapped_for_a_link_is_not_given_away(desk: Desk) -> None:
    key = desk.key("bai-00.txt")
    (desk.office.root / "bai-00.txt").unlink()
    (desk.office.root / "bai-00.txt").symlink_to("/etc/passwd")
    assert failed(desk.get(f"documents/{key}/original")) == (404, "document_unknown")


def test_quarantine_allow_search(desk: Desk) -> None:
    desk.upload("mật.txt", SECRET)
    assert desk.done()[0]["results"][0]["group"] == "quarantined"
    row = desk.table(state="quarantined")["mật.txt"]
    assert row["reason"] == "Có dấu TỐI MẬT nên chưa được tìm kiếm."
    assert desk.client.post(f"{API}documents/{row['key']}/allow").status_code == 202
    desk.done()
    assert (desk.table()["mật.txt"]["state"], desk.table()["mật.txt"]["allowed"]) == ("ready", True)
    assert desk.client.post(f"{API}documents/{row['key']}/forbid").status_code == 202
    desk.done()
    assert desk.table()["mật.txt"]["state"] == "quarantined"


def test_an_edit_and_its_end(desk: Desk) -> None:
    key = desk.key("bai-00.txt")
    seen = {"title": desk.table()["bai-00.txt"]["title"]}
    answer = desk.client.patch(f"{API}documents/{key}", json={"title": "Tên mới", "seen": seen})
    assert answer.status_code == 202
    desk.done()
    row = desk.table(q="tên mới")["bai-00.txt"]
    assert (row["title"], row["edited"]) == ("Tên mới", ["title"])
    again = desk.client.patch(f"{API}documents/{key}", json={"title": "Tên khác", "seen": seen})
    assert failed(again) == (409, "changed_meanwhile")
    for body in ({"title": ""}, {"issued": "31/12/2026"}, {"title": "x" * 501}):
        bad = desk.client.patch(f"{API}documents/{key}", json=body)
        assert failed(bad) == (422, "bad_input"), body
    assert failed(desk.client.patch(f"{API}documents/{key}", json={"sha256": "0"})) == (422, "bad_request")
    assert desk.client.delete(f"{API}documents/{key}/edits").status_code == 202
    desk.done()
    assert desk.table()["bai-00.txt"]["title"] == seen["title"]


def test_delete_restore_destroy(desk: Desk) -> None:
    assert desk.client.delete(f"{API}documents/{desk.key('bai-01.txt')}").status_code == 202
    desk.done()
    assert "bai-01.txt" not in desk.table()
    (item,) = desk.get("trash").json()["files"]
    assert desk.client.post(f"{API}trash/{item['id']}/restore").status_code == 202
    desk.done()
    assert desk.table()["bai-01.txt"]["state"] == "ready"
    assert failed(desk.client.delete(f"{API}trash/{item['id']}")) == (404, "thrown_unknown")
    for name in ("bai-01.txt", "bai-02.txt"):
        desk.client.delete(f"{API}documents/{desk.key(name)}")
        desk.done()
    assert desk.client.delete(API + "trash").json() == {"removed": 2}
    assert desk.get("trash").json() == {"files": []}


def test_two_administrators_at_once(desk: Desk) -> None:
    answers: list[int] = []
    barrier = threading.Barrier(2)

    def upload(number: int) -> None:
        with signed_in(desk.port) as other:
            barrier.wait(30)
            where = {"name": NAME}
            answers.append(
                other.put(API + "files", params=where, content=text_of(number).encode()).status_code
            )

    threads = [threading.Thread(target=upload, args=(number,)) for number in (7, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [201, 409]
    desk.done()
    assert (desk.office.root / NAME).read_text() in (text_of(7), text_of(8))
    key = desk.key("bai-03.txt")
    gone = [desk.client.delete(f"{API}documents/{key}").status_code for _ in range(2)]
    assert gone[0] == 202 and gone[1] in (202, 404)
    desk.done()
    assert len(desk.get("trash").json()["files"]) == 1


def test_payloads_in_names_and_titles_stay_text(desk: Desk) -> None:
    """Over the wire they are JSON strings as they were given; the page is another test's."""
    names = []
    for number, payload in enumerate(PAYLOADS):
        name = f"{number} {payload}.txt".replace("/", "∕").replace("\\", "∖").replace("\x1b", "")[:80]
        name = name if name.endswith(".txt") else name + ".txt"
        answer = desk.upload(name, text_of(100 + number, payload))
        assert answer.status_code == 201, (name, answer.text)
        names.append(" ".join(name.split()))
    desk.done()
    table = {row["name"]: row for row in desk.get("documents?limit=500").json()["documents"]}
    assert {row["state"] for name, row in table.items() if name in names} <= {"ready", "duplicate"}
    assert set(names) <= set(table)


def test_nothing_fits_no_error(desk: Desk) -> None:
    told = desk.client.get(API + "documents", params={"q": "không có gì như thế", "offset": "9"}).json()
    assert told["documents"] == [] and told["total"] == 0 and told["states"]["ready"] == 4
    assert failed(desk.client.get(API + "documents?state=la")) == (422, "bad_request")
    assert failed(desk.client.get(API + "documents?limit=100000")) == (422, "bad_request")


@pytest.mark.slow
def test_while_it_serves(corpus_index: Path, tmp_path: Path) -> None:
    """The real server: what is uploaded is answered from, what is deleted is not, and words come first."""
    index = Path(shutil.copytree(corpus_index, tmp_path / "index"))
    (tmp_path / "corpus").mkdir()
    (tmp_path / ".env").write_text(f"HOIDAP_ADMIN_PASSWORD={PASSWORD}\nHOIDAP_CORPUS=corpus\n")
    with serving(index, tmp_path) as service, signed_in(service.port) as client:
        desk = Desk(None, service.port, client)  # type: ignore[arg-type]
        assert desk.upload("suối ngàn.txt", text_of(5)).status_code == 201
        desk.done()
        assert desk.table()["suối ngàn.txt"]["state"] == "ready"
        question = {"question": "Xã Suối Ngàn đã giảm được bao nhiêu đơn vị sự nghiệp công lập ở đợt 5?"}
        found = [context["document_id"] for context in service.post("/api/ask", question)["contexts"]]
        assert "suoi-ngan" in found
        elsewhere = [row for row in desk.table().values() if not row["ours"]]
        assert len(elsewhere) == 5
        outside = client.delete(f"{API}documents/{elsewhere[0]['key']}")
        assert failed(outside) == (409, "outside_folder")
        assert client.delete(f"{API}documents/{desk.key('suối ngàn.txt')}").status_code == 202
        desk.done()
        found = [context["document_id"] for context in service.post("/api/ask", question)["contexts"]]
        assert "suoi-ngan" not in found
