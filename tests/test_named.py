"""Names of numbered documents where others speak of them."""

from __future__ import annotations

import time

import pytest

from assistant.found import Found
from assistant.named import answer_named, asks_name
from tests.asking import Asking, document

TEXT = """Công tác hội năm qua
Thực hiện Đề án số 05-ĐA/HND ngày 15/7/2021 của Hội về “Nuôi ong dưới tán rừng, giai đoạn 2021-2025”, hội mở \
3 lớp.
Sau 2 năm thực hiện Đề án số 06, nhiều hộ đã thoát nghèo. Hội ban hành Đề án số 06 về việc trồng chè, \
trồng cam; Nghị quyết số 06 về phát triển hội viên trẻ.
Hội học Nghị quyết số 18 và 19-NQ/HND "Sắp xếp tổ chức bộ máy" và “Đổi mới cách quản lý”.
Chỉ thị số 07-CT/HND về Học tập Bác, noi gương cán bộ được triển khai rộng rãi.
Quyết định số 08-QĐ/HND của Hội được ban hành sớm. Hướng dẫn số 20 và 21-HD/HND “Một tên chung”."""


def answer(question: str) -> tuple[Asking, Found | None]:
    asking = Asking(document("d", TEXT))
    return asking, answer_named(asking.understand(question), asking.passages, asking.views)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Đề án 05-ĐA/HND là gì?", "Nuôi ong dưới tán rừng, giai đoạn 2021-2025"),
        ("de an so 05 noi ve cai gi vay", "Nuôi ong dưới tán rừng, giai đoạn 2021-2025"),
        (
            "Đề án số 06 nói về việc gì?",
            "trồng chè, trồng cam",
        ),  # without quotation marks, up to the clause's end
        ("Nghị quyết số 06 là nghị quyết gì?", "phát triển hội viên trẻ"),  # another kind of the same number
        ("Nghị quyết 18-NQ/HND về việc gì?", None),  # written "18", the letters stand at the other
        ("Nghị quyết 19-NQ/HND về việc gì?", "Đổi mới cách quản lý"),  # the second of two names
        ("Chỉ thị 07-CT/HND là chỉ thị gì?", "Học tập Bác"),  # the sentence goes on: up to the comma
        ("Quyết định 08-QĐ/HND là gì?", None),  # no name is told
        ("Hướng dẫn 21-HD/HND là gì?", None),  # two numbers, one name
        ("Đề án số 09 là gì?", None),
    ],
)
def test_the_name_behind_a_number(question: str, name: str | None) -> None:
    _, found = answer(question)
    assert (found and found.short) == name


def test_the_quote_holds_number_and_name() -> None:
    asking, found = answer("Đề án 05-ĐA/HND là gì?")
    assert found is not None
    said = "Đề án số 05-ĐA/HND ngày 15/7/2021 của Hội về “{}Nuôi ong dưới tán rừng, giai đoạn 2021-2025{}”"
    assert asking.quotes(found) == [said.format("", "")]
    assert found.segments[0][0] == said.format("**", "**")


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Đề án 05-ĐA/HND của Huyện ủy Hà Giang là gì?", True),
        ("Nội dung Đề án số 05 là gì?", True),
        ("Bài viết nhắc Đề án 05-ĐA/HND tên là gì?", False),  # the article's
        ("Đề án 05-ĐA/HND ban hành ngày nào?", False),
        ("Đề án 05-ĐA/HND có mục tiêu là gì?", False),  # something in it
        ("Người nộp thuế theo Nghị định 125/2020 là gì?", False),
        ("Đề án 05-ĐA/HND và Đề án 06-ĐA/HND là gì?", False),  # two
    ],
)
def test_what_asks_for_the_name_of_a_number(question: str, asks: bool) -> None:
    assert asks_name(Asking(document("d", TEXT)).understand(question)) is asks


def test_a_text_made_to_keep_the_search_busy_does_not() -> None:
    text = "Tin\nHội ban hành Đề án số 05" + " của Hội" * 300 + " năm 2020" * 300 + " và 1" * 300 + "."
    asking = Asking(document("d", text))
    question = asking.understand("Đề án số 05 là gì?")
    began = time.process_time()
    assert answer_named(question, asking.passages, asking.views) is None
    assert time.process_time() - began < 1.0
