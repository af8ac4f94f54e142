"""Articles stand behind the documents that they report on."""

from __future__ import annotations

import pytest

from assistant.records import Passage
from assistant.reports import documents_first, reported_documents
from ingest.records import Chunk, Document

DECREE = "Số: 950/2031/NĐ-CP\nLệ phí đăng ký là 50.000 đồng."


def document(name: str, text: str, **facts: str) -> Document:
    return Document(id=name, title=name, text=text, source=name, sha256="0" * 64, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("article", "reports"),
    [
        (document("bài", "Theo Nghị định số 950/2031/ND-CP, lệ phí tăng."), True),
        (document("bài", "Chuyện khác. " * 100 + "Nghị định 950/2031/NĐ-CP."), False),  # named in passing
        (document("bài", "Theo Nghị định số 951/2031/NĐ-CP, lệ phí tăng."), False),  # not indexed
        (document("bài", "Thi hành Nghị định 950/2031/NĐ-CP.", number="2/2032/TT-BTC"), False),
        (document("bài", "Thi hành Nghị định 950/2031/NĐ-CP.", kind="báo cáo"), False),
    ],
)
def test_what_an_article_reports_on(article: Document, reports: bool) -> None:
    decree = document("nghị định", DECREE, number="950/2031/NĐ-CP", kind="nghị định")
    assert reported_documents([decree, article]) == ({"bài": {"nghị định"}} if reports else {})


def passages(*scored: tuple[str, float]) -> list[Passage]:
    return [
        Passage(row, Chunk(name, row, 0, 1), "x", score, row + 1) for row, (name, score) in enumerate(scored)
    ]


REPORTED = {"bài": frozenset({"nghị định"})}


@pytest.mark.parametrize(
    ("scored", "order"),
    [
        ([("bài", 0.9), ("nghị định", 0.6), ("khác", 0.5)], ["nghị định", "bài", "khác"]),
        ([("bài", 0.9), ("bài", 0.8), ("nghị định", 0.6)], ["nghị định", "bài", "bài"]),
        ([("bài", 0.9), ("khác", 0.8), ("nghị định", 0.6)], ["khác", "nghị định", "bài"]),
        ([("bài", 0.9), ("nghị định", 0.4)], ["bài", "nghị định"]),  # the decree hardly speaks of it
        ([("khác", 0.9), ("bài", 0.8)], ["khác", "bài"]),
        ([("nghị định", 0.9), ("bài", 0.8)], ["nghị định", "bài"]),
    ],
)
def test_the_document_goes_first(scored: list[tuple[str, float]], order: list[str]) -> None:
    ranked = documents_first(passages(*scored), REPORTED)
    assert [one.chunk.document_id for one in ranked] == order
    assert [one.rank for one in ranked] == [*range(1, len(order) + 1)]
    scores = [one.score for one in ranked]
    assert scores == sorted(scores, reverse=True)
