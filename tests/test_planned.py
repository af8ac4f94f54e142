"""Figures that cannot be meant are left out before any is chosen."""

from __future__ import annotations

import pytest

from assistant.planned import MEANT
from tests.asking import Asking, document

OFFICE = Asking(
    document(
        "a",
        """Xã Suối Trong trồng cây
Xã Suối Trong xây dựng kế hoạch trồng ít nhất 60 cây. Đến nay đã trồng 75 cây. \
Riêng năm 2021 tiết kiệm 13 tỷ đồng. Cả bốn năm 2018 - 2021 tiết kiệm 38 tỷ đồng.""",
    ),
    document(
        "b",
        """Xã Đồi Thông năm 2032
Trồng cây là việc của thôn. Trồng cây khác với trồng rừng, là làm quanh năm.""",
    ),
)


def left(question: str) -> set[str]:
    asked, found = OFFICE.understand(question), OFFICE.candidates(question)
    for leave_out in MEANT:
        found = leave_out(asked, found, OFFICE.views)
    texts = {one.document_id: OFFICE.documents[one.document_id].text for one in found}
    return {texts[one.document_id][one.span.start : one.span.end] for one in found if one.span}


@pytest.mark.parametrize(
    ("question", "out", "stays"),
    [
        ("Trên thực tế xã Suối Trong trồng bao nhiêu cây?", "60", "75"),
        ("Bốn năm 2018 - 2021 xã Suối Trong tiết kiệm bao nhiêu tỷ đồng?", "13", "38"),
    ],
)
def test_what_cannot_be_meant_is_left_out(question: str, out: str, stays: str) -> None:
    found = " | ".join(left(question))
    assert stays in found and out not in found


def test_a_target_may_answer_where_a_target_may_be_asked_for() -> None:
    assert "60" in " | ".join(left("Xã Suối Trong trồng bao nhiêu cây?"))


def test_how_two_things_differ_is_told_where_they_are_told_apart() -> None:
    question = "Trồng cây khác trồng rừng ở chỗ nào?"
    asked, found = OFFICE.understand(question), OFFICE.candidates(question)
    for leave_out in MEANT:
        found = leave_out(asked, found, OFFICE.views)
    sentences = {OFFICE.views[one.document_id].bounds[one.sentence] for one in found}
    assert {OFFICE.documents["b"].text[start:end] for start, end in sentences} == {
        "Trồng cây khác với trồng rừng, là làm quanh năm."
    }
