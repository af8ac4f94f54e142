"""What the reader is trained on: where an answer stands, passages that lose it, and what is kept out."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from eval.squad import is_squad, load_squad
from training.contrast import asked_otherwise
from training.data import PAPERS, QUESTIONS, Source, as_squad, paper_questions, without_answer
from training.examples import Example, crop, disturb, locate
from training.train import WARM_UP, rate_at
from training.usual_pairs import count_pairs

PASSAGE = "Xã có 9 thôn. Chợ có 9 gian, xây năm 2015. Trường có 12 lớp."


def answer_of(example: Example) -> str:
    return example.passage[example.start : example.end]


def test_of_two_places_the_one_beside_the_words_asked_is_the_answer() -> None:
    far = "Xã có 9 thôn." + " Hàng cây cao." * 12 + " Chợ có 9 gian."
    found = locate("Chợ có mấy gian?", "", far, "9")
    assert far[: found.start].endswith("Chợ có ") and answer_of(found) == "9"


def test_an_empty_answer_is_none_and_a_foreign_one_an_error() -> None:
    assert not locate("Chợ mở năm nào?", "", PASSAGE, "").answerable
    with pytest.raises(ValueError, match="does not stand"):
        locate("Chợ mở năm nào?", "", PASSAGE, "2016")


@pytest.mark.parametrize("seed", range(8))
def test_a_cut_passage_is_whole_sentences_that_hold_the_answer(seed: int) -> None:
    cut = crop(locate("Chợ xây năm nào?", "", PASSAGE, "năm 2015"), random.Random(seed), 10, 50)
    assert answer_of(cut) == "năm 2015"
    assert cut.passage in PASSAGE and cut.passage.startswith(("Xã", "Chợ")) and cut.passage.endswith(".")


def test_a_passage_loses_the_sentence_of_its_answer() -> None:
    lost = without_answer(locate("Chợ xây năm nào?", "", PASSAGE, "năm 2015"))
    assert lost is not None and not lost.answerable
    assert lost.passage == "Xã có 9 thôn. Trường có 12 lớp."
    # Elsewhere the same words stand again: the question could still be answered.
    assert without_answer(locate("Chợ có mấy gian?", "", PASSAGE, "9")) is None


def test_a_question_is_typed_in_other_ways_but_asks_the_same() -> None:
    typed = {disturb("Chợ Đồi xây năm nào?", random.Random(seed)) for seed in range(60)}
    assert {"Chợ Đồi xây năm nào?", "Chợ Đồi xây năm nào", "chợ đồi xây năm nào?"} <= typed
    assert any(question.isascii() for question in typed)


def test_the_learning_rate_rises_falls_and_goes_on_falling_in_a_second_run() -> None:
    assert rate_at(0, 0.0) == 1 / WARM_UP
    assert rate_at(WARM_UP, 0.25) == 0.75
    assert rate_at(WARM_UP, 1.0) == 0.02


def test_held_questions_become_squad_that_evaluation_reads(tmp_path: Path) -> None:
    rows = [
        ("a", locate("Chợ xây năm nào?", "Chợ", PASSAGE, "năm 2015")),
        ("a", locate("Chợ đóng năm nào?", "Chợ", PASSAGE, "")),
        ("b", locate("Xã có mấy thôn?", "Xã", "Xã có 9 thôn.", "9 thôn")),
    ]
    file = tmp_path / "held.json"
    file.write_text(json.dumps(as_squad(rows)), encoding="utf-8")

    assert is_squad(file)
    paragraphs, questions = load_squad(file)
    assert [paragraph.text for paragraph in paragraphs] == [PASSAGE, "Xã có 9 thôn."]
    assert [(question.answerable, question.answers) for question in questions] == [
        (True, ("năm 2015",)),
        (False, ()),
        (True, ("9 thôn",)),
    ]


def test_written_questions_are_three_fields_and_the_held_passages_are_asked_about() -> None:
    asked = set()
    for path in QUESTIONS.glob("*.tsv"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            key, question, answer = line.split("\t")
            assert question.strip() and answer == answer.strip("\n"), f"{path.name}:{number}"
            asked.add(key)
    asked |= {f"{path.stem}:{n}" for path in PAPERS.glob("*.jsonl") for n, _ in enumerate(path.open(), 1)}
    held = (QUESTIONS / "held.txt").read_text(encoding="utf-8").splitlines()
    assert len(held) == len(set(held)) and set(held) <= asked


def test_our_own_papers_hold_their_answers_and_ask_for_what_they_do_not_say() -> None:
    sources: dict[str, Source] = {}
    found = paper_questions(sources)  # locating an answer that does not stand there would raise
    assert len(sources) > 700
    for key in sources:
        own = [example for named, example in found if named == key]
        assert len(own) == 12, key
        assert 3 <= sum(not example.answerable for example in own) <= 6, key


def test_a_question_is_asked_otherwise_by_one_deciding_word() -> None:
    passage = "Ông Lê Văn Hòa và vợ là bà Đỗ Thị Mai dựng chợ năm 2015, thu tối đa 9 triệu đồng."
    asked = {
        "Chợ thu tối đa bao nhiêu?": {"Chợ thu tối thiểu bao nhiêu?"},
        "Chợ dựng năm 2015 do ai?": {
            f"Chợ dựng năm {y} do ai?" for y in (2008, 2012, 2013, 2014, 2016, 2017, 2018)
        },
        "Bà mà Lê Văn Hòa cưới là ai?": {"Bà mà Phạm Thu An cưới là ai?"},
    }
    for question, expected in asked.items():
        example = locate(question, "", passage, "9 triệu đồng")
        found = [asked_otherwise(example, ["Phạm Thu An"], random.Random(seed)) for seed in range(60)]
        assert {one.question for one in found if one} == expected
        assert not any(one.answerable for one in found if one)


def test_a_relation_is_changed_only_before_a_name_and_never_into_one_that_stands_there() -> None:
    passage = "Mẹ của Lê Văn Hòa làm ruộng ở Chợ Đồi."
    kin = asked_otherwise(locate("Vợ của Hòa là ai?", "", passage, "Lê Văn Hòa"), [], random.Random(1))
    assert (
        kin is not None
        and not kin.question.startswith(("Vợ", "Mẹ", "mẹ"))
        and kin.question.endswith("của Hòa là ai?")
    )
    # "vợ chồng" and "cha xứ" are words of their own.
    for question in ("Hai vợ chồng ở đâu?", "Vị cha xứ ở đâu?"):
        assert asked_otherwise(locate(question, "", passage, "Chợ Đồi"), [], random.Random(1)) is None


def test_pairs_of_syllables_are_counted_across_nothing_but_a_space() -> None:
    counted = count_pairs(["Hội đồng xã, hội đồng 5 huyện", "HỘI ĐỒNG họp"])
    assert counted == {("hội", "đồng"): 3, ("đồng", "xã"): 1, ("đồng", "họp"): 1}
