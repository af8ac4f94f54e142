"""The viewer shows the whole text, highlights exactly the passage, and takes nothing for markup."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.viewer import (
    document_link,
    document_page,
    documents_page,
    error_page,
    passage_span,
    vietnamese_date,
)
from tests.fakes import hostile_documents, invented_documents
from tests.pages import Page

VILLAGES = invented_documents()["xa-hoa-mai"]
QUOTE = "giảm được 12 thôn"
START = VILLAGES.text.index(QUOTE)
END = START + len(QUOTE)

HEAD_TAGS = {"html", "head", "meta", "title", "link", "script", "body"}
BODY_TAGS = {
    "a",
    "nav",
    "main",
    "article",
    "header",
    "h1",
    "dl",
    "div",
    "dt",
    "dd",
    "p",
    "mark",
    "ul",
    "ol",
    "li",
    "span",
    "details",
    "summary",
    "h2",
    "h3",
    "h4",
    "h5",
}


def test_highlight_is_the_passage_and_the_text_is_whole() -> None:
    page = Page(document_page(VILLAGES, str(START), str(END)))

    assert page.marked == QUOTE
    assert [attrs for tag, attrs in page.tags if tag == "mark"] == [{"id": "trich-dan", "tabindex": "-1"}]
    assert page.lines[-len(VILLAGES.text.split("\n")) + 1 :] == VILLAGES.text.split("\n")[1:]


def test_highlight_across_paragraphs_marks_each_part_and_one_anchor() -> None:
    first, second = "chi bộ thôn còn 31.", "Kinh phí hỗ trợ"
    start, end = VILLAGES.text.index(first), VILLAGES.text.index(second) + len(second)

    page = Page(document_page(VILLAGES, str(start), str(end)))

    assert page.marked == first + second
    marks = [attrs for tag, attrs in page.tags if tag == "mark"]
    assert [attrs.get("id") for attrs in marks] == ["trich-dan", None]


def test_offsets_count_code_points() -> None:
    document = replace(VILLAGES, title="T", text="😀 Đồng chí Nguyễn Văn Ất & bạn")

    page = Page(document_page(document, "2", "6"))

    assert page.marked == "Đồng"


def test_first_line_that_repeats_the_title_is_shown_again_only_to_highlight_it() -> None:
    plain, highlighted = document_page(VILLAGES, str(START), str(END)), document_page(VILLAGES, "0", "10")

    assert Page(plain).lines.count(VILLAGES.title) == 1
    assert Page(highlighted).lines.count(VILLAGES.title) == 2
    assert Page(highlighted).marked == VILLAGES.text[:10]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("5", "5"),
        ("9", "5"),
        ("0", "999999"),
        ("-1", "5"),
        ("a", "b"),
        ("٣", "٩"),
        ("5", None),
        ("1" * 5000, "2"),
    ],
)
def test_offsets_that_are_no_passage_highlight_nothing_and_say_so(start: str, end: str | None) -> None:
    assert passage_span(VILLAGES, start, end) is None
    page = document_page(VILLAGES, start, end)
    assert "<mark" not in page
    assert "Không tìm thấy đoạn trích này" in page


def test_without_offsets_nothing_is_missing() -> None:
    assert "Không tìm thấy" not in document_page(VILLAGES)


def test_facts_are_shown_only_when_known() -> None:
    page = document_page(replace(VILLAGES, author=None, number=None))

    assert "Báo Hoa Mai" in page and "12/10/2023" in page and 'href="https://example.vn/hoa-mai"' in page
    assert "Tác giả" not in page and "None" not in page


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc"]
)
def test_only_web_addresses_become_links(address: str) -> None:
    links = Page(document_page(replace(VILLAGES, url=address))).links()
    assert not [link for link in links if address in link]


def test_hostile_documents_are_only_text() -> None:
    documents = hostile_documents()
    pages = [document_page(document, "0", "30") for document in documents.values()]
    for html in [*pages, documents_page(documents), error_page("<script>x</script>")]:
        page = Page(html)
        assert {tag for tag, _ in page.tags} <= HEAD_TAGS | BODY_TAGS
        assert sum(tag == "script" for tag, _ in page.tags) == 1
        assert page.dangers() == []
        assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in page.links())
    for document, html in zip(documents.values(), pages, strict=True):
        assert document.text.split("\n")[1] in "".join(Page(html).lines)


def test_list_is_newest_first_with_what_is_known() -> None:
    html = documents_page(invented_documents())

    assert html.index("Xã Hoa Mai") < html.index("Thư viện huyện Suối Trong")
    assert "Báo Hoa Mai · 12/10/2023 · bài viết" in html
    assert "07-BC/TV · báo cáo" in html


def test_empty_list_says_so() -> None:
    assert "Chưa có tài liệu nào" in documents_page({})


def test_links_survive_any_id() -> None:
    assert document_link("a/b?c#d", 1, 2) == "/documents/a%2Fb%3Fc%23d?start=1&end=2"
    assert document_link("nghị-định") == "/documents/ngh%E1%BB%8B-%C4%91%E1%BB%8Bnh"


def test_dates() -> None:
    assert vietnamese_date("2018-12-31") == "31/12/2018"
    assert vietnamese_date("2018") == "2018"
    assert vietnamese_date(None) == ""


RULES = replace(
    VILLAGES,
    title="Quy chế làm việc",
    text="Quy chế làm việc\nChương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\nQuy chế này quy định việc họp thôn.\n"
    "Điều 2. Đối tượng\nTrưởng thôn và phó thôn.\nĐiều 3. Giờ họp\nHọp lúc 8 giờ hằng ngày thứ hai.",
)


def test_headings_are_listed_and_lead_to_their_places() -> None:
    page = Page(document_page(RULES))

    links = [link for link in page.links() if link.startswith("#muc-")]
    assert links == ["#muc-1", "#muc-2", "#muc-3", "#muc-4"]
    anchors = [(tag, attrs["id"]) for tag, attrs in page.tags if str(attrs.get("id")).startswith("muc-")]
    assert anchors == [("h2", "muc-1"), ("h3", "muc-2"), ("h3", "muc-3"), ("h3", "muc-4")]
    assert "Chương I. QUY ĐỊNH CHUNG" in page.lines and "Điều 3. Giờ họp" in page.lines


def test_a_document_without_headings_has_no_contents() -> None:
    assert "contents" not in document_page(VILLAGES)


def test_a_heading_can_be_highlighted() -> None:
    start = RULES.text.index("Phạm vi")
    page = Page(document_page(RULES, str(start), str(start + 7)))
    assert page.marked == "Phạm vi"


def test_wrapped_lines_are_one_paragraph() -> None:
    line = "Hội nghị đã nghe báo cáo về công tác sắp xếp lại thôn và tổ dân phố trên địa bàn"
    document = replace(VILLAGES, title="T", text=f"{line}\nxã trong năm qua.\nHết.")
    assert document_page(document).count("<p>") == 2


def test_another_text_at_the_place_is_not_highlighted() -> None:
    link = document_link(VILLAGES.id, START, END, QUOTE)
    mark = link.rsplit("=", 1)[1]

    assert Page(document_page(VILLAGES, str(START), str(END), mark)).marked == QUOTE
    changed = replace(VILLAGES, text="Đã sửa. " + VILLAGES.text)
    page = document_page(changed, str(START), str(END), mark)
    assert "<mark" not in page and "Không tìm thấy đoạn trích này" in page


def test_the_frame_speaks_english_too() -> None:
    page = document_page(VILLAGES, "5", "5", lang="en")

    assert '<html lang="en">' in page and "This passage is not in the document." in page
    assert "Publisher" in page and "Nguồn" not in page
    assert f'href="{document_link(VILLAGES.id)}"' in page, "back to Vietnamese"
    assert '<div class="text" lang="vi">' in page
    assert "?lang=en" in document_page(VILLAGES)


def test_all_dates_and_names_that_are_known_are_shown() -> None:
    page = document_page(replace(VILLAGES, effective="2024-01-02", signer="Lê Thị Thử", number="07/QĐ-UBND"))
    for known in ("02/01/2024", "Lê Thị Thử", "07/QĐ-UBND", "An Bình", "Hoa Mai"):
        assert known in page
