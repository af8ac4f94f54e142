"""Lists under a heading or behind a lead-in sentence, of invented documents."""

from __future__ import annotations

import pytest

from assistant.confidence import BY_RULE
from assistant.found import Found
from assistant.listed import answer_listed
from assistant.listing import bare, listings
from ingest.records import Document
from tests.asking import Asking, document

REPORT = document(
    "report",
    """Báo cáo công tác thư viện năm 2031 của huyện Hoa Mai

## I. KẾT QUẢ

Thư viện đón 900 bạn đọc.

## II. TỒN TẠI, HẠN CHẾ

1. Kho sách còn ẩm.
2. Phòng đọc thiếu đèn.
3. Giờ mở cửa còn ngắn.

## III. NHIỆM VỤ TRỌNG TÂM NĂM 2032

1. **Sửa mái kho sách.** Việc này làm trước mùa mưa.
2. **Lắp đèn phòng đọc.** Mỗi bàn một chiếc.

## IV. KIẾN NGHỊ, ĐỀ XUẤT

Đề nghị Sở Văn hóa cấp 200 cuốn sách; đề nghị Phòng Tài chính bố trí tiền mua đèn.

***Nơi nhận:***
- Sở Văn hóa;
- Lưu: VT.""",
)
NOTICE = document(
    "notice",
    """Thông báo kết luận cuộc họp về cây xanh

II. NHIỆM VỤ CỤ THỂ

1. Sở Xây dựng
a) Trồng 300 cây bàng.
b) Dựng rào quanh vườn hoa.

2. Sở Nội vụ
a) Rà soát biên chế của đội cây xanh.
b) Mở lớp dạy cắt tỉa; báo cáo trước ngày 31/10/2031.

3. Sở Tài chính
Bố trí 12 tỷ đồng mua cây.

III. TỔ CHỨC THỰC HIỆN

Văn phòng theo dõi.""",
)
NEWS = document(
    "news",
    """Nghề gốm ở xã Bến Đá

Xã Bến Đá có 40 lò gốm. Báo cáo cũng chỉ ra bốn hạn chế. Một là, đất sét phải mua xa. Hai là, lò cũ tốn củi. \
Ba là, thợ trẻ còn ít. Bốn là, hàng bán chậm.

Chủ tịch xã phát biểu.""",
)
DECREE = document(
    "decree",
    """Nghị định quy chế làm việc của Hội đồng

### Điều 2. Nguyên tắc làm việc của Hội đồng

(Điều 6 Luật số 73/2030/QH20)

1. Làm việc công khai.

2. Quyết định theo đa số.

### Điều 19. Các loại chương trình công tác

1. Chương trình công tác năm: cả năm.

2. Chương trình công tác tuần: từng tuần.

### Điều 20. Hiệu lực

Nghị định này có hiệu lực từ ngày ký.""",
)


def ask(question: str, *documents: Document) -> Found | None:
    asking = Asking(*documents)
    return answer_listed(asking.understand(question), asking.passages, asking.views, asking.lexicon)


def lines(found: Found | None) -> list[str]:
    return [text.strip() for text, _ in found.segments] if found else []


def test_lists_of_a_report_by_their_headings() -> None:
    view = Asking(REPORT).views["report"]
    text = REPORT.text
    found = {bare(text[slice(*view.bounds[one.lead])]): one for one in listings(view)}
    assert {name: len(one.items) for name, one in found.items() if len(one.items) > 1} == {
        "tồn tại, hạn chế": 3,
        "nhiệm vụ trọng tâm năm 2032": 2,
        "kiến nghị, đề xuất": 2,
    }
    assert found["kiến nghị, đề xuất"].prose
    assert not found["tồn tại, hạn chế"].prose


def test_the_list_under_a_name_ends_at_the_next_name() -> None:
    view = Asking(NOTICE).views["notice"]
    [one] = [one for one in listings(view) if NOTICE.text[slice(*view.bounds[one.lead])] == "2. Sở Nội vụ"]
    assert [NOTICE.text[start : start + 2] for start, _ in one.items] == ["a)", "b)"]
    assert [bare(NOTICE.text[slice(*view.bounds[index])]) for index in one.above] == ["nhiệm vụ cụ thể"]


@pytest.mark.parametrize(
    "question",
    [
        "Báo cáo thư viện nêu những tồn tại gì?",
        "Huyện Hoa Mai có những hạn chế nào trong công tác thư viện?",
        "Thư viện còn những khó khăn gì? Kể ra giúp mình",
    ],
)
def test_the_items_by_any_word_for_them(question: str) -> None:
    assert lines(ask(question, REPORT, NOTICE, NEWS)) == [
        "TỒN TẠI, HẠN CHẾ:",
        "- Kho sách còn ẩm",
        "- Phòng đọc thiếu đèn",
        "- Giờ mở cửa còn ngắn",
    ]


def test_every_item_has_its_quote() -> None:
    asking = Asking(REPORT)
    question = asking.understand("Báo cáo thư viện nêu những tồn tại gì?")
    found = answer_listed(question, asking.passages, asking.views, asking.lexicon)
    assert found is not None
    assert asking.quotes(found)[1:] == [
        "1. Kho sách còn ẩm.",
        "2. Phòng đọc thiếu đèn.",
        "3. Giờ mở cửa còn ngắn.",
    ]
    assert found.confidence == BY_RULE


def test_the_nth_item() -> None:
    found = ask("Nhiệm vụ thứ hai của thư viện trong năm 2032 là gì?", REPORT, NOTICE)
    assert found is not None
    assert found.short == "Lắp đèn phòng đọc. Mỗi bàn một chiếc"
    assert ask("Nhiệm vụ thứ ba của thư viện trong năm 2032 là gì?", REPORT, NOTICE) is None


def test_how_many_shows_the_words_in_bold_alone() -> None:
    found = ask("Báo cáo thư viện nêu mấy nhiệm vụ?", REPORT)
    assert found is not None
    assert found.short == "2 nhiệm vụ"
    assert lines(found) == ["**Hai nhiệm vụ**:", "- Sửa mái kho sách", "- Lắp đèn phòng đọc"]


def test_proposals_in_prose() -> None:
    assert lines(ask("Báo cáo thư viện kiến nghị những gì?", REPORT))[1:] == [
        "- Đề nghị Sở Văn hóa cấp 200 cuốn sách",
        "- Đề nghị Phòng Tài chính bố trí tiền mua đèn",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "Thông báo kết luận giao Sở Nội vụ làm những việc gì?",
        "Sở Nội vụ được giao nhiệm vụ gì?",
        "Sở Nội vụ có trách nhiệm gì?",
    ],
)
def test_what_a_body_is_to_do(question: str) -> None:
    assert lines(ask(question, NOTICE, REPORT))[1:] == [
        "- Rà soát biên chế của đội cây xanh",
        "- Mở lớp dạy cắt tỉa; báo cáo trước ngày 31/10/2031",
    ]


def test_a_body_with_one_paragraph() -> None:
    assert lines(ask("Sở Tài chính được giao việc gì?", NOTICE))[1:] == ["- Bố trí 12 tỷ đồng mua cây"]


def test_two_documents_with_the_same_body_leave_it_open() -> None:
    other = document("other", "Thông báo kết luận về đèn đường\n\n1. Sở Nội vụ\na) Đếm đèn.\nb) Thay đèn.")
    assert ask("Sở Nội vụ được giao việc gì?", NOTICE, other) is None


def test_items_behind_a_sentence_are_as_many_as_it_says() -> None:
    found = ask("Báo cáo ở xã Bến Đá chỉ ra mấy hạn chế?", NEWS)
    assert found is not None
    assert found.short == "4 hạn chế"
    fewer = document("fewer", NEWS.text.replace(" Bốn là, hàng bán chậm.", ""))
    assert ask("Báo cáo ở xã Bến Đá chỉ ra mấy hạn chế?", fewer) is None


def test_articles_of_a_decree() -> None:
    found = ask("Nguyên tắc làm việc thứ hai của Hội đồng là gì?", DECREE)
    assert found is not None
    assert found.short == "Quyết định theo đa số"
    assert lines(ask("Kể tên các loại chương trình công tác của Hội đồng.", DECREE))[1:] == [
        "- Chương trình công tác năm: cả năm",
        "- Chương trình công tác tuần: từng tuần",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "Báo cáo thư viện nêu những nguyên nhân nào?",  # no such heading
        "Những hạn chế của nghề nuôi ong là gì?",  # of something else
        "Nhiệm vụ thứ hai của thư viện trong năm 2025 là gì?",  # of another year
        "Thông báo về cây xanh nêu mấy nhiệm vụ?",  # its numbered items are bodies
        "Thư viện đón bao nhiêu bạn đọc?",  # no list at all
    ],
)
def test_where_no_heading_fits_nothing_is_said(question: str) -> None:
    assert ask(question, REPORT, NOTICE, NEWS) is None


def test_the_tasks_of_somebody_else_are_not_meant() -> None:
    rules = document(
        "d", "Điều lệ trường nghề\n\n### Điều 5. Nhiệm vụ của khoa\n\n1. Lập kế hoạch.\n\n2. Dạy nghề."
    )
    assert ask("Nhiệm vụ thứ hai của khoa trong trường nghề là gì?", rules) is not None
    assert ask("Nhiệm vụ thứ hai của trường nghề là gì?", rules) is None


@pytest.mark.parametrize(
    "question",
    [
        "Đội Bảo vệ có những nhiệm vụ gì?",
        "Nhiệm vụ của Đội Bảo vệ là gì?",
        "Kể các quyền hạn của Đội Bảo vệ.",
    ],
)
def test_duties_and_powers_are_one_list(question: str) -> None:
    text = "Quy chế\n\n### Điều 5. Nhiệm vụ, quyền hạn của Đội Bảo vệ\n\n1. Gác cổng.\n\n2. Kiểm tra giấy tờ."
    assert lines(ask(question, document("d", text)))[1:] == ["- Gác cổng", "- Kiểm tra giấy tờ"]


def test_no_more_than_ten_items_are_shown() -> None:
    items = "\n".join(f"{n}. Mua thêm {n} bộ bàn." for n in range(1, 13))
    found = ask(
        "Kế hoạch bàn ghế có những nhiệm vụ gì?", document("d", f"Kế hoạch bàn ghế\n\nI. NHIỆM VỤ\n\n{items}")
    )
    assert found is not None
    assert lines(found)[0] == "NHIỆM VỤ (12 mục, dưới đây là mười mục đầu):"
    assert len(found.segments) == 11


TALK = document(
    "talk",
    """Trò chuyện về nghề gốm ở xã Bến Đá

**Phóng viên: Theo bà, đâu là những khó khăn, vướng mắc?**

**Bà Lê Thị Hoa:** Tôi thấy có hai điểm. Một là, đất sét phải mua xa. Hai là, thợ trẻ còn ít.

**Phóng viên: Hội nghị bàn gì?**

Sau một ngày họp, hội nghị làng nghề đã thông qua 2 văn bản:

1. Quy ước số 05 về lò gốm;

2. Nội quy chợ gốm.""",
)
RULES = document(
    "rules",
    """Quy chế nhà văn hóa xã Bến Đá

Điều 3. Hồ sơ mượn phòng

1. Hồ sơ mượn phòng đọc, báo gồm:
a) Đơn;
b) Ảnh;
c) Giấy giới thiệu;
đ) Bản cam kết.

Điều 4. Các hành vi bị nghiêm cấm

1. Hút thuốc.
2. Đánh bạc.
3. Mang chất nổ.""",
)


def test_what_an_interviewer_asks_for_names_the_list_of_the_answer() -> None:
    found = ask("Kể các khó khăn của nghề gốm xã Bến Đá", TALK)
    assert found and found.short == "đất sét phải mua xa; thợ trẻ còn ít"


def test_a_sentence_says_how_many_of_what_is_asked_follow() -> None:
    found = ask("Hội nghị làng nghề đã thông qua những văn bản nào?", TALK)
    assert found and found.short == "Quy ước số 05 về lò gốm; Nội quy chợ gốm"


def test_what_something_consists_of_on_a_scanned_page() -> None:
    found = ask("Hồ sơ mượn phòng đọc gồm những loại nào?", RULES)  # "báo gồm", and "đ)" for "d)"
    assert found and found.short == "Đơn; Ảnh; Giấy giới thiệu; Bản cam kết"


@pytest.mark.parametrize("question", ["Xã Bến Đá cấm mấy hành vi?", "xa ben da cam may hanh vi"])
def test_how_many_acts_are_forbidden(question: str) -> None:
    found = ask(question, RULES)
    assert found and found.short == "3 hành vi"
