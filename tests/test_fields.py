"""What a page says of itself, and what only its sentences say."""

from __future__ import annotations

import pytest

from ingest.byline import author_of
from ingest.clean import clean
from ingest.dates import iso_date
from ingest.subject import place_of, unlisted_place_of

PROSE = "Năm 2023, các cấp ủy đã tổ chức 69 lớp bồi dưỡng cho cán bộ, đảng viên với tổng số 9.773 lượt người."

RESOLUTION = """HỘI ĐỒNG NHÂN DÂN
TỈNH BẮC GIANG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/2021/NQ-HĐND
Bắc Giang, ngày 9 tháng 7 năm 2021
NGHỊ QUYẾT
Quy định mức chi hỗ trợ người có công
HỘI ĐỒNG NHÂN DÂN TỈNH BẮC GIANG
Căn cứ Luật Tổ chức chính quyền địa phương số 77/2015/QH13 ngày 19 tháng 6 năm 2015;
Điều 1. Mức chi là 1.500.000 đồng.
"""


# Official documents


def test_the_head_of_an_official_document() -> None:
    cleaned = clean(RESOLUTION)
    assert cleaned.title == "Nghị quyết Quy định mức chi hỗ trợ người có công"
    assert (cleaned.number, cleaned.kind) == ("12/2021/NQ-HĐND", "nghị quyết")
    assert (cleaned.issued, cleaned.place) == ("2021-07-09", "Bắc Giang")
    assert cleaned.removed == ()


@pytest.mark.parametrize(
    ("below", "summary"),
    [
        ("Quy định mức chi hỗ trợ người có công", "Quy định mức chi hỗ trợ người có công"),
        ("Về việc giao biên chế\ncủa các cơ quan tỉnh", "Về việc giao biên chế của các cơ quan tỉnh"),
        ("QUY ĐỊNH MỨC CHI HỖ TRỢ", None),
        ("Căn cứ Luật Tổ chức chính quyền địa phương;", None),
    ],
)  # fmt: skip
def test_what_it_is_about_stands_below_its_kind(below: str, summary: str | None) -> None:
    text = RESOLUTION.replace("Quy định mức chi hỗ trợ người có công", below)
    cleaned = clean(text)
    assert cleaned.summary == summary
    if summary:
        [place] = [one for one in cleaned.stated if one.fact == "summary"]
        assert cleaned.text[place.start : place.end] == below


def test_whose_a_document_is_stands_between_its_kind_and_what_it_is_about() -> None:
    below = "CỦA ỦY BAN NHÂN DÂN TỈNH\nvề mức chi hỗ trợ người có công"
    cleaned = clean(RESOLUTION.replace("Quy định mức chi hỗ trợ người có công", below))
    assert cleaned.title == "Nghị quyết về mức chi hỗ trợ người có công"
    assert cleaned.summary == "về mức chi hỗ trợ người có công"


def test_number_and_date_may_share_a_line() -> None:
    joined = RESOLUTION.replace("NQ-HĐND\nBắc", "NQ-HĐND Bắc")
    cleaned = clean(joined)
    assert (cleaned.number, cleaned.issued) == ("12/2021/NQ-HĐND", "2021-07-09")


@pytest.mark.parametrize(
    ("title", "number", "kind"),
    [
        ("Quyết định số 1370/QĐ-CTN về việc cho thôi quốc tịch Việt Nam.", "1370/QĐ-CTN", "quyết định"),
        ("Nghị định 234/2026/NĐ-CP quy định xử lý kỷ luật viên chức", "234/2026/NĐ-CP", "nghị định"),
        ("Thông tư liên tịch số 2/2025/TTLT-BCA-BTC về nợ", "2/2025/TTLT-BCA-BTC", "thông tư liên tịch"),
        ("Luật số 43/2013/QH13 luật đấu thầu.", "43/2013/QH13", "luật"),
        ("Kế hoạch số 47-KH/TU", "47-KH/TU", "kế hoạch"),
        ("Báo cáo kết quả công tác năm 2023", None, "báo cáo"),
        ("Nghị quyết số 18-NQ/TW: những chuyển biến mới", None, None),  # an article about it
        ("Quyết định sáng suốt của Đảng", None, None),
        ("Thực hiện Đề án số 07-ĐA/TU ở cơ sở", None, None),
    ],
)  # fmt: skip
def test_a_title_names_its_document_only_in_the_manner_of_titles(
    title: str, number: str | None, kind: str | None
) -> None:
    cleaned = clean(f"{title}\n{PROSE}")
    assert (cleaned.title, cleaned.number, cleaned.kind) == (title, number, kind)


def test_a_gazette_issue() -> None:
    cleaned = clean(f"Công báo số 395 + 396 ngày 07/07/2013\n{PROSE}")
    assert (cleaned.kind, cleaned.number, cleaned.issued) == ("công báo", "395 + 396", "2013-07-07")


@pytest.mark.parametrize(
    "table",
    [
        ["**Số hiệu:** 276/2026/NĐ-CP", "**Ngày ban hành:** 08 tháng 7 năm 2026"],
        ["| Số hiệu | 276/2026/NĐ-CP |", "| Ngày ban hành | 08/7/2026 |"],
        ["Số, ký hiệu 276/2026/NĐ-CP", "Ngày ban hành 08/07/2026"],
    ],
)
def test_labels_in_each_layout(table: list[str]) -> None:
    cleaned = clean("\n".join(["Cơ cấu tổ chức của Bộ", *table, PROSE]))
    assert (cleaned.number, cleaned.issued) == ("276/2026/NĐ-CP", "2026-07-08")


def test_a_placeholder_is_no_value() -> None:
    table = [
        "| Số hiệu | Đang cập nhật |",
        "| Người ký | Đang cập nhật |",
        "| Cơ quan ban hành | Chính phủ |",
    ]
    cleaned = clean("\n".join(["Công tác văn thư", *table, "| Loại văn bản | Nghị định |", PROSE]))
    assert (cleaned.number, cleaned.signer) == (None, None)
    assert (cleaned.publisher, cleaned.kind) == ("Chính phủ", "nghị định")


def test_the_day_that_a_database_gives_for_none_is_no_date() -> None:
    cleaned = clean(
        f"Về nợ\nSố hiệu: 10/VBHN-BTC\nNgày ban hành: 13/05/2022\nNgày hiệu lực: 01/01/1900\n{PROSE}"
    )
    assert (cleaned.issued, cleaned.effective) == ("2022-05-13", None)


@pytest.mark.parametrize(
    ("stated", "signer", "role"),
    [
        ("NGUYỄN CẨM TÚ - VŨ VĂN TÁM", "Nguyễn Cẩm Tú, Vũ Văn Tám", None),
        ("Thượng tướng Nguyễn Văn Long - Hồ Đức Anh", "Nguyễn Văn Long, Hồ Đức Anh", None),
        ("Phạm Gia Túc, Phó Thủ tướng", "Phạm Gia Túc", "Phó Thủ tướng"),
        ("Phạm Gia Túc (Phó Thủ tướng, ký thay)", "Phạm Gia Túc", "Phó Thủ tướng, ký thay"),
        ("Thủ tướng Chính phủ", "Thủ tướng Chính phủ", None),
    ],
)
def test_who_signed_and_in_which_office(stated: str, signer: str, role: str | None) -> None:
    cleaned = clean(f"Về nợ\nSố hiệu: 10/2022/TTLT-BTC-BYT\nNgười ký: {stated}\n{PROSE}")
    assert (cleaned.signer, cleaned.signer_role) == (signer, role)


def test_the_stamp_of_a_signature_is_not_who_signed_and_a_place_issues_nothing() -> None:
    table = [
        "Số hiệu: 10/2022/NĐ-CP",
        "| Cơ quan ban hành | Chính phủ |",
        "| Nơi ban hành | Hà Nội |",
        "| Người ký | Đại tướng Lương Tam Quang, Bộ trưởng Bộ Công an |",
        "Người ký: CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ",
    ]
    cleaned = clean("\n".join(["Về nợ", *table, PROSE]))
    assert (cleaned.signer, cleaned.signer_role) == ("Lương Tam Quang", "Bộ trưởng Bộ Công an")
    assert cleaned.publisher == "Chính phủ"


def test_a_page_with_two_numbers_lists_documents_and_has_none_itself() -> None:
    rows = ["Số hiệu: 1/2020/QĐ-TTg", "Ngày ban hành: 01/01/2020", "Số hiệu: 2/2021/QĐ-TTg"]
    cleaned = clean("\n".join(["Văn bản mới trong tháng", *rows, PROSE]))
    assert (cleaned.number, cleaned.issued) == (None, None)


def test_numbers_and_dates_in_sentences_are_not_the_documents_own() -> None:
    cleaned = clean(
        "Ba điểm nhấn trong công tác tổ chức\n"
        "Thực hiện Kế hoạch số 47-KH/TU ngày 30-5-2018 của Ban Thường vụ Tỉnh ủy, đã giảm 102 đơn vị.\n"
        "Ban hành ngày 10-5-2016, Nghị quyết số 74-NQ/TU đã được sơ kết ở các cấp."
    )
    assert (cleaned.number, cleaned.issued, cleaned.kind) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/10/2023 | 08:29", "2023-10-12"),
        ("ngày 9 tháng 7 năm 2021", "2021-07-09"),
        ("2026-06-26", "2026-06-26"),
        ("1-8-2018", "2018-08-01"),
        ("31/02/2020, sửa ngày 01/03/2020", "2020-03-01"),  # no such day: the next date
        ("12/2013/TT-BTC", None),
        ("10/12/20231", None),
    ],
)
def test_dates(text: str, expected: str | None) -> None:
    assert iso_date(text) == expected


# Titles


def test_a_title_cut_by_a_line_end_is_joined() -> None:
    cleaned = clean(f"Giải pháp nâng cao chất lượng\nđội ngũ cấp ủy cơ sở\n\n{PROSE}")
    assert cleaned.title == "Giải pháp nâng cao chất lượng đội ngũ cấp ủy cơ sở"


def test_a_long_title_of_a_document_is_joined_behind_a_comma() -> None:
    rest = "Thông tư số 05/2025/TT-BCT quy định hệ thống truyền tải điện và phân phối điện; " * 5
    title = f"Thông tư số 46/2025/TT-BCT sửa đổi {rest}quy định điều độ,"
    assert clean(f"{title}\nvận hành hệ thống điện.\n{PROSE}").title == f"{title} vận hành hệ thống điện."


def test_a_text_that_begins_with_a_long_paragraph_has_no_title() -> None:
    assert clean(" ".join([PROSE] * 5)).title is None


# Bylines


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("Bài, ảnh: TRƯỜNG SƠN", "Trường Sơn"),
        ("Bài và ảnh: Thu Hà", "Thu Hà"),
        ("Tin, ảnh: Hồng Nhung - Quốc Huy", "Hồng Nhung, Quốc Huy"),
        ("Tác giả: ThS. Nguyễn Văn An", "Nguyễn Văn An"),
        ("Mai Quỳnh Nga - Ủy viên BTV, Trưởng ban Tổ chức Đảng ủy Khối", "Mai Quỳnh Nga"),
        ("TS. Trần Thị Bình, Phó Giám đốc Sở Nội vụ", "Trần Thị Bình"),
        ("Lê Văn Cường (Ban Tuyên giáo Tỉnh ủy)", "Lê Văn Cường"),
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("**Bài và ảnh: THU HÀ - ĐỨC MINH**", "Thu Hà, Đức Minh"),
        ("THU HÀ - ĐỨC MINH", "Thu Hà, Đức Minh"),
        ("Theo Nguyễn Văn An", "Nguyễn Văn An"),
        ("Nguyễn Văn An (Báo Sông Xanh)", "Nguyễn Văn An"),
        ("Nguyễn Văn An/TTXVN", "Nguyễn Văn An"),
        ("PV: Thu Hà", "Thu Hà"),
        ("Theo Báo Sông Xanh", None),
        ("Thái Nguyên - Bắc Giang", None),
        ("Ban Biên tập", None),
        ("Thái Nguyên, Bắc Giang", None),
        ("Đồng chí phát biểu: Đoàn kết", None),
        ("Kinh tế - xã hội phát triển", None),
    ],
)
def test_bylines_at_the_end(byline: str, author: str | None) -> None:
    assert author_of(["Tiêu đề của bài", PROSE, PROSE, byline]) == author


def test_page_buttons_below_a_byline_do_not_hide_it() -> None:
    assert author_of(["Tiêu đề", PROSE, PROSE, "Nguyễn Thu Hạnh", "Chia sẻ"]) == "Nguyễn Thu Hạnh"


@pytest.mark.parametrize(
    "lines", [["Nguyễn Văn An"], ["12/10/2031", "Nguyễn Văn An"], ["Nguyễn Văn An - 12/10/2031"]]
)
def test_bylines_below_the_headline(lines: list[str]) -> None:
    assert author_of(["Tiêu đề", *lines, PROSE, PROSE]) == "Nguyễn Văn An"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số 17-NQ/TU", "17-NQ/TU"),
        ("Số 17-NQ/TU *Bến Xuân, ngày 06 tháng 5 năm 2030*", "17-NQ/TU"),
        ("Số 17-NQ/TU đã tạo chuyển biến ở cơ sở", None),  # a sentence goes on
    ],
)
def test_a_number_without_a_colon(line: str, number: str | None) -> None:
    assert clean(f"TỈNH ỦY BẾN XUÂN\n{line}\nNGHỊ QUYẾT\nvề nghề nuôi ong\n{PROSE}").number == number


def test_a_person_named_in_the_middle_is_no_author() -> None:
    middle = "Nguyễn Văn An - Bí thư Chi bộ"
    assert author_of(["Tiêu đề", *[PROSE] * 8, middle, *[PROSE] * 8]) is None


# Places


def test_the_province_goes_before_the_district_named_more_often() -> None:
    lines = ["Thành ủy Vị Thanh họp.", "Thành ủy Vị Thanh kết luận.", "Thành ủy Vị Thanh giao việc."]
    assert place_of("Nỗ lực", [*lines, "Nhân lực tỉnh Hậu Giang, địa bàn tỉnh Hậu Giang."]) == "Hậu Giang"
    assert place_of("Nỗ lực", lines) == "Vị Thanh"


def test_one_mention_is_a_comparison_unless_it_is_the_title() -> None:
    assert place_of("Nỗ lực", ["Đoàn công tác của tỉnh Bắc Ninh đến học tập."]) is None
    assert place_of("Kinh nghiệm của tỉnh Bắc Ninh", ["Đoàn đến học tập."]) == "Bắc Ninh"


def test_places_named_alike_often_are_nobodys() -> None:
    line = "Các tỉnh Bắc Giang, tỉnh Bắc Ninh, tỉnh Thái Nguyên cùng làm."
    assert place_of("Vùng", [line, line]) is None


def test_a_name_without_its_unit_may_be_a_person_or_a_word() -> None:
    assert place_of("Học tập phong cách Hồ Chí Minh", ["Tư tưởng Hồ Chí Minh.", "Vì Hòa Bình."] * 3) is None
    assert place_of("", ["Thành phố Hồ Chí Minh họp.", "UBND TP. Hồ Chí Minh giao việc."]) == "Hồ Chí Minh"


def test_capitals_become_an_ordinary_name() -> None:
    assert place_of("", ["UBND TỈNH BẮC GIANG", "TỈNH ỦY BẮC GIANG"]) == "Bắc Giang"


def test_publisher_of_a_source_line() -> None:
    assert clean(f"Tiêu đề của bài\n{PROSE}\nNguồn: Báo Thái Nguyên").publisher == "Báo Thái Nguyên"


def test_an_article_on_a_place_that_no_gazetteer_has() -> None:
    lines = ["Chủ tịch UBND huyện Bến Xuân cho biết.", "Về huyện Bến Xuân hôm nay."]
    assert place_of("Ong về làng", lines) is None
    assert unlisted_place_of("Ong về làng", lines) == "Bến Xuân"
    assert unlisted_place_of("Bến Xuân: Ong về làng", lines[:1]) == "Bến Xuân"  # the title says it too
    assert unlisted_place_of("Ong về làng", lines[:1]) is None  # one mention may be a comparison
    assert unlisted_place_of("Ong", ["Các huyện Bến Xuân, huyện Hoa Mai, huyện Sông Đá."] * 2) is None


def test_a_province_goes_before_a_district_also_when_no_gazetteer_has_it() -> None:
    lines = ["UBND tỉnh Sông Xanh giao việc.", "Tỉnh ủy Sông Xanh họp.", *["Huyện ủy Đại Từ họp."] * 3]
    facts = clean("\n".join(["Hai cách làm", *lines]))
    assert facts.place == "Sông Xanh"


@pytest.mark.parametrize(
    ("head", "title", "publisher"),
    [
        (["Báo Sông Xanh điện tử", "Nuôi ong ở bản cao"], "Nuôi ong ở bản cao", "Báo Sông Xanh điện tử"),
        (["TẠP CHÍ CÁNH ĐỒNG", "# Nuôi ong ở bản cao"], "Nuôi ong ở bản cao", "Tạp chí Cánh Đồng"),
        (
            ["CỔNG THÔNG TIN ĐIỆN TỬ ĐẢNG BỘ TỈNH SÔNG XANH", "Nuôi ong ở bản cao"],
            "Nuôi ong ở bản cao",
            "Cổng thông tin điện tử Đảng bộ tỉnh Sông Xanh",
        ),
        (["Tạp chí Cánh Đồng ra số đầu", "Nuôi ong ở bản cao"], "Tạp chí Cánh Đồng ra số đầu", None),
        (["TẠP CHÍ CÁNH ĐỒNG RA SỐ ĐẦU", "12/3/2030"], "TẠP CHÍ CÁNH ĐỒNG RA SỐ ĐẦU", None),
        (["BÁO CÁO NHANH", "Tình hình nuôi ong ở bản"], "BÁO CÁO NHANH", None),
    ],
)
def test_the_name_of_a_paper_is_no_headline(head: list[str], title: str, publisher: str | None) -> None:
    facts = clean("\n".join([*head, "12/3/2030", "Bản có 12 hộ nuôi ong. Năm nay thu 300 lít mật."]))
    assert (facts.title, facts.publisher) == (title, publisher)


def test_who_did_an_interview_stands_beside_the_day() -> None:
    lines = ["Nuôi ong", "**Thứ sáu, 22/3/2030 09:10** — Hồng Vân (thực hiện)", "Bản có 12 hộ nuôi ong."]
    assert clean("\n".join(lines)).author == "Hồng Vân"
