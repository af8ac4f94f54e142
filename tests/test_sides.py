"""Comparisons asked of each side; what compares nothing is left alone."""

from __future__ import annotations

import pytest

from assistant.sides import sides_of


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        (
            "Xã Suối Trong và xã Đồi Thông, mỗi nơi từ 2021 trồng được bao nhiêu cây?",
            "Xã Suối Trong từ 2021 trồng được bao nhiêu cây?",
            "Xã Đồi Thông từ 2021 trồng được bao nhiêu cây?",
        ),
        (
            "Hạn nộp hồ sơ của hai xã Suối Trong và Đồi Thông khác nhau ra sao?",
            "Hạn nộp hồ sơ của xã Suối Trong là khi nào?",
            "Hạn nộp hồ sơ của xã Đồi Thông là khi nào?",
        ),
        (
            "Xã Suối Trong và xã Đồi Thông, nơi nào lập nhiều tổ hòa giải hơn?",
            "Xã Suối Trong lập bao nhiêu tổ hòa giải?",
            "Xã Đồi Thông lập bao nhiêu tổ hòa giải?",
        ),
        (
            "Hội Nông dân xã với Hội Phụ nữ xã, tổ vay vốn bên nào nhiều hơn, mỗi bên bao nhiêu?",
            "Hội Nông dân xã có bao nhiêu tổ vay vốn?",
            "Hội Phụ nữ xã có bao nhiêu tổ vay vốn?",
        ),
        (
            "So với Nghị quyết 74 thì Đề án 07 ra sau, vậy mới cái ban hành ngày nào?",  # "mỗi" typed "moi"
            "Nghị quyết 74 ban hành ngày nào?",
            "Đề án 07 ban hành ngày nào?",
        ),
        (
            "So số cán bộ xã lên huyện với số cán bộ huyện về xã ở Đồi Thông thì bên nào nhiều hơn?",
            "Có bao nhiêu cán bộ xã lên huyện ở Đồi Thông?",
            "Có bao nhiêu cán bộ huyện về xã ở Đồi Thông?",
        ),
        (
            "Tỷ lệ hộ nghèo của Suối Trong so với Đồi Thông bên nào cao hơn?",
            "Tỷ lệ hộ nghèo của Suối Trong là bao nhiêu?",
            "Tỷ lệ hộ nghèo của Đồi Thông là bao nhiêu?",
        ),
        (
            "Xã Đồi Thông năm 2021 và năm 2022, mỗi năm trồng bao nhiêu cây?",
            "Xã Đồi Thông năm 2021 trồng bao nhiêu cây?",
            "Xã Đồi Thông năm 2022 trồng bao nhiêu cây?",
        ),
        (
            "Khối chính quyền và khối Đảng, đoàn thể ở Đồi Thông, bên nào bớt người nhiều hơn?",
            "Khối chính quyền ở Đồi Thông bớt bao nhiêu người?",
            "Khối Đảng, đoàn thể ở Đồi Thông bớt bao nhiêu người?",
        ),
        (
            "So giúp tôi tỷ lệ hộ nghèo giữa Hội Nông dân xã Suối Trong và thị trấn Đồi Thông",
            "tỷ lệ hộ nghèo của Hội Nông dân xã Suối Trong là bao nhiêu?",
            "tỷ lệ hộ nghèo của thị trấn Đồi Thông là bao nhiêu?",
        ),
        (
            "So số cây giữa Trường Tiểu học Suối Trong với Trường Tiểu học Đồi Thông năm 2022",
            "số cây của Trường Tiểu học Suối Trong năm 2022?",
            "số cây của Trường Tiểu học Đồi Thông năm 2022?",
        ),
        (
            "Xã Suối Trong hay xã Đồi Thông xây xong trường sớm hơn?",
            "Xã Suối Trong xây xong trường khi nào?",
            "Xã Đồi Thông xây xong trường khi nào?",
        ),
        (
            "Xã Suối Trong và Xã Đồi Thông, số tổ vay vốn chênh nhau thế nào?",
            "Xã Suối Trong có bao nhiêu tổ vay vốn?",
            "Xã Đồi Thông có bao nhiêu tổ vay vốn?",
        ),
        (
            "Chủ tịch hội của Suối Trong và của Đồi Thông lần lượt là những ai?",
            "Chủ tịch hội của Suối Trong là ai?",
            "Chủ tịch hội của Đồi Thông là ai?",
        ),
        (
            "Số thôn gộp bí thư với trưởng thôn và với trưởng ban lần lượt là bao nhiêu?",
            "Có bao nhiêu thôn gộp bí thư với trưởng thôn?",
            "Có bao nhiêu thôn gộp bí thư với trưởng ban?",
        ),
        (
            "So sánh tỷ lệ hộ nghèo của Đồi Thông giữa năm 2021 và 2022",
            "tỷ lệ hộ nghèo của Đồi Thông năm 2021 là bao nhiêu?",
            "tỷ lệ hộ nghèo của Đồi Thông năm 2022 là bao nhiêu?",
        ),
        (
            "Hội viên mới ở Đồi Thông là nữ nhiều hơn hay có nghề nhiều hơn?",
            "Có bao nhiêu hội viên mới ở Đồi Thông là nữ?",
            "Có bao nhiêu hội viên mới ở Đồi Thông có nghề?",
        ),
        (
            "Suối Trong với Đồi Thông thì xã nào tiết kiệm tiền chợ nhiều hơn?",  # a verb of two syllables
            "Suối Trong tiết kiệm bao nhiêu tiền chợ?",
            "Đồi Thông tiết kiệm bao nhiêu tiền chợ?",
        ),
        (
            "Hội Phụ nữ với Hội Nông dân bên nào động hội viên hơn, mối bên bao nhiêu",  # "dong", "moi"
            "Hội Phụ nữ có bao nhiêu hội viên?",
            "Hội Nông dân có bao nhiêu hội viên?",
        ),
    ],
)
def test_each_side_is_asked_the_same(text: str, first: str, second: str) -> None:
    assert sides_of(text) == [first, second]


@pytest.mark.parametrize(
    "text",
    [
        "Xã Đồi Thông giảm bao nhiêu thôn so với năm 2015?",  # one side is only what it is measured by
        "Tỷ lệ đạt cao hơn chỉ tiêu mấy điểm?",
        "Đường nối Suối Trong - Đồi Thông dài bao nhiêu?",  # one road
        "Ban Tổ chức và Ban Dân vận có những nhiệm vụ gì?",
        "Xã Đồi Thông trong hai năm 2021 và 2022 trồng bao nhiêu cây?",  # both years together
    ],
)
def test_what_compares_nothing_is_left_alone(text: str) -> None:
    assert sides_of(text) == []


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        (
            "Xã Suối Trong và xã Đồi Thông bên nào trẻ hơn, bình quân bao nhiêu tuổi?",
            ["Xã Suối Trong bình quân bao nhiêu tuổi?", "Xã Đồi Thông bình quân bao nhiêu tuổi?"],
        ),
        (
            "Cấp xã: bí thư kiêm chủ tịch so với kiêm trưởng ban chênh nhau thế nào?",
            ["Cấp xã: bí thư kiêm chủ tịch là bao nhiêu?", "Cấp xã: bí thư kiêm trưởng ban là bao nhiêu?"],
        ),
        (
            "Năm 2023, thôn Đồi và thôn Suối trồng mỗi nơi bao nhiêu cây?",  # what both do stands once
            ["Năm 2023 thôn Đồi trồng bao nhiêu cây?", "Năm 2023 thôn Suối trồng bao nhiêu cây?"],
        ),
        (
            "Xã giảm người, trong đó khối Đảng và khối đoàn thể giảm mỗi bên bao nhiêu?",
            [
                "Xã giảm người, trong đó khối Đảng giảm bao nhiêu?",
                "Xã giảm người, trong đó khối đoàn thể giảm bao nhiêu?",
            ],
        ),
        (
            "Biên chế sở tài chính mới với sở xây dựng mới mỗi bên mấy người?",
            ["Biên chế sở tài chính mới là bao nhiêu?", "Biên chế sở xây dựng mới là bao nhiêu?"],
        ),
        ("Lớp kiểm tra, giám sát với lớp tuyên giáo mỗi lớp bao nhiêu người?", []),  # "giám sát" is no side
    ],
)
def test_a_figure_asked_besides_and_a_shared_head(text: str, sides: list[str]) -> None:
    assert sides_of(text) == sides
