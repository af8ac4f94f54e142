"""Figures and words told of other groups, or of the deputy, than the one asked for."""

from __future__ import annotations

import pytest

from assistant.attributes import with_properties
from tests.asking import Asking, document

TEXT = """Tin của xã Suối Trong
Năm qua, xã kết nạp 60 đảng viên, trong đó có 33 đảng viên nữ, 11 đảng viên là học sinh.
Tỷ lệ trưởng thôn là đảng viên đạt 65%; phó thôn là đảng viên đạt 46%.
Bà Lê Thị Thử, Phó Bí thư Chi bộ thôn Sa, chia sẻ: sổ tay rất tiện lợi.
Lớp học có 9 thạc sĩ; 7 người có trình độ từ cao đẳng, đại học trở lên.
I. Đảng viên nữ
Đến nay, có 21 đồng chí tham gia cấp ủy.
"""


def figures(question: str) -> set[str]:
    office = Asking(document("d", TEXT))
    found = with_properties(office.understand(question), office.candidates(question), office.views)
    return {TEXT[one.span.start : one.span.end].split()[0] for one in found if one.span}


@pytest.mark.parametrize(
    ("question", "kept", "dropped"),
    [
        ("Xã kết nạp bao nhiêu đảng viên?", {"60", "33", "11", "21"}, set()),
        ("Xã kết nạp bao nhiêu đảng viên nữ?", {"33", "21"}, {"60"}),  # 21 stands below their heading
        ("Xã kết nạp bao nhiêu đảng viên là học sinh?", {"11"}, {"60", "33", "21"}),
        ("Xã kết nạp bao nhiêu đảng viên là nông dân?", set(), {"60", "33", "11", "21"}),
        ("Bao nhiêu phần trăm trưởng thôn là đảng viên?", {"65%"}, {"46%"}),
        ("Bao nhiêu phần trăm phó thôn là đảng viên?", {"65%", "46%"}, set()),  # both ranks are told of
        ("Lớp học có bao nhiêu người có trình độ đại học trở lên?", {"7"}, {"9"}),
        ("Lớp học có bao nhiêu tiến sĩ?", set(), {"9", "7"}),
    ],
)
def test_a_figure_of_another_group_is_no_candidate(question: str, kept: set[str], dropped: set[str]) -> None:
    found = figures(question)
    assert kept <= found
    assert not dropped & found


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Bí thư Chi bộ thôn Sa nói gì về sổ tay?", False),  # the deputy says it
        ("Phó Bí thư Chi bộ thôn Sa nói gì về sổ tay?", True),
        ("Bà Lê Thị Thử nói gì về sổ tay?", True),
    ],
)
def test_what_the_deputy_says_is_not_what_the_head_says(question: str, told: bool) -> None:
    office = Asking(document("d", TEXT))
    found = with_properties(office.understand(question), office.candidates(question), office.views)
    assert any("tiện lợi" in TEXT[one.start : one.end] for one in found) is told
