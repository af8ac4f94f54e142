"""The units of a body by their kind, from its article of structure."""

from __future__ import annotations

from assistant.found import Found
from assistant.units import answer_units
from tests.asking import Asking, document

ASKING = Asking(
    document(
        "decree",
        """Nghị định về Bộ Hoa Mai

### Điều 2. Nhiệm vụ

1. Cục Mưa báo cáo về Bộ Hoa Mai.

### Điều 3. Cơ cấu tổ chức

1. Vụ Gió.

2. Cục Mây.

3ó. Cục Nắng.

4. Viện Sương.

5. Báo Bão.

Các đơn vị quy định từ khoản 1 đến khoản 3 là tổ chức hành chính; các đơn vị quy định từ khoản 4 đến khoản 5 \
là các đơn vị sự nghiệp công lập.

### Điều 4. Hiệu lực

1. Cục Tuyết có hiệu lực. Bộ Cúc Trắng phối hợp.""",
    )
)


def ask(question: str) -> Found | None:
    return answer_units(ASKING.understand(question), ASKING.passages, ASKING.views)


def test_units_whose_name_opens_with_the_kind() -> None:
    found = ask("Kể tên các cục thuộc Bộ Hoa Mai")  # "3ó." is how a scanned page has "3."
    assert found and found.short == "Cục Mây; Cục Nắng"
    assert ASKING.quotes(found) == ["### Điều 3. Cơ cấu tổ chức", "Cục Mây", "Cục Nắng"]


def test_the_body_may_be_typed_without_accents() -> None:
    found = ask("ke ten cac cuc thuoc bo hoa mai")
    assert found and found.short == "Cục Mây; Cục Nắng"


def test_units_that_the_article_says_are_of_the_kind() -> None:
    found = ask("Bộ Hoa Mai có những đơn vị sự nghiệp công lập nào?")
    assert found and found.short == "Viện Sương; Báo Bão"


def test_another_body_or_kind_is_not_answered() -> None:
    assert ask("Kể tên các cục thuộc Bộ Cúc Trắng") is None
    assert ask("ke ten cac cuc thuoc bo cuc trang") is None
    assert ask("Kể tên các phòng thuộc Bộ Hoa Mai") is None
    assert ask("Ai là Cục trưởng Cục Mây?") is None
