"""The meeting page over HTTP and the paper that it gives: verbatim, chosen, and only of our documents."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from starlette.testclient import TestClient

from assistant.api import create_app
from assistant.meeting import Secretary, Told, by_document, meeting_paper
from assistant.paper import to_markdown
from ingest.settings import Settings
from tests.fakes import PAYLOADS, FakeAssistant, hostile_documents, invented_documents
from tests.pages import Page

QUOTE = "Sau sắp xếp, xã Hoa Mai giảm được 12 thôn; chi bộ thôn còn 31."
DOCUMENTS = invented_documents()


def client_of(assistant: FakeAssistant, index: Path) -> TestClient:
    settings = Settings(_env_file=None, index=index, quota="", log_requests=False)  # type: ignore[call-arg]
    return TestClient(create_app(assistant, settings), base_url="http://localhost")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(FakeAssistant(), tmp_path_factory.mktemp("index")) as client:
        yield client


def prepared(chosen: list[str], points: int = 5, topic: str = "", keep: set[str] | None = None) -> list[Told]:
    return Secretary(FakeAssistant()).prepare(topic, chosen, points, keep)  # type: ignore[arg-type]


def test_points_are_numbered_and_their_quotes_are_slices() -> None:
    points = prepared(["xa-hoa-mai", "thu-vien-suoi-trong"])

    assert [point.citation.label for point in points] == list(range(1, len(points) + 1))
    for point in points:
        cited = point.citation
        assert cited.quote == DOCUMENTS[cited.document_id].text[cited.start : cited.end]
    assert QUOTE in [point.quote for point in points]
    assert [name for name, _ in by_document(points)] == ["xa-hoa-mai", "thu-vien-suoi-trong"]


def test_only_what_is_kept_is_told() -> None:
    every = prepared(["xa-hoa-mai"])
    kept = prepared(["xa-hoa-mai"], keep={every[1].key})

    assert [(point.quote, point.citation.label) for point in kept] == [(every[1].quote, 1)]
    assert prepared(["xa-hoa-mai"], keep=set()) == []


def test_a_topic_finds_its_documents() -> None:
    points = prepared([], topic="đầu sách thư viện")
    assert points and {point.citation.document_id for point in points} == {"thu-vien-suoi-trong"}


def test_unknown_documents_are_passed_over() -> None:
    assert prepared(["không có"]) == []


def test_the_paper_says_who_meets_and_leaves_room() -> None:
    points = prepared(["xa-hoa-mai"], 3)
    paper = meeting_paper(points, DOCUMENTS, "http://h/", party="Đảng bộ xã Hoa Mai", branch="Thôn 1")
    text = to_markdown(paper)

    assert paper.head is not None and paper.head[0][:2] == ("ĐẢNG BỘ XÃ HOA MAI", "CHI BỘ THÔN 1")
    assert "# TÀI LIỆU SINH HOẠT CHI BỘ" in text
    assert "## I. Xã Hoa Mai sắp xếp lại thôn, tổ dân phố" in text
    assert f"- “{QUOTE}” \\[" in text
    for part in ("## Ý kiến thảo luận", "## Kết luận của chi bộ", "## Nguồn trích dẫn"):
        assert part in text


def test_the_page_offers_documents_and_keeps_what_was_chosen(client: TestClient) -> None:
    response = client.get("/digest", params={"d": "thu-vien-suoi-trong", "points": "5", "topic": "sách"})
    html = response.text

    assert response.status_code == 200
    assert 'value="thu-vien-suoi-trong" checked' in html and 'value="xa-hoa-mai">' in html
    assert 'name="topic" value="sách"' in html and "4.512 đầu sách" in html
    assert "form-action 'self'" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]


FOUND = [("thu vien", 1), ("07-BC/TV", 1), ("bao hoa", 1), ("", 2), ("x y", 0)]


@pytest.mark.parametrize(("find", "listed"), FOUND)
def test_the_list_is_searched_without_accents(client: TestClient, find: str, listed: int) -> None:
    html = client.get("/digest", params={"find": find, "list": "1", "points": "10"}).text
    assert html.count('name="d"') == listed
    assert 'role="alert"' not in html


def test_an_empty_wish_is_told_what_to_do(client: TestClient) -> None:
    assert "Bạn hãy nhập chủ đề" in client.get("/digest", params={"points": "10"}).text
    assert 'role="alert"' not in client.get("/digest").text


@pytest.mark.parametrize("points", ["", "-1", "9999", "1e3", "٣", "10; drop"])
def test_odd_numbers_of_points_are_the_usual_one(client: TestClient, points: str) -> None:
    response = client.get("/digest", params={"points": points, "d": "xa-hoa-mai"})
    assert response.status_code == 200 and QUOTE in response.text


def test_files(client: TestClient) -> None:
    query = {"d": "xa-hoa-mai", "points": "5", "title": "Học tập", "branch": "Thôn 1"}
    word = client.get("/digest.docx", params=query)
    text = client.get("/digest.md", params=query)

    assert "HỌC TẬP" in [paragraph.text for paragraph in docx.Document(io.BytesIO(word.content)).paragraphs]
    assert word.headers["content-disposition"].endswith("filename*=UTF-8''H%E1%BB%8Dc-t%E1%BA%ADp.docx")
    assert text.headers["content-type"] == "text/markdown; charset=utf-8" and QUOTE in text.text


def test_english_frame(client: TestClient) -> None:
    html = client.get("/digest", params={"lang": "en", "d": "xa-hoa-mai", "points": "5"}).text
    assert '<html lang="en">' in html and "Key points" in html and "Chủ đề" not in html


def test_hostile_documents_and_wishes_are_only_text(tmp_path: Path) -> None:
    documents = hostile_documents()
    with client_of(FakeAssistant(documents), tmp_path) as client:
        for number, name in enumerate(documents):
            payload = PAYLOADS[number]
            told = dict.fromkeys(("topic", "find", "title", "party", "branch"), payload)
            page = Page(client.get("/digest", params={"d": name, "points": "5", **told}).text)
            assert page.dangers() == []
            assert {"iframe", "img", "style", "object", "base"}.isdisjoint(tag for tag, _ in page.tags)
            assert sum(tag == "script" for tag, _ in page.tags) == 1
            assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in page.links())
            word = client.get("/digest.docx", params={"d": name, "points": "5", **told})
            assert docx.Document(io.BytesIO(word.content)).paragraphs
