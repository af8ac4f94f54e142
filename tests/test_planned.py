"""Figures that cannot be meant are left out before any is chosen."""

from __future__ import annotations

import pytest

from assistant.choose import Choice
from assistant.planned import MEANT, outcome_of
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


TASKS = Asking(
    document(
        "c",
        """Đảng bộ xã Hoa Mai
Trong 6 tháng kết nạp 72 đảng viên, đạt 55,4% kế hoạch năm (130 đảng viên).
Mới có 55% đảng viên cài Sổ tay.
2. Nâng tỷ lệ đảng viên cài Sổ tay lên 90% trước ngày 30/11/2024.""",
    )
)


def test_a_task_does_not_tell_what_was_done() -> None:
    def shares(question: str) -> set[str]:
        asked, found = TASKS.understand(question), TASKS.candidates(question)
        for leave_out in MEANT:
            found = leave_out(asked, found, TASKS.views)
        text = TASKS.documents["c"].text
        return {text[one.span.start : one.span.end] for one in found if one.span}

    assert shares("Bao nhiêu phần trăm đảng viên đã cài Sổ tay?") == {"55,4%", "55%"}
    assert "90%" in shares("Bao nhiêu phần trăm đảng viên cài Sổ tay?")
    assert "90%" in shares("Xã đã đặt chỉ tiêu bao nhiêu phần trăm đảng viên cài Sổ tay?")


@pytest.mark.parametrize(
    ("question", "figure", "sure"),
    [
        ("Xã kết nạp được bao nhiêu đảng viên?", "72", 0.75),
        ("Kế hoạch kết nạp bao nhiêu đảng viên?", "130", 0.5),
    ],
)
def test_what_came_of_a_plan_goes_before_the_plan_in_brackets(
    question: str, figure: str, sure: float
) -> None:
    text = TASKS.documents["c"].text
    told = {text[one.span.start : one.span.end]: one for one in TASKS.candidates(question) if one.span}
    choices = [Choice(told["130"], 0.5, 0.8), Choice(told["72"], 0.25, 0.8)]
    best = outcome_of(TASKS.understand(question), choices, TASKS.views)[0]
    assert best.candidate.span is not None
    assert text[best.candidate.span.start : best.candidate.span.end] == figure
    assert best.probability == pytest.approx(sure)


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
