"""Heads and deputies: a follow-up may ask for the other, and a figure of the one is not the other's."""

from __future__ import annotations

import pytest

from assistant.deputies import deputy_of, of_the_rank
from tests.asking import Asking, document

TEXT = """Xã Đồi Thông củng cố thôn
Ở xã Đồi Thông, tỷ lệ trưởng thôn là đảng viên đạt 61,5%, phó thôn là đảng viên đạt 40,2%."""
ASKING = Asking(document("a", TEXT, place="Đồi Thông"))


@pytest.mark.parametrize(
    ("what", "earlier", "expected"),
    [
        ("cấp phó", "Bao nhiêu trưởng thôn là đảng viên?", "Bao nhiêu phó thôn là đảng viên?"),
        ("cấp phó", "Giám đốc thư viện là ai?", "phó Giám đốc thư viện là ai?"),
        ("cấp trưởng", "Bao nhiêu phó thôn là đảng viên?", "Bao nhiêu trưởng thôn là đảng viên?"),
        ("cấp trưởng", "Phó trưởng ban là ai?", "trưởng ban là ai?"),
        ("phó thôn", "Bao nhiêu trưởng thôn là đảng viên?", ""),  # says itself what is meant
        ("cấp phó", "Xã trồng bao nhiêu cây?", ""),
    ],
)
def test_the_other_rank_takes_the_place(what: str, earlier: str, expected: str) -> None:
    assert deputy_of(what, earlier) == expected


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Trưởng thôn ở Đồi Thông là đảng viên chiếm mấy phần trăm?", ["61,5%"]),
        ("Phó thôn ở Đồi Thông là đảng viên chiếm mấy phần trăm?", ["40,2%"]),
        ("Tỷ lệ đảng viên ở Đồi Thông là bao nhiêu phần trăm?", ["40,2%", "61,5%"]),
    ],
)
def test_figures_of_the_other_rank_are_left_out(question: str, left: list[str]) -> None:
    kept = of_the_rank(ASKING.understand(question), ASKING.candidates(question), ASKING.views)
    assert sorted({TEXT[one.span.start : one.span.end] for one in kept if one.span}) == left


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Bí thư Chi bộ thôn Sa nói gì về sổ tay?", False),  # the deputy says it
        ("Phó Bí thư Chi bộ thôn Sa nói gì về sổ tay?", True),
        ("Phó Chủ tịch xã nói gì về cái cày?", False),  # the head says it
        ("Bà Lê Thị Thử nói gì về sổ tay?", True),
    ],
)
def test_what_the_deputy_says_is_not_what_the_head_says(question: str, told: bool) -> None:
    text = (
        "Tin của xã\nBà Lê Thị Thử, Phó Bí thư Chi bộ thôn Sa, chia sẻ: sổ tay rất tiện lợi.\n"
        "Chủ tịch xã nói: cái cày rất tiện lợi."
    )
    office = Asking(document("d", text))
    asked = office.understand(question)
    found = of_the_rank(asked, office.candidates(question), office.views)
    subject = "sổ tay" if "sổ tay" in question else "cái cày"
    assert any(f"{subject} rất tiện lợi" in text[one.start : one.end] for one in found) is told
