"""What is dropped from a page, what stays, and that what stays is the source's own words."""

from __future__ import annotations

import re
import tarfile
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clean import Cleaned, clean, normalise

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
CONGBAO = ROOT.parent / "shared" / "data" / "congbao" / "congbao-300.tar.gz"
DECREES = ROOT.parent / "shared" / "data" / "van-ban"

PARAGRAPH = (
    "Đảng bộ tỉnh hiện có 97.250 đảng viên, sinh hoạt tại 589 tổ chức cơ sở đảng, trong đó có 229 chi bộ."
)
ANOTHER = (
    "Đến nay, toàn tỉnh đã giảm 17 tổ chức cơ sở đảng so với thời điểm ban hành Đề án, đạt mục tiêu đề ra."
)


def page(*lines: str) -> str:
    return "\n".join(lines)


def kept(*lines: str) -> list[str]:
    return clean(page(*lines)).text.split("\n")


def reasons(cleaned: Cleaned) -> dict[str, str]:
    return {item.text: item.reason for item in cleaned.removed}


def words_without_removed(raw: str, cleaned: Cleaned) -> list[str]:
    source = list(normalise(raw))
    for item in cleaned.removed:
        source[item.start : item.end] = " " * (item.end - item.start)
    return "".join(source).split()


# The five articles: exactly these lines go, every other line stays.

COUNTER = [
    *["Truy cập", "Hôm nay:", "496", "Hôm qua:", "3587", "Tuần này:", "7216", "Tháng này:", "81556"],
    *["Tất cả:", "1850829"],
]
GONE: Mapping[str, list[str]] = {
    "000_65d21890a617b08c.txt": [],
    "001_e2c93e7e1f1778c6.txt": COUNTER,
    "002_5a07d66a116bad6c.txt": [
        "| 08:29 GMT+7",
        "Viết bình luận mới",
        "Tin cùng chuyên mục",
        "Các tin khác",
        "Xem thêm >>",
    ],
    "003_40f40f7dfecc03d6.txt": ["Phản hồi", "Các tin khác", "Mới nhất", "Xem nhiều nhất"],
    "004_3f63b8ba318bf8eb.txt": ["09:32,"],
}


@pytest.mark.parametrize("name", GONE)
def test_an_article_loses_its_debris_and_not_one_line_more(name: str) -> None:
    raw = (CORPUS / name).read_text(encoding="utf-8")
    cleaned = clean(raw)
    assert [item.text for item in cleaned.removed] == GONE[name]
    # White space apart, the source is spelt in NFC already: its lines can be compared as they are.
    source = [" ".join(line.split()) for line in raw.split("\n") if line.strip()]
    debris = iter([*GONE[name], None])
    awaited = next(debris)
    expected = []
    for line in source:
        kept = line
        if awaited is not None and kept.startswith(awaited):
            kept, awaited = kept.removeprefix(awaited).strip(), next(debris)
        elif awaited is not None and kept.endswith(awaited) and awaited.startswith("|"):
            kept, awaited = kept.removesuffix(awaited).strip(), next(debris)
        if kept:  # of a date line the day stays
            expected.append(kept)
    assert awaited is None
    assert [line for line in cleaned.text.split("\n") if line] == expected


@pytest.mark.parametrize("name", GONE)
def test_the_title_is_the_first_line_of_the_text(name: str) -> None:
    cleaned = clean((CORPUS / name).read_text(encoding="utf-8"))
    assert cleaned.title
    assert cleaned.text.startswith(cleaned.title + "\n")


@pytest.mark.parametrize(
    ("name", "place", "issued", "author"),
    [
        ("000_65d21890a617b08c.txt", "Thái Nguyên", None, None),
        ("001_e2c93e7e1f1778c6.txt", None, None, "Mai Quỳnh Nga"),
        ("002_5a07d66a116bad6c.txt", "Hậu Giang", "2023-10-12", "Trường Sơn"),
        ("003_40f40f7dfecc03d6.txt", "Bắc Giang", None, None),
        ("004_3f63b8ba318bf8eb.txt", "Đại Từ", "2020-06-27", None),
    ],
)
def test_fields_of_the_articles(name: str, place: str | None, issued: str | None, author: str | None) -> None:
    cleaned = clean((CORPUS / name).read_text(encoding="utf-8"))
    assert (cleaned.place, cleaned.issued, cleaned.author) == (place, issued, author)
    assert (cleaned.number, cleaned.kind, cleaned.publisher) == (None, None, None)


def test_bylines_stay_to_be_quoted() -> None:
    for name, line in (
        ("001_e2c93e7e1f1778c6.txt", "Mai Quỳnh Nga - Ủy viên BTV, Trưởng ban Tổ chức Đảng ủy Khối"),
        ("002_5a07d66a116bad6c.txt", "Bài, ảnh: TRƯỜNG SƠN"),
    ):
        text = clean((CORPUS / name).read_text(encoding="utf-8")).text
        assert text.endswith("\n" + line)


# Kinds of debris


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Viết bình luận mới", "menu"),
        ("» Tin liên quan:", "menu"),
        ("XEM THÊM", "menu"),
        ("Ý kiến bạn đọc (12)", "menu"),
        ("Chia sẻ lên Facebook", "menu"),
        ("In trang", "menu"),
        ("--------", "separator"),
        ("Ảnh: Trần Văn An", "photo credit"),
        ("(Ảnh minh họa)", "photo credit"),
        ("Đại hội Đảng bộ huyện lần thứ XXIII. Ảnh: T.L", "photo caption"),
        ("Lãnh đạo tỉnh thăm mô hình trồng chè (Ảnh: TTXVN)", "photo caption"),
    ],
)
def test_lines_that_are_debris_anywhere(line: str, reason: str) -> None:
    cleaned = clean(page("Tiêu đề của bài", "", PARAGRAPH, line, ANOTHER))
    assert reasons(cleaned) == {line: reason}
    assert cleaned.text == page("Tiêu đề của bài", "", PARAGRAPH, ANOTHER)


@pytest.mark.parametrize(
    ("line", "day", "gone"),
    [
        ("12/10/2023 | 08:29 GMT+7", "12/10/2023", ["| 08:29 GMT+7"]),
        ("09:32, 27/06/2020", "27/06/2020", ["09:32,"]),
        ("Thứ Năm, ngày 12/10/2023 - 08:29", "12/10/2023", ["Thứ Năm, ngày", "- 08:29"]),
        ("Cập nhật lúc: 08h29, 12-10-2023", "12-10-2023", ["Cập nhật lúc: 08h29,"]),
        ("Ngày đăng: 12.10.2023", "12.10.2023", ["Ngày đăng:"]),
        ("Ngày 12 tháng 10 năm 2023", "Ngày 12 tháng 10 năm 2023", []),
    ],
)
def test_of_a_date_line_below_the_title_the_day_stays(line: str, day: str, gone: list[str]) -> None:
    cleaned = clean(page("Tiêu đề của bài", line, PARAGRAPH))
    assert [(item.text, item.reason) for item in cleaned.removed] == [(text, "date line") for text in gone]
    assert cleaned.text == page("Tiêu đề của bài", day, PARAGRAPH)
    assert cleaned.issued in {"2023-10-12", "2020-06-27"}


def test_dates_elsewhere_are_text() -> None:
    table = page("Lịch họp", "12/10/2023", "Họp chi bộ", "13/10/2023", "Họp đảng ủy", "14/10/2023", PARAGRAPH)
    assert clean(table).text == table  # three of them: cells
    sentence = page("Tiêu đề của bài", "Kế hoạch số 47-KH/TU ngày 30-5-2018 của Ban Thường vụ.", PARAGRAPH)
    assert clean(sentence).text == sentence
    assert clean(sentence).issued is None
    late = page("Tiêu đề của bài", *[f"{number}. {PARAGRAPH}" for number in range(8)], "12/10/2023")
    assert clean(late).text == late


def test_a_visit_counter_goes_in_each_layout() -> None:
    for counter in (
        ["Lượt truy cập", "Hôm nay: 1.024", "Tất cả: 99.310"],
        ["Hôm nay", "15", "Hôm qua", "320"],
        ["Thống kê truy cập", "Đang online: 7"],
    ):
        assert kept("Tiêu đề của bài", PARAGRAPH, *counter) == ["Tiêu đề của bài", PARAGRAPH]


def test_one_label_with_a_figure_is_no_counter() -> None:
    lines = ["Số liệu đảng viên", "Tất cả: 97.250", "Trong đó nữ: 38.000", PARAGRAPH]
    assert kept(*lines) == lines


def test_menus_around_an_article_go_and_the_same_words_inside_stay() -> None:
    article = [
        "Đổi mới công tác tổ chức ở huyện miền núi",
        PARAGRAPH,
        "Giới thiệu",
        ANOTHER,
        "Liên hệ",
        PARAGRAPH,
    ]
    above = ["Trang chủ", "Giới thiệu", "Tin tức", "Liên hệ", "Trang chủ > Tin tức > Xây dựng Đảng"]
    below = ["Phản hồi", "Các tin khác", "Mới nhất", "Trang chủ | Giới thiệu | Liên hệ"]
    assert kept(*above, *article, *below) == article


def test_a_heading_that_is_a_menu_word_stays_when_it_stands_alone() -> None:
    lines = ["Báo cáo của phòng", "Giới thiệu", PARAGRAPH, "Kinh tế", ANOTHER]
    assert kept(*lines) == lines


def test_headlines_of_other_articles_go_only_when_no_paragraph_follows() -> None:
    headlines = ["Tỉnh ủy họp phiên thường kỳ", "Khai mạc hội thi bí thư chi bộ giỏi"]
    assert kept("Tiêu đề", PARAGRAPH, "Các tin khác", *headlines) == ["Tiêu đề", PARAGRAPH]
    assert kept("Tiêu đề", PARAGRAPH, "Tin liên quan", *headlines, ANOTHER) == [
        "Tiêu đề",
        PARAGRAPH,
        *headlines,
        ANOTHER,
    ]


def test_the_rest_of_a_sentence_and_the_head_of_a_table_are_no_menu() -> None:
    lines = [
        "Điều 5. Hồ sơ",
        "Cá nhân nộp tờ khai và phí",
        "xem thêm;",
        PARAGRAPH,
        "| Thuộc tính | Nội dung |",
    ]
    assert kept(*lines) == lines


def test_an_imprint_goes_and_the_address_of_a_letter_stays() -> None:
    imprint = [
        "Bản quyền thuộc Cổng thông tin điện tử tỉnh",
        "Chịu trách nhiệm chính: Nguyễn Văn An",
        "Điện thoại: 0208 3855 000 - Email: bbt@example.vn",
    ]
    assert kept("Tiêu đề", PARAGRAPH, *imprint) == ["Tiêu đề", PARAGRAPH]
    letter = [
        "Thư mời họp",
        PARAGRAPH,
        "Địa chỉ: số 1 đường Đội Cấn",
        "Điện thoại: 0208 3855 000",
        "Email: a@b.vn",
    ]
    assert kept(*letter) == letter


def test_a_caption_without_credit_stays() -> None:
    caption = "Tập thể cán bộ, chuyên viên của ban thực hiện nhiệm vụ với tinh thần trách nhiệm cao."
    assert caption in kept("Tiêu đề", PARAGRAPH, caption, ANOTHER)


# The form of the text


def test_text_is_nfc_and_its_white_space_one_kind() -> None:
    raw = unicodedata.normalize(
        "NFD", "\ufeffTiêu đề\r\n\r\n\r\nhoàn\u00a0 thành\u200b  tốt \r\nDòng\u2028hai"
    )
    assert clean(raw).text == "Tiêu đề\n\nhoàn thành tốt\nDòng\nhai"


def test_blank_lines_around_debris_become_one() -> None:
    assert clean(page("Tiêu đề", "", "12/10/2023 08:29", "", PARAGRAPH, "", "", "Xem thêm")).text == page(
        "Tiêu đề", "", "12/10/2023", "", PARAGRAPH
    )


def test_markdown_headings_lists_and_tables_stay() -> None:
    lines = ["# Tiêu đề", "- một", "| A | B |", "|---|---|", "| 1 | 2 |", "**Đậm**"]
    assert kept(*lines) == lines


def test_removed_offsets_point_into_the_normalised_source() -> None:
    raw = page("Tiêu đề\u0301", "  12/10/2023 08:29 ", PARAGRAPH, "\u00a0Xem thêm >>")
    cleaned = clean(raw)
    assert len(cleaned.removed) == 2
    for item in cleaned.removed:
        assert normalise(raw)[item.start : item.end] == item.text


# Front matter


def test_front_matter_gives_fields_and_its_sentences_stay() -> None:
    cleaned = clean(
        page(
            "---",
            'title: "Nghị quyết về phát triển kinh tế"',
            "so_hieu: 05/NQ-HĐND",
            "ngay_ban_hanh: 03/02/2021",
            "co_quan_ban_hanh: HĐND tỉnh Bắc Giang",
            'nguoi_ky: "Nguyễn Văn An (Chủ tịch)"',
            "loai_van_ban: nghi-quyet",
            "tags:",
            "  - kinh tế",
            "trich_yeu: Về phát triển kinh tế giai đoạn 2021-2025.",
            "---",
            PARAGRAPH,
        )
    )
    assert cleaned.text.split("\n") == [
        "Nghị quyết về phát triển kinh tế",
        "Số hiệu: 05/NQ-HĐND",
        "Loại văn bản: Nghị quyết",
        "Cơ quan ban hành: HĐND tỉnh Bắc Giang",
        "Ngày ban hành: 03/02/2021",
        "Người ký: Nguyễn Văn An (Chủ tịch)",
        "Trích yếu: Về phát triển kinh tế giai đoạn 2021-2025.",
        "",
        PARAGRAPH,
    ]
    assert (cleaned.title, cleaned.number) == ("Nghị quyết về phát triển kinh tế", "05/NQ-HĐND")
    assert (cleaned.issued, cleaned.kind) == ("2021-02-03", "nghị quyết")
    assert (cleaned.publisher, cleaned.author) == ("HĐND tỉnh Bắc Giang", None)
    assert (cleaned.signer, cleaned.signer_role) == ("Nguyễn Văn An", "Chủ tịch")


def test_front_matter_of_an_article_keeps_its_date_and_description_without_labels() -> None:
    block = ["---", "title: Thôn mới", "date: 2023-10-12", "description: Sau một năm.", "layout: post", "---"]
    cleaned = clean(page(*block, PARAGRAPH))
    assert cleaned.text.split("\n") == ["Thôn mới", "12/10/2023", "Sau một năm.", "", PARAGRAPH]
    assert cleaned.issued == "2023-10-12"


def test_a_value_of_front_matter_may_stand_on_the_lines_below() -> None:
    cleaned = clean(
        "---\ntitle: Quy chế họp\nso_hieu: 5/2026/TT-BNV\ntrich_yeu: >-\n  Quy định về họp,\n"
        "  biên bản của các xã.\nngay_ban_hanh: 2026-01-02\n---\n" + PARAGRAPH
    )
    assert cleaned.summary == "Quy định về họp, biên bản của các xã."
    assert (cleaned.title, cleaned.number, cleaned.issued) == ("Quy chế họp", "5/2026/TT-BNV", "2026-01-02")


def test_lists_of_front_matter_are_one_line_and_slugs_are_none() -> None:
    block = ["---", "so_hieu: 5/2021/NĐ-CP", "thay_the:", '  - "1/2011/NĐ-CP"', "  - 2/2012/NĐ-CP"]
    cleaned = clean(page(*block, "trang_thai: con-hieu-luc", "linh_vuc: Văn thư, lưu trữ", "---", PARAGRAPH))
    assert cleaned.text.split("\n")[:3] == [
        "Số hiệu: 5/2021/NĐ-CP",
        "Thay thế: 1/2011/NĐ-CP; 2/2012/NĐ-CP",
        "Lĩnh vực: Văn thư, lưu trữ",
    ]


def test_two_rules_around_prose_are_no_front_matter() -> None:
    cleaned = clean(page("---", PARAGRAPH, "---", ANOTHER))
    assert cleaned.text == page(PARAGRAPH, ANOTHER)


@pytest.mark.skipif(not DECREES.is_dir(), reason="../shared/data/van-ban is not here")
@pytest.mark.real
def test_the_decrees_state_their_number_and_date() -> None:
    files = sorted(DECREES.glob("*.md"))
    assert len(files) == 5
    for file in files:
        cleaned = clean(file.read_text(encoding="utf-8"))
        (number,) = set(re.findall(r"\d{3}(?=-2026)", file.name))
        assert cleaned.number == f"{number}/2026/NĐ-CP"
        assert cleaned.kind == "nghị định"
        assert cleaned.issued == ("2026-07-08" if number == "276" else "2026-06-26")
        assert cleaned.publisher == "Chính phủ"
        assert cleaned.place is None  # of the whole country
        assert {item.reason for item in cleaned.removed} <= {"front matter", "separator"}


# Pages whose lines a crawler joined

JOINED = (
    "Thông tư số 12/2013/TT-BYT quy định chế độ làm việc của trạm y tế xã. trang chủ Tin tức Văn bản mới "
    "Tới trang / Tìm kiếm Ban hành: 22/10/2013 - Hiệu lực: 10/12/2013 "
    "Thông tư số 12/2013/TT-BYT quy định chế độ làm việc của trạm y tế xã. Tải về 12_TT-BYT.pdf Chia sẻ "
    "Chia sẻ lên Facebook Chia sẻ lên Zalo Copy link Lược đồ Văn bản căn cứ [1] 08/2012/NĐ-CP "
    "Nghị định số 08/2012/NĐ-CP về y tế cơ sở ở địa phương. Văn bản hướng dẫn [0] Thuộc tính "
    "Loại văn bản Thông tư Số, ký hiệu 12/2013/TT-BYT Cơ quan ban hành BỘ Y TẾ "
    "Ngày ban hành 22/10/2013 Người ký NGUYỄN VĂN AN Gửi bình luận Xem thêm bình luận Mã xác nhận "
    + "Tất cả BỘ CÔNG AN BỘ Y TẾ Chủ tịch nước Quốc hội Tòa án nhân dân tối cao Ủy ban nhân dân " * 4
    + "Xem thêm Tổng Giám đốc: Trần Thị Bình Địa chỉ: Số 1, phố Huế. Điện thoại: 0123 Trang chủ Menu Đóng"
)


def test_a_joined_page_keeps_what_it_states_one_statement_a_line() -> None:
    cleaned = clean(JOINED)
    assert cleaned.text.split("\n") == [
        "Thông tư số 12/2013/TT-BYT quy định chế độ làm việc của trạm y tế xã.",
        "Ban hành: 22/10/2013 - Hiệu lực: 10/12/2013",
        "Văn bản căn cứ [1] 08/2012/NĐ-CP Nghị định số 08/2012/NĐ-CP về y tế cơ sở ở địa phương.",
        "Loại văn bản Thông tư",
        "Số, ký hiệu 12/2013/TT-BYT",
        "Cơ quan ban hành BỘ Y TẾ",
        "Ngày ban hành 22/10/2013",
        "Người ký NGUYỄN VĂN AN",
    ]
    assert (cleaned.number, cleaned.issued) == ("12/2013/TT-BYT", "2013-10-22")
    assert (cleaned.kind, cleaned.signer, cleaned.publisher) == ("thông tư", "Nguyễn Văn An", "BỘ Y TẾ")
    assert cleaned.effective == "2013-12-10"


def test_prose_in_a_joined_page_keeps_its_sentences() -> None:
    prose = (
        "Đoàn đã tìm kiếm cứu nạn ở xã Bản Ngoại và xem thêm mô hình của tổ dân phố. Việc chia sẻ dữ liệu "
        "với ngành y tế, giáo dục được mở rộng. Trưởng ban giới thiệu Tạp chí Xây dựng Đảng với bạn đọc. "
    ) * 6
    raw = (
        "Đổi mới ở huyện miền núi Trang chủ Tin tức Giới thiệu Liên hệ Tìm kiếm Đăng nhập "
        "Chia sẻ lên Facebook Copy link "
        + prose
        + "Gửi bình luận Tin cùng chuyên mục Xem thêm Trang chủ Đăng nhập"
    )
    assert clean(raw).text.split("\n") == ["Đổi mới ở huyện miền núi", prose.strip()]


def test_drop_down_lists_go_with_the_items_that_hold_a_figure_and_names_in_tables_stay() -> None:
    names = "BỘ CÔNG AN BỘ Y TẾ Chủ tịch nước Quốc hội Tòa án nhân dân tối cao Ủy ban nhân dân " * 4
    listed = f"{names}BAN CHỈ ĐẠO ĐỀ ÁN 06 Trung ương về chính sách nhà ở và thị trường bất động sản {names}"
    ministries = " - ".join(["BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "THANH TRA CHÍNH PHỦ", "BỘ QUỐC PHÒNG"] * 5)
    table = f"Loại văn bản Thông tư Số, ký hiệu 1/2013/TT-BYT Cơ quan ban hành {ministries} "
    raw = (
        f"Văn bản của Bộ Trang chủ Tin tức Tìm kiếm Chia sẻ lên Facebook Copy link Mục lục Phụ lục {listed} "
        f"Ký hiệu: 1/2013/TT-BYT Thông tư số 1/2013/TT-BYT về trạm y tế. Thuộc tính {table}"
        "Ngày ban hành 2/1/2013 Gửi thông tin góp ý hiến kế cho văn bản số 1/2013/TT-BYT Hãy nhập "
        "Email Gửi bình luận Xem thêm"
    )
    assert clean(raw).text.split("\n") == [
        "Văn bản của Bộ",
        "Ký hiệu: 1/2013/TT-BYT Thông tư số 1/2013/TT-BYT về trạm y tế.",
        "Loại văn bản Thông tư",
        "Số, ký hiệu 1/2013/TT-BYT",
        f"Cơ quan ban hành {ministries}",
        "Ngày ban hành 2/1/2013",
        "số 1/2013/TT-BYT",
    ]


# Properties

LINES = [
    *COUNTER,
    *GONE["002_5a07d66a116bad6c.txt"],
    *GONE["003_40f40f7dfecc03d6.txt"],
    *[
        "",
        "---",
        "title: x",
        "Trang chủ",
        "Giới thiệu",
        "Tin tức | Liên hệ",
        "Ảnh: An",
        "12/10/2023",
        "Tags:",
    ],
    *[
        "Nhiều kết quả",
        "| 1 | 2 |",
        "Số: 05/NQ-HĐND",
        "NGHỊ QUYẾT",
        PARAGRAPH,
        ANOTHER,
        JOINED,
        "Điện thoại: 1",
    ],
    *["Bản quyền thuộc báo", "Email: a@b.vn", "Bài, ảnh: AN", "docid: 1", "* * *", "hoa\u0300n thành  tốt"],
]


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(LINES), max_size=25).map("\n".join)))
def test_cleaning_twice_is_cleaning_once_and_words_stay_as_they_are(raw: str) -> None:
    cleaned = clean(raw)
    assert clean(cleaned.text).text == cleaned.text
    assert words_without_removed(raw, cleaned) == cleaned.text.split()
    assert all(normalise(raw)[item.start : item.end] == item.text for item in cleaned.removed)
    starts = [item.start for item in cleaned.removed]
    assert starts == sorted(starts)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(alphabet="ab TừĐ[0].,:;|>-/1-\u0300()\u00a0", min_size=1, max_size=12),
        min_size=50,
        max_size=160,
    ).map(lambda words: " ".join([*words, JOINED])),
)
def test_joined_pages_with_any_words_are_cleaned_without_harm(raw: str) -> None:
    cleaned = clean(raw)
    assert clean(cleaned.text).text == cleaned.text
    assert words_without_removed(raw, cleaned) == cleaned.text.split()


# 300 pages of the gazette

# Words of the pages' menus, forms and footers; each stands in a third of the pages or more.
MENU_WORDS = [
    *["Tìm kiếm", "Chia sẻ lên", "Copy link", "Tới trang", "Tải về", "Lược đồ", "Xem thêm", "Tất cả Tất cả"],
    *["BỘ CÔNG AN BỘ CÔNG THƯƠNG", "Các cơ quan khác", "Sơ đồ văn bản", "Hệ thống văn bản", "Văn bản mới"],
    *["Giấy nghỉ phép", "Chưa được phân loại", "Mã xác nhận", "Gửi bình luận", "Hãy nhập", "Tổng Giám đốc"],
    *["Địa chỉ:", "Menu Menu", "trang chủ", "Văn bản chỉ đạo điều hành", "được đăng công báo", "[0]"],
    *["Giới thiệu Công báo", "Ghi rõ nguồn", "Thuộc tính", "Tên hiển thị", "Gửi thông tin góp ý"],
]


@lru_cache(maxsize=1)
def gazette() -> dict[str, tuple[str, Cleaned]]:
    with tarfile.open(CONGBAO) as archive:
        raws = {
            member.name: extracted.read().decode()
            for member in archive
            if member.isfile() and (extracted := archive.extractfile(member))
        }
    return {name: (raw, clean(raw)) for name, raw in sorted(raws.items())}


real_gazette = pytest.mark.skipif(not CONGBAO.is_file(), reason="../shared/data/congbao is not here")


@real_gazette
@pytest.mark.real
def test_gazette_pages_state_their_fields() -> None:
    pages = gazette()
    assert len(pages) == 300
    # Eight of the 300 are result lists ("Văn bản loại …"): they have no number and no date of their own.
    lists = [
        name for name, (raw, _) in pages.items() if raw.startswith(("Văn bản loại", "Văn bản ban hành bởi"))
    ]
    assert len(lists) == 8
    found = {
        field: sum(bool(getattr(cleaned, field)) for _, cleaned in pages.values())
        for field in ("title", "issued", "number", "kind")
    }
    assert found["title"] == 300
    assert found["issued"] == found["number"] == 292
    assert found["kind"] >= 291


@real_gazette
@pytest.mark.real
def test_gazette_fields_are_right_where_the_page_says_them_plainly() -> None:
    wrong = []
    for name, (raw, cleaned) in gazette().items():
        issued = re.search(r"Ban hành: (\d\d)/(\d\d)/(\d{4}) - Hiệu lực", raw)
        number = re.search(r"Số, ký hiệu (\S+(?:- \S+)?) Cơ quan ban hành", raw)
        if not issued or not number or "Ký hiệu:" in raw:
            continue
        if cleaned.issued != "-".join(reversed(issued.groups())) or cleaned.number != number[1]:
            wrong.append((name, cleaned.issued, cleaned.number))
    assert not wrong


@real_gazette
@pytest.mark.real
def test_gazette_pages_lose_their_menus() -> None:
    pages = gazette().values()
    for word in MENU_WORDS:
        before = sum(word in raw for raw, _ in pages)
        after = sum(word in cleaned.text for _, cleaned in pages)
        assert before >= 0.3 * len(pages), word
        assert after <= 0.03 * len(pages), word


@real_gazette
@pytest.mark.real
def test_gazette_pages_keep_every_document_they_name() -> None:
    """Titles in menus' reach must survive: each số/ký hiệu of a page still stands in its text."""
    number = re.compile(r"(?<!\S)\d+/\d{4}/[A-ZĐƯ][\w&-]*[A-ZĐƯ](?!\S)")
    lost = {
        name: missing
        for name, (raw, cleaned) in gazette().items()
        if (missing := set(number.findall(raw)) - set(number.findall(cleaned.text)))
    }
    assert not lost


@real_gazette
@pytest.mark.real
def test_gazette_texts_are_stable_and_verbatim() -> None:
    for name, (raw, cleaned) in list(gazette().items())[::6]:
        assert clean(cleaned.text).text == cleaned.text, name
        assert words_without_removed(raw, cleaned) == cleaned.text.split(), name


@pytest.mark.parametrize(
    "bar",
    [
        "[Giới thiệu](/) · [Tin tức - Sự kiện](/tin-tuc) · [Văn bản](/van-ban) · [Liên hệ](/lien-he)",
        "Xây dựng Đảng » Tổ chức, cán bộ",
        "Trang nhất › Thực tiễn › Phỏng vấn",
        "Trang chủ | Thời sự | Xây dựng Đảng | Văn hóa - Xã hội | Media",
        "Cỡ chữ: A- A A+ In bài viết Gửi email",
        "Chia sẻ: Facebook | Zalo | In trang | Cỡ chữ A- A A+",
        "Cơ quan của Đảng bộ Đảng Cộng sản Việt Nam tỉnh Sông Xanh - Tiếng nói của chính quyền và Nhân dân",
    ],
)
def test_bars_above_a_headline_go(bar: str) -> None:
    headline = "Sông Xanh: Sắp xếp bộ máy sau sáp nhập xã, gọn đầu mối và chắc từng bước một cho dân"
    assert kept(bar, headline, PARAGRAPH, ANOTHER) == [headline, PARAGRAPH, ANOTHER]


@pytest.mark.parametrize(
    "bar",
    [
        "[Facebook] [Zalo] [Bản in]",
        "Đọc thêm: Nhà công vụ ở vùng cao, bài toán nhiều năm chưa có lời giải | Bí thư chi bộ ở thôn bản",
        "Từ khóa: sáp nhập xã, tổ chức đảng",
        "Ý kiến bạn đọc: Chưa có ý kiến nào",
        "*Ảnh trong bài: Tư liệu Tỉnh ủy*",
    ],
)
def test_bars_below_an_article_go(bar: str) -> None:
    assert kept("Tiêu đề", PARAGRAPH, ANOTHER, bar) == ["Tiêu đề", PARAGRAPH, ANOTHER]


def test_of_a_line_with_day_and_counts_the_day_and_the_source_stay() -> None:
    line = "*Ngày đăng: 06/07/2030 - 16:42 | Lượt xem: 2.318 | Nguồn: Văn phòng Tỉnh ủy*"
    day = ["06/07/2030", "Nguồn: Văn phòng Tỉnh ủy"]
    assert kept("Tiêu đề", line, PARAGRAPH, ANOTHER) == ["Tiêu đề", *day, PARAGRAPH, ANOTHER]


def test_headlines_of_other_articles_go_also_above_an_imprint() -> None:
    below = [
        "*Các tin khác:*",
        "- Tiếp công dân tháng 6 (29/06/2030)",
        "© Bản quyền thuộc Tỉnh ủy. Ghi rõ nguồn: X.",
    ]
    assert kept("Tiêu đề", PARAGRAPH, *below) == ["Tiêu đề", PARAGRAPH]


def test_rows_sentences_and_links_in_a_paragraph_are_no_bars() -> None:
    lines = [
        "Xã A | Xã B | Xã C",
        "| Giới thiệu | Liên hệ |",
        "Từ khóa: dùng 3 từ khóa thôi.",
        "Xem [quy định](/a) và [mẫu](/b)",
    ]
    assert kept("Tiêu đề", PARAGRAPH, *lines, ANOTHER) == ["Tiêu đề", PARAGRAPH, *lines, ANOTHER]
