"""A claim in its source's own words and their order, on invented sentences."""

from __future__ import annotations

import pytest

from assistant.lexicon import build_lexicon
from assistant.told import claim_of, take_apart
from assistant.wording import in_their_words, stated

LEXICON = build_lexicon({}, [])
SOURCE = "Ban quản lý chợ giao hợp tác xã thu phí, hội phụ nữ kiểm tra 12 quầy hàng mỗi tháng."
OTHER = "Hợp tác xã đã sửa mái chợ bằng tre."


def held(claim: str, *sources: str, about: frozenset[str] = frozenset()) -> bool:
    told = claim_of(claim, LEXICON)
    return in_their_words(told, stated(told), [take_apart(source, LEXICON) for source in sources], about)


@pytest.mark.parametrize(
    "claim",
    [
        SOURCE,
        "Ban quản lý chợ giao hợp tác xã thu phí.",
        "Ban quản lý giao thu phí.",
        "Hội phụ nữ kiểm tra 12 quầy hàng mỗi tháng, ban quản lý chợ giao hợp tác xã thu phí.",
        "Theo tài liệu, hội phụ nữ kiểm tra quầy hàng.",
        "Cụ thể, hội phụ nữ thực hiện kiểm tra 12 quầy hàng.",  # "thực hiện" states nothing
        "Số quầy hàng là 12 quầy.",
    ],
)
def test_parts_of_a_sentence_and_clauses_in_another_order_are_held(claim: str) -> None:
    assert held(claim, SOURCE)


@pytest.mark.parametrize(
    "claim",
    [
        "Hợp tác xã giao ban quản lý chợ thu phí.",  # who gives what to whom
        "Hội phụ nữ giao hợp tác xã thu phí.",
        "Hợp tác xã giao hợp tác xã thu phí.",
        "Ban quản lý chợ giao hợp tác xã thu thuế.",  # a word of its own
        "Hội phụ nữ kiểm tra 12 quầy hàng mỗi tuần.",
        "Quầy hàng kiểm tra 12 hội phụ nữ.",
    ],
)
def test_words_of_its_own_and_words_that_change_places_are_not(claim: str) -> None:
    assert not held(claim, SOURCE)


def test_a_clause_is_pieced_together_from_two_sentences_once_at_most() -> None:
    assert held("Ban quản lý chợ giao hợp tác xã thu phí, hợp tác xã đã sửa mái.", SOURCE, OTHER)
    assert not held("Hội phụ nữ đã sửa mái, thu phí bằng tre.", SOURCE, OTHER)


def test_words_of_the_title_need_no_sentence() -> None:
    assert not held("Phí chợ Bưởi thu mỗi tháng.", SOURCE)
    assert held("Tại Bưởi, hội phụ nữ kiểm tra 12 quầy hàng.", SOURCE, about=frozenset({"bưởi"}))
