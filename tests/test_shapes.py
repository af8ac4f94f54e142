"""Questions whose answer has a shape: ranks, telephone numbers, addresses of mail."""

from __future__ import annotations

import pytest

from assistant.shapes import of_the_shape
from tests.asking import Asking, document

TEXT = """Trung tâm Văn hóa xã Hoa Mai
Trung tâm Văn hóa xã Hoa Mai mở cửa theo Quyết định số 1326/QĐ-UBND ngày 25/7/2030.
Đường dây nóng của Trung tâm Văn hóa xã Hoa Mai: 0208.385.6123.
Thư gửi về Trung tâm Văn hóa xã Hoa Mai: vanhoa@hoamai.example.
Xã Hoa Mai phấn đấu thuộc nhóm 25 xã dẫn đầu về văn hóa.
Xã Hoa Mai hiện đứng thứ 41/63 về văn hóa."""


@pytest.fixture(scope="module")
def asking() -> Asking:
    return Asking(document("center", TEXT))


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Số điện thoại của Trung tâm Văn hóa xã Hoa Mai là gì?", "Đường dây nóng"),
        ("duong day nong cua Trung tam Van hoa xa Hoa Mai la so may", "Đường dây nóng"),
        ("Email của Trung tâm Văn hóa xã Hoa Mai là gì?", "Thư gửi về"),
        ("Xã Hoa Mai xếp hạng thứ mấy về văn hóa?", "Xã Hoa Mai hiện đứng thứ 41/63"),
    ],
)
def test_only_what_has_the_shape_can_answer(asking: Asking, question: str, line: str) -> None:
    kept = of_the_shape(asking.understand(question), asking.candidates(question), asking.views)
    texts = {TEXT[one.start : one.end] for one in kept}
    assert texts and all(text.startswith(line) for text in texts)


def test_a_question_about_something_else_keeps_all(asking: Asking) -> None:
    question = "Trung tâm Văn hóa xã Hoa Mai mở cửa theo quyết định nào?"
    found = asking.candidates(question)
    assert found and of_the_shape(asking.understand(question), found, asking.views) == found
