"""``POST /api/export``: what a browser kept becomes a file; what it never kept is refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
import pytest
from starlette.testclient import TestClient

from assistant.api import create_app
from assistant.talks import kept
from ingest.settings import Settings
from tests.fakes import FakeAssistant

QUESTION = "Xã Hoa Mai giảm được bao nhiêu thôn?"
QUOTE = "Sau sắp xếp, xã Hoa Mai giảm được 12 thôn; chi bộ thôn còn 31."


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    index = tmp_path_factory.mktemp("index")
    settings = Settings(_env_file=None, index=index, quota="", log_requests=False)  # type: ignore[call-arg]
    app = create_app(FakeAssistant(), settings)  # type: ignore[arg-type]
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def turn(**changed: Any) -> dict[str, Any]:
    return {**kept(FakeAssistant().ask(QUESTION)).model_dump(), **changed}


def body(**changed: Any) -> dict[str, Any]:
    return {"format": "docx", "title": "Họp thôn", "turns": [turn()], **changed}


def test_word(client: TestClient) -> None:
    response = client.post("/api/export", json=body())

    assert response.status_code == 200
    assert response.headers["content-disposition"] == (
        "attachment; filename=\"hoi-dap.docx\"; filename*=UTF-8''H%E1%BB%8Dp-th%C3%B4n.docx"
    )
    written = [paragraph.text for paragraph in docx.Document(io.BytesIO(response.content)).paragraphs]
    assert written[:2] == ["Họp thôn", QUESTION] and f"“{QUOTE}” [1]" in written


def test_markdown_in_english(client: TestClient) -> None:
    changed = turn(standalone_question="Khác?")
    response = client.post("/api/export", json=body(format="md", lang="en", turns=[changed]))

    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "Understood as: Khác?" in response.text and QUOTE in response.text


def test_the_nearest_documents_of_a_refusal_are_named_once_and_linked(client: TestClient) -> None:
    refused = kept(FakeAssistant().ask("Giá vàng hôm nay bao nhiêu?")).model_dump()
    first, *others = FakeAssistant().documents.values()
    named = {**refused, "text": f"Chưa trả lời được. Tài liệu gần nhất: “{first.title}”."}
    named["nearest"] = [{"document_id": one.id, "start": 0, "end": 9} for one in (first, first, others[0])]

    text = client.post("/api/export", json=body(format="md", turns=[named])).text
    word = client.post("/api/export", json=body(turns=[named])).content

    assert text.count(first.title) == text.count(others[0].title) == 1 and text.count("](<") == 2
    told, listed = text.split("Tài liệu gần nhất:")[1:]
    assert f"“[{first.title}](<http://localhost/documents/{first.id}?start=0&end=9>)”" in told
    assert f"[{others[0].title}](<http://localhost/documents/{others[0].id}?start=0&end=9>)" in listed
    written = [paragraph.text for paragraph in docx.Document(io.BytesIO(word)).paragraphs]
    assert f"Chưa trả lời được. Tài liệu gần nhất: “{first.title}”." in written
    assert written.count("Tài liệu gần nhất:") == 1 and others[0].title in written


def test_a_forged_quote_is_left_out_and_said(client: TestClient) -> None:
    forged = {**turn()["citations"][0], "start": 0, "end": 5}
    text = client.post("/api/export", json=body(format="md", turns=[turn(citations=[forged])])).text

    assert "Đoạn trích \\[1\\] không còn trong tài liệu hiện có." in text
    assert "> “" not in text


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "exe"},
        {"turns": []},
        {"turns": [{}]},
        {"turns": [turn(html="<b>")]},
        {"lang": "fr"},
        {"path": "/etc"},
    ],
)
def test_anything_else_is_refused(client: TestClient, changed: dict[str, Any]) -> None:
    response = client.post("/api/export", json=body(**changed))
    assert response.status_code == 422 and response.json()["error"]["code"] == "bad_request"
