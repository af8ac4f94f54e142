"""Divisions of texts: Chương, Điều, khoản, điểm, headings of reports; marks that scans spoiled."""

from __future__ import annotations

import pytest

from ingest.outline import Level
from ingest.structure import in_sequence, outline_of
from tests.decree import AMENDING, DECREE


def test_every_article_of_a_decree_and_the_line_that_only_looks_like_one() -> None:
    articles = outline_of(DECREE).articles
    assert [(one.number, one.title) for one in articles] == [
        ("1", "Phạm vi điều chỉnh"),
        ("2", "Giải thích từ ngữ"),
        ("3", "Thẩm quyền đăng ký"),
        ("4", "Biển báo"),
        ("5", "Hiệu lực thi hành"),
    ]
    second = DECREE[articles[1].start : articles[1].end]
    assert second.startswith("Điều 2. Giải thích") and second.endswith("Điều 4 Nghị định này.\n")
    last = DECREE[articles[4].start : articles[4].end]
    assert last.endswith("của Chính phủ.\n"), "the signature block is no part of it"


@pytest.mark.parametrize(
    ("quoted", "locator"),
    [
        ("đan bằng tre", "khoản 1 Điều 2"),
        ("Lán trông coi", "điểm b khoản 2 Điều 2"),
        ("Biển báo có nền xanh", "Điều 4"),
        ("Điều 4 Nghị định này", "điểm c khoản 2 Điều 2"),
        ("đề nghị được đăng ký", "Phụ lục I"),
        ("Trần Thị Bình Minh", ""),
        ("Căn cứ Luật", ""),
    ],
)
def test_where_a_quote_stands(quoted: str, locator: str) -> None:
    start = DECREE.index(quoted)
    assert outline_of(DECREE).locator(start, start + len(quoted)) == locator


def test_a_stretch_over_two_clauses_stands_in_their_article() -> None:
    start, end = DECREE.index("1. Ủy ban"), DECREE.index("một lần.")
    assert outline_of(DECREE).locator(start, end).endswith("Điều 3")
    assert "điểm" not in outline_of(DECREE).locator(start, end)


@pytest.mark.parametrize(
    ("named", "begins"),
    [
        (("3",), "Điều 3."),
        (("3", "2"), "2. Lệ phí"),
        (("2", "2", "c"), "c) Biển báo"),
    ],
)
def test_find_by_number(named: tuple[str, ...], begins: str) -> None:
    found = outline_of(DECREE).find(*named)
    assert found is not None and DECREE[found.start :].startswith(begins)


@pytest.mark.parametrize("named", [("6",), ("3", "3"), ("2", "2", "d"), ("1", "1")])
def test_what_is_not_there_is_not_found(named: tuple[str, ...]) -> None:
    assert outline_of(DECREE).find(*named) is None


def test_chapters_hold_their_articles() -> None:
    outline = outline_of(DECREE)
    chapter = outline.chapter(Level.CHAPTER, "II")
    assert chapter is not None and chapter.title == "ĐĂNG KÝ, KIỂM TRA"
    assert [one.number for one in outline.children(chapter)] == ["3", "4", "5"]
    assert outline.chapter(Level.CHAPTER, "III") is None


def test_clauses_quoted_from_another_document_are_not_its_own() -> None:
    outline = outline_of(AMENDING)
    assert [one.number for one in outline.articles] == ["1", "2"]
    assert outline.find("1", "2") is None
    start = AMENDING.index("70.000 đồng")
    assert outline.locator(start, start + 11) == "Điều 1"


def test_an_attached_text_counts_again_and_the_decrees_own_article_is_meant() -> None:
    text = DECREE + "QUY CHẾ\nĐiều 1. Nguyên tắc họp\nHọp mỗi quý.\nĐiều 2. Thành phần\nCó năm người.\n"
    found = outline_of(text).find("2")
    assert found is not None and found.title == "Giải thích từ ngữ"
    assert [one.title for one in outline_of(text).articles if one.attached] == [
        "Nguyên tắc họp",
        "Thành phần",
    ]


def test_a_title_goes_on_below_and_a_spot_of_the_scan_is_none_of_it() -> None:
    text = (
        "Điều 1. Thẩm quyền của\ncơ quan quản lý\nñ\n1. Bộ trưởng quyết định.\n"
        "Điều 2.\n\nTrách nhiệm\n\nHết.\n"
    )
    assert [one.title for one in outline_of(text).articles] == [
        "Thẩm quyền của cơ quan quản lý",
        "Trách nhiệm",
    ]


def test_a_marked_heading_may_begin_in_lower_case_and_a_sentence_may_not() -> None:
    text = "### Điều 1. Phạm vi\nVề thuyền.\n### Điều 2. về việc neo đậu\nTheo\nĐiều 3. của Luật này.\n"
    assert [one.title for one in outline_of(text).articles] == ["Phạm vi", "về việc neo đậu"]


def test_headings_of_a_report_count_under_their_roman_number() -> None:
    text = (
        "I. KẾT QUẢ\n1. Công tác tổ chức\nĐã kết nạp 12 đảng viên.\n"
        "2. Công tác kiểm tra\nĐã kiểm tra 3 chi bộ.\n"
        "II. NHIỆM VỤ\n1. Công tác tổ chức\nKết nạp 15 đảng viên.\n"
    )
    outline = outline_of(text)
    where = {
        quoted: outline.locator(start, start + len(quoted))
        for quoted in ("12 đảng viên", "3 chi bộ", "15 đảng viên")
        if (start := text.index(quoted)) >= 0
    }
    assert where == {"12 đảng viên": "mục I.1", "3 chi bộ": "mục I.2", "15 đảng viên": "mục II.1"}


@pytest.mark.parametrize(
    ("read", "numbers"),
    [
        ([1, 2, 3], [1, 2, 3]),
        ([1, None, 3], [1, 2, 3]),  # a mark that cannot be read
        ([1, 7, 3], [1, 2, 3]),  # misread, as the next shows
        ([1, 2, 4, 5], [1, 2, 4, 5]),  # one was lost
        ([1, 2, 2, 3], [1, 2, None, 3]),  # a figure at the start of a line
        ([1, 30, 2], [1, None, 2]),
    ],
)
def test_marks_count_up_though_some_are_spoiled(read: list[int | None], numbers: list[int | None]) -> None:
    assert in_sequence(read) == numbers
