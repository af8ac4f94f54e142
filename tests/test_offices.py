"""Who holds an office: what stands beside a name, against the office asked for."""

from __future__ import annotations

import pytest

from assistant.choose import holder
from tests.asking import Asking, document

TEXT = """Hội nghị của huyện Suối Trong
Ông Lê Văn Thử, Ủy viên Ban Thường vụ Huyện ủy, Trưởng Ban Tổ chức Huyện ủy, phát biểu khai mạc.
Ông Trần Văn Mẫu, Phó trưởng Ban Tổ chức Huyện ủy, cho biết hội nghị có 30 người dự.
Tham gia có Giám đốc Sở Văn hóa Nguyễn Thị Vẽ và Phó Giám đốc Sở Văn hóa Đỗ Thị Màu.
Bà Phạm Thị Ghi, Phó Bí thư Thường trực Đảng ủy xã Hà Giang, ghi biên bản.
Ông Vũ Văn Nói, Bí thư, nói lời cuối. Bà Hoàng Thị Vắng không đến.
Đồng chí Bùi Văn Cũ, nguyên Chủ tịch Hội Nông dân huyện, và đồng chí Đinh Văn Mới, Chủ tịch Hội Nông dân \
huyện, cùng dự. Mai Thị Khối - Bí thư Đảng ủy Khối. Chu Văn Tổ, Bí thư Chi bộ tổ 7, phường Cầu Đất."""


def asking(*texts: str) -> Asking:
    return Asking(*(document(f"d{number}", text) for number, text in enumerate(texts or (TEXT,))))


def told(question: str, *texts: str) -> str | None:
    """Return the holder that the documents tell of."""
    office = asking(*texts)
    candidate = holder(office.candidates(question), office.views)
    if candidate is None or candidate.span is None:
        return None
    return office.documents[candidate.document_id].text[candidate.span.start : candidate.span.end]


def left(question: str) -> set[str]:
    """Return the persons that may still be chosen."""
    office = asking()
    text = office.documents["d0"].text
    return {text[one.span.start : one.span.end] for one in office.candidates(question) if one.span}


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Trưởng Ban Tổ chức Huyện ủy Suối Trong là ai?", "Lê Văn Thử"),  # the second of two offices
        ("truong ban to chuc huyen uy la ai", "Lê Văn Thử"),
        ("Trưởng ban TC Huyện ủy là ai?", "Lê Văn Thử"),  # initials of the words told
        ("Ai là Phó trưởng BTC Huyện ủy?", "Trần Văn Mẫu"),
        ("Phó ban Tổ chức Huyện ủy là ai?", "Trần Văn Mẫu"),
        ("Ai là Giám đốc Sở Văn hóa?", "Nguyễn Thị Vẽ"),  # before the name
        ("Phó Giám đốc Sở Văn hóa tên là gì?", "Đỗ Thị Màu"),
        ("Phó Bí thư Đảng ủy xã Hà Giang là ai?", "Phạm Thị Ghi"),  # "Thường trực" says which one
        ("Chủ tịch Hội Nông dân huyện là ai?", "Đinh Văn Mới"),  # not the former one
        ("Bí thư Đảng ủy Khối Suối Trong là ai?", "Mai Thị Khối"),  # the rest stands in the title
        ("Bí thư Chi bộ tổ 7 phường Cầu Đất là ai?", "Chu Văn Tổ"),  # the rest stands behind
        ("Bí thư Chi bộ là ai?", "Chu Văn Tổ"),  # asked for in short
    ],
)
def test_the_holder(question: str, name: str) -> None:
    assert told(question) == name


@pytest.mark.parametrize(
    "question",
    [
        "Trưởng Ban Dân vận Huyện ủy là ai?",
        "Bí thư Đảng ủy xã Hà Giang là ai?",  # only the deputy is told
        "Chủ tịch Hội Nông dân tỉnh là ai?",  # of another level
        "Bí thư Huyện ủy là ai?",  # "Bí thư" alone may be of anything
        "Ai mở cửa hội nghị?",  # no office
    ],
)
def test_no_holder(question: str) -> None:
    assert told(question) is None


def test_two_holders_leave_it_open_which_is_meant() -> None:
    other = "Tin của huyện Khe Vắng\nÔng Hồ Văn Hai, Chủ tịch Hội Luật gia huyện, đến dự buổi lễ hôm qua."
    one = "Tin của huyện Khe Sâu\nÔng Hồ Văn Một, Chủ tịch Hội Luật gia huyện, đến dự buổi lễ hôm qua."
    assert told("Chủ tịch Hội Luật gia huyện là ai?", one) == "Hồ Văn Một"
    assert told("Chủ tịch Hội Luật gia huyện là ai?", one, other) is None


def test_a_place_in_the_office_must_be_the_one_asked_for() -> None:
    text = (
        "Tin trong ngày\nÔng Hồ Văn Một, Chủ tịch Hội Luật gia tỉnh Hà Giang, đến tỉnh Lạng Sơn dự buổi lễ."
    )
    assert told("Chủ tịch Hội Luật gia tỉnh Hà Giang là ai?", text) == "Hồ Văn Một"
    assert told("Chủ tịch Hội Luật gia tỉnh Lạng Sơn là ai?", text) is None


def test_a_body_under_another_name_leaves_it_to_the_reader() -> None:
    text = "Tin trong ngày\nÔng Hồ Văn Một, Giám đốc Sông Xanh, và ông Đỗ Văn Hai, Giám đốc Núi Cao, đến dự."
    office = asking(text)
    left = office.candidates("Giám đốc công ty Sông Xanh là ai?")
    assert {text[one.span.start : one.span.end] for one in left if one.span} == {"Hồ Văn Một"}
    assert holder(left, office.views) is None


@pytest.mark.parametrize(
    ("asked", "told_as", "may_be"),
    [
        ("Bí thư Đảng ủy xã Hà Giang", "Bí thư Chi bộ thôn Sa, xã Hà Giang", False),
        ("Chủ tịch UBND xã Hà Giang", "Chủ tịch Hội đồng nhân dân xã Hà Giang", False),
        ("Bí thư Đảng ủy xã Hà Giang", "Bí thư Đảng bộ xã Hà Giang", True),
    ],
)
def test_bodies_that_have_the_same_offices_are_told_apart(asked: str, told_as: str, may_be: bool) -> None:
    text = f"Đảng ủy xã Hà Giang họp\nÔng Hồ Văn Một, {told_as}, chia sẻ với Ủy ban nhân dân xã."
    found = [one for one in asking(text).candidates(f"{asked} là ai?") if one.span]
    assert bool(found) is may_be


def test_who_holds_another_office_is_no_candidate_who_is_told_nothing_of_stays_one() -> None:
    assert left("Bí thư Huyện ủy là ai?") == {"Vũ Văn Nói", "Hoàng Thị Vắng"}


@pytest.mark.parametrize(
    ("text", "question", "name"),
    [
        (
            "Ban Chỉ đạo tỉnh do đồng chí Hồ Văn Một, Phó Bí thư (trước là Chánh Văn phòng), làm Trưởng ban.",
            "Ai làm Trưởng Ban Chỉ đạo?",
            "Hồ Văn Một",
        ),
        (
            "Bà Đỗ Thị Hai, quyền Trưởng phòng Nông nghiệp và Phát triển nông thôn, đến dự.",
            "Ai là quyền Trưởng phòng Nông nghiệp huyện Ba Bể?",
            "Đỗ Thị Hai",
        ),
        ("Ông Hồ Văn Một được bổ nhiệm Giám đốc Sở Y tế.", "Giám đốc Sở Y tế là ai?", "Hồ Văn Một"),
        ("Ông Hồ Văn Một được bổ nhiệm Giám đốc Sở Y tế.", "Giám đốc Sở Nội vụ là ai?", None),
        ("Ông Hồ Văn Một, khi ấy là Chủ tịch Hội Luật gia, đến dự.", "Chủ tịch Hội Luật gia là ai?", None),
    ],
)
def test_offices_told_in_passing(text: str, question: str, name: str | None) -> None:
    assert told(question, f"Tin của huyện Ba Bể\n{text}") == name


def test_who_held_an_office_then_answers_nothing_of_today() -> None:
    text = "Tin của huyện Ba Bể\nÔng Hồ Văn Một, khi ấy là trưởng bản, kể lại. "
    text += "Nay chức trưởng bản được giao cho bà Đỗ Thị Hai."
    office = asking(text)

    def may(question: str) -> set[str]:
        return {text[one.span.start : one.span.end] for one in office.candidates(question) if one.span}

    assert may("Ai là trưởng bản Nà Hưa?") == {"Đỗ Thị Hai"}
    assert "Hồ Văn Một" in may("Trước đây ai là trưởng bản Nà Hưa?")


def test_who_is_excepted_is_no_answer() -> None:
    text = (
        "Tin trong ngày\nÔng Hồ Văn Một, Phó Chủ tịch Hội Luật gia huyện Ba Bể, phát biểu khai mạc buổi lễ."
    )
    asked = "Ngoài ông Hồ Văn Một, Phó Chủ tịch Hội Luật gia huyện Ba Bể còn là ai?"
    assert not [one for one in asking(text).candidates(asked) if one.span]
    assert told("Phó Chủ tịch Hội Luật gia huyện Ba Bể là ai?", text) == "Hồ Văn Một"


STAFF = """Tổ số hóa của huyện
Tổ do ông Lê Văn Thử, Phó Chủ tịch UBND huyện Suối Trong làm Tổ trưởng; bà Hà Thị Chép, Trưởng phòng Văn hóa \
làm Tổ phó thường trực; ông Vũ Văn Nói, Trưởng phòng Nội vụ làm Tổ phó.
Ông Bùi Văn Cày làm Giám đốc hợp tác xã.
Ông Trần Văn Mẫu, Phó trưởng Ban Tổ chức Huyện ủy, phát biểu. Theo ông Trần Văn Mẫu, việc còn nhiều."""


def may_be(question: str) -> set[str]:
    office = asking(STAFF)
    text = office.documents["d0"].text
    return {text[one.span.start : one.span.end] for one in office.candidates(question) if one.span}


@pytest.mark.parametrize(
    ("question", "out"),
    [
        ("Ai là Tổ phó thường trực tổ số hóa?", {"Vũ Văn Nói", "Lê Văn Thử"}),
        ("Ai là kế toán trưởng hợp tác xã?", {"Bùi Văn Cày"}),
        ("Trưởng Ban Tổ chức Huyện ủy là ông nào?", {"Trần Văn Mẫu"}),  # told elsewhere of which he is deputy
        ("Ai là Phó Chủ tịch UBND huyện Đồi Thông?", {"Lê Văn Thử"}),
    ],
)
def test_who_holds_another_office_is_left_out(question: str, out: set[str]) -> None:
    assert not out & may_be(question)


def test_the_second_of_two_offices_counts() -> None:
    assert "Hà Thị Chép" in may_be("Ai là Tổ phó thường trực tổ số hóa?")
    assert "Lê Văn Thử" in may_be("Ai là Phó Chủ tịch UBND huyện Suối Trong?")
