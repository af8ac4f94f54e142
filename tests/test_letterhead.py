"""Heads of office documents: whose they are and of which place, in each layout that offices use."""

from __future__ import annotations

import pytest

from ingest.clean import clean
from ingest.letterhead import Letterhead, letterhead_of

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
PROSE = "Năm 2030, các hộ đã nuôi 69 đàn ong, bán được 9.773 lít mật, tăng 12 đàn so với năm trước."


def head(*lines: str) -> Letterhead:
    found = letterhead_of(lines, [0] * len(lines))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("lines", "body", "place"),
    [
        ((f"TỈNH ỦY BẾN XUÂN      {PARTY}", "*"), "Tỉnh ủy Bến Xuân", "Bến Xuân"),
        (
            (f"| ỦY BAN NHÂN DÂN | {MOTTO} |", "|---|---|", "| **HUYỆN HOA MAI** | **Độc lập - Tự do** |"),
            "Ủy ban nhân dân huyện Hoa Mai",
            "Hoa Mai",
        ),
        (("**ỦY BAN NHÂN DÂN**", "**HUYỆN HOA MAI**", MOTTO), "Ủy ban nhân dân huyện Hoa Mai", "Hoa Mai"),
        ((f"UBND XÃ BẾN ĐÁ {MOTTO}",), "Ủy ban nhân dân xã Bến Đá", "Bến Đá"),
        (("HỘI ĐỒNG NHÂN DÂN", "THỊ TRẤN BẾN ĐÁ", MOTTO), "Hội đồng nhân dân thị trấn Bến Đá", "Bến Đá"),
        (("SỞ NỘI VỤ", "TỈNH BẾN XUÂN", MOTTO), "Sở Nội vụ tỉnh Bến Xuân", "Bến Xuân"),
        (
            ("UBND TỈNH BẾN XUÂN", "VĂN PHÒNG", MOTTO),
            "Văn phòng Ủy ban nhân dân tỉnh Bến Xuân",
            "Bến Xuân",
        ),
        (
            ("UBND HUYỆN HOA MAI", "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO", MOTTO),
            "Phòng Giáo dục và Đào tạo huyện Hoa Mai",
            "Hoa Mai",
        ),
        (("TỈNH ỦY BẾN XUÂN", "BAN TỔ CHỨC", PARTY), "Ban Tổ chức Tỉnh ủy Bến Xuân", "Bến Xuân"),
        (("THÀNH ỦY HOA MAI", "ỦY BAN KIỂM TRA", PARTY), "Ủy ban Kiểm tra Thành ủy Hoa Mai", "Hoa Mai"),
        (
            ("BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", MOTTO),  # "xã" of "xã hội" is no commune
            "Bộ Lao động - Thương binh và Xã hội",
            None,
        ),
    ],
)
def test_the_body_and_its_place(lines: tuple[str, ...], body: str, place: str | None) -> None:
    found = head(*lines)
    assert (found.body, found.place) == (body, place)


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (("ĐẢNG BỘ TỈNH BẾN XUÂN", "HUYỆN ỦY HOA MAI", PARTY), "Huyện ủy Hoa Mai, tỉnh Bến Xuân"),
        (
            ("ỦY BAN NHÂN DÂN", "HUYỆN HOA MAI", "TỈNH BẾN XUÂN", MOTTO),
            "Ủy ban nhân dân huyện Hoa Mai, tỉnh Bến Xuân",
        ),
        (("TỈNH BẾN XUÂN", "HUYỆN HOA MAI", MOTTO), None),  # units, and no body of theirs
    ],
)
def test_of_two_places_the_lower_one_and_both_are_told(lines: tuple[str, ...], body: str | None) -> None:
    found = head(*lines)
    assert (found.body, found.place) == (body, "Hoa Mai")


def test_the_date_line_tells_the_place_of_a_body_without_one_but_never_the_capital() -> None:
    day = "ngày 3 tháng 4 năm 2030"
    assert head("SỞ NỘI VỤ", MOTTO, f"Số: 4/BC-SNV    Bến Xuân, {day}").dated_at == "Bến Xuân"
    assert head("CHÍNH PHỦ", MOTTO, f"Hà Nội, {day}").dated_at is None
    assert head("BỘ NỘI VỤ", MOTTO, f"Bến Xuân, {day}").dated_at is None
    assert head("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI", MOTTO, f"Hà Nội, {day}").place == "Hà Nội"


def test_what_stands_below_the_kind_is_no_head() -> None:
    assert letterhead_of(["BÁO CÁO", "UBND HUYỆN HOA MAI", MOTTO], [0, 8, 30]) is None
    assert letterhead_of(["Hoa Mai vào vụ mật", PROSE], [0, 20]) is None


def test_a_cleaned_document_has_place_and_publisher_and_shows_where() -> None:
    top = f"ỦY BAN NHÂN DÂN\nHUYỆN HOA MAI\n{MOTTO}\nSố: 4/BC-UBND\nHoa Mai, ngày 3 tháng 4 năm 2030"
    document = clean(f"{top}\nBÁO CÁO\nKết quả nghề nuôi ong\n{PROSE}")
    assert (document.place, document.publisher) == ("Hoa Mai", "Ủy ban nhân dân huyện Hoa Mai")
    [shown] = [one for one in document.stated if one.fact == "publisher"]
    assert document.text[shown.start : shown.end] == "ỦY BAN NHÂN DÂN\nHUYỆN HOA MAI"


def test_without_a_letterhead_the_body_that_speaks_tells_the_place() -> None:
    top = "Số: 4/BC-UBND\nBÁO CÁO\nKết quả nghề nuôi ong"
    speaks = "UBND huyện Hoa Mai báo cáo kết quả như sau:"
    assert clean(f"{top}\n{speaks}\n{PROSE}").place == "Hoa Mai"
    named = "Đoàn công tác đã học tập UBND huyện Hoa Mai trong hai ngày."
    assert clean(f"{top}\n{named}\n{PROSE}").place is None


def test_a_title_in_capitals_below_the_number_is_no_part_of_the_body() -> None:
    found = head("UBND HUYỆN HOA MAI", MOTTO, "Số: 4/BC-UBND", "NGHỀ NUÔI ONG LẤY MẬT VÀO VỤ")
    assert (found.body, found.place) == ("Ủy ban nhân dân huyện Hoa Mai", "Hoa Mai")


def test_a_paper_without_a_number_yet_has_a_letterhead_too() -> None:
    top = f"ỦY BAN NHÂN DÂN\nHUYỆN HOA MAI\n{MOTTO}\nHoa Mai, ngày 3 tháng 4 năm 2030"
    assert clean(f"{top}\nBÁO CÁO\nKết quả nghề nuôi ong\n{PROSE}").place == "Hoa Mai"
