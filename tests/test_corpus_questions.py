"""``eval/questions.jsonl`` against the articles: what it expects is written there, and it is balanced."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from eval.match import contains
from eval.questions import KINDS, OWN_QUESTIONS, UNANSWERABLE, Question, load_questions
from ingest.clean import load_document
from ingest.sources import find_files

CORPUS = Path(__file__).parents[1] / "corpus"

COUNTS_ITEMS = "count_items"  # trait of questions whose answer counts what the quotes list


def faults(question: Question, texts: dict[str, str]) -> list[str]:
    """Say what a question expects that its documents do not hold."""
    found = [f"no document {name}" for name in question.documents if name not in texts]
    known = [texts[name] for name in question.documents if name in texts]
    found += [f"no such quote: {quote}" for quote in question.quotes if not any(quote in t for t in known)]
    found += [
        f"cites nothing of {name}"
        for name in question.documents
        if name in texts and not any(quote in texts[name] for quote in question.quotes)
    ]
    if COUNTS_ITEMS not in question.traits:
        needed = ([question.answers] if question.answers else []) + list(question.parts)
        found += [
            f"no quote states {' / '.join(alternatives)}"
            for alternatives in needed
            if not any(contains(quote, phrase) for quote in question.quotes for phrase in alternatives)
        ]
    return found


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    documents = [load_document(source) for source in find_files([CORPUS])]
    return {document.id: document.text for document in documents}


@pytest.fixture(scope="module")
def questions() -> tuple[Question, ...]:
    return load_questions(OWN_QUESTIONS)


def test_the_check_finds_each_fault() -> None:
    texts = {"mai": "Xã Mai giảm 12 thôn.", "dao": "Xã Đào giảm 7 thôn."}
    sound = Question(
        "q", "?", "compare", "dev", parts=(("12",), ("7", "bảy")), documents=("mai", "dao"),
        quotes=("giảm 12 thôn", "giảm 7 thôn"),
    )  # fmt: skip
    assert faults(sound, texts) == []
    assert faults(replace(sound, documents=("mai",)), texts) == ["no such quote: giảm 7 thôn"]
    assert faults(replace(sound, documents=("mai", "dao", "ly")), texts) == ["no document ly"]
    assert faults(replace(sound, parts=(("12",), ("70", "1"))), texts) == ["no quote states 70 / 1"]
    only_one = replace(sound, parts=(("12",),), quotes=("giảm 12 thôn",))
    assert faults(only_one, texts) == ["cites nothing of dao"]
    assert faults(replace(sound, parts=(), answers=("hai xã",)), texts) == ["no quote states hai xã"]
    assert faults(replace(sound, parts=(), answers=("hai xã",), traits=(COUNTS_ITEMS,)), texts) == []


def test_every_quote_stands_in_its_document_and_holds_the_answer(
    questions: tuple[Question, ...], texts: dict[str, str]
) -> None:
    found = {question.id: wrong for question in questions if (wrong := faults(question, texts))}
    assert found == {}


def test_counting_answers_are_figures_or_number_words(questions: tuple[Question, ...]) -> None:
    # The one exception from "a quote states the answer" is kept to what it is for.
    words = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]
    for question in questions:
        if COUNTS_ITEMS in question.traits and question.answers:
            begins = [answer.lower().split()[0] for answer in question.answers]
            assert all(word.isdigit() or word in words for word in begins), question.id


def test_there_are_enough_questions_of_every_kind_in_both_splits(questions: tuple[Question, ...]) -> None:
    assert len(questions) >= 160
    assert sum(question.kind == UNANSWERABLE for question in questions) >= 40
    splits = Counter(question.split for question in questions)
    assert abs(splits["dev"] - splits["test"]) <= len(questions) // 10
    for kind in KINDS:
        halves = Counter(question.split for question in questions if question.kind == kind)
        assert min(halves["dev"], halves["test"]) >= 3, kind
        assert abs(halves["dev"] - halves["test"]) <= max(2, halves.total() // 5), kind


def test_every_document_is_asked_about_in_both_splits(
    questions: tuple[Question, ...], texts: dict[str, str]
) -> None:
    for split in ("dev", "test"):
        asked = {name for question in questions if question.split == split for name in question.documents}
        assert asked == set(texts)


def test_no_question_is_asked_twice(questions: tuple[Question, ...]) -> None:
    worded = Counter((question.question.lower().strip(" ?"), question.history) for question in questions)
    assert [words for words, count in worded.items() if count > 1] == []


def test_hard_wordings_are_there(questions: tuple[Question, ...]) -> None:
    traits = Counter(trait for question in questions for trait in question.traits)
    for trait in ("unaccented", "misspelt", "colloquial", "abbreviated", "followup"):
        assert traits[trait] >= 10, trait
    for question in questions:
        if "unaccented" in question.traits:
            assert not any(ord(mark) > 127 for mark in unicodedata.normalize("NFC", question.question)), (
                question.id
            )
        assert bool(question.history) == ("followup" in question.traits), question.id


@pytest.mark.parametrize(
    ("name", "folder"), [("more", CORPUS), ("later", CORPUS), ("office", OWN_QUESTIONS.with_name("office"))]
)
def test_further_questions_quote_their_documents(name: str, folder: Path) -> None:
    documents = [load_document(source) for source in find_files([folder])]
    texts = {document.id: document.text for document in documents}
    further = load_questions(OWN_QUESTIONS.with_name(f"{name}.jsonl"))
    found = {question.id: faults(question, texts) for question in further}
    told = {name: [fault for fault in of if "states" not in fault] for name, of in found.items()}
    assert not {name: of for name, of in told.items() if of}
