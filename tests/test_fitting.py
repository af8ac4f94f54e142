"""Candidates that the words which ask cannot mean: no money, what is gone, new members alone, no rank."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.choose import Choice
from assistant.fitting import is_the_sum, of_the_sort
from assistant.read import Candidate
from tests.asking import Asking, document

TEXT = """Sắp xếp tổ chức ở huyện
Huyện giảm được 24 đơn vị sự nghiệp, còn 61 đơn vị.
Kinh phí làm nhà văn hóa cho 05 thôn là 650 triệu đồng, xã góp 20%.
Đảng bộ có 412 đảng viên. Trong số đảng viên mới có 18 nữ. Đảng bộ phấn đấu kết nạp 30 đảng viên trở lên.
Hồ chứa nước có dung tích 1,8 triệu m3.
Huyện xếp thứ 5 về cải cách hành chính. Tổ lưu động có 7 người.
Ông Vũ Văn Nói, Bí thư, nói lời cuối. Đồng chí Đỗ Văn Nghỉ thôi tham gia cấp ủy."""
ASKING = Asking(document("a", TEXT))


def left(question: str) -> list[str]:
    """Return the figures that may still be chosen, by place."""
    kept = of_the_sort(ASKING.understand(question), ASKING.candidates(question), ASKING.views)
    spans = {(one.span.start, one.span.end) for one in kept if one.span}
    return [TEXT[start:end] for start, end in sorted(spans)]


def clauses_left(question: str) -> str:
    kept = of_the_sort(ASKING.understand(question), ASKING.candidates(question), ASKING.views)
    return " ".join(TEXT[one.start : one.end] for one in kept if one.span is None)


def test_only_sums_answer_how_much_money() -> None:
    assert left("Làm nhà văn hóa cho các thôn hết bao nhiêu tiền?") == ["650"]
    assert "05" in left("Làm nhà văn hóa cho bao nhiêu thôn?")
    assert left("Làm nhà văn hóa cho các thôn hết bao nhiêu triệu?") == ["650"]
    assert left("Hồ chứa nước xây hết mấy tỷ?") == ["650"]  # no "1,8 triệu m3"


def test_things_are_counted_not_told_by_a_share() -> None:
    assert "20%" not in left("Xã góp làm bao nhiêu nhà văn hóa?")
    assert "20%" in left("Xã góp bao nhiêu?")
    assert "20%" in left("Phần xã góp chiếm bao nhiêu vốn?")


@pytest.mark.parametrize(
    ("question", "in_it", "out"),
    [
        ("Huyện còn bao nhiêu đơn vị sự nghiệp?", "61", "24"),
        ("Huyện có bao nhiêu đơn vị sự nghiệp?", "61", "24"),
        ("Huyện giảm bao nhiêu đơn vị sự nghiệp?", "24", "61"),
    ],
)
def test_what_remains_is_not_what_is_gone(question: str, in_it: str, out: str) -> None:
    assert in_it in left(question)
    assert out not in left(question)


def test_of_all_members_those_who_are_new_tell_nothing() -> None:
    whole = left("Đảng bộ có bao nhiêu đảng viên?")
    assert "412" in whole
    assert not {"18", "30"} & set(whole)
    assert {"18", "30"} <= set(left("Đảng bộ có bao nhiêu đảng viên mới?"))


def test_a_place_is_asked_for_by_name() -> None:
    assert clauses_left("Đảng bộ này của tỉnh nào?") == ""
    named = Asking(document("a", TEXT + "\nHuyện Bến Xuân có 3 xã."))
    kept = of_the_sort(
        named.understand("Đảng bộ này của tỉnh nào?"), named.candidates("Của tỉnh nào?"), named.views
    )
    assert {one.document_id for one in kept} == {"a"}


def test_an_office_is_not_another_persons() -> None:
    assert "Bí thư" not in clauses_left("Ông Đỗ Văn Nghỉ giữ chức vụ gì?")
    assert "Bí thư" in clauses_left("Ông Vũ Văn Nói giữ chức vụ gì?")


def test_the_day_above_a_paper_is_that_of_its_issue() -> None:
    paper = "Xã Hoa Mai\nSố: 12/TB-UBND Hoa Mai, ngày 14 tháng 3 năm 2024\nCuộc họp mở ngày 10/3/2024."
    asking = Asking(document("b", paper))

    def days(question: str) -> int:
        asked = asking.understand(question)
        return sum(
            one.span is not None for one in of_the_sort(asked, asking.candidates(question), asking.views)
        )

    assert (days("Cuộc họp mở ngày nào?"), days("Thông báo ban hành ngày nào?")) == (1, 2)


def test_how_much_is_told_in_the_unit_asked_for() -> None:
    asking = Asking(
        document("c", "Xã Hoa Mai\nXã thu mua 310 tấn quả, trồng 215 ha. Doanh thu đạt 9 tỷ đồng.")
    )

    def kept(question: str) -> set[str]:
        found = of_the_sort(asking.understand(question), asking.candidates(question), asking.views)
        text = asking.views["c"].document.text
        return {text[one.span.start : one.span.end] for one in found if one.span}

    assert kept("Xã trồng bao nhiêu héc ta?") == {"215"}
    assert kept("Xã thu mua mấy tấn quả?") == {"310"}
    assert kept("Doanh thu của xã là bao nhiêu?") == {"9"}
    assert kept("Xã thu mua quả được bao nhiêu?") == {"310", "215", "9"}


def test_a_birthday_tells_only_when_someone_was_born() -> None:
    asking = Asking(document("d", "Chuyện ông Thử\nÔng Nguyễn Văn Thử sinh năm 1976, vào ngành năm 1999."))

    def years(question: str) -> int:
        found = of_the_sort(asking.understand(question), asking.candidates(question), asking.views)
        return sum(one.span is not None for one in found)

    assert (years("Ông Thử làm việc từ năm nào?"), years("Ông Thử sinh năm nào?")) == (1, 2)


def figures(text: str, question: str) -> set[str]:
    """Return the spans left of a document of its own."""
    asking = Asking(document("e", text))
    kept = of_the_sort(asking.understand(question), asking.candidates(question), asking.views)
    return {text[one.span.start : one.span.end] for one in kept if one.span}


def test_what_was_before_is_not_what_is_today() -> None:
    text = "Huyện Hoa Mai\nTrước sắp xếp, huyện có 62 chi bộ; nay còn 47 chi bộ. Số xã giảm từ 20 xuống 9 xã."
    assert figures(text, "Huyện hiện nay có bao nhiêu chi bộ?") == {"47"}
    assert "62" in figures(text, "Huyện có bao nhiêu chi bộ trước sắp xếp?")
    assert "20" not in figures(text, "Huyện hiện có bao nhiêu xã?")


def test_other_things_are_not_counted() -> None:
    text = "Xã Hoa Mai\nThôn Đồi có 9 tổ tự quản và 4 lớp học. "
    text += "Bản đồ có 44 doanh nghiệp ở xã A, kế đến là xã B với 29."
    assert figures(text, "Thôn Đồi có mấy lớp học?") == {"4"}
    assert "29" in figures(text, "Xã B có bao nhiêu doanh nghiệp?")
    assert "29" not in figures(text, "Xã B có bao nhiêu giếng nước?")  # its thing is that of "44"


def test_new_members_are_those_told_of_as_new() -> None:
    text = "Xã Hoa Mai\nĐảng bộ có 412 đảng viên.\n\nII. Việc khác\nXã họp hai lần.\nXã kết nạp 18 đảng viên."
    assert figures(text, "Xã kết nạp được bao nhiêu đảng viên?") == {"18"}
    assert "412" in figures(text, "Xã có bao nhiêu đảng viên?")


def test_whom_another_replaced_is_not_who_came() -> None:
    text = "Xã Hoa Mai\nÔng Lê Văn Mới được bầu làm chủ tịch hội, thay bà Đỗ Thị Cũ nghỉ hưu."
    assert figures(text, "Ai được bầu làm chủ tịch hội?") == {"Lê Văn Mới"}
    assert figures(text, "Trước đây ai làm chủ tịch hội?") == {"Lê Văn Mới", "Đỗ Thị Cũ"}
    asking = Asking(document("e", text))
    asked = asking.understand("Ai được bầu thay bà Đỗ Thị Cũ?")
    kept = of_the_sort(asked, asking.candidates(asked.text), asking.views)
    assert {text[one.span.start : one.span.end] for one in kept if one.span} == {"Lê Văn Mới"}
    assert all(one.span or "Đỗ Thị Cũ" not in text[one.start : one.end] for one in kept)


def test_a_clear_sum_needs_less() -> None:
    asked = ASKING.understand("Làm nhà văn hóa hết bao nhiêu tiền?")
    one: Candidate = ASKING.candidates(asked.text)[0]
    clear = Choice(one, 0.3, 0.45)
    assert is_the_sum(asked, clear)
    assert not is_the_sum(asked, replace(clear, probability=0.2))
    assert not is_the_sum(asked, replace(clear, answerable=0.39))
    assert not is_the_sum(ASKING.understand("Huyện có bao nhiêu đơn vị?"), clear)
