"""Levels ("cấp huyện") and kinds of bodies ("công ty nào") that a clause must tell of."""

from __future__ import annotations

import pytest

from tests.asking import Asking, document

TEXT = """Phần mềm sổ tay của huyện
Đến nay có 96 cán bộ chủ chốt cấp xã và 31 cán bộ dự nguồn.
Cán bộ cấp huyện, xã dự 4 lớp tập huấn.
Văn phòng phối hợp với Phòng Nội vụ chọn phần mềm cho 12 thôn.
Doanh nghiệp Sao Mai sửa phần mềm cho 7 thôn.
1. Sở Nội vụ
- Chủ trì thẩm định phần mềm trong 5 ngày.
"""


def clauses(question: str) -> set[str]:
    return {TEXT[one.start : one.end].split()[0] for one in Asking(document("d", TEXT)).candidates(question)}


@pytest.mark.parametrize(
    ("question", "words", "told"),
    [
        ("Có bao nhiêu cán bộ chủ chốt cấp huyện?", "Đến", False),
        ("Có bao nhiêu cán bộ chủ chốt cấp xã?", "Đến", True),
        ("Có bao nhiêu cán bộ chủ chốt cấp cơ sở?", "Đến", True),  # the same level under another name
        ("Có bao nhiêu cán bộ chủ chốt?", "Đến", True),
        ("Cán bộ cấp xã dự mấy lớp?", "Cán", True),  # one of two levels
        ("Cán bộ cấp tỉnh dự mấy lớp?", "Cán", False),
        ("Công ty nào chọn phần mềm?", "Văn", False),
        ("Phòng nào chọn phần mềm?", "Văn", True),
        ("Cơ quan nào chọn phần mềm?", "Văn", True),  # any body will do
        ("Công ty nào sửa phần mềm?", "Doanh", True),
        ("Sở nào thẩm định phần mềm?", "-", True),  # the heading says so
        ("Ngân hàng nào thẩm định phần mềm?", "-", False),
    ],
)
def test_what_tells_of_others_is_no_candidate(question: str, words: str, told: bool) -> None:
    assert (words in clauses(question)) is told
