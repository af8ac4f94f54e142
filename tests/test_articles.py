"""Divisions that questions name, and answers that are a division as it stands."""

from __future__ import annotations

import pytest

from assistant.articles import ITEM, WHOLE, asked_place, asks_all, whole_answer
from assistant.found import Found
from ingest.outline import Level
from ingest.records import Document
from ingest.structure import outline_of
from tests.decree import DECREE


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Điều 5 Nghị định 276/2026/NĐ-CP quy định gì?", ("5", "", "")),
        ("Khoản 2 Điều 3 quy định gì?", ("3", "2", "")),
        ("khoan 2 cua dieu 3 noi gi", ("3", "2", "")),
        ("Điểm đ khoản 3 Điều 7 nêu gì?", ("7", "3", "đ")),
        ("Điểm d khoản 3 Điều 7 nêu gì?", ("7", "3", "d")),
        ("Theo Điều 7, khoản 3, điểm c thì sao?", ("7", "3", "c")),
        ("Điểm a Điều 9 nói gì?", ("9", "", "a")),
        ("Điều 12a quy định gì?", ("12a", "", "")),
        ("Điều 3 khoản 12 của Nghị định 276 là đơn vị nào?", ("3", "12", "")),
    ],
)
def test_articles_that_a_question_names(question: str, named: tuple[str, str, str]) -> None:
    place = asked_place(question)
    assert place is not None and (place.article, place.clause, place.point) == named
    assert " ".join(question[place.start : place.end].split()) == place.shown
    assert not place.shown.endswith("của"), "what follows belongs to the document's name"


@pytest.mark.parametrize(
    ("question", "level", "number"),
    [
        ("Chương II quy định về gì?", Level.CHAPTER, "II"),
        ("Chương 14 nói gì?", Level.CHAPTER, "XIV"),
        ("chuong ii noi gi", Level.CHAPTER, "II"),
        ("Phụ lục I gồm những gì?", Level.ANNEX, "I"),
        ("Mục 2 quy định gì?", Level.SECTION, "2"),
    ],
)
def test_chapters_that_a_question_names(question: str, level: Level, number: str) -> None:
    place = asked_place(question)
    assert place is not None and (place.article, place.level, place.number) == ("", level, number)


@pytest.mark.parametrize(
    "question",
    ["Điều kiện là gì?", "Có mấy điều?", "Theo tài khoản 3 thì sao?", "Chương trình gì?", "Mục tiêu là gì?"],
)
def test_words_that_only_look_like_a_place(question: str) -> None:
    assert asked_place(question) is None


@pytest.mark.parametrize(
    ("rest", "whole"),
    [
        ("quy định gì?", True),
        ("quy dinh nhung noi dung gi", True),
        ("Nội dung?", True),
        ("nói về việc gì?", True),
        ("Đọc", True),
        ("mức lệ phí bao nhiêu?", False),
        ("ai có thẩm quyền?", False),
    ],
)
def test_whether_the_whole_of_it_is_asked_for(rest: str, whole: bool) -> None:
    assert asks_all(rest) is whole


def answer(text: str, *named: str) -> Found:
    document = Document(id="a", title="a", text=text, source="a", sha256="0" * 64)
    division = outline_of(text).find(*named)
    assert division is not None
    found = whole_answer(document, division)
    for _, quotes in found.segments:
        assert all(quote.document_id == "a" and text[quote.start : quote.end].strip() for quote in quotes)
    return found


def test_a_short_article_is_answered_whole() -> None:
    found = answer(DECREE, "3")
    assert [text for text, _ in found.segments] == [
        "**Điều 3. Thẩm quyền đăng ký**:",
        "\n- 1. Ủy ban nhân dân cấp xã đăng ký thuyền thúng trong 03 ngày làm việc.",
        "\n- 2. Lệ phí đăng ký là 50.000 đồng một lần.",
    ]
    assert found.short == (
        "Ủy ban nhân dân cấp xã đăng ký thuyền thúng trong 03 ngày làm việc; "
        "Lệ phí đăng ký là 50.000 đồng một lần"
    )


def test_a_clause_alone_without_the_heading() -> None:
    assert [text for text, _ in answer(DECREE, "3", "2").segments] == [
        "2. Lệ phí đăng ký là 50.000 đồng một lần."
    ]


def test_a_clause_with_its_points() -> None:
    texts = [text.strip() for text, _ in answer(DECREE, "2", "2").segments]
    assert texts[0] == "- 2. Bến thúng gồm:" and texts[1:3] == ["- a) Bãi neo đậu", "- b) Lán trông coi"]


def test_a_chapter_is_answered_with_its_articles_names() -> None:
    document = Document(id="a", title="a", text=DECREE, source="a", sha256="0" * 64)
    chapter = outline_of(DECREE).chapter(Level.CHAPTER, "I")
    assert chapter is not None
    assert [text.strip() for text, _ in whole_answer(document, chapter).segments] == [
        "**Chương I. QUY ĐỊNH CHUNG**:",
        "- Điều 1. Phạm vi điều chỉnh",
        "- Điều 2. Giải thích từ ngữ",
    ]


def test_of_a_long_article_each_item_is_opened_and_says_that_it_goes_on() -> None:
    clause = "Ủy ban nhân dân cấp xã kiểm tra thuyền thúng tại bến, ghi vào sổ theo dõi của xã, " * 6
    items = "".join(f"{number}. {clause}và báo cáo.\n" for number in range(1, 6))
    text = f"Điều 1. Kiểm tra\n{items}Điều 2. Thi hành\nHết.\n"
    assert len(items) > WHOLE
    _, *shown = [segment for segment, _ in answer(text, "1").segments]
    assert len(shown) == 5 and all(one.endswith(" …") and len(one) < ITEM + 10 for one in shown)
    assert shown[4].startswith("\n- 5. Ủy ban nhân dân cấp xã kiểm tra")
