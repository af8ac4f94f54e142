"""Figures of tables: found by row and column, or not at all."""

from __future__ import annotations

import pytest

from assistant.cells import CHECK, answer_cell, in_table, told_in_prose
from assistant.cite import uncited_figures
from assistant.found import Found
from tests.asking import Asking, document
from tests.tables import ANSWERED, DOCUMENTS, MONEY, REFUSED


@pytest.fixture(scope="module")
def office() -> Asking:
    return Asking(*(document(name, text) for name, text in DOCUMENTS.items()))


def answered(office: Asking, question: str) -> Found | None:
    return answer_cell(office.understand(question), office.passages, office.views, office.lexicon)


@pytest.mark.parametrize(("question", "short"), ANSWERED)
def test_the_cell_of_row_and_column(office: Asking, question: str, short: str) -> None:
    found = answered(office, question)
    assert found is not None
    assert found.short == short
    assert found.reasons == (CHECK,)
    assert not uncited_figures(found.segments[0][0], office.quotes(found))


@pytest.mark.parametrize(("question", "why"), REFUSED)
def test_no_cell(office: Asking, question: str, why: str) -> None:
    assert answered(office, question) is None, why


@pytest.mark.parametrize(
    ("question", "text", "quotes"),
    [
        (
            "Cuối năm xã Bản Khoai còn bao nhiêu hộ nghèo?",  # two lines name the columns
            "Bản Khoai – Hộ nghèo – Số hộ – Cuối năm: **987**",
            [
                "| Bản Khoai | Hộ nghèo | 1.204 | 987 | 21,5 |",
                "| Xã | Loại hộ | Số hộ | | Tỷ lệ cuối năm (%) |\n|:---|---|---:|---:|---:|\n"
                "|  |  | Đầu năm | Cuối năm |  |",
            ],
        ),
        (
            "Diện tích chè hữu cơ năm 2026 là bao nhiêu?",  # each row names the columns
            "Diện tích chè hữu cơ – 2026: **185 ha**",
            ["STT: 1; Chỉ tiêu: Diện tích chè hữu cơ; Đơn vị tính: ha; 2025: 120; 2026: 185; 2027: 260,5."],
        ),
        (
            "Dự toán chi giáo dục là bao nhiêu tiền?",  # a line above gives the unit
            "Chi thường xuyên – Giáo dục – Dự toán: **1.250 triệu đồng**",
            [
                "| 1 | Giáo dục | 1.250 | 640,5 | 51,2 |",
                "| TT | Nội dung chi | Dự toán | Thực hiện | Tỷ lệ (%) |",
                "(Đơn vị tính: triệu đồng)",
            ],
        ),
    ],
)
def test_the_sentence_and_its_proof(office: Asking, question: str, text: str, quotes: list[str]) -> None:
    found = answered(office, question)
    assert found is not None
    assert found.segments[0][0] == text
    assert office.quotes(found) == quotes


def test_two_tables_that_fit_leave_it_open_which_is_meant() -> None:
    later = MONEY.replace("1.250", "1.300")
    asked = "Dự toán chi giáo dục là bao nhiêu?"
    assert answered(Asking(document("a", MONEY), document("b", later)), asked) is None
    of_2025 = Asking(document("a", MONEY), document("b", later.replace("năm 2024", "năm 2025")))
    found = answered(of_2025, "Dự toán chi giáo dục năm 2025 là bao nhiêu?")
    assert found is not None
    assert found.short == "1.300 triệu đồng"


def test_a_sentence_that_says_all_the_words_goes_before_the_table() -> None:
    told = "Năm 2022, xã có 18 đảng viên mới."
    office = Asking(document("xã", f"Tin xã Đồng Vôi\n{told}\n\n{MONEY}"))
    asked = "Năm 2022 có bao nhiêu đảng viên mới?"
    assert told_in_prose(office.candidates(asked), office.views)
    alone = Asking(document("xã", f"Tin xã Đồng Vôi\n\n{MONEY}"))
    assert not told_in_prose(alone.candidates(asked), alone.views)


def test_above_and_below_a_bound_are_different_rows() -> None:
    ages = """Số liệu hội viên của xã Đồng Vôi năm 2024

| Độ tuổi | Số hội viên |
|---|---|
| Trên 60 tuổi | 120 |
| Khác | 310 |
"""
    office = Asking(document("ages", ages))
    found = answered(office, "Có bao nhiêu hội viên trên 60 tuổi?")
    assert found is not None
    assert found.short == "120"
    assert answered(office, "Có bao nhiêu hội viên dưới 60 tuổi?") is None


def test_lines_of_a_table_are_known(office: Asking) -> None:
    inside = [one for one in office.candidates("Có bao nhiêu hộ?") if in_table(one, office.views)]
    lines = {office.documents[one.document_id].text[one.start : one.end].split("|")[-2:][0] for one in inside}
    assert lines
    assert not any("kiểm tra 9 thôn" in line for line in lines)


GOALS = """Kế hoạch nuôi ong năm 2030 của xã Hoa Mai
Bảng 1. Mục tiêu từng năm

| Chỉ tiêu | Đơn vị tính | 2029 | 2030 |
|---|---|---|---|
| Đàn lợn | con | 4.310 | 5.085 |
| Thu ngân sách trên địa bàn | triệu đồng | 4.260 | 5.115 |
| Tỷ lệ người trưởng thành có tài khoản điện tử (%) | % | 50 | 62 |
| Tỷ lệ hộ nghèo dân tộc thiểu số | % | 8,9 | 6,4 |
"""
HAMLETS = """Báo cáo của xã Hoa Mai năm 2030

| Thôn | Thu nhập bình quân (triệu đồng/người/năm) | Tỷ lệ hộ nghèo (%) | Tỷ lệ thu gom rác thải (%) |
|---|---|---|---|
| Suối Trong | 54,2 | 3,1 | 83,6 |
| Đồi Thông | 61,4 | 1,8 | 94,5 |
"""


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Thu nhập bình quân đầu người của thôn Suối Trong là bao nhiêu?", "54,2 triệu đồng/người/năm"),
        ("Rác ở thôn Suối Trong thu gom được mấy phần trăm?", "83,6%"),  # "rác" is half of "rác thải"
        ("Hộ nghèo ở thôn Đồi Thông là bao nhiêu?", "1,8%"),  # no column counts them
        ("Thôn Đồi Thông có bao nhiêu hộ nghèo?", None),  # a share is no number of them
        ("Thôn Đồi Thông thu nhập từ rác mấy phần trăm?", None),  # words of two columns
    ],
)
def test_a_column_may_be_named_in_part(question: str, short: str | None) -> None:
    found = answered(Asking(document("hamlets", HAMLETS)), question)
    assert (found.short if found else None) == short


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Năm 2030 xã Hoa Mai nuôi bao nhiêu con lợn?", "5.085 con"),
        ("nam 2029 xa Hoa Mai thu ngan sach duoc bao nhieu vay", "4.260 triệu đồng"),
        ("Đến 2030 xã Hoa Mai muốn bao nhiêu % người lớn có tài khoản điện tử?", "62%"),
        ("Tỷ lệ hộ nghèo của xã Hoa Mai năm 2030 là bao nhiêu?", None),  # of others than the row's
        ("Năm 2030 xã Hoa Mai nuôi bao nhiêu con trâu?", None),
    ],
)
def test_figures_are_asked_for_in_other_words_than_the_labels(question: str, short: str | None) -> None:
    found = answered(Asking(document("goals", GOALS)), question)
    assert (found.short if found else None) == short
