"""From when a document is in force, and who signed it."""

from __future__ import annotations

import pytest

from ingest.enactment import effect_of, ordinary_office, signature_of
from tests.decree import AMENDING, DECREE


@pytest.mark.parametrize(
    ("clause", "day"),
    [
        ("Nghị định này có hiệu lực thi hành từ ngày 20 tháng 4 năm 2031.", "2031-04-20"),
        ("Thông tư này có hiệu lực kể từ ngày 01/5/2031.", "2031-05-01"),
        ("Quyết định này và Quy chế kèm theo có hiệu lực thi hành kể từ ngày ký.", "2031-03-05"),
        ("Văn bản này bắt đầu có hiệu lực, kể từ ký ban hành.", "2031-03-05"),
        ("Kể từ khi Nghị định này có hiệu lực thi hành, các quy định trước đây hết hiệu lực.", None),
        ("Nghị định số 840/2025/NĐ-CP có hiệu lực thi hành từ ngày 01 tháng 3 năm 2025.", None),
        (
            "Nghị định này có hiệu lực từ ngày 01/5/2031.\nQuy chế này có hiệu lực từ ngày 02/6/2032.",
            None,
        ),  # two documents in one text
    ],
)
def test_the_clause_on_effect(clause: str, day: str | None) -> None:
    found = effect_of(clause, "2031-03-05")
    assert (found["effective"].value if found else None) == day
    if day:
        place = found["effective"]
        assert "hiệu lực" in clause[place.start : place.end]


def test_a_document_in_force_when_signed_needs_its_day() -> None:
    assert effect_of("Nghị định này có hiệu lực kể từ ngày ký.", None) == {}


def test_the_signature_stands_behind_the_addressees() -> None:
    found = signature_of(DECREE)
    assert {name: one.value for name, one in found.items()} == {
        "signer": "Trần Thị Bình Minh",
        "signer_role": "Phó Thủ tướng",
    }
    assert all(DECREE[one.start : one.end].casefold() == one.value.casefold() for one in found.values())


def test_a_block_without_addressees() -> None:
    found = signature_of(AMENDING)
    assert (found["signer"].value, found["signer_role"].value) == ("Lê Văn Cường Thịnh", "Thủ tướng")


@pytest.mark.parametrize(
    ("block", "signer"),
    [
        ("Nơi nhận:\n- Văn phòng Quốc hội;          Phạm Thị Mai Hoa\n- Lưu: VT.", "Phạm Thị Mai Hoa"),
        ("Nơi nhận:\nGIÁM ĐỐC\nNGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("Nơi nhận:\n- Như trên;\nPhụ lục\nNgười lập biểu: Nguyễn Văn An", None),  # an annex begins
        ("Ông Nguyễn Văn An", None),  # no block at all
        ("T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nVũ Văn Hiệp (đã ký)", "Vũ Văn Hiệp"),
        ("**TM. UBND XÃ**\n**CHỦ TỊCH**\n*(đã ký)*\n**Sùng A Tráng**", "Sùng A Tráng"),
        ("| Nơi nhận: - Lưu: VT. | TM. ỦY BAN NHÂN DÂN<br>CHỦ TỊCH<br>**Lê Thị Na** |", "Lê Thị Na"),
        ("Nơi nhận:\n- Như trên;\nGiàng Seo Phử", "Giàng Seo Phử"),
        ("Nơi nhận:\n- Như trên;\nĐồi Thông Xanh", None),  # no office above, no family name
    ],
)
def test_whose_name(block: str, signer: str | None) -> None:
    found = signature_of(f"Điều 1. Thi hành.\n{block}")
    assert (found["signer"].value if found else None) == signer


@pytest.mark.parametrize(
    ("capitals", "ordinary"),
    [
        ("PHÓ THỦ TƯỚNG", "Phó Thủ tướng"),
        ("BỘ TRƯỞNG BỘ NỘI VỤ", "Bộ trưởng Bộ Nội vụ"),
        ("CHỦ TỊCH ỦY BAN NHÂN DÂN", "Chủ tịch Ủy ban nhân dân"),
        ("GIÁM ĐỐC", "Giám đốc"),
    ],
)
def test_an_office_in_ordinary_case(capitals: str, ordinary: str) -> None:
    assert ordinary_office(capitals) == ordinary
