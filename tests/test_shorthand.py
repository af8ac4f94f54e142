"""Typed shorthand written out; short forms that mean something else left alone."""

from __future__ import annotations

import pytest

from assistant.kinds import Kind, kind_of
from assistant.shorthand import written_out


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("xã kết nạp đc bn ng", "xã kết nạp được bao nhiêu người"),
        ("có mấy ng đi họp", "có mấy người đi họp"),
        ("xa ket nap dc bn ng", "xa ket nap duoc bao nhieu nguoi"),  # accents come later, all together
        ("kết quả ntn", "kết quả như thế nào"),
        ("đc Nguyễn Văn Thử giữ chức gì", "đc Nguyễn Văn Thử giữ chức gì"),  # đồng chí
        ("Công ty BN ở đâu", "Công ty BN ở đâu"),
        ("tổng KP của TU là bao nhiêu", "tổng kinh phí của Tỉnh ủy là bao nhiêu"),
        ("GĐ Sở Y tế với PGĐ và PCT xã", "Giám đốc Sở Y tế với Phó Giám đốc và Phó Chủ tịch xã"),
        ("NS tỉnh chi bao nhiêu", "ngân sách tỉnh chi bao nhiêu"),
        ("Sở GD&ĐT và Công ty NS", "Sở GD&ĐT và Công ty NS"),
        ("Đề án 07-ĐA/TU, KP 3 tu sửa gì", "Đề án 07-ĐA/TU, KP 3 tu sửa gì"),  # a number; khu phố 3
    ],
)
def test_shorthand_is_written_out(typed: str, written: str) -> None:
    assert written_out(typed) == written


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("hội nghị họp ngày bao nhiêu?", Kind.WHEN),
        ("năm mấy thì xong đường?", Kind.WHEN),
        ("trả ngay trong ngày bao nhiêu hồ sơ?", Kind.QUANTITY),
        ("mỗi năm mấy lớp được mở?", Kind.QUANTITY),
        ("hội phí đóng mỗi tháng bao nhiêu?", Kind.QUANTITY),
    ],
)
def test_a_day_before_what_is_counted_asks_for_no_date(question: str, kind: Kind) -> None:
    assert kind_of(question)[0] is kind
