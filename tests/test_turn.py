"""Whose turn it is: a sentence or section that opens with another place of the same level."""

from __future__ import annotations

import pytest

from assistant.scope import support
from assistant.turn import names_another, opens_section
from tests.asking import Asking, document

TEXT = """Hai huyện sắp xếp thôn
Bức tranh chung
Huyện Bến Xuân và huyện Đồi Thông cùng sắp xếp từ năm 2018.
Huyện Suối Trong nhập nhiều nhất, từ 24 còn 17 thôn. Tiếp đến là huyện Bến Xuân.
Bến Xuân: nhập trước
Số cấp phó giảm 34 người.
Riêng năm 2020 tiết kiệm 10 tỷ đồng.
Đồi Thông: nhập sau
Trạm y tế thu 64 tỷ đồng.
Ở đây cũng học Bến Xuân.
Trạm mua 3 máy mới.
Cán bộ dôi dư
Tổng số dôi dư là 612 người.
Ở Suối Trong, việc khó hơn. Cả huyện có 640 thanh niên."""
ASKING = Asking(document("a", TEXT, place="Đồi Thông"))


def missing(question: str, opening: str) -> tuple[str, ...]:
    view = ASKING.views["a"]
    [index] = [at for at, (start, _) in enumerate(view.bounds) if TEXT.startswith(opening, start)]
    return support(ASKING.understand(question), view, view.sentence(index)).missing


@pytest.mark.parametrize(
    ("question", "opening", "expected"),
    [
        ("Huyện Bến Xuân nhập từ bao nhiêu thôn?", "Huyện Suối Trong", ("bến xuân",)),
        ("Huyện Bến Xuân giảm bao nhiêu cấp phó?", "Số cấp phó", ()),
        ("Huyện Đồi Thông giảm bao nhiêu cấp phó?", "Số cấp phó", ("đồi thông",)),  # though it is of them
        ("Huyện Đồi Thông tiết kiệm bao nhiêu?", "Riêng năm", ("đồi thông",)),
        ("Huyện Đồi Thông thu bao nhiêu?", "Trạm y tế", ()),
        ("Huyện Bến Xuân thu bao nhiêu?", "Trạm y tế", ("bến xuân",)),
        ("Huyện Bến Xuân mua bao nhiêu máy?", "Trạm mua", ()),  # named in that section after all
        ("Huyện Bến Xuân dôi dư bao nhiêu người?", "Tổng số", ("bến xuân",)),  # a section of all
        ("Huyện Đồi Thông dôi dư bao nhiêu người?", "Tổng số", ()),  # the document is about it
        (
            "Huyện Đồi Thông có bao nhiêu thanh niên?",
            "Cả huyện",
            ("đồi thông",),
        ),  # its paragraph is another's
        ("Huyện Suối Trong có bao nhiêu thanh niên?", "Cả huyện", ()),
        ("Tỉnh Hà Nam tiết kiệm bao nhiêu?", "Riêng năm", ("hà nam",)),
    ],
)
def test_figures_in_anothers_turn_are_not_of_the_place_asked_for(
    question: str, opening: str, expected: tuple[str, ...]
) -> None:
    assert missing(question, opening) == expected


def test_a_heading_opens_a_section_and_an_item_does_not() -> None:
    lines = Asking(document("a", "Tên\nBức tranh chung\nXã có 3 thôn.\n1. Kết quả\nThôn có 2 xóm.")).views[
        "a"
    ]
    assert [opens_section(lines, at) for at in range(1, 5)] == [True, False, False, False]


@pytest.mark.parametrize(
    ("question", "told", "expected"),
    [
        ("Ai là Chủ tịch UBND huyện Bến Xuân?", "Chủ tịch UBND huyện Đồi Thông", True),
        ("Ai là Chủ tịch UBND huyện Bến Xuân?", "Chủ tịch UBND huyện Bến Xuân", False),
        ("Ai là Chủ tịch UBND huyện Bến Xuân?", "Chủ tịch UBND huyện", False),
        ("Ai là Chủ tịch UBND huyện Bến Xuân?", "Chủ tịch UBND xã Mây Cao", False),  # of another level
    ],
)
def test_an_office_of_another_unit(question: str, told: str, expected: bool) -> None:
    office = Asking(document("a", f"Tin\nÔng Vũ Văn Nói, {told}."))
    text = office.documents["a"].text
    asked = office.understand(question)
    assert names_another(asked, office.views["a"], text.index(told), len(text)) is expected
