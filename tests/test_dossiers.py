"""Documents written for the reader: of whom a question is asked, what is kept out, what the batches hold."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from training import dossiers
from training.dossiers import asked_of_all, dossier_examples, read_dossiers

DOSSIER = {
    "title": "Báo cáo xã Hoa Mai",
    "paragraphs": [
        {"heading": "I. Trồng trọt", "text": "Xã trồng 40 ha lúa và 15 ha ngô."},
        {"heading": "", "text": "Năm trước xã trồng 38 ha lúa."},
        {"heading": "II. Chăn nuôi", "text": "Xã nuôi 40 ha tôm, lúa giống không thiếu."},
    ],
    "qas": [
        [1, "Xã trồng mấy ha ngô?", "15 ha"],
        [1, "Xã trồng mấy ha lúa?", "40 ha"],
        [0, "Xã trồng mấy ha khoai?", ""],
    ],
}


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(dossiers, "DOSSIERS", tmp_path)
    line = json.dumps(DOSSIER, ensure_ascii=False) + "\n"
    (tmp_path / "b.jsonl").write_text(line * 9, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(line * 2, encoding="utf-8")
    return tmp_path


def test_a_question_is_asked_of_the_paragraph_that_answers_and_of_those_that_do_not() -> None:
    maize, rice, potatoes = asked_of_all("a:1", DOSSIER)

    assert [(e.title, e.passage[e.start : e.end]) for e in maize] == [
        ("I. Trồng trọt – Báo cáo xã Hoa Mai", "15 ha"),
        ("Báo cáo xã Hoa Mai", ""),
        ("II. Chăn nuôi – Báo cáo xã Hoa Mai", ""),
    ]
    # The third paragraph has "40 ha" too: whether it answers cannot be told by rule.
    assert [e.passage[:9] for e in rice] == ["Xã trồng ", "Năm trước"]
    assert len(potatoes) == 3 and not any(e.answerable for e in potatoes)
    assert [{e.group for e in asked} for asked in (maize, rice, potatoes)] == [
        {"a:1:0"},
        {"a:1:1"},
        {"a:1:2"},
    ]


@pytest.mark.usefixtures("written")
def test_every_eighth_document_is_kept_out() -> None:
    assert [key for key, _ in read_dossiers(kept_out=True)] == ["b:8"]
    assert [key for key, _ in read_dossiers(kept_out=False)] == [
        "a:1",
        "a:2",
        *(f"b:{n}" for n in (1, 2, 3, 4, 5, 6, 7, 9)),
    ]


@pytest.mark.usefixtures("written")
def test_learned_from_are_the_right_paragraph_and_one_of_those_most_like_the_question() -> None:
    found = dossier_examples(random.Random(1))

    # Of each of the ten documents learned from: two questions with two paragraphs, one with one.
    assert len(found) == 10 * (2 + 2 + 1)
    assert sum(example.answerable for example in found) == 10 * 2
    # Of "xã", "trồng", "mấy", "ha" the two about crops share three with the question, the third two.
    potatoes = {e.passage[:9] for e in found if e.question == "Xã trồng mấy ha khoai?"}
    assert potatoes == {"Xã trồng ", "Năm trước"}


def test_the_documents_of_the_repository_hold_their_answers_once() -> None:
    seen = set()
    for kept_out in (False, True):
        for key, dossier in read_dossiers(kept_out):
            assert 3 <= len(dossier["paragraphs"]) <= 9, key
            asked = list(asked_of_all(key, dossier))  # an answer that does not stand there would raise
            assert all(examples for examples in asked), key
            assert dossier["title"] + dossier["paragraphs"][0]["text"] not in seen, key
            seen.add(dossier["title"] + dossier["paragraphs"][0]["text"])
    assert len(seen) > 100
