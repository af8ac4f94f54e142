"""What the reader is told of a passage: its place, title, headings and year, each only where it is news."""

from __future__ import annotations

from dataclasses import replace

from assistant.caption import caption
from assistant.kinds import Kind
from assistant.question import Question
from ingest.records import Document

ASKED = Question(text="bao nhiêu", kind=Kind.QUANTITY, tokens=(), left=(), right=(), unit=())
REPORT = Document(
    id="d",
    title="Báo cáo quý I",
    text="Có 9 xã.",
    source="d.txt",
    sha256="0",
    place="Hà Nam",
    issued="2024-04-02",
)


def test_place_and_headings_stand_beside_the_title() -> None:
    assert caption(ASKED, REPORT, "II. KẾT QUẢ – 1. Xã") == "II. KẾT QUẢ – 1. Xã – Hà Nam: Báo cáo quý I"
    assert caption(ASKED, replace(REPORT, place=None), "") == "Báo cáo quý I"


def test_what_the_title_says_is_not_told_twice() -> None:
    named = replace(REPORT, title="Báo cáo quý I của tỉnh HÀ NAM")

    assert caption(ASKED, named, "báo cáo quý I") == "Báo cáo quý I của tỉnh HÀ NAM"


def test_the_year_of_issue_is_told_where_it_is_asked_about() -> None:
    asked = replace(ASKED, years=frozenset({"2024"}))

    assert caption(asked, REPORT, "") == "Hà Nam: Báo cáo quý I (2024)"
    assert caption(replace(ASKED, years=frozenset({"2023"})), REPORT, "") == "Hà Nam: Báo cáo quý I"
    assert caption(asked, replace(REPORT, title="Báo cáo năm 2024"), "") == "Hà Nam: Báo cáo năm 2024"
    assert caption(asked, replace(REPORT, issued=None), "") == "Hà Nam: Báo cáo quý I"


def test_what_a_title_or_heading_asks_is_told_as_a_topic_where_the_window_does_not_ask_it() -> None:
    entry = replace(REPORT, title="Lệ phí cấp xã bao nhiêu?", place=None)

    assert caption(ASKED, entry, "") == "Lệ phí cấp xã"
    assert caption(ASKED, entry, "I. Hỏi đáp – Ai nộp?") == "I. Hỏi đáp – nộp – Lệ phí cấp xã"
    assert caption(ASKED, entry, "Ai nộp?", "Ai nộp? Chủ hộ. Lệ phí cấp xã bao nhiêu? 9 đồng.") == ""


def test_a_title_that_is_the_question_is_not_told() -> None:
    entry = replace(REPORT, title="Bao nhiêu?", text="Chín.")

    assert caption(ASKED, entry, "") == "Hà Nam"
    assert caption(ASKED, replace(entry, place=None), "") == ""
