"""Tables in texts: which lines are tables with figures, what their columns and rows are called."""

from __future__ import annotations

from assistant.tables import find_tables
from tests.tables import MONEY, POOR, TEA


def test_two_lines_of_names_and_a_label_over_two_rows() -> None:
    (table,) = find_tables(POOR)
    assert table.names == {2: "Số hộ – Đầu năm", 3: "Số hộ – Cuối năm", 4: "Tỷ lệ cuối năm (%)"}
    assert table.label_names == ("Xã", "Loại hộ")
    assert [row.labels for row in table.rows][:2] == [
        ("Bản Khoai", "Hộ nghèo"),
        ("Bản Khoai", "Hộ cận nghèo"),
    ]
    cell = table.rows[4].cells[3]
    assert cell.text == POOR[cell.start : cell.end] == "1.375"  # the emphasis stays outside


def test_rows_that_name_their_columns() -> None:
    (table,) = find_tables(TEA)
    assert table.names == {3: "2025", 4: "2026", 5: "2027"}
    assert table.head is None
    assert [row.unit for row in table.rows] == ["ha", "tấn", "hợp tác xã", "%"]
    assert [cell.text for cell in table.rows[2].cells.values()] == ["6", "9", "-"]
    assert not table.rows[2].cells[5].is_figure


def test_sections_column_numbers_a_total_and_years_as_labels() -> None:
    budget, members = find_tables(MONEY)
    assert [(row.section, row.labels[0]) for row in budget.rows] == [
        ("Chi thường xuyên", "Giáo dục"),
        ("Chi thường xuyên", "Y tế"),
        ("Chi đầu tư", "Giao thông"),
        ("Chi đầu tư", "Thủy lợi"),
        ("", "Tổng cộng"),
    ]
    assert budget.rows[-1].is_total
    assert members.label_names == ("Năm",)
    assert members.names == {1: "Số đảng viên mới", 2: "Nữ"}


def test_a_letter_head_and_prose_are_no_tables() -> None:
    head = """| ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
|---|---|
| HUYỆN MẪU | Độc lập |
| Số: 4/BC | ngày 3/4/2024 |"""
    prose = "Bí thư: ông An; Phó Bí thư: bà Bình.\nChủ tịch: ông Cường; Phó Chủ tịch: bà Dung."
    assert find_tables(f"{head}\n\n{prose}") == []
