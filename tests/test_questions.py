"""Loading questions: what is read, and that each kind of malformed line is refused with its place."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from eval.questions import Question, load_questions
from eval.squad import Paragraph, is_squad, load_squad, write_paragraphs
from ingest.errors import BadInput, UnreadableFile
from ingest.manifest import read_manifest

GOOD: dict[str, Any] = {
    "id": "q1",
    "question": "Xã Hoa Mai giảm bao nhiêu thôn?",
    "history": [],
    "kind": "quantity",
    "traits": ["colloquial"],
    "answers": ["12", "12 thôn"],
    "documents": ["hoa-mai"],
    "quotes": ["giảm được 12 thôn"],
    "split": "dev",
}
REFUSED: dict[str, Any] = {"id": "q2", "question": "Ai là vua?", "kind": "unanswerable", "split": "test"}


def write(folder: Path, *lines: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_reads_every_field_in_nfc_and_skips_blank_lines(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", json.dumps(GOOD, ensure_ascii=False))
    listed = GOOD | {"id": "q3", "answers": [], "parts": [["một", "1"], ["hai"]], "why": "hai phần"}
    path = write(tmp_path, decomposed, "", json.dumps(REFUSED), json.dumps(listed))

    first, second, third = load_questions(path)

    assert first == Question(
        id="q1",
        question="Xã Hoa Mai giảm bao nhiêu thôn?",
        kind="quantity",
        split="dev",
        traits=("colloquial",),
        answers=("12", "12 thôn"),
        documents=("hoa-mai",),
        quotes=("giảm được 12 thôn",),
    )
    assert first.answerable
    assert not second.answerable
    assert third.parts == (("một", "1"), ("hai",))
    assert third.why == "hai phần"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("{", "không phải JSON", id="not json"),
        pytest.param("[1]", "đối tượng JSON", id="not an object"),
        pytest.param(json.dumps(GOOD | {"answer": ["12"]}), "trường lạ “answer”", id="unknown key"),
        pytest.param(json.dumps(GOOD | {"question": " "}), "“question”", id="empty question"),
        pytest.param(json.dumps(GOOD | {"id": 7}), "“id”", id="id is a number"),
        pytest.param(json.dumps(GOOD | {"answers": "12"}), "“answers”", id="answers is a text"),
        pytest.param(json.dumps(GOOD | {"answers": [12]}), "“answers”", id="an answer is a number"),
        pytest.param(json.dumps(GOOD | {"quotes": [""]}), "“quotes”", id="an empty quote"),
        pytest.param(json.dumps(GOOD | {"parts": [["a"], []]}), "“parts”", id="an empty part"),
        pytest.param(json.dumps(GOOD | {"parts": ["ab"]}), "“parts”", id="a part is a text"),
        pytest.param(json.dumps(GOOD | {"why": 1}), "“why”", id="why is a number"),
        pytest.param(json.dumps(GOOD | {"kind": "how"}), "loại câu hỏi “how”", id="unknown kind"),
        pytest.param(json.dumps(GOOD | {"split": "train"}), "“train”", id="unknown split"),
        pytest.param(json.dumps(GOOD | {"answers": []}), "answers hoặc parts", id="nothing expected"),
        pytest.param(json.dumps(GOOD | {"quotes": []}), "documents hoặc quotes", id="no quote"),
        pytest.param(json.dumps(GOOD | {"documents": []}), "documents hoặc quotes", id="no document"),
        pytest.param(json.dumps(REFUSED | {"answers": ["x"]}), "không trả lời được", id="both at once"),
        pytest.param(json.dumps(GOOD | {"id": "q2"}), "“q2” đã có", id="id twice"),
    ],
)
def test_refuses_a_malformed_line_and_names_it(tmp_path: Path, line: str, reason: str) -> None:
    path = write(tmp_path, json.dumps(REFUSED), line)
    with pytest.raises(BadInput) as caught:
        load_questions(path)
    assert caught.value.details["path"] == str(path)
    assert caught.value.details["line"] == 2
    assert reason in str(caught.value.details["reason"])


def test_refuses_files_without_questions(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="không có câu hỏi"):
        load_questions(write(tmp_path, ""))
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="UTF-8"):
        load_questions(binary)
    with pytest.raises(UnreadableFile):
        load_questions(tmp_path / "missing.jsonl")


CONTEXT = "Sông Lam dài 512 km và chảy qua hai tỉnh.\nSông Đen dài 90 km, bắt nguồn từ núi Cao."
DRY = "Hồ Xanh cạn nước từ năm ngoái."


def squad(folder: Path, **changes: Any) -> Path:
    """Two articles; the river is asked of both paragraphs, and only the first one knows."""
    whole = {
        "data": [
            {
                "title": "Sông ngòi",
                "paragraphs": [
                    {
                        "context": CONTEXT,
                        "qas": [
                            {
                                "id": "s1",
                                "question": "Sông Lam dài bao nhiêu?",
                                "answers": [{"text": "512 km", "answer_start": 13}] * 2,
                            },
                            {
                                "id": "s2",
                                "question": "Sông Đen dài bao nhiêu?",
                                "answers": [{"text": "90 km", "answer_start": 55}],
                            },
                        ],
                    }
                ],
            },
            {
                "title": 'Hồ "Xanh"\n',
                "paragraphs": [
                    {
                        "context": DRY,
                        "qas": [
                            {
                                "id": "s3",
                                "question": "sông Lam dài bao nhiêu",
                                "is_impossible": True,
                                "answers": [],
                            },
                            {
                                "id": "s4",
                                "question": "Hồ Xanh sâu bao nhiêu?",
                                "is_impossible": True,
                                "plausible_answers": [{"text": "năm ngoái", "answer_start": 20}],
                            },
                        ],
                    }
                ],
            },
        ]
    } | changes
    path = folder / "squad.json"
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


def test_squad_gives_paragraphs_and_questions_with_their_ids(tmp_path: Path) -> None:
    path = squad(tmp_path)
    assert is_squad(path)
    paragraphs, questions = load_squad(path)

    assert paragraphs == (
        Paragraph("a0001-p0001", "Sông ngòi", CONTEXT),
        Paragraph("a0002-p0001", 'Hồ "Xanh"', DRY),
    )
    assert [question.id for question in questions] == ["s1", "s2", "s3", "s4"]
    # The answer with up to 40 characters on either side, within its line: that whole line is 41 long.
    assert questions[0].quotes == ("Sông Lam dài 512 km và chảy qua hai tỉnh.",)
    assert questions[1].quotes == ("Sông Đen dài 90 km, bắt nguồn từ núi Cao.",)
    assert questions[0].answers == ("512 km",)
    assert questions[0].kind == "span"
    assert not questions[3].answerable


def test_squad_question_asked_of_several_paragraphs_is_answered_when_one_answers(tmp_path: Path) -> None:
    _, questions = load_squad(squad(tmp_path))
    twin = questions[2]
    assert twin.answerable
    assert (twin.answers, twin.documents) == (("512 km",), ("a0001-p0001",))


def test_squad_question_asked_of_its_own_paragraph_alone_has_only_its_own_answers(tmp_path: Path) -> None:
    _, questions = load_squad(squad(tmp_path), closed=True)
    assert not questions[2].answerable
    assert (questions[2].documents, questions[2].passage) == ((), "a0002-p0001")
    assert questions[0].passage == questions[0].documents[0] == "a0001-p0001"


def test_squad_quote_of_a_long_line_is_cut_between_words(tmp_path: Path) -> None:
    line = "trước " * 20 + "đáp án " + "sau " * 20
    qa = {"id": "x", "question": "Gì?", "answers": [{"text": "đáp án", "answer_start": 120}]}
    article = {"title": "T", "paragraphs": [{"context": line, "qas": [qa]}]}
    _, (question,) = load_squad(squad(tmp_path, data=[article]))
    # 40 characters before hold 6 whole "trước " (36); 40 after hold " sau" ten times.
    assert question.quotes == ("trước " * 6 + "đáp án" + " sau" * 10,)


def test_squad_paragraphs_become_files_with_id_and_title(tmp_path: Path) -> None:
    paragraphs, _ = load_squad(squad(tmp_path))
    folder = tmp_path / "documents"
    folder.mkdir()
    write_paragraphs(paragraphs, folder)
    entries = read_manifest(folder)
    assert {(e.id, e.title) for e in entries.values()} == {(p.id, p.title) for p in paragraphs}
    assert (folder / "a0002-p0001.txt").read_text(encoding="utf-8") == DRY


@pytest.mark.parametrize(
    ("article", "reason"),
    [
        ({"title": "T"}, "bài 1: thiếu danh sách “paragraphs”"),
        ({"paragraphs": [{"qas": []}]}, "bài 1, đoạn 1: thiếu chuỗi “context”"),
        ({"paragraphs": [{"context": "x"}]}, "bài 1, đoạn 1: thiếu danh sách “qas”"),
        ({"paragraphs": [{"context": "x", "qas": []}]}, "tệp không có câu hỏi nào"),
        ({"paragraphs": [{"context": "x", "qas": [{"id": "1"}]}]}, "thiếu chuỗi “question”"),
        (
            {
                "paragraphs": [
                    {
                        "context": "một hai",
                        "qas": [
                            {"id": "1", "question": "?", "answers": [{"text": "hai", "answer_start": 3}]}
                        ],
                    }
                ]
            },
            "answer_start không chỉ đúng “hai”",
        ),
        (
            {
                "paragraphs": [
                    {"context": "x", "qas": [{"id": "1", "question": "?", "answers": []}] * 2},
                ]
            },
            "id “1” có hai lần",
        ),
    ],
)
def test_squad_refuses_what_is_missing_or_wrong(tmp_path: Path, article: Any, reason: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_squad(squad(tmp_path, data=[article]))
    assert reason in str(caught.value.details["reason"])


def test_format_is_told_by_content(tmp_path: Path) -> None:
    assert not is_squad(write(tmp_path, json.dumps(GOOD)))
    assert not is_squad(write(tmp_path, json.dumps(GOOD), json.dumps(REFUSED)))
    broken = tmp_path / "broken.json"
    broken.write_text('{"data": [\n}', encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        is_squad(broken)
    assert caught.value.details["line"] == 2
