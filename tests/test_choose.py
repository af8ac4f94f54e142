"""Weighing candidates against each other and against "none of them"."""

from __future__ import annotations

import math
from typing import Any

import pytest

from assistant.choose import SHARED_NONE, Weights, load_weights, rank
from assistant.kinds import Kind
from assistant.question import Question
from assistant.read import SPAN_FEATURES, TEXT_FEATURES, Candidate
from assistant.records import Passage
from assistant.scope import Support
from assistant.spans import Span, SpanType
from ingest.records import Chunk

# A span scores "fit", a clause half of its "fit".
WEIGHTS = Weights(
    span={"fit": 1.0},
    text={"fit": 0.5},
    threshold=0.5,
    prior_span={},
    prior_text={},
    second_span={},
    second_text={},
    second_threshold=0.5,
)
PASSAGE = Passage(0, Chunk("d", 0, 0, 99), "", 1.0, 1)


def ask(kind: Kind, **fields: Any) -> Question:
    return Question(text="", kind=kind, tokens=(), left=(), right=(), unit=(), **fields)


def candidate(
    number: int, fit: float, span: SpanType | None = None, missing: str = "", cue: float = 0.0
) -> Candidate:
    answer = Span(span, 0, 1, 0, 1) if span else None
    support = Support((missing,) if missing else (), 1.0)
    return Candidate("d", number, 0, 9, answer, {"fit": fit, "cue": cue}, support, PASSAGE)


def test_probabilities_of_two_figures() -> None:
    assert SHARED_NONE == 0.0
    # exp: 1, 2, and 1 for "none"; of 4 in all
    choices = rank(
        ask(Kind.QUANTITY),
        [candidate(1, math.log(1), SpanType.COUNT), candidate(2, math.log(2), SpanType.COUNT)],
        WEIGHTS,
    )
    assert [choice.candidate.sentence for choice in choices] == [2, 1]
    assert [choice.probability for choice in choices] == pytest.approx([2 / 4, 1 / 4])
    assert [choice.answerable for choice in choices] == pytest.approx([3 / 4, 3 / 4])


@pytest.mark.parametrize("fits", [[-3.0, -2.0, 0.3, 1.7, 4.0], [-900.0, 897.0, 898.0, 899.0, 900.0]])
def test_probabilities_and_none_add_up_to_one_however_large_the_scores(fits: list[float]) -> None:
    choices = rank(
        ask(Kind.QUANTITY), [candidate(i, fit, SpanType.COUNT) for i, fit in enumerate(fits)], WEIGHTS
    )
    assert [choice.candidate.sentence for choice in choices] == [4, 3, 2, 1, 0]
    none = 1 - choices[0].answerable
    assert sum(choice.probability for choice in choices) + none == pytest.approx(1.0)
    ratio = choices[0].probability / choices[1].probability
    assert ratio == pytest.approx(math.exp(fits[4] - fits[3]))


def test_candidates_that_lack_a_name_take_no_part() -> None:
    right, elsewhere = (
        candidate(1, 0.0, SpanType.COUNT),
        candidate(2, 5.0, SpanType.COUNT, missing="bến đá"),
    )
    [choice] = rank(ask(Kind.QUANTITY), [elsewhere, right], WEIGHTS)
    assert choice.candidate is right
    assert choice.probability == pytest.approx(1 / 2)  # exp(0) against exp(0) of "none"
    assert rank(ask(Kind.QUANTITY), [elsewhere], WEIGHTS) == []


def test_figures_are_answered_by_spans_and_other_things_by_clauses() -> None:
    span, clause = candidate(1, 0.0, SpanType.COUNT), candidate(2, 9.0)
    assert [choice.candidate for choice in rank(ask(Kind.QUANTITY), [span, clause], WEIGHTS)] == [span]
    assert [choice.candidate for choice in rank(ask(Kind.WHAT), [span, clause], WEIGHTS)] == [clause]


@pytest.mark.parametrize(
    ("kind", "grain", "joins"),
    [
        (Kind.QUANTITY, "", True),
        (Kind.WHEN, "", True),
        (Kind.WHEN, "năm", False),
        (Kind.PERCENTAGE, "", False),
    ],
)
def test_a_number_or_time_in_words_may_answer(kind: Kind, grain: str, joins: bool) -> None:
    span, said, other = candidate(1, 0.0, SpanType.COUNT), candidate(2, 9.0, cue=1.0), candidate(3, 8.0)
    ranked = [choice.candidate for choice in rank(ask(kind, grain=grain), [span, said, other], WEIGHTS)]
    assert ranked == ([said, span] if joins else [span])


def test_who_may_be_a_body_but_the_holder_of_an_office_is_a_person() -> None:
    person, clause = candidate(1, math.log(2), SpanType.PERSON), candidate(2, 2 * math.log(5))
    both = rank(ask(Kind.WHO), [person, clause], WEIGHTS)
    # exp: 2 for the person, 5 for the clause by its own weight of a half, 1 for "none"
    assert [choice.candidate for choice in both] == [clause, person]
    assert [choice.probability for choice in both] == pytest.approx([5 / 8, 2 / 8])
    [holder] = rank(ask(Kind.WHO, office=("giám", "đốc")), [person, clause], WEIGHTS)
    assert holder.candidate is person
    assert holder.probability == pytest.approx(2 / 3)


def test_nothing_to_choose_from() -> None:
    assert rank(ask(Kind.QUANTITY), [], WEIGHTS) == []


def test_the_weights_that_ship_name_features_that_reading_gives() -> None:
    weights = load_weights()
    assert set(weights.span) == set(SPAN_FEATURES)
    assert set(weights.text) == set(TEXT_FEATURES)
    assert 0 < weights.threshold < 1
