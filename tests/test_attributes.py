"""Figures told of other groups than the one asked for."""

from __future__ import annotations

import pytest

from assistant.attributes import with_properties
from tests.asking import Asking, document

TEXT = """Tin của xã Suối Trong
Năm qua, xã kết nạp 60 đảng viên, trong đó có 33 đảng viên nữ, 11 đảng viên là học sinh.
Lớp học có 9 thạc sĩ; 7 người có trình độ từ cao đẳng, đại học trở lên.
Xã có 4 trường tự chủ toàn bộ, 6 trường tự chủ một phần; còn 2 thôn chưa có chi bộ, 5 thôn ghép chi bộ.
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
        ("Lớp học có bao nhiêu người có trình độ đại học trở lên?", {"7"}, {"9"}),
        ("Bao nhiêu trường tự chủ một phần?", {"6"}, {"4"}),
        ("Bao nhiêu thôn trắng chi bộ?", {"2"}, {"4", "6"}),
        ("Lớp học có bao nhiêu cán bộ tuyên giáo?", set(), {"9", "7"}),
        ("Lớp học có bao nhiêu tiến sĩ?", set(), {"9", "7"}),
    ],
)
def test_a_figure_of_another_group_is_no_candidate(question: str, kept: set[str], dropped: set[str]) -> None:
    found = figures(question)
    assert kept <= found
    assert not dropped & found
