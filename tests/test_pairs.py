"""A question and a passage as token ids: where each part lies, what is cut."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from assistant.pairs import MOST_TOKENS, QUESTION_TOKENS, TITLE_TOKENS, encode_pairs, token_id

WORDS = ["<s>", "<pad>", "</s>", "<unk>", "có", "bao", "nhiêu", "xã", "tỉnh", "a", "9"]


@pytest.fixture
def tokenizer() -> Tokenizer:
    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return made


def test_question_title_and_passage_stand_apart(tokenizer: Tokenizer) -> None:
    (pair,) = encode_pairs(tokenizer, "bao nhiêu xã", [("tỉnh a", "có 9 xã")])

    #                 <s> bao nhiêu xã </s></s> tỉnh a </s> có 9  xã </s>
    assert pair.ids == [0, 5, 6, 7, 2, 2, 8, 9, 2, 4, 10, 7, 2]
    assert pair.types == [0] * 6 + [1] * 7
    assert pair.first == 9
    assert pair.offsets == [(0, 2), (3, 4), (5, 7)]


def test_a_long_question_title_and_passage_are_cut_at_their_end(tokenizer: Tokenizer) -> None:
    (pair,) = encode_pairs(tokenizer, "xã " * 100, [("tỉnh " * 100, "có " * 1000)])

    assert len(pair.ids) == MOST_TOKENS
    assert pair.ids.count(7) == QUESTION_TOKENS and pair.ids.count(8) == TITLE_TOKENS
    assert len(pair.offsets) == pair.ids.count(4)
    assert pair.ids[-1] == 2, "the closing mark is kept"


def test_a_vocabulary_without_a_mark_is_refused(tokenizer: Tokenizer) -> None:
    with pytest.raises(ValueError, match="<mask>"):
        token_id(tokenizer, "<mask>")
