"""Request ids, log lines and figures, as a caller and as an operator see them."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from assistant.api import create_app
from assistant.notes import JsonLines
from ingest.settings import Settings
from tests.fakes import FakeAssistant

BASE = "http://127.0.0.1:7860"
QUESTION = "Xã Hoa Mai giảm được bao nhiêu thôn?"
MADE = re.compile(r"[0-9a-f]{32}")


class Crashing(FakeAssistant):
    def ask(self, *_: object) -> Any:
        raise ZeroDivisionError("inner secret")


def client_of(assistant: FakeAssistant, **settings: Any) -> TestClient:
    app = create_app(assistant, Settings(_env_file=None, **settings))  # type: ignore[arg-type, call-arg]
    return TestClient(app, base_url=BASE)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(FakeAssistant(), index=tmp_path_factory.mktemp("index")) as client:
        yield client


@pytest.fixture(scope="module")
def crashing() -> Iterator[TestClient]:
    """Its successes are not logged."""
    with client_of(Crashing(), log_requests=False) as client:
        yield client


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[TestClient]:
    """Its figures begin at nothing."""
    with client_of(FakeAssistant(), index=tmp_path) as client:
        yield client


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    formatter = JsonLines()
    ours = [record for record in caplog.records if record.name.startswith("hoidap")]
    return [json.loads(formatter.format(record)) for record in ours]


class TestRequestId:
    @pytest.mark.parametrize("given", ["abc-1", "A.b:c_9", "x" * 64])
    def test_a_plain_one_is_taken_over(self, client: TestClient, given: str) -> None:
        assert client.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"] == given

    @pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\tb", "é", '"><script>', "a,b"])
    def test_another_is_replaced(self, client: TestClient, given: str) -> None:
        answered = client.get("/healthz", headers={"x-request-id": given.encode()}).headers["x-request-id"]
        assert MADE.fullmatch(answered)

    @pytest.mark.parametrize(
        ("path", "headers"),
        [
            ("/", {}),
            ("/nothing", {}),
            ("/healthz", {"host": "evil.example"}),
            ("/documents", {"origin": "http://evil.example"}),
            ("/public/page.css", {}),
        ],
    )
    def test_every_response_has_one(self, client: TestClient, path: str, headers: dict[str, str]) -> None:
        assert MADE.fullmatch(client.get(path, headers=headers).headers["x-request-id"])

    def test_every_request_has_its_own(self, client: TestClient) -> None:
        assert len({client.get("/healthz").headers["x-request-id"] for _ in range(5)}) == 5


class TestLog:
    def test_one_line_a_request(self, client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO, "hoidap")
        client.post("/api/ask", json={"question": QUESTION}, headers={"x-request-id": "r-1"})
        answer, request = lines(caplog)
        assert (answer["message"], request["message"]) == ("answer", "request")
        assert request["request_id"] == "r-1" and request["level"] == "info"
        assert (request["method"], request["path"], request["status"]) == ("POST", "/api/ask", 200)
        assert request["client"] == "testclient" and request["ms"] >= 0 and "code" not in request
        assert "Hoa Mai" not in caplog.text and all("Hoa Mai" not in str(line) for line in (answer, request))

    def test_an_answer_says_which_request_it_belongs_to(
        self, client: TestClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "hoidap")
        handler = logging.StreamHandler()  # formats within the request, as the real log does
        seen: list[dict[str, Any]] = []
        handler.setFormatter(JsonLines())
        handler.emit = lambda record: seen.append(json.loads(handler.format(record)))  # type: ignore[method-assign]
        logging.getLogger("hoidap").addHandler(handler)
        try:
            client.post("/api/ask", json={"question": QUESTION}, headers={"x-request-id": "r-2"})
        finally:
            logging.getLogger("hoidap").removeHandler(handler)
        assert [line["request_id"] for line in seen] == ["r-2", "r-2"]

    def test_errors_name_their_code_and_not_the_question(
        self, client: TestClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "hoidap")
        client.post("/api/ask", json={"question": "Hoa Mai " * 1000})
        client.post("/api/ask", content=b"{Hoa Mai", headers={"content-type": "application/json"})
        client.post("/api/ask", json={"question": QUESTION}, headers={"origin": "http://evil.example"})
        codes = ["question_too_long", "bad_json", "foreign_origin"]
        assert [line["code"] for line in lines(caplog)] == codes
        assert "Hoa Mai" not in str(lines(caplog))

    def test_pages_and_watchers_do_not_drown_the_rest(
        self, client: TestClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "hoidap")
        for path in ("/", "/healthz", "/readyz", "/metrics", "/public/page.css"):
            assert client.get(path).status_code == 200
        assert lines(caplog) == []
        client.get("/public/nothing.css")
        assert [line["status"] for line in lines(caplog)] == [404]

    def test_it_can_be_turned_off_but_not_for_crashes(
        self, crashing: TestClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "hoidap")
        crashing.get("/api/documents")
        assert lines(caplog) == []
        crashing.post("/api/ask", json={"question": "a"})
        crash, request = lines(caplog)
        assert "ZeroDivisionError: inner secret" in crash["traceback"] and crash["level"] == "error"
        assert (request["status"], request["code"], request["level"]) == (500, "internal", "error")


def test_a_crash_keeps_headers_and_contract(crashing: TestClient) -> None:
    response = crashing.post("/api/ask", json={"question": "a"}, headers={"x-request-id": "r-3"})
    assert response.status_code == 500 and response.json()["error"]["code"] == "internal"
    assert response.headers["x-request-id"] == "r-3"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "secret" not in response.text


def figures(client: TestClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(response.text)
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


class TestMetrics:
    def test_before_anything(self, fresh: TestClient) -> None:
        seen = figures(fresh)
        assert seen["hoidap_documents", ()] == 2
        assert seen["hoidap_questions_inside", ()] == 0
        assert seen["hoidap_index_age_seconds", ()] > 24 * 3600  # the stand-in's index is of 1 November 2026
        assert not [name for name, _ in seen if name.startswith("hoidap_answers")]

    def test_questions_refusals_and_errors(self, fresh: TestClient) -> None:
        for question in (QUESTION, QUESTION, "zzz qqq", ""):
            fresh.post("/api/ask", json={"question": question})
        fresh.get("/api/documents/../../etc/passwd")
        fresh.get("/api/documents/one")
        fresh.get("/api/documents/two")
        fresh.request("BREW", "/healthz")
        seen = figures(fresh)
        assert seen["hoidap_answers_total", (("mode", "extractive"), ("status", "answered"))] == 2
        assert seen["hoidap_answers_total", (("mode", "extractive"), ("status", "not_found"))] == 1
        assert seen["hoidap_errors_total", (("code", "question_empty"),)] == 1
        assert seen["hoidap_errors_total", (("code", "document_unknown"),)] == 2
        asked = (("method", "POST"), ("route", "/api/ask"))
        assert seen["hoidap_requests_total", (*asked, ("status", "200"))] == 3
        assert seen["hoidap_requests_total", (*asked, ("status", "422"))] == 1
        # One series for a route, whatever its addresses; none for what callers make up.
        one = (("method", "GET"), ("route", "/api/documents/{document_id}"), ("status", "404"))
        assert seen["hoidap_requests_total", one] == 2
        assert (
            seen["hoidap_requests_total", (("method", "other"), ("route", "other"), ("status", "405"))] == 1
        )
        # The stand-in says that each answer took 1 ms, and a refusal nothing.
        total = (("stage", "total"),)
        assert seen["hoidap_stage_seconds_count", total] == 2
        assert seen["hoidap_stage_seconds_sum", total] == pytest.approx(0.002)

    def test_verdicts(self, client: TestClient) -> None:
        name = client.post("/api/ask", json={"question": QUESTION}).json()["id"]
        for verdict in ("up", "down", "down"):
            client.post("/api/feedback", json={"id": name, "verdict": verdict})
        seen = figures(client)
        assert seen["hoidap_feedback_total", (("verdict", "up"),)] == 1
        assert seen["hoidap_feedback_total", (("verdict", "down"),)] == 2
