"""Headings of invented texts: which lines are some, and how deep they stand."""

from __future__ import annotations

from assistant.outline import outline

RULES = """Quy chế làm việc của thôn
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi
Quy chế này quy định việc họp thôn.
1. Khoản này trông như một đầu mục
Điều 2. Đối tượng
Trưởng thôn và phó thôn.
Chương II
CÁCH HỌP
Mục 1
Họp thường kỳ
Điều 3. Giờ họp
Họp lúc 8 giờ hằng ngày thứ hai.
"""
REPORT = """Báo cáo năm
I. Kết quả
Đã làm xong 12 việc trong năm qua.
1. Về kinh tế
Thu ngân sách tăng 5% so với năm trước.
2. Về văn hóa
Có 3 đội văn nghệ hoạt động đều đặn.
II. Phương hướng
Phấn đấu làm thêm 10 việc trong năm tới.
Nguyễn Văn Thử - Chủ tịch
"""


def shown(text: str, title: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.shown) for heading in outline(text, title)]


def test_rules_list_their_divisions_only() -> None:
    assert shown(RULES, "Quy chế làm việc của thôn") == [
        (1, "Chương I. QUY ĐỊNH CHUNG"),
        (3, "Điều 1. Phạm vi"),
        (3, "Điều 2. Đối tượng"),
        (1, "Chương II. CÁCH HỌP"),
        (2, "Mục 1"),
        (3, "Điều 3. Giờ họp"),
    ]


def test_reports_list_their_numbers_and_no_signature() -> None:
    assert shown(REPORT, "Báo cáo năm") == [
        (1, "I. Kết quả"),
        (2, "1. Về kinh tế"),
        (2, "2. Về văn hóa"),
        (1, "II. Phương hướng"),
    ]


def test_offsets_are_the_lines() -> None:
    for heading in outline(REPORT, "Báo cáo năm"):
        assert REPORT[heading.start : heading.end] == heading.shown


def test_plain_text_has_no_headings() -> None:
    assert outline("Một câu có dấu chấm.\nHai câu có dấu chấm.", "T") == ()
    assert outline("", "T") == ()


def test_markdown_marks_are_not_shown() -> None:
    assert shown("# Mục đầu\nNội dung ở đây.\n## Mục sau\nNội dung nữa.", "T") == [
        (1, "Mục đầu"),
        (1, "Mục sau"),
    ]
