"""Example questions: only such as are answered, and under filters only of documents that pass them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.examples import Examples, example_questions
from assistant.filters import COLLECTIONS
from assistant.lexicon import build_lexicon
from assistant.records import Answer, Citation
from assistant.views import Views
from ingest.records import Document

FIRST = Document(
    id="mot",
    title="Xã Hoa Mai",
    text="Xã Hoa Mai\nXã Hoa Mai đã giảm được 12 thôn trong đợt sắp xếp vừa qua.",
    source="cong-khai/mot.txt",
    sha256="0" * 64,
)
SECOND = replace(
    FIRST,
    id="hai",
    title="Xã Sông Trăng",
    text="Xã Sông Trăng\nXã Sông Trăng kết nạp được 31 đảng viên mới trong sáu tháng đầu năm.",
    source="noi-bo/hai.txt",
)
DOCUMENTS = {one.id: one for one in (FIRST, SECOND)}
PUBLIC = {COLLECTIONS: "cong-khai"}


@pytest.fixture
def views() -> Views:
    return Views(DOCUMENTS.values(), build_lexicon(DOCUMENTS, []))


def answered(question: str, by: Document) -> Answer:
    citation = Citation(1, by.id, by.title, 0, 3, by.text[:3])
    return Answer(question, question, "answered", "12", "12 [1].", 0.9, (citation,))


def refused(question: str) -> Answer:
    return Answer(question, question, "not_found", None, "Chưa trả lời được.", 0.0)


def test_a_question_knows_the_document_it_was_made_from(views: Views) -> None:
    made = example_questions(views, DOCUMENTS)
    assert set(made.values()) == {"mot", "hai"}
    for question, document in made.items():
        assert "bao nhiêu" in question
        assert ("thôn" in question) is (document == "mot")


def test_what_is_not_answered_is_not_offered(views: Views) -> None:
    examples = Examples(views, DOCUMENTS, lambda q, _: answered(q, FIRST) if "thôn" in q else refused(q))
    offered = examples.fitting({})
    assert offered and all("thôn" in question for question in offered)


def test_visitors_are_offered_what_public_documents_hold_and_answer(views: Views) -> None:
    asked: list[tuple[str, object]] = []

    def ask(question: str, filters: object) -> Answer:
        asked.append((question, filters))
        return answered(question, FIRST)

    offered = Examples(views, DOCUMENTS, ask).fitting(PUBLIC)

    assert offered and all("thôn" in question for question in offered)
    assert asked and all(filters == PUBLIC for _, filters in asked)


def test_an_answer_from_elsewhere_disqualifies(views: Views) -> None:
    examples = Examples(views, DOCUMENTS, lambda q, _: answered(q, SECOND))
    assert examples.fitting(PUBLIC) == ()


def test_further_filters_choose_among_them(views: Views) -> None:
    examples = Examples(views, DOCUMENTS, lambda q, _: answered(q, FIRST if "thôn" in q else SECOND))
    assert len(examples.fitting({})) >= 2
    assert all("đảng viên" in question for question in examples.fitting({"document_id": "hai"}))
    assert examples.fitting({"document_id": "ba"}) == ()


def test_they_are_made_once(views: Views) -> None:
    asked: list[str] = []

    def ask(question: str, _: object) -> Answer:
        asked.append(question)
        assert examples.fitting(PUBLIC) == (), "asked while they are made, it suggests nothing"
        return answered(question, FIRST)

    examples = Examples(views, DOCUMENTS, ask)
    first = examples.fitting(PUBLIC)
    made = len(asked)
    assert examples.fitting(PUBLIC) == first and len(asked) == made > 0
