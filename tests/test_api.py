"""The HTTP contract: answers, errors in one shape and in Vietnamese, and who is let in."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_app
from ingest.errors import HoiDapError, IndexMissing
from ingest.settings import Settings
from tests.fakes import FakeAssistant

BASE = "http://127.0.0.1:7860"
QUESTION = "Xã Hoa Mai giảm được bao nhiêu thôn?"


def client_of(assistant: FakeAssistant, **settings: object) -> TestClient:
    app = create_app(assistant, Settings(_env_file=None, **settings))  # type: ignore[arg-type]
    return TestClient(app, base_url=BASE, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def client(assistant: FakeAssistant) -> Iterator[TestClient]:
    with client_of(assistant) as client:
        yield client


def error_of(response: object) -> tuple[int, str]:
    """Status and code, after checking the contract's shape and that the message is Vietnamese prose."""
    body = response.json()  # type: ignore[attr-defined]
    assert body.keys() == {"error"} and body["error"].keys() == {"code", "message"}
    message = body["error"]["message"]
    assert re.search(r"[ạảãàáăâđêếôơưựị]", message)
    assert re.search(r"\.$|: (hoidap|make) \w+$|/v1/models\.?$", message), "a sentence, or what to run"
    assert "Traceback" not in message and "Error" not in message
    return response.status_code, body["error"]["code"]  # type: ignore[attr-defined]


class TestAsk:
    def test_answer_has_the_fields_of_the_contract(
        self, client: TestClient, assistant: FakeAssistant
    ) -> None:
        response = client.post("/api/ask", json={"question": QUESTION})

        assert response.status_code == 200
        answer = response.json()
        assert set(answer) == {
            "question", "standalone_question", "status", "short", "text", "confidence", "review_reasons",
            "mode", "citations", "contexts", "suggestions", "index_version", "timings_ms", "id",
        }  # fmt: skip
        (citation,) = answer["citations"]
        assert set(citation) == {
            "label", "document_id", "title", "publisher", "issued", "number", "url", "page", "kind",
            "locator", "start", "end",
            "quote",
        }  # fmt: skip
        assert set(answer["contexts"][0]) == {"document_id", "start", "end", "score", "text"}
        text = assistant.documents[citation["document_id"]].text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert answer["short"] == "12" and answer["status"] == "answered"

    def test_history_and_filters_reach_the_assistant(
        self, client: TestClient, assistant: FakeAssistant
    ) -> None:
        body = {"question": "Còn kinh phí?", "history": [QUESTION], "filters": {"kind": "bài viết"}}

        answer = client.post("/api/ask", json=body).json()

        assert assistant.asked[-1] == ("Còn kinh phí?", (QUESTION,), {"kind": "bài viết"})
        assert answer["standalone_question"] == f"{QUESTION} Còn kinh phí?"

    def test_refusal(self, client: TestClient) -> None:
        answer = client.post("/api/ask", json={"question": "zzz qqq"}).json()
        assert (answer["status"], answer["short"], answer["citations"]) == ("not_found", None, [])
        assert answer["contexts"]

    @pytest.mark.parametrize("question", ["", "   \n\t"])
    def test_empty(self, client: TestClient, question: str) -> None:
        assert error_of(client.post("/api/ask", json={"question": question})) == (422, "question_empty")

    def test_too_long_names_both_numbers(self, client: TestClient) -> None:
        response = client.post("/api/ask", json={"question": "a" * 10_000})
        assert error_of(response) == (422, "question_too_long")
        assert "10000" in response.text and "2000" in response.text

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"question": None},
            {"question": 5},
            {"question": ["a"]},
            {"question": "a", "history": "b"},
            {"question": "a", "history": ["b"] * 51},
            {"question": "a", "filters": {"kind": 1}},
            {"question": "a", "unknown": 1},
            {"question": "a\ud800"},
            [],
            "a",
            None,
        ],
        ids=repr,
    )
    def test_wrong_shape(self, client: TestClient, body: object) -> None:
        response = client.post(
            "/api/ask", content=json.dumps(body), headers={"content-type": "application/json"}
        )
        assert error_of(response) == (422, "bad_request")

    @pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"question": "a"', b""])
    def test_not_json(self, client: TestClient, body: bytes) -> None:
        response = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
        assert error_of(response) in {(422, "bad_json"), (422, "bad_request"), (400, "bad_request")}

    def test_known_failure_keeps_its_message(self) -> None:
        class Broken(FakeAssistant):
            def ask(self, *_: object) -> object:  # type: ignore[override]
                raise IndexMissing("no index", command="hoidap ingest")

        response = client_of(Broken()).post("/api/ask", json={"question": "a"})
        assert error_of(response) == (503, "index_missing")

    def test_unknown_failure_shows_nothing_of_itself(self) -> None:
        class Broken(FakeAssistant):
            def ask(self, *_: object) -> object:  # type: ignore[override]
                raise ZeroDivisionError("secret /root/x.py")

        response = client_of(Broken()).post("/api/ask", json={"question": "a"})
        assert error_of(response) == (500, "internal")
        assert "secret" not in response.text

    def test_a_slow_answer_holds_up_nobody(self) -> None:
        started, finish = threading.Event(), threading.Event()

        class Slow(FakeAssistant):
            def ask(self, *arguments: object) -> object:  # type: ignore[override]
                started.set()
                assert finish.wait(10)
                return super().ask(*arguments)  # type: ignore[arg-type]

        with client_of(Slow()) as client:  # one event loop for both requests
            asking = threading.Thread(
                target=client.post, args=["/api/ask"], kwargs={"json": {"question": "a"}}
            )
            asking.start()
            assert started.wait(10)
            assert client.get("/healthz").json() == {"status": "ok"}
            assert asking.is_alive()
            finish.set()
            asking.join(10)


class TestSearchAndDocuments:
    def test_search_is_ranked_and_limited(self, client: TestClient) -> None:
        found = client.post("/api/search", json={"question": QUESTION, "limit": 3}).json()
        scores = [context["score"] for context in found["contexts"]]
        assert len(scores) == 3 and scores == sorted(scores, reverse=True)
        assert found["index_version"] == "fake-1"

    @pytest.mark.parametrize("limit", [0, 51, "x", -1])
    def test_search_limit_has_bounds(self, client: TestClient, limit: object) -> None:
        response = client.post("/api/search", json={"question": "a", "limit": limit})
        assert error_of(response) == (422, "bad_request")

    def test_search_refuses_an_empty_question(self, client: TestClient) -> None:
        assert error_of(client.post("/api/search", json={"question": " "})) == (422, "question_empty")

    def test_list_has_metadata_only(self, client: TestClient, assistant: FakeAssistant) -> None:
        listed = client.get("/api/documents").json()["documents"]
        assert [entry["id"] for entry in listed] == list(assistant.documents)
        assert all("text" not in entry and "source" not in entry for entry in listed)
        assert listed[0]["publisher"] == "Báo Hoa Mai" and listed[0]["issued"] == "2023-10-12"
        assert listed[0]["length"] == len(assistant.documents["xa-hoa-mai"].text)

    def test_one_document_has_its_text(self, client: TestClient, assistant: FakeAssistant) -> None:
        found = client.get("/api/documents/xa-hoa-mai").json()
        assert found["text"] == assistant.documents["xa-hoa-mai"].text
        assert "source" not in found

    @pytest.mark.parametrize("name", ["x", "..%2f..%2fetc%2fpasswd", "%2e%2e", "a%00b", "<script>"])
    def test_unknown_document(self, client: TestClient, name: str) -> None:
        assert error_of(client.get(f"/api/documents/{name}"))[0] == 404
        assert client.get(f"/documents/{name}").status_code == 404

    def test_unknown_document_in_the_viewer_is_a_page(self, client: TestClient) -> None:
        response = client.get("/documents/%3Cscript%3Ealert(1)%3C")
        assert response.status_code == 404
        assert response.headers["content-type"].startswith("text/html")
        assert "Không có tài liệu nào mang mã" in response.text and "<script>alert" not in response.text

    def test_viewer_highlights(self, client: TestClient, assistant: FakeAssistant) -> None:
        start = assistant.documents["xa-hoa-mai"].text.index("12 thôn")
        page = client.get(f"/documents/xa-hoa-mai?start={start}&end={start + 7}").text
        assert re.search(r"<mark[^>]*>12 thôn</mark>", page)


class TestHealth:
    def test_ready(self, client: TestClient) -> None:
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").json() == {"status": "ready", "documents": 2, "index_version": "fake-1"}

    def test_not_ready_without_documents(self) -> None:
        client = client_of(FakeAssistant(documents={}))
        assert client.get("/healthz").status_code == 200
        assert error_of(client.get("/readyz")) == (503, "not_ready")


class TestClosedDoors:
    @pytest.mark.parametrize(
        "path",
        [
            "/nothing", "/api/nothing", "/redoc", "/openapi.json", "/monitoring", "/login",
            "/gradio_api/runs", "/gradio_api/openapi.json", "/gradio_api/deep_link", "/svelte/x",
            "/gradio_api/file=/etc/passwd", "/gradio_api/file=http://evil.example/", "/gradio_api/vibe-code/",
            "/gradio_api/proxy=http://evil.example/", "/gradio_api/upload_progress", "/public//etc/passwd",
            "/static/../../../etc/passwd", "/assets/%2e%2e/%2e%2e/routes.py", "/public/../api.py",
            "/public/%2e%2e/api.py", "/public/%2e%2e%2fapi.py",
        ],
    )  # fmt: skip
    def test_what_no_page_of_ours_needs_is_not_there(self, client: TestClient, path: str) -> None:
        assert error_of(client.get(path)) == (404, "not_found")

    @pytest.mark.parametrize(
        "path", ["/gradio_api/upload", "/gradio_api/run/predict", "/gradio_api/call/ask", "/login"]
    )
    def test_gradio_takes_no_other_posts(self, client: TestClient, path: str) -> None:
        assert error_of(client.post(path, json={}))[0] in (404, 405)

    @pytest.mark.parametrize(
        ("method", "path"), [("GET", "/api/ask"), ("DELETE", "/api/documents"), ("PUT", "/")]
    )
    def test_wrong_method(self, client: TestClient, method: str, path: str) -> None:
        status, code = error_of(client.request(method, path))
        assert (status, code) == ((404, "not_found") if path == "/" else (405, "method_not_allowed"))

    @pytest.mark.parametrize(
        "origin",
        [
            "http://evil.example", "null", "https://127.0.0.1:7860", "http://127.0.0.1:7861", "http://127.0.0.1",
            "http://127.0.0.1:7860.evil.example", "http://localhost:7860", "file://", "",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("path", ["/api/ask", "/gradio_api/queue/join"])
    def test_foreign_origin(self, client: TestClient, path: str, origin: str) -> None:
        response = client.post(path, json={"question": QUESTION}, headers={"origin": origin})
        assert error_of(response) == (403, "foreign_origin")
        assert not [name for name in response.headers if name.startswith("access-control-")]

    def test_own_origin(self, client: TestClient) -> None:
        response = client.post("/api/ask", json={"question": QUESTION}, headers={"origin": BASE})
        assert response.status_code == 200

    def test_cross_site_post_without_origin(self, client: TestClient) -> None:
        headers = {"sec-fetch-site": "cross-site"}
        assert error_of(client.post("/api/ask", json={"question": "a"}, headers=headers)) == (
            403,
            "foreign_origin",
        )
        assert client.get("/documents", headers=headers).status_code == 200  # a link from elsewhere

    @pytest.mark.parametrize(
        "host", ["evil.example", "127.0.0.1.evil.example:7860", "localhost.evil", "", "[::1"]
    )
    def test_foreign_host(self, client: TestClient, host: str) -> None:
        assert error_of(client.get("/healthz", headers={"host": host})) == (400, "foreign_host")

    @pytest.mark.parametrize(
        "host", ["127.0.0.1", "localhost:7860", "LOCALHOST", "[::1]:7860", "10.1.2.3:80"]
    )
    def test_known_host(self, client: TestClient, host: str) -> None:
        assert client.get("/healthz", headers={"host": host}).status_code == 200

    def test_configured_host(self) -> None:
        client = client_of(FakeAssistant(), host="hoidap.coquan.vn")
        assert client.get("/healthz", headers={"host": "hoidap.coquan.vn"}).status_code == 200


class TestBodySize:
    def test_just_below_the_limit_is_read(self, client: TestClient) -> None:
        padding = "x" * (64 * 1024 - len(json.dumps({"question": ""})))
        body = json.dumps({"question": padding})
        response = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
        assert error_of(response) == (422, "question_too_long")

    def test_stated_length_over_the_limit_is_refused_unread(self, client: TestClient) -> None:
        response = client.post("/api/ask", content=b"{}", headers={"content-length": str(10**9)})
        assert error_of(response) == (413, "body_too_large")

    @pytest.mark.parametrize("path", ["/api/ask", "/gradio_api/queue/join", "/documents"])
    def test_unstated_length_is_counted(self, client: TestClient, path: str) -> None:
        response = client.post(path, content=(b"x" * 1000 for _ in range(66)))
        assert error_of(response) == (413, "body_too_large")

    @pytest.mark.parametrize("length", ["-1", "abc", "1e3", "٣"])
    def test_nonsense_length(self, client: TestClient, length: str) -> None:
        response = client.post("/api/ask", content=b"{}", headers={"content-length": length.encode()})
        assert error_of(response) == (400, "bad_request")


class TestHeaders:
    @pytest.mark.parametrize(
        "path", ["/", "/documents", "/documents/xa-hoa-mai", "/api/documents", "/nothing"]
    )
    def test_everywhere(self, client: TestClient, path: str) -> None:
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert "unsafe-eval" not in headers["content-security-policy"]

    @pytest.mark.parametrize("path", ["/documents", "/documents/xa-hoa-mai", "/documents/gone"])
    def test_our_pages_allow_nothing_inline(self, client: TestClient, path: str) -> None:
        response = client.get(path)
        assert "unsafe-inline" not in response.headers["content-security-policy"]
        assert not re.search(r"<style|style=|<script>|\son\w+=", response.text)

    def test_scripts_of_the_chat_page_are_allowed_one_by_one(self, client: TestClient) -> None:
        first, second = client.get("/"), client.get("/")
        policy = first.headers["content-security-policy"]
        scripts = re.search(r"script-src ([^;]*);", policy)
        assert scripts is not None and "unsafe-inline" not in scripts[1]
        nonce = re.search(r"'nonce-([\w-]{20,})'", scripts[1])
        assert nonce is not None and f'<script nonce="{nonce[1]}"' in first.text
        assert policy != second.headers["content-security-policy"]

    def test_chat_page_names_no_other_host(self, client: TestClient) -> None:
        page = client.get("/").text
        assert '<html\n\tlang="vi"' in page
        hosts = set(re.findall(r"https?://([\w.-]+)", page))
        assert hosts <= {"127.0.0.1"}, hosts

    def test_static_files_are_named_by_content(self, client: TestClient) -> None:
        page = client.get("/documents").text
        for address in re.findall(r'(?:href|src)="(/public/[^"]+)"', page):
            assert re.search(r"\?v=[0-9a-f]{12}$", address)
            assert client.get(address).status_code == 200


def test_every_error_code_has_a_status_that_is_no_success() -> None:
    class Raising(FakeAssistant):
        error: HoiDapError

        def ask(self, *_: object) -> object:  # type: ignore[override]
            raise self.error

    assistant = Raising()
    client = client_of(assistant)
    for error in HoiDapError.__subclasses__():
        assistant.error = error("x")
        status, code = error_of(client.post("/api/ask", json={"question": "a"}))
        assert status >= 400 and code == error.code
