"""Two things asked at once, each with the subject of the first; one thing left whole."""

from __future__ import annotations

import re

import pytest

from assistant.asks import asked_apart


def named(piece: str) -> bool:
    return "Đề án" in piece


def swapped(what: str, before: str) -> str:
    return re.sub(r"năm \d{4}", what, before)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Báo cáo ở xã Thử nêu mấy hạn chế? Hạn chế thứ tư là gì?",
            ["Báo cáo ở xã Thử nêu mấy hạn chế?", "Báo cáo ở xã Thử nêu Hạn chế thứ tư là gì?"],
        ),
        (
            "Bài viết về chợ ở xã Thử của tác giả nào, đăng hôm nào?",
            ["Bài viết về chợ ở xã Thử của tác giả nào?", "Bài viết về chợ ở xã Thử đăng hôm nào?"],
        ),
        (
            "Thu ngân sách của xã Thử: giao bao nhiêu, làm được bao nhiêu?",
            ["Thu ngân sách của xã Thử: giao bao nhiêu?", "Thu ngân sách của xã Thử: làm được bao nhiêu?"],
        ),
        (
            "Hội thi ở xã Thử bao giờ tổ chức, phòng nào đứng ra làm?",
            ["Hội thi ở xã Thử bao giờ tổ chức?", "Hội thi ở xã Thử phòng nào đứng ra làm?"],
        ),
        (
            "Thư viện xã đặt ở đâu, khi nào phải xong?",
            ["Thư viện xã đặt ở đâu?", "Thư viện xã đặt khi nào phải xong?"],
        ),
        (
            "Hội Phụ nữ kiến nghị những gì, với ai?",
            ["Hội Phụ nữ kiến nghị những gì?", "Hội Phụ nữ kiến nghị với ai?"],
        ),
        (
            "Xã Thử nhập vào đâu và từ bao giờ?",
            ["Xã Thử nhập vào đâu?", "Xã Thử nhập từ bao giờ?"],
        ),
        (
            "Cán bộ xã bao nhiêu phần trăm học đại học, bao nhiêu phần trăm có bằng trung cấp?",
            [
                "Cán bộ xã bao nhiêu phần trăm học đại học?",
                "Cán bộ xã bao nhiêu phần trăm có bằng trung cấp?",
            ],
        ),
        (
            "Hội mở mấy lớp may, bao nhiêu người dự?",  # they attend the courses
            ["Hội mở mấy lớp may?", "Hội mở lớp may bao nhiêu người dự?"],
        ),
        (
            "Xã cử mấy cán bộ đi học, trong đó mấy người là nữ?",
            ["Xã cử mấy cán bộ đi học?", "Xã cử cán bộ đi học, trong đó mấy người là nữ?"],
        ),
        (
            "Xã Thử năm 2017 có mấy trường, giờ còn bao nhiêu?",  # the year is not of the second
            ["Xã Thử năm 2017 có mấy trường?", "Xã Thử giờ còn bao nhiêu trường?"],
        ),
        (
            "Xã Thử đề ra phải trồng tối thiểu mấy cây, thực tế làm được mấy?",
            ["Xã Thử đề ra phải trồng tối thiểu mấy cây?", "Trên thực tế Xã Thử trồng mấy cây?"],
        ),
        (
            "Xã Thử định trồng mấy cây, rốt cuộc làm được mấy?",
            ["Xã Thử định trồng mấy cây?", "Trên thực tế Xã Thử trồng mấy cây?"],
        ),
        (
            "Nhà văn hóa thôn: Đề án 05 xây bao nhiêu nhà, Đề án 07 đạt bao nhiêu %?",  # of one topic
            [
                "Nhà văn hóa thôn: Đề án 05 xây bao nhiêu nhà?",
                "Nhà văn hóa thôn: Đề án 07 đạt bao nhiêu %?",
            ],
        ),
        (
            "Xã Thử cử mấy cán bộ, còn Đề án 07 cử, bổ nhiệm bao nhiêu người?",
            ["Xã Thử cử mấy cán bộ?", "Đề án 07 cử, bổ nhiệm bao nhiêu người?"],
        ),
        (
            "Đề án 05 ban hành ngày nào, Đề án 07 ban hành ngày nào?",  # each names what it is about
            ["Đề án 05 ban hành ngày nào?", "Đề án 07 ban hành ngày nào?"],
        ),
        (
            "Xã năm 2021 trồng bao nhiêu cây, còn năm 2022 bao nhiêu?",
            ["Xã năm 2021 trồng bao nhiêu cây?", "Xã năm 2022 trồng bao nhiêu cây?"],
        ),
        (
            "Xã đã xây được mấy cầu và đào được mấy giếng?",  # what was done is said anew
            ["Xã đã xây được mấy cầu?", "Xã đào được mấy giếng?"],
        ),
        (
            "Huyện Đại Từ có mấy thôn, bao nhiêu chi bộ?",  # "Từ" of a name is no preposition
            ["Huyện Đại Từ có mấy thôn?", "Huyện Đại Từ có bao nhiêu chi bộ?"],
        ),
    ],
)
def test_each_is_asked_for_itself(text: str, parts: list[str]) -> None:
    assert asked_apart(text, named, swapped) == parts


@pytest.mark.parametrize(
    "text",
    [
        "Xã Thử có bao nhiêu chi bộ, đảng bộ trực thuộc?",  # one asking word
        "Thông báo giao phòng Thử làm những việc gì, hạn thế nào?",  # every task tells its own
        "Nghị quyết do ai ký, chức vụ gì?",  # asks about whoever signed
        "Xã có mấy thôn điểm, đó là những thôn nào?",
        "Cuộc thi “Ai giỏi, ai nhanh” mấy người dự?",  # a name in quotes
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    assert asked_apart(text, named, swapped) == []


@pytest.mark.parametrize(
    ("text", "second"),
    [
        (
            "Sở nào thẩm định phần mềm nhật ký, làm cùng với ai?",
            "Thẩm định phần mềm nhật ký làm cùng với ai?",
        ),
        (
            "Đảng viên mới ở xã Thử có bằng đại học bao nhiêu người, chiếm mấy phần trăm?",
            "Đảng viên mới ở xã Thử có bằng đại học người chiếm mấy phần trăm?",
        ),
    ],
)
def test_a_second_piece_keeps_all_that_it_is_about(text: str, second: str) -> None:
    assert asked_apart(text, lambda _: False, swapped)[1] == second
