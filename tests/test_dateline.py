"""Datelines below headlines."""

from __future__ import annotations

import pytest

from ingest.dateline import dateline_of


@pytest.mark.parametrize(
    ("line", "issued", "publisher"),
    [
        ("*Báo Sông Xanh điện tử - Thứ Tư, 25/9/2031, 08:15*", "2031-09-25", "Báo Sông Xanh điện tử"),
        ("Tạp chí Cánh đồng | 5-3-2030", "2030-03-05", "Tạp chí Cánh đồng"),
        ("Nguyễn Văn An - 08:30 05/03/2030", "2030-03-05", None),
        ("Chủ nhật, 05/03/2030 | Xây dựng Đảng", "2030-03-05", None),
    ],
)
def test_a_dateline(line: str, issued: str, publisher: str | None) -> None:
    found = dateline_of(["Tiêu đề", line, "Một đoạn văn."])
    assert found is not None and (found.issued, found.publisher) == (issued, publisher)


@pytest.mark.parametrize(
    "line",
    [
        "Hội nghị họp ngày 25/9/2031",  # what the text tells: no hour, weekday or newspaper
        "Báo cáo của huyện - ngày 25/9/2031",  # "báo" of another word
        "Thứ Tư, 25/9/2031, xã Hoa Mai khai giảng lớp học nghề trồng hoa cho hội viên.",  # a sentence
        "Từ thứ Hai 1/9/2031 đến thứ Sáu 5/9/2031",  # two dates
    ],
)
def test_another_line_with_a_date(line: str) -> None:
    assert dateline_of(["Tiêu đề", line, "Một đoạn văn."]) is None


def test_a_date_further_down_is_no_dateline() -> None:
    assert dateline_of(["Tiêu đề", *["Một đoạn văn."] * 5, "Thứ Tư, 25/9/2031, 08:15"]) is None
