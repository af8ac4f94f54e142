"""Why something is so: the sentence that names a cause, near what it explains."""

from __future__ import annotations

import pytest

from assistant.causes import answer_cause, asks_cause
from tests.asking import Asking, document

TEXT = """Nuôi ong ở xã Hoa Mai
Xã Hoa Mai có 40 hộ nuôi ong.
Chợ Mật khởi công năm 2030, đến nay còn chậm 7 tháng. Nguyên nhân chính là thiếu cát san lấp.
Hai lớp dạy nghề bị dân phản ánh vì tăng học phí. Tháng 3, xã phải dừng thu học phí của lớp dạy nghề.
Độc lập - Tự do - Hạnh phúc"""


@pytest.fixture(scope="module")
def asking() -> Asking:
    return Asking(document("ong", TEXT))


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Vì sao Chợ Mật còn chậm?", "thiếu cát san lấp"),  # behind what it explains
        ("Tại sao xã phải dừng thu học phí của lớp dạy nghề?", "tăng học phí"),  # before it
        ("vi sao cho mat con cham", "thiếu cát san lấp"),
        ("Vì sao trường học đóng cửa sớm?", None),  # a cause of other things
        ("Vì sao Chợ Mật ở tỉnh Hậu Giang còn chậm?", None),  # of another place
    ],
)
def test_the_cause_stands_beside_what_it_explains(asking: Asking, question: str, short: str | None) -> None:
    found = answer_cause(asking.understand(question), asking.passages, asking.views, asking.lexicon)
    assert (found.short if found else None) == short


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Vì sao chợ chậm?", True),
        ("chợ chậm là do đâu", True),
        ("Lý do chợ chậm?", True),
        ("Chợ do ai xây?", False),
        ("Chợ chậm bao lâu?", False),
    ],
)
def test_what_asks_for_a_cause(asking: Asking, question: str, asks: bool) -> None:
    assert asks_cause(asking.understand(question)) is asks
