"""Questions on a document itself, on a person's office, on a short form."""

from __future__ import annotations

import pytest

from assistant.about import answer_abbreviation, answer_about, of_an_article, short_form_asked
from assistant.found import Found
from assistant.kinds import Kind
from assistant.offices import answer_role
from ingest.records import Document
from tests.asking import Asking
from tests.asking import document as paper

OPENING = (
    "Cuối tuần qua, thư viện của xã mở cửa trở lại sau hai năm sửa chữa với nhiều sách mới cho học sinh."
)
TEXT = f"""Thư viện xã Suối Trong mở cửa trở lại
12-10-2020
{OPENING}
Bà Lê Thị Thử, Giám đốc thư viện, cảm ơn tổ chức cơ sở hội (TCCSH).
Giám đốc Sở Văn hóa Nguyễn Thị Vẽ khen thư viện.
Ông Hoàng Văn Vắng đến dự. Các TCCSH góp sách.
Đỗ Minh Bút"""
TITLE = TEXT.split("\n")[0]
REPORT = """Hội nghị tổng kết năm của xã Suối Trong
Sáng nay, xã Suối Trong tổ chức hội nghị tổng kết công tác xây dựng nông thôn mới của năm vừa qua.
Năm qua, xã Suối Trong làm mới 12 km đường bê tông và đưa 3 trường học đạt chuẩn nông thôn mới.
Thu nhập bình quân của xã Suối Trong đạt 45 triệu đồng, tăng 6 triệu đồng so với năm trước.
Tuy nhiên, xã Suối Trong còn 18 hộ nghèo, công tác vệ sinh môi trường nông thôn còn hạn chế."""


class Office(Asking):
    """What is asked of these documents, each way of its own."""

    def about(self, question: str, kind: Kind) -> Found | None:
        asked = self.understand(question)
        assert asked.kind is kind
        return answer_about(asked, self.passages, self.views, self.documents, self.lexicon)

    def role(self, question: str) -> Found | None:
        return answer_role(self.understand(question), self.passages, self.views)

    def abbreviation(self, question: str) -> Found | None:
        asked = self.understand(question)
        return answer_abbreviation(asked, self.passages, self.views, self.lexicon.abbreviations)


def document(name: str = "d", text: str = TEXT, **fields: str) -> Document:
    return paper(name, text, **fields)


def test_author() -> None:
    office = Office(document(author="Đỗ Minh Bút"))
    found = office.about("Ai là tác giả bài viết này?", Kind.AUTHOR)
    assert found is not None
    assert found.short == "Đỗ Minh Bút"
    assert office.quotes(found) == ["Đỗ Minh Bút"]


@pytest.mark.parametrize("fields", [{}, {"author": "Phan Văn Lạ"}])  # not known; not shown by the text
def test_an_author_that_the_text_does_not_show(fields: dict[str, str]) -> None:
    assert Office(document(**fields)).about("Ai là tác giả bài viết này?", Kind.AUTHOR) is None


def test_date() -> None:
    office = Office(document(issued="2020-10-12"))
    found = office.about("Bài viết này đăng ngày nào?", Kind.DATE)
    assert found is not None
    assert found.short == "12-10-2020"
    assert office.quotes(found) == ["12-10-2020"]


@pytest.mark.parametrize("fields", [{}, {"issued": "2020-12-10"}])
def test_a_date_that_the_text_does_not_show(fields: dict[str, str]) -> None:
    assert Office(document(**fields)).about("Bài viết này đăng ngày nào?", Kind.DATE) is None


def test_subject_is_the_title_and_the_first_long_sentence() -> None:
    office = Office(document())
    found = office.about("Bài viết này nói về điều gì?", Kind.SUBJECT)
    assert found is not None
    assert found.short == TITLE
    assert office.quotes(found) == [TITLE, OPENING]


@pytest.mark.parametrize(
    "question", ["Tóm tắt bài viết về xã Suối Trong", "Những ý chính của bài viết về xã Suối Trong?"]
)
def test_a_summary_is_the_subject_and_key_points_each_with_its_quote(question: str) -> None:
    title, opening, *points = REPORT.split("\n")
    office = Office(document("r", REPORT), document())

    found = office.about(question, Kind.SUBJECT)

    assert found is not None and found.short == title
    assert office.quotes(found) == [title, opening, *points]
    assert [said for said, _ in found.segments[2:]] == [f"\n- {point}" for point in points]


def test_the_document_that_is_meant() -> None:
    tea_text = "Hợp tác xã Đồi Thông trồng chè sạch\nVụ này được 86 tấn chè.\nMai Thị Viết"
    office = Office(document(author="Đỗ Minh Bút"), document("e", tea_text, author="Mai Thị Viết"))
    tea = office.about("Ai là tác giả bài viết về trồng chè sạch?", Kind.AUTHOR)
    books = office.about("Ai là tác giả bài viết về thư viện mở cửa trở lại?", Kind.AUTHOR)
    assert tea is not None and tea.short == "Mai Thị Viết"
    assert books is not None and books.short == "Đỗ Minh Bút"
    assert office.about("Ai là tác giả bài viết về đua thuyền buồm quốc tế?", Kind.AUTHOR) is None


@pytest.mark.parametrize(
    ("question", "short", "quote"),
    [
        (
            "Bà Lê Thị Thử giữ chức vụ gì?",  # after the name
            "Giám đốc thư viện",
            "Lê Thị Thử, Giám đốc thư viện",
        ),
        (
            "Bà Nguyễn Thị Vẽ giữ chức vụ gì?",  # before the name
            "Giám đốc Sở Văn hóa",
            "Giám đốc Sở Văn hóa Nguyễn Thị Vẽ",
        ),
    ],
)
def test_office_beside_a_name(question: str, short: str, quote: str) -> None:
    office = Office(document())
    found = office.role(question)
    assert found is not None
    assert found.short == short
    assert office.quotes(found) == [quote]


@pytest.mark.parametrize(
    "question",
    [
        "Ông Hoàng Văn Vắng giữ chức vụ gì?",  # named, without an office
        "Ông Phạm Quốc Khánh giữ chức vụ gì?",  # not named
    ],
)
def test_an_office_that_the_text_does_not_tell(question: str) -> None:
    assert Office(document()).role(question) is None


def test_a_short_form_written_out() -> None:
    office = Office(document())
    found = office.abbreviation("TCCSH là gì?")
    assert found is not None
    assert found.short == "tổ chức cơ sở hội"
    assert office.quotes(found) == ["tổ chức cơ sở hội (TCCSH)"]


@pytest.mark.parametrize(
    ("question", "search"),
    [
        ("TCCSH là gì?", "tổ chức cơ sở hội (tccsh)"),
        ("TCCSH mà bài về Đồi Thông hay nhắc viết tắt của chữ gì?", "tổ chức cơ sở hội (tccsh)"),
        ("Nhiệm vụ của TCCSH là gì?", ""),  # asks something else
        ("Thư viện là gì?", ""),
    ],
)
def test_a_short_form_is_looked_for_in_every_document(question: str, search: str) -> None:
    office = Office(document())
    assert short_form_asked(office.understand(question), office.lexicon.abbreviations) == search


@pytest.mark.parametrize("question", ["UBND là gì?", "XYZT là gì?"])  # usual, but not written out; unknown
def test_a_short_form_that_the_text_does_not_write_out(question: str) -> None:
    assert Office(document()).abbreviation(question) is None


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Ai viết bài này?", True),
        ("Tác giả là ai?", True),
        ("Bài viết đăng ngày nào?", True),
        ("Ai viết đơn xin mở cửa thư viện?", False),  # a text may tell
        ("Thư viện mở cửa ngày nào?", False),
        ("Tác giả của nhạc phẩm Sông quê là ai?", False),
        ("Bài thơ Sông quê do ai sáng tác?", False),
        ("Bài viết nói về gì?", False),
        ("Bài giải pháp xây dựng thư viện đăng ngày nào?", True),
        ("Tin về thư viện xuất bản khi nào?", True),
        ("Bài báo về thư viện lên mạng ngày nào?", True),
    ],
)
def test_who_wrote_an_article_and_when_stand_outside_its_sentences(question: str, asks: bool) -> None:
    assert of_an_article(Office(document()).understand(question)) is asks


def test_what_an_article_is_about_is_told_below_the_name_of_its_newspaper() -> None:
    text = f"Báo Sông Xanh điện tử\n{TEXT}"
    article = Document(id="a", title=TITLE, text=text, source="a.txt", sha256="0" * 64)
    asking = Asking(article)
    asked = asking.understand("Bài viết về thư viện xã Suối Trong nói về chuyện gì?")
    found = answer_about(asked, asking.passages, asking.views, asking.documents, asking.lexicon)
    assert found is not None
    assert asking.quotes(found)[0] == TITLE
