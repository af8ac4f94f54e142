"""Rows of tables as sentences: names of columns, labels, captions, merged cells, tables that only lay out."""

from __future__ import annotations

import pytest

from ingest.formats.tables import sentences

CASES = {
    "names of columns": (
        [["STT", "Xã", "Số đảng viên"], ["1", "Đồng Quang", "1.043"], ["2", "Hùng Sơn", ""]],
        ["STT: 1; Xã: Đồng Quang; Số đảng viên: 1.043.", "STT: 2; Xã: Hùng Sơn."],
    ),
    "years are names": (
        [["Chỉ tiêu", "2022", "2023"], ["Số đảng viên", "980", "1.043"]],
        ["Chỉ tiêu: Số đảng viên; 2022: 980; 2023: 1.043."],
    ),
    "a caption that spans all columns, and column numbers": (
        [
            ["Biểu 1. Tổng hợp"] * 3,
            ["Xã", "Nam", "Nữ"],
            ["(1)", "(2)", "(3)"],
            ["Hùng Sơn", "60", "38"],
        ],
        ["Biểu 1. Tổng hợp", "Xã: Hùng Sơn; Nam: 60; Nữ: 38."],
    ),
    "two rows of names": (
        [["TT", "Số lượng", "Số lượng"], ["TT", "Nam", "Nữ"], ["1", "60", "38"]],
        ["TT: 1; Số lượng – Nam: 60; Số lượng – Nữ: 38."],
    ),
    "a section between rows": (
        [["Đơn vị", "Tổng", "Nữ"], ["I. Khối xã", "I. Khối xã", "I. Khối xã"], ["Hùng Sơn", "98", "38"]],
        ["I. Khối xã", "Đơn vị: Hùng Sơn; Tổng: 98; Nữ: 38."],
    ),
    "labels and values": (
        [["Họ và tên:", "Nguyễn Văn Mẫu"], ["Chức vụ", "Bí thư Đảng ủy"]],
        ["Họ và tên: Nguyễn Văn Mẫu.", "Chức vụ: Bí thư Đảng ủy."],
    ),
    "two columns, names over figures": (
        [["Xã", "Số đảng viên"], ["Đồng Quang", "120"], ["Hùng Sơn", "98"]],
        ["Xã: Đồng Quang; Số đảng viên: 120.", "Xã: Hùng Sơn; Số đảng viên: 98."],
    ),
    "the head of a letter": (
        [
            ["UBND TỈNH\nSỞ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"],
            ["Số: 12/KH-SNV", "Hà Nội, ngày 3 tháng 5 năm 2024"],
        ],
        [
            "UBND TỈNH",
            "SỞ NỘI VỤ",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Số: 12/KH-SNV",
            "Hà Nội, ngày 3 tháng 5 năm 2024",
        ],
    ),
    "figures alone have no names": ([["1", "2", "3"], ["4", "5", "6"]], ["1; 2; 3.", "4; 5; 6."]),
    "one column": ([["Dòng một"], ["Dòng hai"]], ["Dòng một", "Dòng hai"]),
    "empty rows and columns, rows of unequal length": (
        [["", "", ""], ["Xã", "", "Số", "Nữ"], ["Hùng Sơn", "", "98", "38"], ["Quang", "", "7"]],
        ["Xã: Hùng Sơn; Số: 98; Nữ: 38.", "Xã: Quang; Số: 7."],
    ),
    "a cell of several lines is one value, and its full stop the sentence's": (
        [["TT", "Nội dung", "Đơn vị"], ["1", "Rà soát\nsắp xếp  lại", "Ban Tổ chức."]],
        ["TT: 1; Nội dung: Rà soát sắp xếp lại; Đơn vị: Ban Tổ chức."],
    ),
    "nothing": ([], []),
    "nothing in it": ([["", " "], ["\n", ""]], []),
}


@pytest.mark.parametrize(("rows", "lines"), CASES.values(), ids=CASES)
def test_rows_become_sentences(rows: list[list[str]], lines: list[str]) -> None:
    assert sentences(rows) == lines
