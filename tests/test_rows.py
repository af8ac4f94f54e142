"""Batches of the reader: one question with its passages stays together, and what its losses are."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers

from assistant.pairs import BOS, EOS, PAD, Pair, token_id
from training.examples import locate
from training.network import choice_loss
from training.rows import TOKENS, Row, batches, cut_to_size, prepare, questions_of, to_batch

PASSAGE = "Xã có 9 thôn. Chợ có 12 gian, xây năm 2015. Trường có 14 lớp."
ASKED = "Chợ xây năm nào?"
RIGHT = replace(locate(ASKED, "Chợ", PASSAGE, "năm 2015"), group="a")
OTHER = replace(locate(ASKED, "Cầu", "Cầu dài 30 mét. Cầu xây năm 2011.", ""), group="a")


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    pieces = [PAD, BOS, EOS, "?", "năm", "2015", "Chợ"]
    found = Tokenizer(models.WordLevel({piece: n for n, piece in enumerate(pieces)}, unk_token="?"))
    found.pre_tokenizer = pre_tokenizers.Whitespace()
    return found


def test_a_question_keeps_its_passages_and_lone_ones_stay_alone() -> None:
    alone = locate("Xã có mấy thôn?", "", PASSAGE, "9 thôn")
    assert questions_of([RIGHT, alone, OTHER, alone]) == [[RIGHT, OTHER], [alone], [alone]]


@pytest.mark.parametrize("seed", range(6))
def test_a_row_marks_the_tokens_of_the_answer_and_all_rows_ask_alike(tokenizer: Tokenizer, seed: int) -> None:
    right, other = prepare(tokenizer, [RIGHT, OTHER], random.Random(seed))

    assert tokenizer.decode(right.pair.ids[right.first : right.last + 1]) == "năm 2015"
    assert (other.first, other.last) == (0, 0)
    sides = [row.pair.ids[: row.pair.types.index(1)] for row in (right, other)]
    assert sides[0] == sides[1]


def test_a_question_whose_answer_falls_off_the_end_is_left_out(tokenizer: Tokenizer) -> None:
    long = "Chợ có nhiều gian hàng, " * 120 + "xây năm 2015."  # one sentence: cropping cannot shorten it
    assert prepare(tokenizer, [locate(ASKED, "", long, "năm 2015"), OTHER], random.Random(1)) == []


def test_batches_hold_whole_questions_and_no_more_tokens_than_allowed(tokenizer: Tokenizer) -> None:
    rng = random.Random(1)
    questions = [prepare(tokenizer, [RIGHT, OTHER], rng) for _ in range(90)]
    cut = cut_to_size(questions)

    assert sorted(map(id, (rows for batch in cut for rows in batch))) == sorted(map(id, questions))
    for batch in cut:
        rows = [row for asked in batch for row in asked]
        assert len(rows) * max(len(row.pair.ids) for row in rows) <= TOKENS
    assert len(cut) < 10


def test_each_question_comes_once_a_round(tokenizer: Tokenizer) -> None:
    examples = [replace(e, group=str(n)) for n in range(4) for e in (RIGHT, OTHER)]
    drawn = batches(tokenizer, examples, random.Random(1))
    assert [len(asked) for asked in next(drawn)] == [2, 2, 2, 2]
    assert len(next(drawn)) == 4


def test_a_batch_allows_answers_in_passages_and_at_the_token_for_none(tokenizer: Tokenizer) -> None:
    questions = [
        prepare(tokenizer, [RIGHT, OTHER], random.Random(2)),
        prepare(tokenizer, [RIGHT], random.Random(3)),
    ]
    batch = to_batch(questions, tokenizer)

    assert batch.question.tolist() == [0, 0, 1]
    assert batch.first.tolist() == [questions[0][0].first, 0, questions[1][0].first]
    for row, pair in enumerate(row.pair for asked in questions for row in asked):
        allowed = batch.allowed[row].nonzero()[:, 0].tolist()
        assert allowed == [0, *range(pair.first, pair.first + len(pair.offsets))]


def test_shorter_passages_are_padded_and_masked(tokenizer: Tokenizer) -> None:
    short = Pair(ids=[0, 4, 2], types=[0, 0, 1], first=2, offsets=[])
    long = Pair(ids=[0, 5, 4, 2], types=[0, 0, 1, 1], first=2, offsets=[(0, 1)])
    batch = to_batch([[Row(short, 0, 0)], [Row(long, 2, 2)]], tokenizer)

    assert batch.ids.tolist() == [[0, 4, 2, token_id(tokenizer, PAD)], [0, 5, 4, 2]]
    assert batch.mask.tolist() == [[1, 1, 1, 0], [1, 1, 1, 1]]
    assert batch.types.tolist() == [[0, 0, 1, 0], [0, 0, 1, 1]]


def test_the_choice_is_one_softmax_over_all_passages_of_a_question() -> None:
    # Three rows of three tokens, token 0 "none"; the last token of the second row is padding.
    scores = torch.zeros(3, 3, 2)
    scores[0, :, 0] = torch.tensor([1.0, 3.0, 1.0])  # above its none: 2, 0
    scores[1, :, 0] = torch.tensor([4.0, 5.0, 99.0])  # above its none: 1
    scores[2, :, 0] = torch.tensor([0.0, 7.0, 0.0])  # another question, alone
    mask = torch.tensor([[True, True, True], [True, True, False], [True, True, True]])
    first, last = torch.tensor([1, 0, 1]), torch.tensor([2, 0, 1])

    loss = choice_loss(scores, mask, first, last, torch.tensor([0, 0, 1]))

    start = math.log(math.exp(2) + math.exp(0) + math.exp(1)) - 2
    end = math.log(3)  # all alike
    assert loss.item() == pytest.approx((start + end) / 2, abs=1e-5)


def test_without_an_answer_or_another_passage_there_is_no_choice() -> None:
    scores, mask = torch.randn(2, 3, 2), torch.ones(2, 3, dtype=torch.bool)
    none = torch.tensor([0, 0])
    assert choice_loss(scores, mask, none, none, torch.tensor([0, 0])).item() == 0
    assert (
        choice_loss(scores, mask, torch.tensor([1, 1]), torch.tensor([1, 1]), torch.tensor([0, 1])).item()
        == 0
    )
