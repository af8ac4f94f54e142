"""Asking over HTTP: streams, filters, verdicts, the queue and the quota."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.api import create_app
from assistant.records import Answer
from assistant.store import FeedbackStore
from ingest.errors import IndexMismatch
from ingest.settings import Settings
from tests.fakes import FakeAssistant
from tests.web import running

BASE = "http://127.0.0.1:7860"
QUESTION = "Xã Hoa Mai giảm được bao nhiêu thôn?"
STREAM = {"accept": "text/event-stream"}
LONG = 30.0  # seconds, never waited out


def app_of(assistant: FakeAssistant, index: Path, **settings: Any) -> Any:
    return create_app(assistant, Settings(_env_file=None, index=index, **settings))  # type: ignore[arg-type, call-arg]


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="module")
def client(assistant: FakeAssistant, index: Path) -> Iterator[TestClient]:
    with TestClient(app_of(assistant, index, quota=""), base_url=BASE) as client:
        yield client


def events(text: str) -> list[tuple[str, Any]]:
    """Events of a stream by the rules of its format: blank lines between, comments left out."""
    blocks = [block for block in text.split("\n\n") if block and not block.startswith(":")]
    fields = [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]
    return [(field["event"], json.loads(field["data"])) for field in fields]


class TestStream:
    def test_tokens_then_the_answer(self, client: TestClient) -> None:
        response = client.post("/api/ask", json={"question": QUESTION}, headers=STREAM)
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-content-type-options"] == "nosniff"
        *tokens, (last, answer) = events(response.text)
        assert {name for name, _ in tokens} == {"token"} and last == "answer"
        assert "".join(token["text"] for _, token in tokens) == answer["text"]
        plain = client.post("/api/ask", json={"question": QUESTION}).json()
        assert {**plain, "id": ""} == {**answer, "id": ""} and plain["id"] != answer["id"]

    @pytest.mark.parametrize(
        ("question", "code"), [("", "question_empty"), ("a" * 3000, "question_too_long")]
    )
    def test_refused_before_it_began_is_a_plain_refusal(
        self, client: TestClient, question: str, code: str
    ) -> None:
        response = client.post("/api/ask", json={"question": question}, headers=STREAM)
        assert response.status_code == 422 and response.json()["error"]["code"] == code

    def test_failing_midway_ends_in_an_error_event(self, index: Path) -> None:
        class Broken(FakeAssistant):
            def ask_stream(self, *_: Any) -> Iterator[str | Answer]:
                yield "Sau sắp xếp, "
                raise IndexMismatch("damaged", command="hoidap ingest")

        with TestClient(app_of(Broken(), index), base_url=BASE) as client:
            told = events(client.post("/api/ask", json={"question": QUESTION}, headers=STREAM).text)
        assert told[0] == ("token", {"text": "Sau sắp xếp, "})
        name, body = told[-1]
        assert (name, body["error"]["code"]) == ("error", "index_mismatch") and len(told) == 2
        assert "hoidap ingest" in body["error"]["message"]


class TestFilters:
    def test_all_of_them_reach_the_assistant(self, client: TestClient, assistant: FakeAssistant) -> None:
        filters = {
            "document_id": "xa-hoa-mai", "publisher": "Báo Hoa Mai", "kind": "bài viết", "place": "Hoa Mai",
            "number": "", "author": "An Bình", "issued_from": "2023-01-01", "issued_to": "2023-12-31",
        }  # fmt: skip
        answer = client.post("/api/ask", json={"question": QUESTION, "filters": filters}).json()
        assert answer["status"] == "answered"
        assert assistant.asked[-1][2] == {name: value for name, value in filters.items() if value}

    @pytest.mark.parametrize(
        "filters", [{"kind": "báo cáo"}, {"issued_from": "2024-01-01"}, {"issued_to": "2022-12-31"}]
    )
    def test_what_does_not_pass_is_not_found(self, client: TestClient, filters: dict[str, str]) -> None:
        body = {"question": QUESTION, "filters": filters}
        assert client.post("/api/ask", json=body).json()["status"] == "not_found"
        found = client.post("/api/search", json=body).json()["contexts"]
        assert "xa-hoa-mai" not in {context["document_id"] for context in found}

    def test_nothing_chosen_filters_nothing(self, client: TestClient) -> None:
        filters = {"kind": "", "issued_from": "", "issued_to": None}
        body = {"question": QUESTION, "filters": filters}
        assert client.post("/api/ask", json=body).json()["status"] == "answered"

    @pytest.mark.parametrize(
        "filters",
        [
            {"source": "a.txt"}, {"collections": "*"}, {"text": "a"}, {"issued_from": "12/10/2023"},
            {"issued_from": "2023-13-01"}, {"issued_from": "2023-02-01", "issued_to": "2023-01-31"},
            {"kind": "x" * 501}, {"kind": ["a"]}, [], "kind",
        ],
        ids=repr,
    )  # fmt: skip
    @pytest.mark.parametrize("path", ["/api/ask", "/api/search"])
    def test_unknown_or_malformed_filters_are_refused(
        self, client: TestClient, path: str, filters: object
    ) -> None:
        response = client.post(path, json={"question": QUESTION, "filters": filters})
        assert response.status_code == 422 and response.json()["error"]["code"] == "bad_request"


class TestFeedback:
    def test_it_is_kept_with_the_answer(self, client: TestClient, index: Path) -> None:
        answer = client.post("/api/ask", json={"question": QUESTION}).json()
        body = {"id": answer["id"], "verdict": "down", "reason": "Sai số"}
        assert client.post("/api/feedback", json=body).json() == {"id": answer["id"], "verdict": "down"}
        kept = FeedbackStore(index).all()[-1]
        assert (kept.answer_id, kept.verdict, kept.reason) == (answer["id"], "down", "Sai số")
        assert json.loads(kept.answer)["text"] == answer["text"]

    def test_on_an_answer_that_was_streamed(self, client: TestClient, index: Path) -> None:
        response = client.post("/api/ask", json={"question": QUESTION}, headers=STREAM)
        name = events(response.text)[-1][1]["id"]
        assert client.post("/api/feedback", json={"id": name, "verdict": "up"}).status_code == 200
        assert FeedbackStore(index).all()[-1].answer_id == name

    def test_on_an_answer_that_was_never_given(self, client: TestClient, index: Path) -> None:
        before = FeedbackStore(index).all()
        response = client.post("/api/feedback", json={"id": "0" * 32, "verdict": "up"})
        assert response.status_code == 404 and response.json()["error"]["code"] == "answer_unknown"
        assert FeedbackStore(index).all() == before

    @pytest.mark.parametrize(
        "change", [{"verdict": "maybe"}, {"reason": "x" * 1001}, {"id": "x" * 65}, {"id": None}, {"more": 1}]
    )
    def test_malformed(self, client: TestClient, change: dict[str, Any]) -> None:
        response = client.post("/api/feedback", json={"id": "a", "verdict": "up", **change})
        assert response.status_code == 422 and response.json()["error"]["code"] == "bad_request"


@pytest.mark.real
class TestOverTheWire:
    def test_the_first_token_comes_before_the_last(self, index: Path) -> None:
        go_on = threading.Event()

        class Slow(FakeAssistant):
            def ask_stream(self, *arguments: Any) -> Iterator[str | Answer]:
                *pieces, answer = super().ask_stream(*arguments)
                yield pieces[0]
                assert go_on.wait(LONG)
                yield from pieces[1:]
                yield answer

        with running(app_of(Slow(), index)) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as web:
            asked = web.stream("POST", "/api/ask", json={"question": QUESTION}, headers=STREAM, timeout=LONG)
            with asked as response:
                parts = response.iter_text()
                assert events(next(parts)) == [("token", {"text": "Sau "})]
                go_on.set()
                assert events("".join(parts))[-1][0] == "answer"

    def test_a_reader_who_leaves_gives_the_turn_back(self, index: Path) -> None:
        class Endless(FakeAssistant):
            def ask_stream(self, *_: Any) -> Iterator[str | Answer]:
                while not gone.wait(0.001):
                    yield "và "

        gone = threading.Event()
        app = app_of(Endless(), index, ask_at_once=1, ask_waiting=0)
        with running(app) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as web:
            asked = web.stream("POST", "/api/ask", json={"question": QUESTION}, headers=STREAM, timeout=LONG)
            with asked as response:
                parts = response.iter_text()  # kept: httpx hangs up when it is collected
                assert next(parts).startswith("event: token")
                assert web.post("/api/ask", json={"question": QUESTION}).status_code == 429
            until = threading.Event()
            for _ in range(200):
                answered = web.post("/api/ask", json={"question": QUESTION})
                if answered.status_code == 200:
                    break
                until.wait(0.05)
            gone.set()
        assert answered.status_code == 200

    def test_a_full_queue_refuses_at_once_and_the_rest_goes_on(self, index: Path) -> None:
        opened = threading.Event()

        class Gated(FakeAssistant):
            def ask(self, *arguments: Any) -> Answer:
                assert opened.wait(LONG)
                return super().ask(*arguments)

        def ask(_: int) -> httpx.Response:
            return web.post("/api/ask", json={"question": QUESTION})

        app = app_of(Gated(), index, ask_at_once=2, ask_waiting=3, quota="")
        limits = httpx.Limits(max_connections=60)
        with (
            running(app) as port,
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=LONG, limits=limits) as web,
            ThreadPoolExecutor(40) as pool,
        ):
            asking = [pool.submit(ask, number) for number in range(40)]
            refused = []
            while len(refused) < 35:
                refused = [future.result() for future in asking if future.done()]
                assert web.get("/healthz").json() == {"status": "ok"}
                assert web.get("/api/documents").status_code == 200
            opened.set()
            statuses = sorted(future.result().status_code for future in asking)
        assert statuses == [200] * 5 + [429] * 35
        assert {answer.headers["retry-after"] for answer in refused} == {"5"}
        assert {answer.json()["error"]["code"] for answer in refused} == {"busy"}

    def test_over_the_quota(self, index: Path) -> None:
        app = app_of(FakeAssistant(), index, quota="3/hour")
        with running(app) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as web:
            answers = [web.post("/api/ask", json={"question": QUESTION}) for _ in range(5)]
            forged = {"x-forwarded-for": "203.0.113.9", "forwarded": "for=203.0.113.9"}
            answers.append(web.post("/api/search", json={"question": QUESTION}, headers=forged))
            assert web.get("/api/documents").status_code == 200
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429, 429]
        assert answers[-1].json()["error"]["code"] == "too_many_requests"
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 3600
