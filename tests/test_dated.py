"""The day of issue behind a document's number, where another document speaks of it."""

from __future__ import annotations

import pytest

from assistant.dated import answer_dated, asks_issue_date
from tests.asking import Asking, document

TEXT = """Công tác hội năm qua
Thực hiện Đề án số 05-ĐA/HND ngày 15/7/2021 của Hội về nuôi ong, hội mở 3 lớp.
Nghị quyết số 05-NQ/HND, ngày 01/02/2020 nói về cán bộ. \
Kế hoạch số 06-KH/HND (ban hành ngày 03/4/2022) đã xong.
Hội học Quyết định số 07-QĐ/HND ngày 05/5/2022, sau đó học lại Quyết định số 07-QĐ/HND ngày 06/6/2022.
Chỉ thị số 08-CT/HND được học từ ngày 07/7/2022. Hướng dẫn số 09-HD/HND năm 2023 còn dùng."""
ASKING = Asking(document("d", TEXT))


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("Đề án 05-ĐA/HND ban hành ngày nào?", "ngày 15/7/2021"),
        ("de an 05 ra ngay thang nam nao", "ngày 15/7/2021"),
        ("Nghị quyết 05 ký khi nào?", "ngày 01/02/2020"),  # another kind of the same number
        ("Kế hoạch 06 ra đời bao giờ?", "ngày 03/4/2022"),
        ("Quyết định 07 ban hành ngày nào?", None),  # two days are told
        ("Chỉ thị 08 ban hành ngày nào?", None),  # the day of something else
        ("Hướng dẫn 09 ban hành ngày nào?", None),  # a year is no day
    ],
)
def test_the_day_behind_a_number_is_that_of_its_issue(question: str, day: str | None) -> None:
    asked = ASKING.understand(question)
    assert asks_issue_date(asked)
    found = answer_dated(asked, ASKING.passages, ASKING.views)
    assert (found.short if found else None) == day
    for said, quotes in found.segments if found else ():
        [quote] = quotes
        assert said.replace("**", "").lower() == TEXT[quote.start : quote.end].lower()


@pytest.mark.parametrize(
    "question",
    [
        "Đề án 05 nuôi ong đến ngày nào?",
        "Đề án 05 có mấy lớp?",
        "Hội mở lớp ngày nào?",
        "Nghị quyết 05 và 06?",
    ],
)
def test_other_questions_are_left_to_others(question: str) -> None:
    assert not asks_issue_date(ASKING.understand(question))
