"""What the documents say that a term is."""

from __future__ import annotations

import pytest

from assistant.glossary import answer_defined, asked_term
from tests.asking import Asking, document

DECREE = """Nghị định về vị trí làm việc
Điều 3. Giải thích từ ngữ
1. Nhóm bậc thợ là tập hợp các bậc thợ có tính chất gần nhau.
2. Bậc thợ là mức thể hiện khả năng làm việc
của người thợ trong cùng một nhóm.
3. Người thợ được xếp vào một bậc thợ là do thủ trưởng quyết định.
4. “Thợ học việc” được hiểu là người đang học nghề tại xưởng.
Điều 4. Ký hợp đồng
1. Xưởng tự chi trả (gồm xưởng xã, huyện), xưởng do Nhà nước chi trả (sau đây gọi là xưởng nhóm 4) được ký.
2. Bậc lương là gì.
Điều 5. Tổ thợ
“Tổ thợ liền nhà” là gì? Đó là nhóm từ 5 đến 9 người thợ ở gần nhau. Tổ thợ liền nhà họp mỗi tuần.
"""


def defined(question: str) -> str | None:
    asking = Asking(document("d", DECREE))
    found = answer_defined(asking.understand(question), asking.passages, asking.views)
    return found.short if found else None


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("Bậc thợ là gì?", "bậc thợ"),
        ("Thế nào là bậc thợ?", "bậc thợ"),
        ("Khái niệm bậc thợ được hiểu như thế nào?", "bậc thợ"),
        ("Theo Nghị định 5, bậc thợ được hiểu là gì?", "bậc thợ"),
        ("bậc thợ nghĩa là gì", "bậc thợ"),
        ("“Bậc thợ” trong nghị định về thợ là gì?", "bậc thợ"),
        ("Xưởng nhóm 4 là xưởng gì vậy?", ""),
        ("Xưởng nhóm 4 là đơn vị như thế nào?", "xưởng nhóm 4"),
        ("Thế nào được gọi là bậc thợ?", "bậc thợ"),
        ("Như thế nào thì được coi là bậc thợ?", "bậc thợ"),
        ("Có mấy bậc thợ?", ""),
    ],
)
def test_the_term_asked_for(question: str, term: str) -> None:
    assert asked_term(Asking(document("d", DECREE)).understand(question)) == term


@pytest.mark.parametrize(
    ("question", "short"),
    [
        (
            "Bậc thợ là gì?",
            "mức thể hiện khả năng làm việc của người thợ trong cùng một nhóm",
        ),
        ("Nhóm bậc thợ là gì?", "tập hợp các bậc thợ có tính chất gần nhau"),
        ("Thợ học việc là gì?", "người đang học nghề tại xưởng"),
        ("tho hoc viec la gi?", "người đang học nghề tại xưởng"),
        ("Xưởng nhóm 4 là gì?", "xưởng do Nhà nước chi trả"),
        ("Bậc lương là gì?", None),  # the sentence says nothing of it
        ("Xưởng là gì?", None),
        ("Tổ thợ liền nhà nghĩa là gì?", "nhóm từ 5 đến 9 người thợ ở gần nhau"),  # told next
    ],
)
def test_the_sentence_that_opens_with_the_term_defines_it(question: str, short: str | None) -> None:
    assert defined(question) == short


def test_the_quote_is_the_whole_sentence() -> None:
    asking = Asking(document("d", DECREE))
    found = answer_defined(asking.understand("Nhóm bậc thợ là gì?"), asking.passages, asking.views)
    assert found is not None
    assert asking.quotes(found) == ["1. Nhóm bậc thợ là tập hợp các bậc thợ có tính chất gần nhau."]
    assert found.segments[0][0] == "Nhóm bậc thợ là **tập hợp các bậc thợ có tính chất gần nhau**."
