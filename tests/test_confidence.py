"""The map from a probability to a confidence, and how it is fitted, against values worked out by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.answering import READ
from assistant.assistant import DOUBTFUL, WEAK, Assistant
from assistant.choose import UNCHANGED
from assistant.confidence import BY_RULE, IDENTITY, Calibration, Calibrations, load_calibrations
from assistant.question import understand
from assistant.reread import answerable_again
from eval.calibrate import calibrate, first_answers, fit_map, is_right, second_answers
from eval.fit import Case, make_case
from eval.questions import Question
from eval.refit import Read, SecondCase, fit_answerable
from ingest.index import open_index
from ingest.sync import sync
from tests.fakes import HashEncoder
from tests.office import settings_for

TEXT = "Xã Hoa Mai\nSau sắp xếp, xã Hoa Mai giảm được 12 thôn. Xã Hoa Mai có 345 đảng viên.\n"
ASKED = "Xã Hoa Mai giảm được bao nhiêu thôn?"
QUESTION = Question(
    "q", ASKED, "quantity", "dev", answers=("12",), documents=("hoa-mai",), quotes=("giảm được 12 thôn",)
)


def test_log_odds_are_stretched_and_moved() -> None:
    # Odds of 0.8 are 4; squared and doubled, 32 of 33.
    assert Calibration(2.0, math.log(2))(0.8) == pytest.approx(32 / 33)
    assert Calibration(1.0, math.log(3))(0.5) == pytest.approx(3 / 4)
    assert IDENTITY(0.37) == pytest.approx(0.37)


def test_surer_stays_surer_and_nothing_is_certain() -> None:
    made = [Calibration(0.81, 0.8)(one / 100) for one in range(1, 100)]
    assert made == sorted(set(made))
    assert 0 < Calibration(2, 1)(0.0) < Calibration(2, 1)(1.0) < 1


def test_a_fitted_map_says_how_often_such_answers_were_right() -> None:
    # Of 1,000 at each: 0.5 was right in 3 of 4, 0.8 (odds 4) in 12 of 13: odds three times as high.
    stated = [0.5] * 1000 + [0.8] * 1000
    right = [n < 750 for n in range(1000)] + [n < 923 for n in range(1000)]
    made = fit_map(stated, right)
    assert made.slope == pytest.approx(1.0, abs=0.02)
    assert made.offset == pytest.approx(math.log(3), abs=0.02)
    assert made(0.5) == pytest.approx(0.75, abs=0.01)


def test_few_answers_change_little_and_none_change_nothing() -> None:
    assert fit_map([], []) == IDENTITY
    once = fit_map([0.5], [True])
    # Where the loss is least, the offset is what the answer still lacks of certainty.
    assert once.slope == 1.0
    assert once.offset == pytest.approx(1 - once(0.5), abs=0.002)


def test_a_map_never_turns_the_order_around() -> None:
    upside_down = fit_map([0.1] * 500 + [0.9] * 500, [True] * 500 + [False] * 500)
    assert upside_down.slope > 0


def test_shipped_maps_keep_the_order() -> None:
    shipped = load_calibrations()
    assert shipped.words.slope > 0
    assert shipped.reader.slope > 0


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("confidence")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "hoa-mai.txt").write_text(TEXT, encoding="utf-8")
    (folder / "corpus" / "ben-da.txt").write_text(
        "Xã Bến Đá\nXã Bến Đá trồng 86 ha rừng.\n", encoding="utf-8"
    )
    settings = settings_for(folder / "index")
    assert not sync([folder / "corpus"], settings, HashEncoder()).failed
    made = Assistant(open_index(settings.index, settings, HashEncoder.name), HashEncoder(), settings)
    yield made
    made.close()


@pytest.fixture(scope="module")
def case(assistant: Assistant) -> Case:
    made = make_case(assistant, QUESTION)
    assert made is not None and made.right.tolist().count(True) == 1
    return made


def only(case: Case, chosen: int) -> Case:
    """The same case with one feature: 2 for the chosen candidate, -4 for the others."""
    matrix = np.full((len(case.right), 1), -4.0)
    matrix[chosen] = 2.0
    return Case(case.question, matrix, case.right, case.read)


def test_right_is_what_a_report_calls_right(assistant: Assistant, case: Case) -> None:
    right = [is_right(QUESTION, case.read, candidate) for candidate in case.read.candidates]
    assert right == case.right.tolist()
    elsewhere = Question("q", ASKED, "quantity", "dev", answers=("12",), documents=("khac",), quotes=("12",))
    assert not any(is_right(elsewhere, case.read, candidate) for candidate in case.read.candidates)
    unanswerable = Question("q", ASKED, "unanswerable", "dev")
    assert not any(is_right(unanswerable, case.read, candidate) for candidate in case.read.candidates)
    # A short answer of many words is right where the answer stands in it, as a report says.
    asked = understand(ASKED, assistant.lexicon)
    found = assistant.answering.candidates(asked, assistant.retriever.retrieve(asked, READ))
    clauses = [one for one in found if one.span is None and "12 thôn" in TEXT[one.start : one.end]]
    assert all(is_right(QUESTION, Read(asked, found, assistant.views), one) for one in clauses)


def test_answers_are_the_best_candidates_of_questions_that_are_not_refused(case: Case) -> None:
    good = int(np.argmax(case.right))
    bad = (good + 1) % len(case.right)
    assert bad != good
    others = (len(case.right) - 1) * math.exp(-4)
    sure = math.exp(2) / (1 + math.exp(2) + others)
    stated, right = first_answers([only(case, good), only(case, bad)], [np.array([1.0])], 0.5)
    assert stated == pytest.approx([sure, sure])
    assert right == [True, False]
    # Weights of 0 make every candidate as likely as none of them; a threshold above refuses.
    refused = first_answers([only(case, good)], [np.array([0.0])], 0.99)
    assert refused == ([], [])
    # Only the named sources count, each question still under its own fold's weights.
    cases = [only(case, good), replace(only(case, good), source="articles")]
    stated, right = first_answers(cases, [np.array([0.0]), np.array([1.0])], 0.0, ("articles",))
    assert stated == pytest.approx([sure])
    assert right == [True]


def test_each_question_is_judged_by_the_weights_of_its_own_fold(case: Case) -> None:
    good = int(np.argmax(case.right))
    stated, right = first_answers([only(case, good)] * 2, [np.array([1.0]), np.array([-1.0])], 0.0)
    assert right == [True, False]
    others = len(case.right) - 1  # under the second weights each of them has score 4, the good one -2
    assert stated[1] == pytest.approx(math.exp(4) / (1 + others * math.exp(4) + math.exp(-2)))


def test_the_second_choice_has_its_own_order_of_the_same_candidates(case: Case) -> None:
    good = int(np.argmax(case.right))
    bad = (good + 1) % len(case.right)
    first = only(case, bad)
    order = np.argsort(-first.matrix[:, 0], kind="stable")  # the reader was handed the bad one first
    scores = np.where(order == good, 3.0, -3.0)
    second = SecondCase(QUESTION, scores[:, None], case.right[order], "", True, 0.4)
    stated, right = second_answers([first], [np.array([1.0])], [second], [np.array([1.0])], [UNCHANGED], 0.5)
    assert right == [True]
    assert stated == pytest.approx([math.exp(3) / (1 + math.exp(3) + (len(order) - 1) * math.exp(-3))])


def test_calibrate_writes_what_the_assistant_reads(case: Case, tmp_path: Path) -> None:
    good = int(np.argmax(case.right))
    cases, weights, path = [only(case, good)] * 40, [np.array([1.0])], tmp_path / "confidence.json"
    seconds = [
        SecondCase(
            QUESTION, one.matrix[np.argsort(-one.matrix[:, 0], kind="stable")], one.right, "", True, 0.4
        )
        for one in cases
    ]
    made = calibrate(cases, weights, 0.5, seconds, weights, [UNCHANGED], 0.99, path=path)
    assert made.words(0.8) > 0.8  # all forty were right
    assert made.reader == IDENTITY  # all were refused
    raw = json.loads(path.read_text(encoding="utf-8"))
    assert Calibrations(**{name: Calibration(**fields) for name, fields in raw.items()}) == made


def test_an_answer_states_the_calibrated_probability(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = assistant.ask(ASKED).confidence
    made = Calibration(1.0, math.log(3))
    monkeypatch.setattr(assistant.answering, "_calibrations", Calibrations(words=made))
    assert assistant.ask(ASKED).confidence == pytest.approx(made(plain), abs=0.002)
    assert assistant.ask("Bài viết về xã Hoa Mai nói về điều gì?").confidence == BY_RULE


@pytest.mark.parametrize(("confidence", "doubted"), [(WEAK - 0.01, True), (WEAK + 0.01, False)])
def test_weak_support_is_said(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, confidence: float, doubted: bool
) -> None:
    """The page shows it in amber, the other ways to ask among `review_reasons`."""
    constant = Calibration(0.0, math.log(confidence / (1 - confidence)))
    monkeypatch.setattr(assistant.answering, "_calibrations", Calibrations(words=constant))
    answer = assistant.ask(ASKED)
    assert answer.status == "answered" and answer.confidence == pytest.approx(confidence, abs=0.001)
    assert (DOUBTFUL in answer.review_reasons) is doubted


def test_whether_there_is_an_answer_is_learned_from_the_readers_margin_too() -> None:
    # The choice is as sure of both kinds of question; only the margin tells them apart.
    chances, margins = [0.8] * 40, [0.5] * 20 + [-0.5] * 20
    found = fit_answerable(chances, margins, [True] * 20 + [False] * 20)

    assert found["margin"] > 1
    assert answerable_again(0.8, 0.5, found) > 0.7 and answerable_again(0.8, -0.5, found) < 0.3


def test_neither_the_choice_nor_the_reader_may_speak_against_an_answer() -> None:
    found = fit_answerable([0.1, 0.9] * 20, [-0.5, 0.5] * 20, [True, False] * 20)

    assert found["odds"] == 0 and found["margin"] == 0
